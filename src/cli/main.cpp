// gsmcfg: finds the command, runs it, and turns every way it may end into words and an exit code.
#include "arguments.hpp"
#include "help_text.hpp"
#include "invocation.hpp"
#include "reference.hpp"
#include "terminal.hpp"
#include "version.hpp"

#include "gsmcfg/base/log.hpp"
#include "gsmcfg/config/database_url.hpp"
#include "gsmcfg/store/database.hpp"

#include <fmt/format.h>

#include <clocale>
#include <csignal>
#include <cstdio>
#include <exception>
#include <string>
#include <system_error>
#include <vector>

namespace gsmcfg::cli {
namespace {

int report(const Failure& failure) {
    for (const auto& line : failure.lines) remark(line);
    return failure.exit;
}

// The address of a database, alone or as --db=ADDRESS, without its password.
std::string without_password(const std::string& word) {
    const auto begin = word.starts_with("--") ? word.find('=') + 1 : 0;
    const auto url = config::DatabaseUrl::parse(std::string_view(word).substr(begin));
    return url && url->has_password() ? word.substr(0, begin) + url->shown() : word;
}

// As it was typed, for the audit. No other word holds a password.
std::string joined(const std::vector<std::string>& words) {
    std::string line = "gsmcfg";
    for (const auto& word : words) line += " " + without_password(word);
    return line;
}

// What was asked for is done; but nobody must take half an output for the whole.
int told(int code) {
    const auto failure = output_failure();
    if (!failure) return code;
    remark(*failure);
    return code == exit_code::as_wanted ? exit_code::usage : code;
}

int run(const std::vector<std::string>& words) {
    if (const auto text = reference_for(words)) {
        print(*text);
        return exit_code::as_wanted;
    }
    auto line = parse_line(words);
    if (!line) return report(line.error());
    if (line->version) {
        print(fmt::format("gsmcfg {} (commit {})\n", version, base::commit));
        return exit_code::as_wanted;
    }
    if (line->help) {
        const auto width = output_is_terminal() ? terminal_width() : 80;
        print(line->command != nullptr   ? command_text(*line->command, width)
              : line->help_topic.empty() ? overview_text(width)
                                         : group_text(line->help_topic, width));
        return exit_code::as_wanted;
    }
    base::log::set_level(line->arguments.flag("verbose") ? base::log::Level::info : base::log::Level::warning);
    Invocation invocation(std::move(line->arguments), joined(words));
    const auto result = line->command->run(invocation);
    return result ? *result : report(result.error());
}

}  // namespace
}  // namespace gsmcfg::cli

int main(int count, char** arguments) {
    using namespace gsmcfg;
    std::setlocale(LC_CTYPE, "");
    // `gsmcfg apply … | head` must not die with a message in flight.
    std::signal(SIGPIPE, SIG_IGN);
    try {
        return cli::told(cli::run({arguments + 1, arguments + count}));
    } catch (const store::StateConflict& error) {
        cli::remark(error.what());
        return cli::exit_code::another_run;
    } catch (const store::DatabaseError& error) {
        cli::remark(std::string("database: ") + error.what());
        return cli::exit_code::database;
    } catch (const std::system_error& error) {
        // Not of this program's making: no more descriptors, memory or threads (ulimit).
        cli::remark(std::string("the system refuses what is needed: ") + error.what());
        return cli::exit_code::usage;
    } catch (const std::exception& error) {
        cli::remark(std::string("internal error: ") + error.what());
        return cli::exit_code::internal;
    }
}
