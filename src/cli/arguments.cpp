#include "arguments.hpp"

#include "option_description.hpp"

#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>
#include <boost/program_options.hpp>

#include <algorithm>
#include <charconv>
#include <limits>

namespace gsmcfg::cli {
namespace {

namespace po = boost::program_options;

std::vector<std::string> words_of(std::string_view name) {
    std::vector<std::string> words;
    for (const auto word : base::split(name, ' ')) words.emplace_back(word);
    return words;
}

// The first words that are no options, before the line is parsed: enough to find the command. An option's value is skipped.
struct Found {
    const Command* command = nullptr;
    std::vector<std::size_t> places;  // of the command's words
    std::vector<std::string> bare;    // words that could be a command's
};

bool takes_value(std::string_view word, std::span<const OptionSpec> extra) {
    if (word.find('=') != std::string_view::npos) return false;
    const auto has = [&](const OptionSpec& option) { return word.substr(2) == option.name && !option.argument.empty(); };
    if (std::ranges::any_of(global_options(), has) || std::ranges::any_of(extra, has)) return true;
    return std::ranges::any_of(commands(), [&](const Command& command) { return std::ranges::any_of(command.options, has); });
}

Found find_command(const std::vector<std::string>& words) {
    Found found;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < words.size() && found.bare.size() < 2; ++i) {
        if (words[i] == "--") break;
        if (words[i].starts_with("--")) {
            if (takes_value(words[i], {})) ++i;
            continue;
        }
        found.bare.push_back(words[i]);
        places.push_back(i);
    }
    for (const auto& command : commands()) {
        const auto names = words_of(command.name);
        if (names.size() > found.bare.size() || !std::equal(names.begin(), names.end(), found.bare.begin())) continue;
        if (found.command != nullptr && words_of(found.command->name).size() >= names.size()) continue;
        found.command = &command;
    }
    if (found.command != nullptr) places.resize(words_of(found.command->name).size());
    found.places = places;
    return found;
}

bool is_group(std::string_view word) {
    return std::ranges::any_of(commands(),
                               [&](const Command& command) { return command.name.starts_with(std::string(word) + " "); });
}

Failure unknown_command(const std::vector<std::string>& bare) {
    std::vector<std::string> known;
    const bool in_group = is_group(bare[0]) && bare.size() > 1;
    for (const auto& command : commands()) {
        const auto names = words_of(command.name);
        if (!in_group) known.push_back(names[0]);
        else if (names[0] == bare[0]) known.push_back(names[1]);
    }
    const auto& wrong = in_group ? bare[1] : bare[0];
    const auto prefix = in_group ? bare[0] + " " : std::string();
    auto text = fmt::format("there is no command '{}{}'", prefix, wrong);
    if (const auto near = base::nearest_word(wrong, known)) text += fmt::format("; did you mean '{}{}'?", prefix, *near);
    return {exit_code::usage, {text, in_group ? fmt::format("see: gsmcfg {} --help", bare[0]) : "see: gsmcfg --help"}};
}

Failure unknown_option(const std::string& given, const Command& command) {
    std::vector<std::string> known;
    for (const auto& option : global_options()) known.emplace_back(option.name);
    for (const auto& option : command.options) known.emplace_back(option.name);
    const auto bare = given.substr(std::min(given.find_first_not_of('-'), given.size()));
    auto text = fmt::format("unknown option '{}'", given);
    if (const auto near = base::nearest_word(bare, known)) text += fmt::format("; did you mean '--{}'?", *near);
    return {exit_code::usage, {text, fmt::format("see: gsmcfg {} --help", command.name)}};
}

Failure wrong_count(const Command& command, std::size_t given) {
    return {exit_code::usage,
            {given < command.least ? fmt::format("something is missing after 'gsmcfg {}'", command.name)
                                   : fmt::format("too many arguments for 'gsmcfg {}'", command.name),
             fmt::format("usage: gsmcfg {}{}{}", command.name, command.arguments.empty() ? "" : " ", command.arguments)}};
}

// "-85" is a value: no option of ours begins with a digit.
std::vector<po::option> negative_number(std::vector<std::string>& words) {
    const auto& word = words.front();
    if (word.size() < 2 || word[0] != '-' || word[1] < '0' || word[1] > '9') return {};
    po::option value;
    value.value.push_back(word);
    value.original_tokens.push_back(word);
    value.position_key = std::numeric_limits<int>::max();
    words.erase(words.begin());
    return {value};
}

}  // namespace

std::optional<std::string> Arguments::value(std::string_view option) const {
    const auto found = values_.find(option);
    if (found == values_.end() || found->second.empty()) return std::nullopt;
    return found->second.back();
}

std::vector<std::string> Arguments::all(std::string_view option) const {
    const auto found = values_.find(option);
    return found == values_.end() ? std::vector<std::string>() : found->second;
}

Outcome<std::optional<long>> Arguments::number(std::string_view option, long least, long greatest) const {
    const auto text = value(option);
    if (!text) return std::nullopt;
    long result = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), result);
    if (error != std::errc() || end != text->data() + text->size() || result < least || result > greatest)
        return refuse(exit_code::usage,
                      fmt::format("--{} takes a whole number from {} to {}, not '{}'", option, least, greatest, *text));
    return result;
}

Outcome<ParsedLine> parse_line(const std::vector<std::string>& words) {
    ParsedLine line;
    const auto asks = [&](std::string_view option) {
        const auto end = std::ranges::find(words, "--");
        return std::find(words.begin(), end, option) != end;
    };
    const auto found = find_command(words);
    if (!found.bare.empty() && found.bare[0] == "help" && words.size() > 1) {
        // "help apply" is "apply --help".
        std::vector<std::string> rest(words);
        rest.erase(std::ranges::find(rest, "help"));
        rest.emplace_back("--help");
        return parse_line(rest);
    }
    line.help = asks("--help") || asks("-h") || (!found.bare.empty() && found.bare[0] == "help");
    line.version = asks("--version");
    line.command = found.command;
    if (line.version) return line;
    if (found.command == nullptr) {
        const bool group = !found.bare.empty() && is_group(found.bare[0]) && found.bare.size() == 1;
        if (group) line.help_topic = found.bare[0];
        if (line.help && (found.bare.empty() || found.bare[0] == "help" || group)) return line;
        if (found.bare.empty()) {
            const auto option = std::ranges::find_if(words, [](const std::string& word) { return word.starts_with("-"); });
            return refuse(
                {exit_code::usage,
                 {option == words.end() ? "say what to do" : "say what to do beside '" + *option + "'", "see: gsmcfg --help"}});
        }
        if (group)
            return refuse({exit_code::usage,
                           {fmt::format("'gsmcfg {}' wants one more word", found.bare[0]),
                            fmt::format("see: gsmcfg {} --help", found.bare[0])}});
        return refuse(unknown_command(found.bare));
    }
    if (line.help) return line;

    po::options_description description;
    for (const auto& option : global_options()) add_option(description, option);
    for (const auto& option : found.command->options) add_option(description, option);
    description.add_options()("argument", po::value<std::vector<std::string>>());
    po::positional_options_description positional;
    positional.add("argument", -1);
    std::vector<std::string> rest;
    for (std::size_t i = 0; i < words.size(); ++i)
        if (std::ranges::find(found.places, i) == found.places.end()) rest.push_back(words[i]);
    try {
        const int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
        const auto parsed = po::command_line_parser(rest)
                                .options(description)
                                .positional(positional)
                                .style(style)
                                .extra_style_parser(negative_number)
                                .run();
        for (const auto& option : parsed.options) {
            if (option.string_key == "argument")
                line.arguments.positional_.insert(line.arguments.positional_.end(), option.value.begin(), option.value.end());
            else std::ranges::copy(option.value, std::back_inserter(line.arguments.values_[option.string_key]));
        }
    } catch (const po::unknown_option& error) {
        return refuse(unknown_option(error.get_option_name(), *found.command));
    } catch (const po::error& error) {
        return refuse({exit_code::usage, {error.what(), fmt::format("see: gsmcfg {} --help", found.command->name)}});
    }
    const auto count = line.arguments.positional_.size();
    if (count < found.command->least || count > found.command->most) return refuse(wrong_count(*found.command, count));
    return line;
}

}  // namespace gsmcfg::cli
