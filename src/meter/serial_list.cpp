#include "gsmcfg/meter/serial_list.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/meter/reply.hpp"
#include "meter/csv.hpp"
#include "meter/fold_case.hpp"
#include "meter/list_columns.hpp"
#include "meter/spreadsheet_cell.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::meter {
namespace {

using base::ErrorCode;

constexpr std::size_t longest_serial = 40;

class SerialReader {
public:
    SerialReader(std::string_view text, const std::string& source, const std::string& heading, SerialList& list)
        : text_(text), source_(source), heading_(heading), list_(list) {}

    void read() {
        const auto first = first_line();
        if (first && !find_column(*first)) return;
        CsvReader reader(text_, separator_);
        CsvRecord record;
        while (reader.next(record)) {
            if (!first || record.line < first->line || (headed_ && record.line == first->line)) continue;
            if (record.comment() || record.blank()) continue;
            if (record.fault) complain(record.line, *record.fault);
            else if (column_ < record.cells.size()) take(record.line, record.cells[column_]);
        }
        if (list_.serials.empty() && list_.problems.empty()) complain(0, "the list is empty: it has no serial number");
        std::ranges::sort(list_.serials);
        const auto repeated = std::ranges::unique(list_.serials);
        list_.serials.erase(repeated.begin(), repeated.end());
    }

private:
    void complain(std::uint32_t line, std::string detail) {
        auto place = line == 0 ? source_ : fmt::format("{}:{}", source_, line);
        list_.problems.push_back({ErrorCode::malformed, std::move(place), std::move(detail), std::nullopt});
    }

    // The first line that says something; a spreadsheet's sep=; is passed over.
    std::optional<CsvRecord> first_line() {
        CsvReader reader(text_, 0, false);
        CsvRecord record;
        while (reader.next(record))
            if (!record.comment() && !record.blank() && !(record.text.size() == 5 && record.text.starts_with("sep=")))
                return record;
        return std::nullopt;
    }

    [[nodiscard]] bool is_heading(std::string_view cell) const {
        return heading_.empty() ? is_serial_heading(cell) : fold_case(cell) == fold_case(heading_);
    }

    // False after a complaint.
    bool find_column(const CsvRecord& first) {
        std::vector<std::string> widest{std::string(first.text)};
        for (const char separator : {'\0', ';', '\t', ','}) {
            CsvReader reader(first.text, separator);
            CsvRecord header;
            if (!reader.next(header)) continue;
            const auto found = std::ranges::find_if(header.cells, [&](const std::string& cell) { return is_heading(cell); });
            if (found != header.cells.end()) {
                separator_ = separator;
                headed_ = true;
                column_ = static_cast<std::size_t>(found - header.cells.begin());
                return true;
            }
            if (header.cells.size() > widest.size()) widest = header.cells;
        }
        if (heading_.empty() && widest.size() == 1) return true;
        for (auto& cell : widest) cell = base::escape_control(base::trim(cell));
        if (!heading_.empty())
            complain(first.line, fmt::format("there is no column '{}' (found: {})", heading_, fmt::join(widest, ", ")));
        else
            complain(first.line, fmt::format("no column holds the serial numbers (found: {}): name it 'serial', or say --column "
                                             "serial=NAME",
                                             fmt::join(widest, ", ")));
        return false;
    }

    void take(std::uint32_t line, std::string_view cell) {
        if (separator_ == 0) cell = cell.substr(0, cell.find('#'));
        cell = unwrap_cell(cell);
        if (cell.empty()) return;
        if (is_rounded(cell))
            return complain(line, fmt::format("the spreadsheet rounded '{}' and its digits are lost: format the column as text "
                                              "and enter it again",
                                              cell));
        const auto serial = bare_serial(without_decimals(cell));
        if (serial.size() > longest_serial)
            return complain(line, fmt::format("'{}…' is no serial number: it is longer than {} characters",
                                              base::escape_control(serial.substr(0, longest_serial)), longest_serial));
        list_.serials.emplace_back(serial);
    }

    std::string_view text_;
    const std::string& source_;
    const std::string& heading_;
    SerialList& list_;
    char separator_ = 0;
    bool headed_ = false;
    std::size_t column_ = 0;
};

}  // namespace

std::optional<std::size_t> SerialList::find(std::string_view serial) const {
    const auto bare = bare_serial(serial);
    const auto found =
        std::ranges::lower_bound(serials, bare, {}, [](const std::string& each) { return std::string_view(each); });
    if (bare.empty() || found == serials.end() || *found != bare) return std::nullopt;
    return static_cast<std::size_t>(found - serials.begin());
}

SerialList read_serial_list(std::string_view bytes, const std::string& source, const std::string& heading) {
    SerialList list;
    const auto text = base::decode_text_file(bytes);
    if (text) SerialReader(*text, source, heading, list).read();
    else
        list.problems.push_back({text.error().code, source, "is not a text file in UTF-8, UTF-16 or Windows-1251", std::nullopt});
    return list;
}

}  // namespace gsmcfg::meter
