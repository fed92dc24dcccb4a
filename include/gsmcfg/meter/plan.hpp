// What a campaign would do: texts, counts, money. Sends nothing.
#pragma once

#include "gsmcfg/meter/course_messages.hpp"
#include "gsmcfg/meter/phone_list.hpp"
#include "gsmcfg/meter/profile.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace gsmcfg::meter {

// What is known of a meter from earlier campaigns.
struct KnownMeter {
    Settings values;            // as last shown
    std::int64_t restarts = 0;  // messages that made it restart
};

struct PlanOptions {
    bool query_only = false;  // read the settings back instead of setting them
    CourseOptions course;
    std::vector<std::string> only;                              // these settings; empty: all of the profile
    unsigned attempts = 2;                                      // times that an unanswered message is sent, at least 1
    std::optional<double> price_sent;                           // for one SMS out
    std::optional<double> price_received;                       // for one SMS in (paid for the meters' SIMs)
    bool factory_credential = false;                            // the factory password will be used
    std::function<KnownMeter(const base::PhoneNumber&)> known;  // absent: nothing is known
};

struct Cost {
    double out = 0;
    double in = 0;
    [[nodiscard]] double total() const { return out + in; }
};

// A registration each wears the counter of the SIM in the meter: from so many of our restarts on it is worth saying.
inline constexpr std::int64_t many_restarts = 20;

struct Plan {
    std::size_t meters = 0;
    std::size_t sms_out = 0;        // if every message is sent once and answered, and every value differs
    std::size_t replies = 0;        // that the dialect promises
    std::size_t sms_out_least = 0;  // if values that are read first are right already; else sms_out
    std::size_t replies_least = 0;
    std::size_t sms_out_worst = 0;   // with all attempts, and the queries between them
    std::size_t sms_read = 0;        // of sms_out: queries before anything is changed
    std::size_t sms_verify = 0;      // and after the restart
    std::size_t sms_saved = 0;       // of sms_out: not sent if the meters are still as the register knows them
    std::size_t meter_messages = 0;  // of the longest meter
    std::size_t restarts = 0;        // meters that restart
    std::size_t most_restarts = 0;   // of one meter
    std::size_t undo_known = 0;      // meters of which all values to be changed are known
    std::optional<Cost> cost;        // with every reply
    std::optional<Cost> cost_least;
    std::optional<Cost> cost_worst;
    std::vector<base::Error> problems;  // what the dialect refuses for a meter; where is "file:line"
    std::vector<Notice> warnings;       // each said once, with the number of meters
};

// One meter's messages in order; show them by masked_text().
[[nodiscard]] std::vector<PlannedMessage> plan_course(const Profile& profile, const Meter& meter, const PlanOptions& options);
// The same without what each is for.
[[nodiscard]] std::vector<MessageText> plan_messages(const Profile& profile, const Meter& meter, const PlanOptions& options);
[[nodiscard]] Plan make_plan(const Profile& profile, const LoadedList& list, const PlanOptions& options);

}  // namespace gsmcfg::meter
