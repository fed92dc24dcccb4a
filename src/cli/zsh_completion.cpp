#include "zsh_completion.hpp"

#include "command.hpp"
#include "completion_values.hpp"

#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>

#include <map>
#include <vector>

namespace gsmcfg::cli {
namespace {

// A word between apostrophes; `marks` are those that the reader of the word takes for its own.
std::string quoted(std::string_view text, std::string_view marks) {
    std::string result = "'";
    for (const char c : text) {
        if (c == '\'') result += "'\\''";
        else if (c == '\n') result += ' ';
        else if (marks.find(c) != std::string_view::npos) result += std::string("\\") + c;
        else result += c;
    }
    return result + "'";
}

std::string first_sentence(std::string_view help) {
    const auto end = std::min({help.find(". "), help.find('\n'), help.find("; "), help.size()});
    return std::string(help.substr(0, end));
}

// As _arguments wants it: --name[help]:ARGUMENT:what completes it.
std::string specification(const OptionSpec& option) {
    constexpr std::string_view marks = "[]:\\";
    auto help = quoted(first_sentence(option.help), marks);
    help = help.substr(1, help.size() - 2);
    auto text = fmt::format("'{}--{}{}[{}]", option.repeatable ? "*" : "", option.name, option.argument.empty() ? "" : "=", help);
    if (!option.argument.empty()) {
        auto argument = quoted(option.argument, marks);
        argument = argument.substr(1, argument.size() - 2);
        const auto values = completion_values(option);
        const auto words = fmt::format("({})", fmt::join(values.words, " "));
        const auto* const offered = values.files ? "_files" : " ";
        text += fmt::format(":{}:{}", argument, values.words.empty() || values.files ? offered : words);
    }
    return text + "'";
}

struct Group {
    std::vector<const Command*> commands;
};

std::vector<std::pair<std::string, Group>> groups() {
    std::vector<std::pair<std::string, Group>> result;
    for (const auto& command : commands()) {
        const std::string first(base::split(command.name, ' ').front());
        auto place = std::ranges::find(result, first, &std::pair<std::string, Group>::first);
        if (place == result.end()) place = result.insert(result.end(), {first, {}});
        place->second.commands.push_back(&command);
    }
    return result;
}

bool is_single(const std::string& first, const Group& group) { return group.commands.front()->name == first; }

std::string first_words() {
    std::string text;
    for (const auto& [first, group] : groups()) {
        std::vector<std::string> seconds;
        for (const auto* command : group.commands)
            if (command->name != first) seconds.emplace_back(command->name.substr(first.size() + 1));
        const auto help = is_single(first, group) ? first_sentence(group.commands.front()->summary)
                                                  : fmt::format("{}", fmt::join(seconds, ", "));
        text += fmt::format("            {}\n", quoted(first + ":" + help, ""));
    }
    return text;
}

std::string options_of(const Command& command, std::string_view indent) {
    std::string text = fmt::format("{}_arguments -S $every", indent);
    for (const auto& option : command.options) text += fmt::format(" \\\n{}    {}", indent, specification(option));
    return text + fmt::format(" \\\n{}    '*:argument:_files'\n", indent);
}

std::string second_words(const std::string& first, const Group& group) {
    std::string text = "            if (( CURRENT == 2 )); then\n                words_of_group=(\n";
    for (const auto* command : group.commands)
        text +=
            fmt::format("                    {}\n",
                        quoted(std::string(command->name.substr(first.size() + 1)) + ":" + first_sentence(command->summary), ""));
    text +=
        "                )\n                _describe -t commands command words_of_group\n                return\n            "
        "fi\n";
    text += "            shift words\n            (( CURRENT-- ))\n            case $words[1] in\n";
    for (const auto* command : group.commands)
        text += fmt::format("                {})\n{}                    ;;\n", command->name.substr(first.size() + 1),
                            options_of(*command, "                    "));
    return text + "            esac\n";
}

}  // namespace

std::string zsh_completion() {
    std::string text =
        "#compdef gsmcfg\n# Z shell completion for gsmcfg\n\n_gsmcfg() {\n    local -a every first words_of_group\n    every=(\n";
    for (const auto& option : global_options()) text += fmt::format("        {}\n", specification(option));
    text += "    )\n    if (( CURRENT == 2 )); then\n        first=(\n" + first_words() +
            "        )\n        _describe -t commands command first\n        _arguments -S '--help[help]' '--version[version]'\n"
            "        return\n    fi\n    shift words\n    (( CURRENT-- ))\n    case $words[1] in\n";
    for (const auto& [first, group] : groups())
        text += fmt::format(
            "        {})\n{}            ;;\n", first,
            is_single(first, group) ? options_of(*group.commands.front(), "            ") : second_words(first, group));
    return text + "    esac\n}\n\n_gsmcfg \"$@\"\n";
}

}  // namespace gsmcfg::cli
