#include "markdown_page.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/base/troff.hpp"
#include "gsmcfg/base/version.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::cli {
namespace {

using base::troff;

// What stands between `mark` at the beginning of `rest` and the next one; nothing if it is not closed.
std::optional<std::string_view> enclosed(std::string_view rest, std::string_view mark) {
    if (!rest.starts_with(mark) || rest.size() == mark.size() || rest[mark.size()] == ' ') return std::nullopt;
    const auto end = rest.find(mark, mark.size());
    if (end == std::string_view::npos || end == mark.size()) return std::nullopt;
    return rest.substr(mark.size(), end - mark.size());
}

// "[text](place)": its text, and how long it is.
std::optional<std::pair<std::string_view, std::size_t>> link_at(std::string_view rest) {
    const auto middle = rest.find("](");
    if (!rest.starts_with('[') || middle == std::string_view::npos) return std::nullopt;
    const auto end = rest.find(')', middle);
    const auto text = rest.substr(1, middle - 1);
    if (end == std::string_view::npos || text.find('[') != std::string_view::npos) return std::nullopt;
    return std::pair(text, end + 1);
}

std::string spans(std::string_view text) {
    std::string result;
    std::string plain;
    const auto flush = [&] {
        result += troff(plain);
        plain.clear();
    };
    while (!text.empty()) {
        std::size_t used = 0;
        for (const auto& [mark, font] : {std::pair("`", 'B'), std::pair("**", 'B'), std::pair("*", 'I')}) {
            const auto inner = enclosed(text, mark);
            if (!inner) continue;
            flush();
            result += fmt::format("\\f{}{}\\fR", font, troff(*inner));
            used = inner->size() + 2 * std::string_view(mark).size();
            break;
        }
        if (const auto link = used == 0 ? link_at(text) : std::nullopt) {
            plain += link->first;
            used = link->second;
        }
        if (used == 0) plain += text[used++];
        text.remove_prefix(used);
    }
    flush();
    return result;
}

// Line after line.
class Body {
public:
    std::string write(std::string_view markdown) {
        for (const auto line : base::split(markdown, '\n')) add(line);
        end_code();
        end_words();
        return std::move(text_);
    }

private:
    void add(std::string_view line) {
        if (line.starts_with("```")) {
            end_words();
            if (fenced_) end_code();
            fenced_ = !fenced_;
        } else if (fenced_) {
            code_ += std::string(line) + "\n";
        } else if (line.starts_with("    ") && words_.empty()) {
            code_ += std::string(line.substr(4)) + "\n";
        } else {
            end_code();
            add_words(line);
        }
    }

    void add_words(std::string_view line) {
        if (base::trim(line).empty()) {
            end_words();
        } else if (line.starts_with('#')) {
            end_words();
            // The first heading is the page's name.
            if (line.starts_with("## ")) text_ += fmt::format(".SH {}\n", upper(troff(line.substr(3))));
        } else if (line.starts_with("- ")) {
            end_words();
            begin_ = ".IP \\(bu 2\n";
            words_ = line.substr(2);
        } else {
            words_ += (words_.empty() ? "" : " ") + std::string(base::trim(line));
        }
    }

    void end_words() {
        if (!words_.empty()) text_ += begin_ + spans(words_) + "\n";
        words_.clear();
        begin_ = ".PP\n";
    }
    void end_code() {
        if (!code_.empty()) text_ += base::troff_lines(code_);
        code_.clear();
    }

    static std::string upper(std::string text) {
        std::ranges::transform(text, text.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
        return text;
    }

    std::string text_, words_, code_;
    std::string begin_ = ".PP\n";
    bool fenced_ = false;
};

}  // namespace

std::string markdown_body(std::string_view markdown) { return Body().write(markdown); }

std::string dialect_page(std::string_view markdown) {
    auto page = base::troff_head("gsmcfg-dialect", "5", "File Formats", "a device family's SMS commands, as gsmcfg reads them",
                                 base::commit_date);
    page += ".SH DESCRIPTION\n" + markdown_body(markdown);
    page += ".SH SEE ALSO\n.BR gsmcfg (1),\n.BR gsmcfg.toml (5)\n";
    return base::troff_tidied(page);
}

}  // namespace gsmcfg::cli
