// Where the administrator's passwords come from.
#pragma once

#include "invocation.hpp"

#include "gsmcfg/service/credentials.hpp"

#include <optional>
#include <string>
#include <vector>

namespace gsmcfg::cli {

// The name of the password for meters whose list names none.
inline constexpr const char* default_credential = "default";

// --password-file, else GSMCFG_PASSWORD; nothing if neither is given. Failure: exit 2.
[[nodiscard]] Outcome<std::optional<base::Secret>> given_password(Invocation& invocation);
// All passwords that these meters need. The default one: --password-file, else GSMCFG_PASSWORD, else the credential "default"
// of the configuration, else the factory's with --factory-password or if every number is simulated (+999).
// `phones_simulated`: every meter's number is. Failure: exit 2.
[[nodiscard]] Outcome<service::Credentials> passwords_for(Invocation& invocation, const meter::Dialect& dialect,
                                                          bool phones_simulated, const std::vector<std::string>& names);
// True if passwords_for() would fall back to the factory's.
[[nodiscard]] bool uses_factory_password(Invocation& invocation, const meter::Dialect& dialect, bool phones_simulated);

}  // namespace gsmcfg::cli
