// Why a meter is not as wanted, as far as it can be known, and what to do next. Pure.
#pragma once

#include "gsmcfg/meter/dialect.hpp"
#include "gsmcfg/store/campaign_statistics.hpp"
#include "gsmcfg/store/states.hpp"

#include <string>
#include <vector>

namespace gsmcfg::report {

// What the judgement rests on.
struct Evidence {
    store::CampaignKind kind{};
    store::CampaignState state{};
    store::MeterOutcome outcome{};
    std::string detail;               // of the meter
    bool reports = false;             // they were asked for, and our SIM has had one: then their absence says something
    bool reports_asked = true;        // they were asked for
    bool delivered = false;           // a report says so
    std::optional<std::int64_t> cms;  // of the last attempt: TS 27.005 §3.2.5
    std::optional<std::int64_t> cme;  // TS 27.007 §9.2
};

struct Cause {
    std::string words;                  // the same for all meters with that cause; empty: it is as wanted
    std::string advice;                 // the next step; may be empty
    std::vector<std::string> commands;  // that go with it: "gsmcfg campaign retry 3 --no-reply"

    // "check the number; gsmcfg campaign show 3 --phone +999…"
    [[nodiscard]] std::string next_step() const;
};

// `phone` stands in the commands: a number, or NUMBER where a cause is told of many meters. Of a meter as wanted: empty.
[[nodiscard]] Cause cause_of(const Evidence& evidence, const meter::Dialect& dialect, store::Id campaign,
                             const std::string& phone);

}  // namespace gsmcfg::report
