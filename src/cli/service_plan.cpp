#include "service_plan.hpp"

#include "campaign_run.hpp"
#include "lines.hpp"
#include "passwords.hpp"
#include "service_attendants.hpp"

#include "gsmcfg/base/digest.hpp"
#include "gsmcfg/base/file.hpp"
#include "gsmcfg/base/log.hpp"
#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::cli {
namespace {

// Given on the line or in the environment, it is the default one; else that of the configuration.
Outcome<service::Credentials> passwords_of_service(Invocation& invocation, const config::Configuration& configuration) {
    service::Credentials passwords;
    auto given = given_password(invocation);
    if (!given) return refuse(given.error());
    for (const auto& credential : configuration.credentials) {
        if (*given && credential.name == default_credential) continue;
        auto password = config::read_password(credential);
        if (password) passwords.add(credential.name, {std::move(*password), credential.alternatives});
        else
            base::log::warning(fmt::format("the password '{}' is left out: {}", credential.name,
                                           base::escape_control(password.error().message())));
    }
    if (*given) {
        const auto* configured = configuration.find_credential(default_credential);
        passwords.add(default_credential,
                      {std::move(**given), configured ? configured->alternatives : std::vector<std::string>()});
    }
    return passwords;
}

std::vector<std::string> names_of(const service::Credentials& passwords, const config::Configuration& configuration) {
    std::vector<std::string> names;
    if (passwords.has(default_credential)) names.emplace_back(default_credential);
    for (const auto& credential : configuration.credentials)
        if (credential.name != default_credential && passwords.has(credential.name)) names.push_back(credential.name);
    return names;
}

// Of a file's content: a corrected PIN must be taken. Empty if there is none, or it can't be read.
std::string content_digest(const std::optional<std::string>& file) {
    if (!file) return {};
    const auto content = base::read_secret_file(*file);
    return content ? base::sha256(content->reveal()) : "";
}

// Differs whenever a password or an alternative does.
std::string fingerprint_of(const service::Credentials& passwords, const std::vector<std::string>& names) {
    std::string digests;
    for (const auto& name : names) {
        digests += name + "=" + base::sha256(passwords.find(name)->reveal());
        for (std::size_t step = 1; const auto other = passwords.name_at(name, step); ++step) digests += "," + *other;
        digests += ";";
    }
    return digests;
}

std::string fingerprint_of(const ModemChoice& choice, const service::RunOptions& options) {
    const auto or_none = [](const auto& value) { return value ? fmt::format("{}", *value) : std::string("-"); };
    return fmt::format("{} {} {} {} {} {} | {} {} {} {} {} {}", choice.device, choice.baud, or_none(choice.pin_file),
                       content_digest(choice.pin_file), or_none(choice.sms_per_minute), fmt::join(choice.power_cycle, "\n"),
                       or_none(options.daily_cap), options.sim_counter, options.zone, or_none(options.max_open),
                       options.deaf_after,
                       fmt::format("{} {} {}", options.numbering.country_code.value_or("-"),
                                   options.numbering.trunk_prefix.value_or("-"), or_none(options.numbering.national_length)));
}

Outcome<service::ServiceLine> line_of(const std::shared_ptr<Invocation>& invocation, const ModemChoice& choice,
                                      const config::Configuration& configuration, base::Clock& clock) {
    // A PIN file that can't be read is told at once.
    if (const auto tried = make_channels(*invocation, {choice}, clock, Purpose::work); !tried) return refuse(tried.error());
    auto options = run_options_of(*invocation, {choice});
    options.watch_line = true;
    options.zone = configuration.send.time_zone.value_or("");
    if (configuration.send.daily_cap) options.daily_cap = *configuration.send.daily_cap;
    auto make = [invocation, choice, &clock]() -> base::Result<std::unique_ptr<channel::Channel>> {
        auto made = make_channels(*invocation, {choice}, clock, Purpose::work);
        if (!made) return base::fail(base::ErrorCode::io, choice.name, made.error().lines.front());
        return std::move(made->front());
    };
    return service::ServiceLine{choice.name, choice.device, fingerprint_of(choice, options), std::move(make), options};
}

}  // namespace

Outcome<service::ServicePlan> service_plan_of(const std::shared_ptr<Invocation>& invocation, const std::string& database_url,
                                              store::ServerClock& clock) {
    const auto configured = invocation->configuration();
    if (!configured) return refuse(configured.error());
    // A service may wait for its modems to be configured.
    const bool none = (*configured)->modems.empty() && invocation->arguments().all("modem").empty();
    const auto choices = none ? std::vector<ModemChoice>() : chosen_modems(*invocation);
    if (!choices) return refuse(choices.error());
    service::ServicePlan plan;
    for (const auto& choice : *choices) {
        auto line = line_of(invocation, choice, **configured, clock);
        if (!line) return refuse(line.error());
        if (std::ranges::find(plan.lines, line->name, &service::ServiceLine::name) != plan.lines.end())
            return refuse(exit_code::usage, "--modem: " + line->name + " is there twice");
        plan.lines.push_back(std::move(*line));
    }
    auto passwords = passwords_of_service(*invocation, **configured);
    if (!passwords) return refuse(passwords.error());
    plan.credential_names = names_of(*passwords, **configured);
    plan.credential_fingerprint = fingerprint_of(*passwords, plan.credential_names);
    plan.credentials = std::make_shared<const service::Credentials>(std::move(*passwords));
    plan.allow_prefixes = (*configured)->allow_prefixes;
    const auto host = invocation->host();
    if (!host) return refuse(host.error());
    plan.presence = {*host, (*configured)->lease, [&clock](store::Database& database) { clock.set_by(database); }};
    plan.tells = !(*configured)->hooks.empty() || (*configured)->alarm.phone;
    add_attendants(plan, **configured, invocation->arguments().value("metrics-file"), database_url, clock);
    return plan;
}

}  // namespace gsmcfg::cli
