// How a campaign is carried out. Kept with the campaign, so that a resume goes on in the same way.
#pragma once

#include "gsmcfg/base/result.hpp"
#include "gsmcfg/service/limits.hpp"
#include "gsmcfg/store/states.hpp"

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
    bool read_first = false;                       // ask for the settings and send only those that differ
    bool snapshot = false;                         // and leave a meter alone whose old values can't be read
    bool verify = false;                           // ask for everything again after the restart
    bool one_way = false;                          // the meters can't answer: delivered is all that can be known
    bool undo = false;                             // each meter's old values come as its overrides
    bool accept_swap = false;                      // another serial number than the register's is taken over
    double price_out = 0;                          // of one SMS, when the campaign was made
    double price_in = 0;                           // of one reply
    std::string currency;
    Limits limits;

    // The time a message stays valid in the network.
    [[nodiscard]] std::chrono::minutes validity_period() const;
    // A meter that was not restarted by the campaign that is undone need not be restarted now.
    [[nodiscard]] store::Enough enough() const { return {no_restart || undo, one_way}; }

    [[nodiscard]] std::string to_json() const;
    [[nodiscard]] static base::Result<CampaignOptions> from_json(const std::string& text);
};

}  // namespace gsmcfg::service
