#include "sim/command_line.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace gsmcfg::sim {
namespace {

bool is_alpha(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
char upper(char c) { return static_cast<char>(std::toupper(static_cast<unsigned char>(c))); }

class Scanner {
public:
    explicit Scanner(std::string_view text) : text_(text) {}

    std::optional<std::vector<Command>> run() {
        std::vector<Command> commands;
        while (skip_blanks(), at_ < text_.size()) {
            if (text_[at_] == ';') {
                ++at_;
                continue;
            }
            Command command;
            const bool extended = std::string_view("+^$*#%").find(text_[at_]) != std::string_view::npos;
            if (!(extended ? scan_extended(command) : scan_basic(command))) return std::nullopt;
            commands.push_back(std::move(command));
            // V.250 §6.1.1: what follows Z on its line is not looked at; D takes the rest as its number.
            if (commands.back().name == "Z" || commands.back().name == "D") break;
        }
        return commands;
    }

private:
    void skip_blanks() {
        while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    }
    bool scan_basic(Command& command) {
        if (text_[at_] == '&') command.name = text_[at_++];
        if (at_ >= text_.size() || !is_alpha(text_[at_])) return false;
        command.name += upper(text_[at_++]);
        const auto digits = [this] {
            const std::size_t begin = at_;
            while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
            return std::string(text_.substr(begin, at_ - begin));
        };
        if (command.name != "S") {
            command.value = digits();
            return true;
        }
        command.name += digits();
        if (at_ >= text_.size()) return false;
        command.form = text_[at_] == '?' ? Form::read : Form::set;
        if (text_[at_] != '?' && text_[at_] != '=') return false;
        ++at_;
        if (command.form == Form::set) command.value = digits();
        return true;
    }
    bool scan_extended(Command& command) {
        command.name = text_[at_++];
        while (at_ < text_.size() && (is_alpha(text_[at_]) || is_digit(text_[at_]) || text_[at_] == '_'))
            command.name += upper(text_[at_++]);
        if (command.name.size() < 2) return false;
        const std::string_view rest = text_.substr(at_);
        if (rest.starts_with("=?")) {
            command.form = Form::test;
            at_ += 2;
        } else if (rest.starts_with('?')) {
            command.form = Form::read;
            ++at_;
        } else if (rest.starts_with('=')) {
            command.form = Form::set;
            ++at_;
            scan_arguments(command);
        }
        skip_blanks();
        return at_ >= text_.size() || text_[at_] == ';';
    }
    void scan_arguments(Command& command) {
        bool inside = false;
        command.arguments.emplace_back();
        command.quoted.push_back(false);
        const std::size_t begin = at_;
        for (; at_ < text_.size() && (inside || text_[at_] != ';'); ++at_) {
            const char c = text_[at_];
            if (c == '"') {
                inside = !inside;
                command.quoted.back() = true;
            } else if (c == ',' && !inside) {
                command.arguments.emplace_back();
                command.quoted.push_back(false);
            } else if (c != ' ' || inside) {
                command.arguments.back() += c;
            }
        }
        command.value = text_.substr(begin, at_ - begin);
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace

std::optional<int> Command::number(std::size_t index) const {
    if (index >= arguments.size() || quoted[index] || arguments[index].empty()) return std::nullopt;
    const std::string& text = arguments[index];
    int parsed = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parsed);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return parsed;
}

std::optional<std::vector<Command>> parse_command_line(std::string_view text) { return Scanner(text).run(); }

}  // namespace gsmcfg::sim
