#include "commands.hpp"
#include "job.hpp"
#include "passwords.hpp"

#include "gsmcfg/base/file.hpp"

#include <fmt/format.h>

namespace gsmcfg::cli {
namespace {

Outcome<int> run(Invocation& invocation) {
    const auto text = base::read_file(invocation.positional(0));
    if (!text) return refuse(exit_code::usage, text.error().message());
    const auto loaded = meter::parse_profile(*text, invocation.positional(0));
    if (!loaded.profile) return refuse(all_problems(loaded.problems));
    const auto& dialect = loaded.profile->dialect();
    const bool clear = invocation.arguments().flag("show-secrets");
    base::Secret password;
    if (clear) {
        const auto credentials = passwords_for(invocation, dialect, false, {default_credential});
        if (!credentials) return refuse(credentials.error());
        if (auto found = credentials->find(default_credential)) password = std::move(*found);
    }
    for (const auto& message :
         meter::compose_set(dialect, loaded.profile->settings(), invocation.arguments().flag("no-restart"))) {
        const auto shown = clear ? meter::render(message.text, password).reveal() : meter::masked_text(dialect, message);
        if (invocation.json()) print_json(base::Json::object().set("text", shown).set("restarts", message.restarts));
        else print(shown + "\n");
    }
    for (const auto& warning : loaded.warnings) remark(fmt::format("warning: {}: {}", warning.where, warning.text));
    return exit_code::as_wanted;
}

}  // namespace

Command messages_command() {
    return {"messages",
            "PROFILE",
            1,
            1,
            "Prints the message texts of a profile in sending order, to be sent by hand.",
            "The password is shown as *** unless --show-secrets is given.",
            "  gsmcfg messages profile.toml\n  gsmcfg messages profile.toml --show-secrets --password-file admin.txt",
            {{"show-secrets", "", "with the passwords in clear"}, {"no-restart", "", "leave out what restarts the module"}},
            run};
}

}  // namespace gsmcfg::cli
