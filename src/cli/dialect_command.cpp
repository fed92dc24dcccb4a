#include "commands.hpp"
#include "dialect_trial.hpp"
#include "dialect_view.hpp"
#include "dialects.hpp"

#include "gsmcfg/base/file.hpp"
#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::cli {
namespace {

Outcome<meter::Dialect> named_dialect(Invocation& invocation) {
    const auto configured = invocation.configuration();
    if (!configured) return refuse(configured.error());
    auto dialect = find_dialect(**configured, invocation.positional(0));
    if (!dialect) return refuse(exit_code::usage, dialect.error().message());
    say_if_replaced(invocation, invocation.positional(0));
    return std::move(*dialect);
}

// The first of the faults; gsmcfg dialect check says all.
std::string faulty_words(const base::Error& error) {
    const auto message = error.message();
    return "has faults: " + message.substr(0, message.find('\n'));
}

Outcome<int> list(Invocation& invocation) {
    const auto configured = invocation.configuration();
    if (!configured) return refuse(configured.error());
    const auto places = all_dialects(**configured);
    std::size_t longest = 0;
    for (const auto& place : places) longest = std::max(longest, place.name.size());
    bool all_good = true;
    for (const auto& place : places) {
        const auto dialect = find_dialect(**configured, place.name);
        all_good = all_good && dialect.has_value();
        const auto where = place.file ? place.file->string() : std::string("built in");
        if (invocation.json()) {
            auto json = base::Json::object().set("name", place.name).set("where", where).set("ok", dialect.has_value());
            if (dialect) json.set("title", dialect->title()).set("experimental", dialect->experimental());
            else json.set("reason", dialect.error().message());
            print_json(json.set("default", place.name == meter::default_dialect));
            continue;
        }
        const auto words = !dialect ? faulty_words(dialect.error())
                                    : dialect->title() + (dialect->experimental() ? "; experimental" : "") +
                                          (place.name == meter::default_dialect ? "; the default" : "");
        print(fmt::format("{:<{}}  {}{}\n", base::escape_control(place.name), longest, base::escape_control(words),
                          place.file && dialect ? fmt::format(" ({})", base::escape_control(where)) : ""));
    }
    return all_good ? exit_code::as_wanted : exit_code::usage;
}

Outcome<int> show(Invocation& invocation) {
    const auto dialect = named_dialect(invocation);
    if (!dialect) return refuse(dialect.error());
    if (invocation.arguments().flag("toml")) print(dialect->text());
    else if (invocation.json()) print_json(dialect_json(*dialect));
    else print(dialect_text(*dialect));
    return exit_code::as_wanted;
}

Outcome<int> check(Invocation& invocation) {
    const auto& path = invocation.positional(0);
    const auto text = base::read_file(path);
    if (!text) return refuse(exit_code::usage, text.error().message());
    const auto problems = meter::Dialect::check(*text, path);
    for (const auto& problem : problems) {
        if (invocation.json())
            print_json(base::Json::object().set("event", "problem").set("where", problem.where).set("reason", problem.detail));
        else print(base::escape_control(problem.message()) + "\n");
    }
    if (invocation.json())
        print_json(base::Json::object().set("event", "recap").set("ok", problems.empty()).set("problems", problems.size()));
    else if (problems.empty()) print("ok: " + path + "\n");
    return problems.empty() ? exit_code::as_wanted : exit_code::usage;
}

// What a person types for line ends.
std::string with_line_ends(std::string_view typed) {
    std::string text;
    for (std::size_t i = 0; i < typed.size(); ++i) {
        const bool escape = typed[i] == '\\' && i + 1 < typed.size() && (typed[i + 1] == 'n' || typed[i + 1] == 'r');
        text += !escape ? typed[i] : typed[i + 1] == 'n' ? '\n' : '\r';
        if (escape) ++i;
    }
    return text;
}

Outcome<meter::Settings> wanted_settings(const Invocation& invocation, const meter::Dialect& dialect) {
    meter::Settings settings;
    for (const auto& given : invocation.arguments().all("setting")) {
        const auto at = given.find('=');
        if (at == std::string::npos) return refuse(exit_code::usage, "--setting takes NAME=VALUE, not '" + given + "'");
        const auto name = given.substr(0, at);
        auto value = meter::canonical_value(dialect, name, given.substr(at + 1));
        if (!value) return refuse(exit_code::usage, "--setting: " + value.error().message());
        if (std::ranges::find(settings, name, &meter::Settings::value_type::first) != settings.end())
            return refuse(exit_code::usage, "--setting: " + name + " is given twice");
        settings.emplace_back(name, std::move(*value));
    }
    return settings;
}

Outcome<int> attempt(Invocation& invocation) {
    const auto dialect = named_dialect(invocation);
    if (!dialect) return refuse(dialect.error());
    const auto settings = wanted_settings(invocation, *dialect);
    if (!settings) return refuse(settings.error());
    const auto asked = invocation.arguments().all("ask");
    for (const auto& name : asked)
        if (dialect->find(name) == nullptr)
            return refuse(exit_code::usage, fmt::format("--ask: there is no setting '{}'; there are {}",
                                                        base::escape_control(name), fmt::join(dialect->setting_names(), ", ")));
    if (settings->empty() && asked.empty() && !invocation.arguments().value("reply"))
        return refuse(exit_code::usage, "nothing to try: give --setting NAME=VALUE, --ask NAME or --reply TEXT");
    auto messages = meter::compose_set(*dialect, *settings, invocation.arguments().flag("no-restart"));
    for (auto& query : meter::compose_query(*dialect, asked)) messages.push_back(std::move(query));
    const auto advice = meter::advise(*dialect, *settings);
    auto reply = invocation.arguments().value("reply");
    if (reply == "-") {
        const auto read = base::read_standard_input();
        if (!read) return refuse(exit_code::usage, read.error().message());
        reply = *read;
    } else if (reply) {
        reply = with_line_ends(*reply);
    }
    DialectTrial trial(*dialect, *settings, asked, std::move(messages));
    if (invocation.json()) print_json(trial.json(reply));
    else print(trial.text(reply));
    for (const auto& text : advice.refusals) remark("refused: " + base::escape_control(text));
    for (const auto& text : advice.warnings) remark("warning: " + base::escape_control(text));
    return trial.as_wanted(reply) && advice.refusals.empty() ? exit_code::as_wanted : exit_code::not_all;
}

}  // namespace

std::vector<Command> dialect_commands() {
    return {
        {"dialect list",
         "",
         0,
         0,
         "Lists the device families: built in, and files of the search path (dialect_path in the configuration).",
         "",
         "  gsmcfg dialect list",
         {},
         list},
        {"dialect show",
         "NAME|FILE",
         1,
         1,
         "Shows what is sent to such a device, what it answers, and which of the rules no device has confirmed.",
         "",
         "  gsmcfg dialect show teltonika\n  gsmcfg dialect show energomera-gs04 --toml > mine.toml",
         {{"toml", "", "the file itself: a start for one of your own"}},
         show},
        {"dialect check",
         "FILE",
         1,
         1,
         "Checks a dialect file: every fault with line and reason.",
         "Also what only shows when it is used: an example that its reply's pattern does not match, or that two patterns "
         "match; a mask that leaves a secret; a value that would be taken for two; a message of its own whose password would not "
         "be "
         "found again.",
         "  gsmcfg dialect check mine.toml",
         {},
         check},
        {"dialect try",
         "NAME|FILE",
         1,
         1,
         "Shows the messages for some settings, and how a reply would be read. Sends nothing.",
         "Exit code 1 if the reply does not prove what was wanted: a value is missing or another one, or it only says yes.",
         "  gsmcfg dialect try teltonika --setting apn=internet --setting port=5000 --reply 'New value 2001:internet;2005:5000'\n"
         "  gsmcfg dialect try mine.toml --ask apn --reply 'GS04\\n1234\\nAPN: internet'",
         {{"setting", "NAME=VALUE", "set this", true},
          {"ask", "NAME", "ask for this", true},
          {"no-restart", "", "leave out what restarts the device"},
          {"reply", "TEXT", "an answer, \\n for a line end; - reads it from standard input"}},
         attempt}};
}

}  // namespace gsmcfg::cli
