// How fast earlier campaigns went, and how often they made a meter restart.
#pragma once

#include "gsmcfg/store/database.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace gsmcfg::store {

// The newest 200 SMS of each SIM that the network took in the last 90 days, among the newest 20,000 attempts; and the replies
// among the newest 5,000 inbound messages. 0 samples: nothing is known.
struct Rates {
    std::int64_t sms_samples = 0;
    double seconds_per_sms = 0;  // of one modem's time, replies that it reads meanwhile included; the middle nine tenths' mean
    std::int64_t reply_samples = 0;
    double seconds_per_reply = 0;  // from the result of a message's last attempt to the reply; the median
    std::int64_t restart_samples = 0;
    double seconds_per_restart = 0;  // that the reply to a restarting message takes longer; the median
};

// All functions throw DatabaseError.
class RateHistory {
public:
    explicit RateHistory(Database& database);
    ~RateHistory();

    [[nodiscard]] Rates measure(base::UtcTime now);
    // Restarting messages among the newest 500 to this number that the network took. At most `most` are counted.
    [[nodiscard]] std::int64_t restarts_of(const std::string& phone, std::int64_t most);

private:
    struct Queries;
    Database& database_;
    std::unique_ptr<Queries> queries_;
};

}  // namespace gsmcfg::store
