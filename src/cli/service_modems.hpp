// Which modem of the service a command's word means.
#pragma once

#include "lines.hpp"

#include "gsmcfg/store/service.hpp"

#include <optional>
#include <string>

namespace gsmcfg::cli {

// As the service calls it; nothing if the service does not have it. The same name and device, the same port by another path, an
// imei: that the database knows of one of its modems, or auto where it has one only.
[[nodiscard]] std::optional<std::string> name_at_service(store::Database& database, const store::ServiceRecord& service,
                                                         const ModemChoice& choice);

}  // namespace gsmcfg::cli
