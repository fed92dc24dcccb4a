// CSV by RFC 4180, with the separators and line ends that spreadsheets use.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::meter {

struct CsvRecord {
    std::uint32_t line = 0;          // of its first character, 1-based
    std::string_view text;           // as it is in the file, without the line end
    std::vector<std::string> cells;  // unquoted
    std::optional<std::string> fault;

    [[nodiscard]] bool blank() const;
    [[nodiscard]] bool comment() const { return text.starts_with('#'); }
};

class CsvReader {
public:
    // `text` must outlive the reader. A separator of 0: one cell a record. Without quotes a record is a line.
    CsvReader(std::string_view text, char separator, bool quotes = true) : text_(text), separator_(separator), quotes_(quotes) {}

    // False at the end. A quoted cell may hold line ends.
    [[nodiscard]] bool next(CsvRecord& record);

private:
    void read_cell(CsvRecord& record);
    std::string read_quoted(CsvRecord& record);
    [[nodiscard]] bool at_line_end() const { return at_ == text_.size() || text_[at_] == '\n' || text_[at_] == '\r'; }
    [[nodiscard]] bool at_separator() const { return separator_ != 0 && at_ < text_.size() && text_[at_] == separator_; }
    void skip_line_end();

    std::string_view text_;
    char separator_;
    bool quotes_;
    std::size_t at_ = 0;
    std::uint32_t line_ = 1;
};

// A cell as CSV: quoted if it has to be.
[[nodiscard]] std::string csv_cell(std::string_view value, char separator);

}  // namespace gsmcfg::meter
