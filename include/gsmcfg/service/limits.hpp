// What bounds a campaign: when it may send, how fast, how much, and when it must stop and ask.
#pragma once

#include "gsmcfg/base/daily_window.hpp"
#include "gsmcfg/base/json.hpp"
#include "gsmcfg/base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::service {

// "5": so many meters; "10%": that share of the meters that have ended.
struct MaxFail {
    std::int64_t number = 0;  // 0 to 100 if percent
    bool percent = false;

    // Errors: invalid_argument.
    [[nodiscard]] static base::Result<MaxFail> parse(std::string_view text);
    [[nodiscard]] std::string text() const;
    // Too many of those that have ended are not as wanted. A share is judged from `least_judged` meters on, or when all that
    // may be begun have ended.
    static constexpr std::int64_t least_judged = 20;
    [[nodiscard]] bool exceeded(std::int64_t failed, std::int64_t ended, bool all_ended) const;
};

// "10:8": so many meters, picked across the list, go first, and so many of them must be as wanted before the others follow.
struct Canary {
    std::int64_t meters = 0;  // at least 1
    std::int64_t wanted = 0;  // 1 to meters

    // "10" wants all of them. Errors: invalid_argument.
    [[nodiscard]] static base::Result<Canary> parse(std::string_view text);
    [[nodiscard]] std::string text() const;
};

// "10/min", "600/h", "2/s", "10": SMS of each modem in a minute. Errors: invalid_argument, also for 0.
[[nodiscard]] base::Result<double> parse_rate(std::string_view text);
// "10,100,1000". Errors: invalid_argument.
[[nodiscard]] base::Result<std::vector<std::int64_t>> parse_batches(std::string_view text);

struct Limits {
    std::optional<base::DailyWindow> window;
    std::optional<double> sms_per_minute;   // of each modem; more than 0
    std::optional<std::int64_t> daily_cap;  // SMS of one SIM and local day, whatever sends them; at least 1
    std::string zone;                       // whose days the cap counts; empty: this machine's
    std::optional<std::int64_t> max_sms;    // of the whole campaign; at least 1
    std::optional<double> max_cost;         // of the whole campaign, in the currency of the prices
    std::optional<MaxFail> max_fail;
    std::optional<Canary> canary;
    bool auto_approve = false;          // a canary that went well needs no person
    std::vector<std::int64_t> batches;  // meters of each; the last one counts for all that follow; empty: one batch

    void write(base::Json& options) const;
    // Errors: malformed.
    [[nodiscard]] static base::Result<Limits> read(const base::Json& options);
};

}  // namespace gsmcfg::service
