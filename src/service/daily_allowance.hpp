// What a SIM may still send on this local day.
#pragma once

#include "gsmcfg/base/time_zone.hpp"
#include "gsmcfg/store/sim_counter.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace gsmcfg::service {

// Used by one worker. SMS are counted before they are sent: with a cap one by one, without in blocks. None of the functions
// that ask for more may be called in an open Transaction.
class DailyAllowance {
public:
    // Without a counter nothing is counted and nothing is capped.
    explicit DailyAllowance(std::unique_ptr<store::SimCounter> counter, base::TimeZone zone)
        : counter_(std::move(counter)), zone_(std::move(zone)) {}

    // The card that is in the modem: its ICCID, else its IMSI. What was granted to another goes back.
    void set_sim(const std::string& sim);
    void set_cap(std::optional<std::int64_t> cap) { cap_ = cap; }
    [[nodiscard]] bool counts() const { return counter_ != nullptr; }
    [[nodiscard]] std::optional<std::int64_t> cap() const { return cap_; }

    // Has so many SMS granted for the day of `now`, if the cap allows it. Throws DatabaseError.
    void prepare(std::int64_t count, base::UtcTime now);
    // Granted and not used.
    [[nodiscard]] std::int64_t granted() const { return granted_; }
    // What the day still allows, with what is granted; without a cap nothing.
    [[nodiscard]] std::optional<std::int64_t> left() const;
    [[nodiscard]] base::UtcTime next_day(base::UtcTime now) const { return zone_.next_day(now); }
    [[nodiscard]] const base::TimeZone& zone() const { return zone_; }

    // `count` SMS are given to the modem now, or were not taken after all.
    void use(std::int64_t count) { granted_ -= count; }
    void refund(std::int64_t count) { granted_ += count; }
    // What is granted and was not used goes back. Throws DatabaseError.
    void leave();

private:
    std::unique_ptr<store::SimCounter> counter_;
    base::TimeZone zone_;
    std::optional<std::int64_t> cap_;
    std::string sim_;
    std::string day_;
    std::int64_t granted_ = 0;
    std::int64_t sent_ = 0;  // that day, with what is granted, as last read
};

}  // namespace gsmcfg::service
