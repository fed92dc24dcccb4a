#include "gsmcfg/meter/meter_table.hpp"

#include "gsmcfg/base/digits.hpp"
#include "gsmcfg/base/text.hpp"
#include "meter/fold_case.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

namespace gsmcfg::meter {
namespace {

using base::ErrorCode;

constexpr std::array<std::string_view, 10> type_words{"type",       "тип",    "тип счетчика", "тип счётчика", "тип прибора",
                                                      "тип модуля", "модель", "model",        "meter type",   "тип пу"};
constexpr std::array<std::string_view, 9> iccid_words{"iccid",   "ccid",    "icc id",    "icc",        "sim iccid",
                                                      "код sim", "код сим", "iccid sim", "номер iccid"};
constexpr std::array<std::string_view, 9> ip_words{
    "ip", "ip-адрес", "ip адрес", "адрес ip", "ip address", "ip_address", "ip-address", "ip sim", "статический ip-адрес"};

struct OwnColumn {
    std::string_view name;
    std::span<const std::string_view> words;
    std::string MeterRow::*member;
    std::optional<std::size_t> index;  // in LoadedList::extra_columns
};

// Blanks and dashes as they are printed on the card, and the F that fills up its last octet.
base::Result<std::string> read_iccid(std::string_view cell) {
    if (cell.find("E+") != std::string_view::npos || cell.find("e+") != std::string_view::npos)
        return base::fail(ErrorCode::malformed, "",
                          fmt::format("the spreadsheet rounded '{}' and its digits are lost: format the column as text and enter "
                                      "it again",
                                      base::escape_control(cell)));
    std::string digits(cell);
    std::erase_if(digits, [](char c) { return c == ' ' || c == '-'; });
    if (digits.ends_with('F') || digits.ends_with('f')) digits.pop_back();
    if (base::is_iccid(digits)) return digits;
    return base::fail(ErrorCode::invalid_argument, "",
                      fmt::format("'{}' is no ICCID: it has {} to {} digits", base::escape_control(cell), base::shortest_iccid,
                                  base::longest_iccid));
}

base::Result<std::string> read_ip(std::string_view cell) {
    std::array<unsigned char, sizeof(in6_addr)> address{};
    const std::string text(cell);
    for (const int family : {AF_INET, AF_INET6})
        if (inet_pton(family, text.c_str(), address.data()) == 1) return text;
    return base::fail(ErrorCode::invalid_argument, "", fmt::format("'{}' is no IP address", base::escape_control(cell)));
}

class TableMaker {
public:
    TableMaker(std::string_view bytes, std::string source, const Dialect& dialect, ListOptions options) {
        for (auto& column : columns_) {
            const auto mapped = options.columns.find(std::string(column.name));
            if (mapped == options.columns.end()) continue;
            headings_[column.name] = mapped->second;
            options.columns.erase(mapped);
        }
        list_ = parse_phone_list(bytes, std::move(source), dialect, options);
    }

    MeterTable make() {
        find_columns();
        for (std::size_t i = 0; i < list_.problems.size(); ++i) problems_.emplace(list_.problem_lines[i], list_.problems[i]);
        for (const auto& meter : list_.meters) add_row(meter);
        for (auto& [line, problem] : problems_) table_.problems.push_back(std::move(problem));
        for (const auto& warning : list_.warnings) table_.warnings.push_back(warning);
        warn_of_repeats();
        return std::move(table_);
    }

private:
    void find_columns() {
        std::set<std::size_t> taken;
        for (auto& column : columns_) {
            column.index = find_column(column);
            if (column.index) taken.insert(*column.index);
            const auto mapped = headings_.find(column.name);
            if (mapped != headings_.end() && !column.index)
                add_problem(0, ErrorCode::malformed,
                            fmt::format("there is no column '{}' (named by --column {}={})", mapped->second, column.name,
                                        mapped->second));
        }
        for (std::size_t i = 0; i < list_.extra_columns.size(); ++i)
            if (!taken.contains(i)) table_.ignored.push_back(list_.extra_columns[i]);
    }

    [[nodiscard]] std::optional<std::size_t> find_column(const OwnColumn& column) const {
        const auto at = [&](std::string_view folded) -> std::optional<std::size_t> {
            for (std::size_t i = 0; i < list_.extra_columns.size(); ++i)
                if (fold_case(list_.extra_columns[i]) == folded) return i;
            return std::nullopt;
        };
        if (const auto mapped = headings_.find(column.name); mapped != headings_.end()) return at(fold_case(mapped->second));
        for (const auto word : column.words)
            if (const auto found = at(word)) return found;
        return std::nullopt;
    }

    void add_problem(std::uint32_t line, ErrorCode code, std::string detail) {
        auto place = line == 0 ? list_.source : fmt::format("{}:{}", list_.source, line);
        problems_.emplace(line, base::Error{code, std::move(place), std::move(detail), std::nullopt});
    }

    void add_row(const Meter& meter) {
        MeterRow row;
        row.line = meter.line();
        row.phone = meter.phone().e164();
        row.serial = meter.serial();
        row.label = meter.label();
        row.credential = meter.credential();
        bool good = true;
        for (const auto& column : columns_) {
            if (!column.index || *column.index >= meter.extra().size()) continue;
            const auto& cell = meter.extra()[*column.index];
            if (cell.empty()) continue;
            auto value = read_cell(column, cell);
            if (value) {
                row.*column.member = std::move(*value);
                continue;
            }
            good = false;
            add_problem(row.line, value.error().code,
                        fmt::format("column {}: {}", list_.extra_columns[*column.index], value.error().detail));
        }
        for (const auto& [setting, value] : meter.overrides())
            if (std::ranges::find(table_.ignored, setting) == table_.ignored.end()) table_.ignored.push_back(setting);
        if (good) table_.rows.push_back(std::move(row));
    }

    static base::Result<std::string> read_cell(const OwnColumn& column, const std::string& cell) {
        if (column.member == &MeterRow::iccid) return read_iccid(cell);
        if (column.member == &MeterRow::ip) return read_ip(cell);
        return cell;
    }

    void warn_of_repeats() {
        struct Kind {
            std::string_view words;
            std::string MeterRow::*member;
        };
        for (const auto& [words, member] : {Kind{"the serial number", &MeterRow::serial}, Kind{"the ICCID", &MeterRow::iccid},
                                            Kind{"the address", &MeterRow::ip}}) {
            std::map<std::string_view, const MeterRow*> seen;
            for (const auto& row : table_.rows) {
                if ((row.*member).empty()) continue;
                const auto [first, fresh] = seen.emplace(row.*member, &row);
                if (!fresh)
                    table_.warnings.push_back({fmt::format("{}:{}", list_.source, row.line),
                                               fmt::format("{} {} is there twice: for {} on line {} and for {}", words,
                                                           row.*member, first->second->phone, first->second->line, row.phone)});
            }
        }
    }

    std::array<OwnColumn, 3> columns_{OwnColumn{"type", type_words, &MeterRow::type, std::nullopt},
                                      OwnColumn{"iccid", iccid_words, &MeterRow::iccid, std::nullopt},
                                      OwnColumn{"ip", ip_words, &MeterRow::ip, std::nullopt}};
    std::map<std::string_view, std::string> headings_;
    LoadedList list_;
    std::multimap<std::uint32_t, base::Error> problems_;
    MeterTable table_;
};

}  // namespace

MeterTable read_meter_table(std::string_view bytes, std::string source, const Dialect& dialect, const ListOptions& options) {
    return TableMaker(bytes, std::move(source), dialect, options).make();
}

std::string meter_table_header(TableForm form) {
    auto line = table_mark(form);
    for (const auto* title : {"phone", "serial", "type", "label", "iccid", "ip", "credential"}) {
        if (std::string_view(title) != "phone") line += separator_of(form);
        line += title;
    }
    return line + "\r\n";
}

std::string meter_table_line(const MeterRow& row, TableForm form) {
    const auto separator = separator_of(form);
    auto line = number_cell(row.phone, form);
    line += separator + number_cell(row.serial, form);
    line += separator + text_cell(row.type, form);
    line += separator + text_cell(row.label, form);
    line += separator + number_cell(row.iccid, form);
    line += separator + text_cell(row.ip, form);
    line += separator + text_cell(row.credential, form);
    return line + "\r\n";
}

bool mentions(std::string_view text, std::string_view words) {
    return fold_case(text).find(fold_case(words)) != std::string::npos;
}

}  // namespace gsmcfg::meter
