#include "help_text.hpp"

#include "failure.hpp"
#include "option_description.hpp"

#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

namespace gsmcfg::cli {
namespace {

// Paragraphs broken to the width; lines that begin with blanks stay as they are.
std::string wrapped(std::string_view text, std::size_t width) {
    std::string result;
    for (const auto paragraph : base::split(text, '\n')) {
        if (paragraph.starts_with(' ') || paragraph.empty()) {
            result.append(paragraph).append("\n");
            continue;
        }
        std::size_t column = 0;
        for (const auto word : base::split(paragraph, ' ')) {
            if (column > 0 && column + 1 + word.size() > width) {
                result += '\n';
                column = 0;
            }
            if (column > 0) {
                result += ' ';
                ++column;
            }
            result.append(word);
            column += word.size();
        }
        result += '\n';
    }
    return result;
}

std::string option_list(std::span<const OptionSpec> options, std::size_t width, std::string_view title) {
    boost::program_options::options_description description(std::string(title), static_cast<unsigned>(width),
                                                            static_cast<unsigned>(width / 2));
    for (const auto& option : options) add_option(description, option);
    std::ostringstream out;
    out << description;
    return out.str();
}

std::string exit_codes_text() {
    std::string text = "Exit codes:";
    for (const auto& [code, words] : exit_codes) text += fmt::format("{} {} {}", code == 0 ? "" : ",", code, words);
    return text + ".";
}

std::string command_list(std::string_view group, std::size_t width) {
    std::size_t longest = 0;
    for (const auto& command : commands())
        if (group.empty() || command.name.starts_with(group)) longest = std::max(longest, command.name.size());
    std::string result;
    for (const auto& command : commands()) {
        if (!group.empty() && !command.name.starts_with(group)) continue;
        const auto indent = longest + 4;
        auto summary = wrapped(command.summary, std::max<std::size_t>(20, width > indent ? width - indent : 20));
        while (summary.ends_with('\n')) summary.pop_back();
        std::string body;
        for (const auto part : base::split(summary, '\n')) {
            if (!body.empty()) body += "\n" + std::string(indent, ' ');
            body.append(part);
        }
        result += fmt::format("  {:<{}}  {}\n", command.name, longest, body);
    }
    return result;
}

}  // namespace

std::string overview_text(std::size_t width) {
    return wrapped(
               "usage: gsmcfg COMMAND [ARGUMENTS] [OPTIONS]\n\n"
               "Configures the GSM modules of electricity meters by SMS through a GSM modem: sends the settings, matches every "
               "reply, "
               "compares every value.\n\nCommands (gsmcfg COMMAND --help says more):",
               width) +
           command_list("", width) + "\n" + option_list(global_options(), width, "Options of every command") + "\n" +
           wrapped("PHONES is a file, - for standard input, or one number.\n" + exit_codes_text() +
                       "\n\nExample:\n  gsmcfg plan profile.toml phones.txt\n  gsmcfg apply profile.toml phones.txt --modem "
                       "/dev/ttyUSB0",
                   width);
}

std::string group_text(std::string_view group, std::size_t width) {
    return fmt::format("usage: gsmcfg {} COMMAND [ARGUMENTS] [OPTIONS]\n\n", group) +
           command_list(std::string(group) + " ", width);
}

std::string command_text(const Command& command, std::size_t width) {
    std::string text =
        fmt::format("usage: gsmcfg {}{}{} [OPTIONS]\n\n", command.name, command.arguments.empty() ? "" : " ", command.arguments);
    text += wrapped(command.summary, width);
    if (!command.details.empty()) text += "\n" + wrapped(command.details, width);
    if (!command.options.empty()) text += "\n" + option_list(command.options, width, "Options");
    text += "\n" + option_list(global_options(), width, "Options of every command");
    text += fmt::format("\nExample:\n{}\n", command.example);
    return text;
}

}  // namespace gsmcfg::cli
