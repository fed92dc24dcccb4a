#include "passwords.hpp"

#include "gsmcfg/base/file.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <optional>
#include <set>

namespace gsmcfg::cli {

Outcome<std::optional<base::Secret>> given_password(Invocation& invocation) {
    if (const auto file = invocation.arguments().value("password-file")) {
        auto secret = base::read_secret_file(*file);
        if (!secret) return refuse(exit_code::usage, secret.error().message());
        if (secret->empty()) return refuse(exit_code::usage, *file + ": the password is empty");
        return std::move(*secret);
    }
    if (const char* environment = std::getenv("GSMCFG_PASSWORD"); environment != nullptr && *environment != '\0')
        return base::Secret(environment);
    return std::nullopt;
}

namespace {

Outcome<base::Secret> checked(const meter::Dialect& dialect, const std::string& name, base::Secret secret) {
    if (const auto fault = dialect.credential_fault(secret))
        return refuse(exit_code::usage, fmt::format("the password '{}' can't be one of such a meter: {}", name, *fault));
    return secret;
}

Outcome<base::Secret> factory_of(const meter::Dialect& dialect) {
    if (dialect.credential_fault(dialect.factory_credential()))
        return refuse(exit_code::usage,
                      fmt::format("a device of the dialect '{}' has no factory password: give --password-file", dialect.name()));
    return dialect.factory_credential();
}

// A named credential of the configuration, and those it names as alternatives.
Outcome<void> add_named(service::Credentials& credentials, const config::Configuration& configuration,
                        const meter::Dialect& dialect, const std::string& name) {
    if (credentials.has(name)) return {};
    if (name == dialect.factory_credential_name()) {
        auto factory = factory_of(dialect);
        if (!factory) return refuse(factory.error());
        credentials.add(name, {std::move(*factory), {}});
        return {};
    }
    const auto* configured = configuration.find_credential(name);
    if (configured == nullptr)
        return refuse(exit_code::usage,
                      fmt::format("there is no password named '{}': add [credential.{}] to the configuration", name, name));
    auto password = config::read_password(*configured);
    if (!password) return refuse(exit_code::usage, password.error().message());
    auto secret = checked(dialect, name, std::move(*password));
    if (!secret) return refuse(secret.error());
    credentials.add(name, {std::move(*secret), configured->alternatives});
    for (const auto& alternative : configured->alternatives)
        if (auto added = add_named(credentials, configuration, dialect, alternative); !added) return added;
    return {};
}

}  // namespace

bool uses_factory_password(Invocation& invocation, const meter::Dialect& dialect, bool phones_simulated) {
    if (!dialect.needs_credential()) return false;
    const auto given = given_password(invocation);
    if (!given || *given) return false;
    const auto configured = invocation.configuration();
    if (configured && (*configured)->find_credential(default_credential) != nullptr) return false;
    return phones_simulated || invocation.arguments().flag("factory-password");
}

Outcome<service::Credentials> passwords_for(Invocation& invocation, const meter::Dialect& dialect, bool phones_simulated,
                                            const std::vector<std::string>& names) {
    const auto configured = invocation.configuration();
    if (!configured) return refuse(configured.error());
    service::Credentials credentials;
    const std::set<std::string> wanted(names.begin(), names.end());
    for (const auto& name : wanted) {
        if (!dialect.needs_credential()) {
            credentials.add(name, {base::Secret(), {}});
            continue;
        }
        if (name != default_credential) {
            if (auto added = add_named(credentials, **configured, dialect, name); !added) return refuse(added.error());
            continue;
        }
        auto given = given_password(invocation);
        if (!given) return refuse(given.error());
        const auto* in_file = (*configured)->find_credential(default_credential);
        if (*given) {
            auto secret = checked(dialect, name, std::move(**given));
            if (!secret) return refuse(secret.error());
            credentials.add(name, {std::move(*secret), in_file != nullptr ? in_file->alternatives : std::vector<std::string>()});
            if (in_file == nullptr) continue;
            for (const auto& alternative : in_file->alternatives)
                if (auto added = add_named(credentials, **configured, dialect, alternative); !added) return refuse(added.error());
        } else if (in_file != nullptr) {
            if (auto added = add_named(credentials, **configured, dialect, name); !added) return refuse(added.error());
        } else if (phones_simulated || invocation.arguments().flag("factory-password")) {
            auto factory = factory_of(dialect);
            if (!factory) return refuse(factory.error());
            credentials.add(name, {std::move(*factory), {}});
        } else {
            return refuse(
                {exit_code::usage,
                 {"no password: give --password-file FILE, set GSMCFG_PASSWORD, or add [credential.default] to the configuration",
                  "meters that still have their factory password take --factory-password"}});
        }
    }
    return credentials;
}

}  // namespace gsmcfg::cli
