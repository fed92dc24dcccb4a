// What a campaign would do: texts, counts, time, money. Sends nothing.
#pragma once

#include "gsmcfg/meter/message.hpp"
#include "gsmcfg/meter/phone_list.hpp"
#include "gsmcfg/meter/profile.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace gsmcfg::meter {

struct PlanOptions {
    bool query_only = false;  // read the settings back instead of setting them
    bool no_restart = false;
    std::vector<std::string> only;         // these settings; empty: all of the profile
    unsigned attempts = 2;                 // times that an unanswered message is sent, at least 1
    unsigned modems = 1;                   // at least 1
    double seconds_per_sms = 4.0;          // of one modem's time
    double seconds_per_reply = 15.0;       // from a message's end to its reply; the next message to that meter waits for it
    double seconds_per_restart = 60.0;     // until a restarted meter answers
    std::optional<double> price_sent;      // for one SMS out
    std::optional<double> price_received;  // for one SMS in (paid for the meters' SIMs)
    bool factory_credential = false;       // the factory password will be used
};

struct Plan {
    std::size_t meters = 0;
    std::size_t sms_out = 0;           // if every message is answered; fewer if a group reply saves some
    std::size_t replies = 0;           // that the dialect promises
    std::size_t sms_out_worst = 0;     // with all attempts, and the queries between them
    std::size_t restarts = 0;          // meters that restart
    std::chrono::seconds duration{0};  // an estimate
    std::optional<double> cost;        // with every reply
    std::optional<double> cost_worst;
    std::vector<base::Error> problems;  // what the dialect refuses for a meter; where is "file:line"
    std::vector<Notice> warnings;       // each said once, with the number of meters
};

// One meter's messages in order; show them by masked_text().
[[nodiscard]] std::vector<MessageText> plan_messages(const Profile& profile, const Meter& meter, const PlanOptions& options);
[[nodiscard]] Plan make_plan(const Profile& profile, const LoadedList& list, const PlanOptions& options);

}  // namespace gsmcfg::meter
