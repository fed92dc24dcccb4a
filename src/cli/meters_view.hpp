// The register's meters as a person and as a program read them.
#pragma once

#include "gsmcfg/base/json.hpp"
#include "gsmcfg/store/meters.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace gsmcfg::cli {

// A secret one as ***, unless it is empty.
[[nodiscard]] std::string shown_setting(const store::MeterValue& setting, bool show_secrets);

// A table with a heading. A width of 0 does not cut: columns that do not fit are left out, the least important first, then
// labels are shortened. Columns in which nothing is known are left out.
[[nodiscard]] std::string meters_table(const std::vector<store::MeterRecord>& meters, std::size_t width);

// Everything that is known of one meter, its settings and its campaigns.
[[nodiscard]] std::string meter_text(const store::MeterRecord& meter, const std::vector<store::MeterValue>& settings,
                                     const std::vector<store::MeterCampaign>& campaigns, bool show_secrets, std::size_t width);

// Keys: phone, serial, type, label, iccid, ip, credential, first_heard, last_heard, settings {name: {value, seen_at}}.
[[nodiscard]] base::Json register_json(const store::MeterRecord& meter, const std::vector<store::MeterValue>& settings,
                                       bool show_secrets);
// An array of: campaign, kind, created, profile, outcome, detail, finished.
[[nodiscard]] base::Json campaigns_json(const std::vector<store::MeterCampaign>& campaigns);

}  // namespace gsmcfg::cli
