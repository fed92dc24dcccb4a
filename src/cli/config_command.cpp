#include "commands.hpp"
#include "invocation.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/config/effective_text.hpp"

#include <fmt/format.h>

namespace gsmcfg::cli {
namespace {

std::string source_of(const config::Configuration& configuration) {
    return configuration.source ? configuration.source->string() : "no file: defaults only (gsmcfg init writes one)";
}

Outcome<int> check(Invocation& invocation) {
    const auto configured = invocation.configuration();
    if (!configured) return refuse(configured.error());
    Failure failure{exit_code::usage, {}};
    for (const auto& credential : (*configured)->credentials)
        if (const auto password = config::read_password(credential); !password)
            failure.lines.push_back(base::escape_control(password.error().message()));
    if (!failure.lines.empty()) return refuse(failure);
    if (invocation.json()) print_json(base::Json::object().set("ok", true).set("source", source_of(**configured)));
    else print("ok: " + source_of(**configured) + "\n");
    return exit_code::as_wanted;
}

Outcome<int> show(Invocation& invocation) {
    const auto configured = invocation.configuration();
    if (!configured) return refuse(configured.error());
    if (!invocation.json()) {
        print(config::effective_text(**configured));
        return exit_code::as_wanted;
    }
    auto modems = base::Json::array();
    for (const auto& modem : (*configured)->modems)
        modems.push(base::Json::object().set("name", modem.name).set("device", modem.device).set("baud", modem.baud));
    auto credentials = base::Json::array();
    for (const auto& credential : (*configured)->credentials) credentials.push(credential.name);
    print_json(base::Json::object()
                   .set("source", source_of(**configured))
                   .set("database", (*configured)->database.shown())
                   .set("modems", std::move(modems))
                   .set("credentials", std::move(credentials))
                   .set("reply_timeout_s", (*configured)->send.reply_timeout.count())
                   .set("attempts", (*configured)->send.attempts));
    return exit_code::as_wanted;
}

}  // namespace

std::vector<Command> config_commands() {
    return {{"config check",
             "",
             0,
             0,
             "Checks the configuration: every fault with file and line.",
             "",
             "  gsmcfg config check --config ./gsmcfg.toml",
             {},
             check},
            {"config show",
             "",
             0,
             0,
             "Shows the configuration in force, where each value comes from, passwords as ***.",
             "",
             "  gsmcfg config show",
             {},
             show}};
}

}  // namespace gsmcfg::cli
