// The command line, taken apart.
#pragma once

#include "command.hpp"
#include "failure.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::cli {

class Arguments {
public:
    [[nodiscard]] bool flag(std::string_view option) const { return values_.find(option) != values_.end(); }
    // The last one given.
    [[nodiscard]] std::optional<std::string> value(std::string_view option) const;
    [[nodiscard]] std::vector<std::string> all(std::string_view option) const;
    // A whole number within limits. Failure: exit 2 with the option, the limits and what was given.
    [[nodiscard]] Outcome<std::optional<long>> number(std::string_view option, long least, long greatest) const;
    [[nodiscard]] const std::vector<std::string>& positional() const { return positional_; }
    // The same line with other arguments, as if they had been typed.
    void set_positional(std::vector<std::string> words) { positional_ = std::move(words); }
    // A flag has no values.
    void set(std::string_view option, std::vector<std::string> values) {
        values_.insert_or_assign(std::string(option), std::move(values));
    }

private:
    friend struct ParsedLine;
    friend Outcome<struct ParsedLine> parse_line(const std::vector<std::string>& words);
    std::map<std::string, std::vector<std::string>, std::less<>> values_;
    std::vector<std::string> positional_;
};

struct ParsedLine {
    const Command* command = nullptr;  // nullptr: only help or version was asked for
    bool help = false;
    bool version = false;
    std::string help_topic;  // "campaign": a group of commands
    Arguments arguments;
};

// Options may stand anywhere. Failures are exit 2 and name the nearest known word.
[[nodiscard]] Outcome<ParsedLine> parse_line(const std::vector<std::string>& words);

}  // namespace gsmcfg::cli
