// Fields by which lines of the log are found in the journal.
#pragma once

#include <string_view>

namespace gsmcfg::service::log_field {

inline constexpr std::string_view modem = "GSMCFG_MODEM";        // its name
inline constexpr std::string_view campaign = "GSMCFG_CAMPAIGN";  // its number
inline constexpr std::string_view hook = "GSMCFG_HOOK";          // its name

}  // namespace gsmcfg::service::log_field
