// How a campaign is carried out. Kept with the campaign, so that a resume goes on in the same way.
#pragma once

#include "gsmcfg/base/result.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gsmcfg::service {

struct CampaignOptions {
    std::optional<std::chrono::seconds> reply_timeout = std::chrono::seconds(300);  // nothing: wait forever
    std::int64_t attempts = 2;                     // how often an unanswered message goes out, at least 1
    std::optional<std::chrono::minutes> validity;  // nothing: the reply time-out; at least 5 minutes (TS 23.040 §9.2.3.12.1)
    bool no_restart = false;                       // leave out what restarts the module
    bool status_reports = true;                    // ask the network to tell when a message was delivered
    std::string credential = "default";            // for meters whose list names none
    std::vector<std::string> only;                 // settings that were chosen (--settings); empty: all
    std::string text;                              // of a `send` campaign; may hold {credential}

    // The time a message stays valid in the network.
    [[nodiscard]] std::chrono::minutes validity_period() const;

    [[nodiscard]] std::string to_json() const;
    [[nodiscard]] static base::Result<CampaignOptions> from_json(const std::string& text);
};

}  // namespace gsmcfg::service
