// Figures for those who watch: counted on from where they were, so that a million meters are never counted anew.
#pragma once

#include "gsmcfg/store/campaigns.hpp"
#include "gsmcfg/store/database.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace gsmcfg::store {

// Counters that only grow. A counter has up to two labels; one that it lacks is empty.
enum class Metric {
    messages,      // ended; by outcome
    sms_out,       // parts; by modem and submission
    sms_in,        // by modem and kind
    reply_delays,  // by upper bound in seconds: not summed up
    reply_delay_ms,
    line_events,  // by modem and kind
};

// Upper bounds of the buckets of reply_delays in seconds; what is longer is in the bucket "+Inf".
inline constexpr std::array delay_bounds{5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600, 21600, 86400};

// What waits to be sent or answered.
struct QueueState {
    std::int64_t meters_waiting = 0;  // not begun, of campaigns that are ready or running
    std::int64_t messages_due = 0;    // of meters that were begun: to be sent, now or later
    std::int64_t messages_open = 0;   // sent, and waiting for their reply
    std::optional<base::UtcTime> oldest_due;
};

// All functions throw DatabaseError.
class MetricCounts {
public:
    explicit MetricCounts(Database& database) : database_(database) {}

    // Reads on, at most `limit` rows of each kind, in a transaction of its own. True: there may be more. Any number of
    // processes may do so.
    bool read_on(std::int64_t limit = 5000);
    void each(Metric metric,
              const std::function<void(const std::string& first, const std::string& second, std::int64_t value)>& take);

    [[nodiscard]] QueueState queue();
    // Meters of all campaigns.
    [[nodiscard]] Tally meters();
    [[nodiscard]] std::map<CampaignState, std::int64_t> campaigns();
    // SMS that went out since then, by modem; among the newest 10,000 attempts.
    [[nodiscard]] std::map<std::string, std::int64_t> sent_since(base::UtcTime since);
    // SMS of each SIM (IMSI) on that UTC day.
    [[nodiscard]] std::map<std::string, std::int64_t> sent_on(base::UtcTime day);

private:
    Database& database_;
};

}  // namespace gsmcfg::store
