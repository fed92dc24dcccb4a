#include "config_page.hpp"

#include "gsmcfg/base/pattern.hpp"
#include "gsmcfg/base/text.hpp"
#include "gsmcfg/base/troff.hpp"
#include "gsmcfg/base/version.hpp"

#include <fmt/format.h>

#include <vector>

namespace gsmcfg::cli {
namespace {

using base::troff;

constexpr std::size_t least_indent = 3;  // of a comment's line that is an example

struct Key {
    std::string name, value, comment;
};

std::string_view without_mark(std::string_view line) {
    if (line.starts_with("# ")) return line.substr(2);
    return line == "#" ? std::string_view{} : line;
}

bool is_header(std::string_view line) {
    static const auto header = *base::Pattern::compile(R"(\[\[?[a-z_.]+\]\]?)");
    const auto text = without_mark(line);
    return header.match_whole(base::trim(text.substr(0, text.find('#')))).has_value();
}

// The mark of the comment at the end of a value; '#' in a text is none.
std::size_t comment_at(std::string_view value) {
    bool quoted = false;
    for (std::size_t at = 0; at < value.size(); ++at) {
        if (value[at] == '"') quoted = !quoted;
        if (value[at] == '#' && !quoted) return at;
    }
    return value.size();
}

std::optional<Key> read_key(std::string_view line) {
    const auto text = without_mark(line);
    const auto sign = text.find(" = ");
    if (sign == std::string_view::npos) return std::nullopt;
    const auto name = text.substr(0, sign);
    if (name.empty() || name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") != std::string_view::npos) return std::nullopt;
    const auto rest = text.substr(sign + 3);
    const auto end = comment_at(rest);
    return Key{std::string(name), std::string(base::trim(rest.substr(0, end))),
               end == rest.size() ? "" : std::string(base::trim(rest.substr(end + 1)))};
}

// "#          # what the comment of the key before goes on with"
std::optional<std::string_view> continued(std::string_view line) {
    if (!line.starts_with('#')) return std::nullopt;
    const auto text = base::trim(line.substr(1));
    if (!text.starts_with("# ")) return std::nullopt;
    return base::trim(text.substr(1));
}

// The blocks of the starter file one after the other.
class Page {
public:
    std::string write(std::string_view starter) {
        std::vector<std::string_view> block;
        for (const auto line : base::split(starter, '\n')) {
            if (!base::trim(line).empty()) {
                block.push_back(line);
                continue;
            }
            add(block);
            block.clear();
        }
        add(block);
        return std::move(text_);
    }

private:
    void add(const std::vector<std::string_view>& block) {
        for (const auto line : block)
            if (is_header(line)) text_ += fmt::format(".SS {}\n", troff(without_mark(line)));
        for (std::size_t at = 0; at < block.size(); ++at) {
            if (is_header(block[at])) continue;
            if (auto key = read_key(block[at])) {
                while (at + 1 < block.size() && continued(block[at + 1]))
                    key->comment += fmt::format(" {}", *continued(block[++at]));
                add_key(*key);
            } else {
                add_words(without_mark(block[at]));
            }
        }
        flow_ = Flow::none;
    }

    void add_key(const Key& key) {
        flow_ = Flow::none;
        text_ += fmt::format(".TP\n\\fB{}\\fR = {}\n{}\n", troff(key.name), troff(key.value),
                             key.comment.empty() ? "\\&" : troff(key.comment));
    }

    void add_words(std::string_view words) {
        const auto indent = std::min(words.find_first_not_of(' '), words.size());
        const auto wanted = indent + 1 >= least_indent ? Flow::example : Flow::words;
        if (flow_ != wanted) text_ += ".PP\n";
        else if (wanted == Flow::example) text_ += ".br\n";
        flow_ = wanted;
        text_ += troff(base::trim(words)) + "\n";
    }

    enum class Flow { none, words, example };
    std::string text_;
    Flow flow_ = Flow::none;
};

}  // namespace

std::string config_page(std::string_view starter) {
    auto page = base::troff_head("gsmcfg.toml", "5", "File Formats", "configuration of gsmcfg", base::commit_date);
    page +=
        ".SH DESCRIPTION\nThe configuration of\n.BR gsmcfg (1)\nis a TOML file: modems, passwords of meters, limits and prices. "
        "A "
        "relative path in it is taken from the file's folder, and ~/ from the home folder.\n"
        "A file that holds a password must be readable by nobody else: mode 600, or 640 and of the group gsmcfg.\n"
        "An unknown key or a bad value makes the file unusable; every fault is named with its line.\n"
        ".SH KEYS\nAs in the file that\n.B gsmcfg init\nwrites; values are examples.\n";
    page += Page().write(starter);
    page +=
        ".SH FILES\n.TP\n/etc/gsmcfg/gsmcfg.toml\nof the service, and of users who have none of their own\n"
        ".TP\n~/.config/gsmcfg/gsmcfg.toml\nof a user\n"
        ".SH SEE ALSO\n.BR gsmcfg (1),\n.BR gsmcfg\\-dialect (5)\n";
    return base::troff_tidied(page);
}

}  // namespace gsmcfg::cli
