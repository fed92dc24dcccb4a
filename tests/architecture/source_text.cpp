#include "source_text.hpp"

#include <algorithm>

namespace gsmcfg::test {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }

std::size_t skip_blanks(std::string_view text, std::size_t at) {
    while (at < text.size() && is_blank(text[at])) ++at;
    return at;
}

class Stripper {
public:
    explicit Stripper(std::string_view text) : text_(text) {}

    std::string run() {
        while (at_ < text_.size()) step();
        return std::move(bare_);
    }

private:
    void step() {
        const bool line_start = at_ == 0 || text_[at_ - 1] == '\n';
        if (line_start && is_include()) return copy_line();
        const auto rest = text_.substr(at_);
        if (rest.starts_with("//")) return drop(std::min(text_.find('\n', at_), text_.size()));
        if (rest.starts_with("/*")) return drop(end_after(text_.find("*/", at_ + 2), 2));
        if (rest.starts_with("R\"") && !follows_word()) return raw_string();
        if (rest.front() == '"') return literal('"');
        if (rest.front() == '\'' && !is_digit_separator()) return literal('\'');
        bare_ += text_[at_++];
    }

    [[nodiscard]] bool is_include() const {
        auto at = skip_blanks(text_, at_);
        if (at >= text_.size() || text_[at] != '#') return false;
        return text_.substr(skip_blanks(text_, at + 1)).starts_with("include");
    }
    [[nodiscard]] bool follows_word() const { return at_ > 0 && is_word_character(text_[at_ - 1]); }
    [[nodiscard]] bool is_digit_separator() const {
        if (!follows_word()) return false;
        const char before = text_[at_ - 1];
        return before != 'u' && before != 'U' && before != 'L';
    }
    [[nodiscard]] std::size_t end_after(std::size_t found, std::size_t length) const {
        return found == std::string_view::npos ? text_.size() : found + length;
    }

    void copy_line() {
        const auto end = std::min(text_.find('\n', at_), text_.size());
        bare_ += text_.substr(at_, end - at_);
        at_ = end;
    }
    void drop(std::size_t end) {
        bare_ += ' ';
        for (; at_ < end; ++at_)
            if (text_[at_] == '\n') bare_ += '\n';
    }
    void raw_string() {
        const auto open = std::min(text_.find('(', at_), text_.size());
        const auto closing = ")" + std::string(text_.substr(at_ + 2, open - at_ - 2)) + "\"";
        bare_ += "\"\"";
        drop(end_after(text_.find(closing, open), closing.size()));
    }
    void literal(char quote) {
        bare_ += quote;
        for (++at_; at_ < text_.size() && text_[at_] != quote && text_[at_] != '\n'; ++at_)
            if (text_[at_] == '\\') ++at_;
        bare_ += quote;
        if (at_ < text_.size() && text_[at_] == quote) ++at_;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::string bare_;
};

}  // namespace

bool is_word_character(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

std::string bare_code(std::string_view text) { return Stripper(text).run(); }

std::size_t line_of(std::string_view text, std::size_t offset) {
    return static_cast<std::size_t>(std::ranges::count(text.substr(0, offset), '\n')) + 1;
}

std::vector<Include> includes_of(std::string_view bare) {
    std::vector<Include> result;
    std::size_t number = 0;
    for (std::size_t start = 0; start < bare.size();) {
        const auto end = std::min(bare.find('\n', start), bare.size());
        const auto line = bare.substr(start, end - start);
        start = end + 1;
        ++number;
        auto at = skip_blanks(line, 0);
        if (at >= line.size() || line[at] != '#') continue;
        at = skip_blanks(line, at + 1);
        if (!line.substr(at).starts_with("include")) continue;
        at = skip_blanks(line, at + std::string_view("include").size());
        if (at >= line.size() || (line[at] != '"' && line[at] != '<')) continue;
        const bool quoted = line[at] == '"';
        const auto close = line.find(quoted ? '"' : '>', at + 1);
        if (close == std::string_view::npos) continue;
        result.push_back({std::string(line.substr(at + 1, close - at - 1)), number, quoted});
    }
    return result;
}

std::vector<std::size_t> find_word(std::string_view text, std::string_view word) {
    std::vector<std::size_t> result;
    for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + word.size())) {
        const auto end = at + word.size();
        if (at > 0 && is_word_character(text[at - 1])) continue;
        if (end < text.size() && is_word_character(text[end])) continue;
        result.push_back(at);
    }
    return result;
}

}  // namespace gsmcfg::test
