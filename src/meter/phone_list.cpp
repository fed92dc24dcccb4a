#include "gsmcfg/meter/phone_list.hpp"

#include "gsmcfg/base/digits.hpp"
#include "gsmcfg/base/text.hpp"
#include "meter/csv.hpp"
#include "meter/list_columns.hpp"
#include "meter/spreadsheet_cell.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace gsmcfg::meter {
namespace {

using base::ErrorCode;

struct Problem {
    std::uint32_t line;
    ErrorCode code;
    std::string detail;
};

class ListReader {
public:
    ListReader(const Dialect& dialect, const ListOptions& options, LoadedList& list)
        : dialect_(dialect), options_(options), list_(list) {}

    void read() {
        const auto body = find_layout();
        CsvReader reader(list_.text, list_.separator, list_.has_header);
        CsvRecord record;
        while (usable_ && reader.next(record)) {
            if (record.line < body || record.comment()) continue;
            if (list_.has_header) read_row(record);
            else read_line(record);
        }
        refuse_duplicates();
        if (list_.meters.empty() && problems_.empty()) add(0, ErrorCode::malformed, "the list is empty: it names no meter");
        hand_over();
    }

private:
    void add(std::uint32_t line, ErrorCode code, std::string detail) { problems_.push_back({line, code, std::move(detail)}); }

    static std::size_t count_cells(std::string_view line, char separator) {
        CsvReader reader(line, separator);
        CsvRecord record;
        return reader.next(record) ? record.cells.size() : 0;
    }

    [[nodiscard]] bool has_phone_heading(std::string_view line, char separator) const {
        CsvReader reader(line, separator);
        CsvRecord record;
        if (!reader.next(record)) return false;
        return std::ranges::any_of(record.cells, [&](const auto& cell) { return is_phone_heading(cell, options_); });
    }

    // The separator and the columns; returns the first line that can hold a meter.
    std::uint32_t find_layout() {
        CsvReader reader(list_.text, 0, false);
        CsvRecord record;
        char declared = 0;
        for (;;) {
            if (!reader.next(record)) return 1;
            if (record.comment() || record.blank()) continue;
            if (record.text.size() != 5 || !record.text.starts_with("sep=")) break;
            declared = record.text[4];
        }
        // Quotes in the header may hold line ends, which only a reader with the right separator can know.
        const auto rest = std::string_view(list_.text).substr(static_cast<std::size_t>(record.text.data() - list_.text.data()));
        const auto line = record.line;
        if (!find_separator(rest, declared)) return line;
        CsvReader header_reader(rest, list_.separator);
        CsvRecord header;
        if (!header_reader.next(header)) return line;
        take_columns(header, line);
        return line + 1 + static_cast<std::uint32_t>(std::ranges::count(header.text, '\n'));
    }

    // True for a CSV: a heading of phone numbers, or at least cells with words.
    bool find_separator(std::string_view rest, char declared) {
        std::size_t most = 1;
        bool headed = has_phone_heading(rest, 0);
        for (const char separator : {';', '\t', ','}) {
            if (declared != 0 && separator != declared) continue;
            const bool here = has_phone_heading(rest, separator);
            const auto cells = count_cells(rest, separator);
            if (cells < 2 || (headed && !here)) continue;
            if (cells <= most && here == headed) continue;
            headed = headed || here;
            most = cells;
            list_.separator = separator;
        }
        list_.has_header = headed || declared != 0;
        if (!list_.has_header && most > 1) {
            const auto first = unwrap_cell(rest.substr(0, rest.find(list_.separator)));
            const auto is_letter = [](char c) {
                return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
            };
            list_.has_header = std::ranges::any_of(first, is_letter) && !base::all_digits(first.substr(0, 1));
        }
        if (!list_.has_header) list_.separator = 0;
        return list_.has_header;
    }

    void take_columns(const CsvRecord& header, std::uint32_t line) {
        if (header.fault) add(line, ErrorCode::malformed, "the header " + *header.fault);
        auto found = read_columns(header.cells, dialect_, options_);
        for (auto& fault : found.faults) add(line, ErrorCode::malformed, std::move(fault));
        for (auto& warning : found.warnings) list_.warnings.push_back({place(line), std::move(warning)});
        usable_ = problems_.empty();
        columns_ = std::move(found.columns);
        list_.phone_column = found.phone;
        for (const auto& column : columns_)
            if (column.role == ColumnRole::extra) list_.extra_columns.push_back(column.title);
    }

    [[nodiscard]] std::string place(std::uint32_t line) const {
        return line == 0 ? list_.source : fmt::format("{}:{}", list_.source, line);
    }

    std::optional<base::PhoneNumber> read_phone(std::string_view cell, std::uint32_t line) {
        auto number = base::parse_phone_number(trim_cell(cell), options_.numbering);
        if (!number) {
            const auto shown = base::escape_control(trim_cell(cell).substr(0, 60));
            add(line, number.error().code,
                shown.empty() ? number.error().detail : fmt::format("'{}': {}", shown, number.error().detail));
            return std::nullopt;
        }
        const auto& prefixes = options_.allow_prefixes;
        const auto allowed = [&](const std::string& prefix) { return number->e164().starts_with(prefix); };
        if (!prefixes.empty() && std::ranges::none_of(prefixes, allowed)) {
            add(line, ErrorCode::invalid_argument,
                fmt::format("{} is outside allow_prefixes ({})", number->e164(), fmt::join(prefixes, ", ")));
            return std::nullopt;
        }
        return *number;
    }

    void read_line(const CsvRecord& record) {
        auto text = record.text.substr(0, record.text.find('#'));
        if (trim_cell(text).empty()) return;
        const bool columns =
            text.find_first_of(";\t,") != std::string_view::npos && without_decimals(unwrap_cell(text)) == unwrap_cell(text);
        if (columns && !is_rounded(unwrap_cell(text))) {
            return add(record.line, ErrorCode::malformed,
                       "a list with several columns needs a first line that names them, such as phone;serial;label");
        }
        if (auto phone = read_phone(text, record.line)) list_.meters.emplace_back(std::move(*phone), record.line);
    }

    void read_row(const CsvRecord& record) {
        if (record.fault) return add(record.line, ErrorCode::malformed, *record.fault);
        if (record.blank()) return;
        if (record.cells.size() > columns_.size()) {
            const auto extra = record.cells.begin() + static_cast<std::ptrdiff_t>(columns_.size());
            if (!std::all_of(extra, record.cells.end(), [](const std::string& cell) { return trim_cell(cell).empty(); }))
                return add(record.line, ErrorCode::malformed,
                           fmt::format("has {} cells, the header {}: a cell with the separator in it needs quotes",
                                       record.cells.size(), columns_.size()));
        }
        const auto before = problems_.size();
        const auto phone_cell = list_.phone_column < record.cells.size() ? record.cells[list_.phone_column] : std::string();
        auto phone = read_phone(phone_cell, record.line);
        auto details = std::make_shared<Meter::Details>();
        bool bare = true;
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            if (i == list_.phone_column) continue;
            const auto cell = i < record.cells.size() ? unwrap_cell(record.cells[i]) : std::string_view();
            bare = bare && cell.empty();
            read_cell(columns_[i], cell, record.line, *details);
        }
        if (!phone || problems_.size() != before) return;
        details->overrides = in_sending_order(dialect_, details->overrides);
        if (bare) details.reset();
        list_.meters.emplace_back(std::move(*phone), record.line, std::move(details));
    }

    void read_cell(const Column& column, std::string_view cell, std::uint32_t line, Meter::Details& details) {
        switch (column.role) {
            case ColumnRole::phone: return;
            case ColumnRole::extra: details.extra.emplace_back(cell); return;
            case ColumnRole::label: details.label = std::string(cell); return;
            case ColumnRole::serial: return read_serial(column, cell, line, details);
            case ColumnRole::credential: return read_credential(column, cell, line, details);
            case ColumnRole::setting: return read_override(column, cell, line, details);
        }
    }

    void read_serial(const Column& column, std::string_view cell, std::uint32_t line, Meter::Details& details) {
        if (is_rounded(cell)) {
            return add(
                line, ErrorCode::malformed,
                fmt::format("column {}: the spreadsheet rounded '{}' and its digits are lost: format the column as text and "
                            "enter it again",
                            column.title, cell));
        }
        details.serial = std::string(without_decimals(cell));
    }

    void read_credential(const Column& column, std::string_view cell, std::uint32_t line, Meter::Details& details) {
        if (cell.empty()) return;
        const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
        const auto allowed = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.'; };
        if (!letter(cell.front()) || !std::ranges::all_of(cell, allowed)) {
            return add(line, ErrorCode::invalid_argument,
                       fmt::format("column {}: this is no credential's name (a letter, then letters, digits, - _ .); a password "
                                   "does not belong here",
                                   column.title));
        }
        details.credential = std::string(cell);
    }

    void read_override(const Column& column, std::string_view cell, std::uint32_t line, Meter::Details& details) {
        if (cell.empty()) return;
        const auto* setting = dialect_.find(column.setting);
        const bool number = setting->kind == ValueKind::number || setting->kind == ValueKind::choice;
        auto value = canonical_value(dialect_, column.setting, number ? without_decimals(cell) : cell);
        if (value) details.overrides.emplace_back(column.setting, std::move(*value));
        else add(line, value.error().code, fmt::format("column {}: {}", column.title, value.error().detail));
    }

    void refuse_duplicates() {
        auto& meters = list_.meters;
        std::vector<std::uint32_t> order(meters.size());
        std::iota(order.begin(), order.end(), 0U);
        std::ranges::sort(order, [&](auto a, auto b) {
            const auto compared = meters[a].phone() <=> meters[b].phone();
            return compared == 0 ? a < b : compared < 0;
        });
        std::vector<bool> again(meters.size());
        std::size_t first = 0;
        for (std::size_t i = 1; i < order.size(); ++i) {
            if (meters[order[i]].phone() != meters[order[first]].phone()) {
                first = i;
                continue;
            }
            again[order[i]] = true;
            const auto& meter = meters[order[i]];
            add(meter.line(), ErrorCode::conflict,
                fmt::format("{} is there twice: on line {} and on line {}", meter.phone().e164(), meters[order[first]].line(),
                            meter.line()));
        }
        std::size_t kept = 0;
        for (std::size_t i = 0; i < meters.size(); ++i) {
            if (again[i]) continue;
            if (kept != i) meters[kept] = std::move(meters[i]);
            ++kept;
        }
        meters.erase(meters.begin() + static_cast<std::ptrdiff_t>(kept), meters.end());
    }

    void hand_over() {
        std::ranges::stable_sort(problems_, {}, &Problem::line);
        for (auto& problem : problems_) {
            list_.problems.push_back({problem.code, place(problem.line), std::move(problem.detail), std::nullopt});
            list_.problem_lines.push_back(problem.line);
        }
    }

    const Dialect& dialect_;
    const ListOptions& options_;
    LoadedList& list_;
    std::vector<Column> columns_;
    std::vector<Problem> problems_;
    bool usable_ = true;
};

}  // namespace

const Meter::Details& Meter::details() const {
    static const Details none;
    return details_ ? *details_ : none;
}

LoadedList parse_phone_list(std::string_view bytes, std::string source, const Dialect& dialect, const ListOptions& options) {
    return take_phone_list(std::string(bytes), std::move(source), dialect, options);
}

LoadedList take_phone_list(std::string bytes, std::string source, const Dialect& dialect, const ListOptions& options) {
    LoadedList list;
    list.source = std::move(source);
    auto text = base::take_text_file(std::move(bytes));
    if (!text) {
        list.problems.push_back({text.error().code, list.source, "is not a text file in UTF-8, UTF-16 or Windows-1251", {}});
        list.problem_lines.push_back(0);
        return list;
    }
    list.text = std::move(*text);
    // A million lines are not moved from one memory to the next again and again.
    list.meters.reserve(static_cast<std::size_t>(std::ranges::count(list.text, '\n')) + 1);
    ListReader(dialect, options, list).read();
    return list;
}

std::string LoadedList::clean_text() const {
    std::string result;
    CsvReader reader(text, separator, has_header);
    CsvRecord record;
    std::size_t next = 0;
    bool header_written = !has_header;
    while (reader.next(record)) {
        if (!header_written && !record.comment() && !record.blank() && !record.text.starts_with("sep=")) {
            result += std::string(record.text) + "\n";
            header_written = true;
            continue;
        }
        if (next == meters.size() || meters[next].line() != record.line) continue;
        const auto& number = meters[next++].phone().e164();
        if (!has_header) {
            result += number + "\n";
            continue;
        }
        for (std::size_t i = 0; i < record.cells.size(); ++i) {
            if (i != 0) result += separator;
            result += i == phone_column ? number : csv_cell(record.cells[i], separator);
        }
        result += "\n";
    }
    return result;
}

std::string LoadedList::bad_text() const {
    std::string result;
    CsvReader reader(text, separator, has_header);
    CsvRecord record;
    std::size_t next = 0;
    bool header_written = !has_header;
    while (next < problems.size() && problem_lines[next] == 0) result += "# " + problems[next++].message() + "\n";
    while (reader.next(record)) {
        const bool header = !header_written && !record.comment() && !record.blank() && !record.text.starts_with("sep=");
        bool bad = false;
        for (; next < problems.size() && problem_lines[next] == record.line; ++next) {
            result += "# " + base::escape_control(problems[next].message()) + "\n";
            bad = true;
        }
        if (bad || header) result += std::string(record.text) + "\n";
        header_written = header_written || header;
    }
    return result;
}

Settings settings_for(const Profile& profile, const Meter& meter) {
    Settings result = profile.settings();
    for (const auto& [name, value] : meter.overrides()) {
        const auto found = std::ranges::find(result, name, &Settings::value_type::first);
        if (found == result.end()) result.emplace_back(name, value);
        else found->second = value;
    }
    return in_sending_order(profile.dialect(), result);
}

}  // namespace gsmcfg::meter
