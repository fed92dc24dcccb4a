// An AT command line cut into its commands (V.250 §5.2–5.4).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::sim {

enum class Form { execute, read, test, set };

struct Command {
    std::string name;  // upper case: "E", "&F", "S0", "+CMGF"
    Form form = Form::execute;
    std::string value;                   // what follows "=", or a basic command's number
    std::vector<std::string> arguments;  // the value cut at commas outside quotation marks, the marks taken off
    std::vector<bool> quoted;

    [[nodiscard]] std::size_t count() const { return arguments.size(); }
    // A decimal number; nothing if the argument is missing, quoted or not a number.
    [[nodiscard]] std::optional<int> number(std::size_t index) const;
    [[nodiscard]] bool present(std::size_t index) const {
        return index < arguments.size() && (quoted[index] || !arguments[index].empty());
    }
};

// What stands after "AT". Nothing if it has no command's form.
[[nodiscard]] std::optional<std::vector<Command>> parse_command_line(std::string_view text);

}  // namespace gsmcfg::sim
