#include "hand_over.hpp"

#include "lines.hpp"
#include "passwords.hpp"
#include "service_modems.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::cli {

const OptionSpec detach_option{"detach", "", "with a service on the database: hand over and do not wait for the end"};

namespace {

Outcome<std::optional<store::ServiceRecord>> of_chosen_modems(Invocation& invocation, store::Database& database,
                                                              store::ServiceRecord service) {
    if (invocation.arguments().all("modem").empty()) return service;
    const auto choices = chosen_modems(invocation);
    if (!choices) return refuse(choices.error());
    std::string ours, others;
    for (const auto& choice : *choices) (name_at_service(database, service, choice) ? ours : others) += " " + choice.name;
    if (ours.empty()) return std::nullopt;
    if (!others.empty())
        return refuse(exit_code::usage, fmt::format("--modem: the service (process {}) has{}, but not{}: name modems of one kind",
                                                    service.pid, ours, others));
    if (choices->size() < service.modems.size())
        remark("the service has this modem and takes the campaign, over any of its modems");
    return service;
}

// A password given here would have to travel.
Outcome<void> refuse_given_password(Invocation& invocation, const store::ServiceRecord& service) {
    const bool file = invocation.arguments().value("password-file").has_value();
    const auto given = given_password(invocation);
    if (!given) return refuse(given.error());
    if (!*given) return {};
    return refuse({exit_code::usage,
                   {fmt::format("{} can't be handed over to the service (process {})",
                                file ? "--password-file" : "GSMCFG_PASSWORD", service.pid),
                    "leave it out to use the service's own password, or add a [credential.NAME] to its configuration, reload it, "
                    "and name it in the list"}});
}

Outcome<Means> handed_over(Invocation& invocation, store::ServiceRecord service, const meter::Dialect& dialect, bool simulated,
                           const std::vector<std::string>& names) {
    Means means{std::move(service), {}, {}};
    if (names.empty() || !dialect.needs_credential()) return means;
    if (auto ok = refuse_given_password(invocation, *means.service); !ok) return refuse(ok.error());
    const auto& known = means.service->credentials;
    for (const auto& name : names) {
        if (name == dialect.factory_credential_name() || std::ranges::find(known, name) != known.end()) continue;
        const bool factory = name == default_credential && (simulated || invocation.arguments().flag("factory-password"));
        if (factory) {
            means.credential = dialect.factory_credential_name();
            continue;
        }
        return refuse(exit_code::usage,
                      fmt::format("the service (process {}) has no password named '{}': add [credential.{}] to its configuration "
                                  "and reload it (kill -HUP {})",
                                  means.service->pid, name, name, means.service->pid));
    }
    return means;
}

}  // namespace

Outcome<std::optional<store::ServiceRecord>> service_for(Invocation& invocation) {
    const auto database = invocation.database();
    if (!database) return refuse(database.error());
    const auto host = invocation.host();
    if (!host) return refuse(host.error());
    // Modems that are named are this machine's.
    const bool any_host = invocation.arguments().all("modem").empty();
    Outcome<std::optional<store::ServiceRecord>> found =
        any_host ? store::service_at_work(**database, *host) : store::service_of_host(**database, *host);
    if (*found) found = of_chosen_modems(invocation, **database, std::move(**found));
    if (found && !*found && invocation.arguments().flag("detach"))
        return refuse(exit_code::usage, "--detach: no service is at work on the database " + (*database)->shown() +
                                            (invocation.arguments().all("modem").empty() ? "" : " with this modem") +
                                            ": start gsmcfg serve, or leave --detach out");
    return found;
}

Outcome<Means> means_for(Invocation& invocation, const meter::Dialect& dialect, bool simulated,
                         const std::vector<std::string>& names) {
    auto service = service_for(invocation);
    if (!service) return refuse(service.error());
    if (*service) {
        auto means = handed_over(invocation, **service, dialect, simulated, names);
        if (means || !invocation.arguments().all("modem").empty()) return means;
        // Another host's may have what this one lacks.
        for (auto& other : store::services_at_work(*invocation.database().value()))
            if (other.owner != (*service)->owner)
                if (auto fits = handed_over(invocation, std::move(other), dialect, simulated, names)) return fits;
        return means;
    }
    auto passwords = passwords_for(invocation, dialect, simulated, names);
    if (!passwords) return refuse(passwords.error());
    if (const auto modems = chosen_modems(invocation); !modems) return refuse(modems.error());
    return Means{std::nullopt, std::move(*passwords), std::nullopt};
}

Outcome<void> fit_draft(service::CampaignDraft& draft, const Means& means) {
    if (means.credential) draft.options.credential = *means.credential;
    draft.with_service = means.service.has_value();
    if (!means.service || means.service->allow_prefixes.empty()) return {};
    for (const auto& meter : draft.meters) {
        const auto number = meter.phone().e164();
        if (std::ranges::none_of(means.service->allow_prefixes, [&](const auto& prefix) { return number.starts_with(prefix); }))
            return refuse(exit_code::usage,
                          fmt::format("{} begins with none of allow_prefixes in the service's configuration", number));
    }
    return {};
}

std::string ways_on(store::Id campaign) {
    return fmt::format("follow it with: gsmcfg campaign follow {}; give it up with: gsmcfg campaign cancel {}", campaign,
                       campaign);
}

}  // namespace gsmcfg::cli
