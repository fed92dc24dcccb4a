#include "meter/csv.hpp"

#include "gsmcfg/base/text.hpp"

#include <algorithm>

namespace gsmcfg::meter {

bool CsvRecord::blank() const {
    return std::ranges::all_of(cells, [](const std::string& cell) { return base::trim(cell).empty(); });
}

bool CsvReader::next(CsvRecord& record) {
    if (at_ == text_.size()) return false;
    record.line = line_;
    record.cells.clear();
    record.fault.reset();
    const auto begin = at_;
    if (text_[at_] == '#') {
        while (!at_line_end()) ++at_;
    } else {
        for (;;) {
            read_cell(record);
            if (!at_separator()) break;
            ++at_;
        }
    }
    record.text = text_.substr(begin, at_ - begin);
    skip_line_end();
    return true;
}

void CsvReader::read_cell(CsvRecord& record) {
    std::string cell;
    if (quotes_ && at_ < text_.size() && text_[at_] == '"') {
        cell = read_quoted(record);
        if (!at_separator() && !at_line_end() && !record.fault) record.fault = "has text after a closing quote";
    }
    const auto begin = at_;
    while (!at_separator() && !at_line_end()) ++at_;
    cell += text_.substr(begin, at_ - begin);
    record.cells.push_back(std::move(cell));
}

std::string CsvReader::read_quoted(CsvRecord& record) {
    std::string cell;
    ++at_;
    while (at_ < text_.size()) {
        const char c = text_[at_++];
        if (c == '\n') ++line_;
        if (c != '"') cell += c;
        else if (at_ < text_.size() && text_[at_] == '"') cell += text_[at_++];
        else return cell;
    }
    record.fault = "opens a quote that is never closed: nothing after it was read";
    return cell;
}

void CsvReader::skip_line_end() {
    if (at_ == text_.size()) return;
    if (text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n') ++at_;
    ++at_;
    ++line_;
}

std::string csv_cell(std::string_view value, char separator) {
    const bool plain = value.find_first_of("\"\r\n") == std::string_view::npos && !value.starts_with('#') &&
                       (separator == 0 || value.find(separator) == std::string_view::npos);
    if (plain) return std::string(value);
    std::string result = "\"";
    for (const char c : value) {
        if (c == '"') result += '"';
        result += c;
    }
    return result + '"';
}

}  // namespace gsmcfg::meter
