// How a campaign stands, in words and in JSON.
#pragma once

#include "gsmcfg/base/json.hpp"
#include "gsmcfg/service/supervisor.hpp"
#include "gsmcfg/store/targets.hpp"

#include <chrono>
#include <string>

namespace gsmcfg::cli {

// {"event":"recap","campaign":…,"meters":…, one key for each outcome, "sms_sent":…,"sms_received":…,"sms_saved":…,
// "possible_duplicates":…}
[[nodiscard]] base::Json recap_json(const service::Progress& progress);
[[nodiscard]] std::string recap_text(const service::Progress& progress, std::chrono::seconds took);
// One meter of a campaign: {"event":"meter","phone":…,"outcome":…,…}
[[nodiscard]] base::Json meter_json(const store::Target& target);
// "+99900100001  no_reply  label: reason"
[[nodiscard]] std::string meter_line(const store::Target& target);
// "1 meter", "25 meters"
[[nodiscard]] std::string counted(std::size_t count, std::string_view noun);
// "1:02:03", "0:05"
[[nodiscard]] std::string duration_text(std::chrono::seconds duration);
// For what is not known to the second: "45 s", "15 min", "2 h 5 min".
[[nodiscard]] std::string spoken_duration(std::chrono::seconds duration);

}  // namespace gsmcfg::cli
