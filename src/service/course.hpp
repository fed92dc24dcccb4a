// The course of one meter: which of its messages comes next, and how it ends. Pure.
#pragma once

#include "gsmcfg/meter/dialect.hpp"
#include "gsmcfg/store/messages.hpp"
#include "gsmcfg/store/targets.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace gsmcfg::service {

struct NextStep {
    enum class Kind {
        wait,      // a message is on its way
        activate,  // message `index` is next
        skip,      // message `index` is not needed: its values are proven
        block,     // message `index` is withheld
        finish,    // with `outcome`
    } kind{};
    std::size_t index = 0;
    store::MeterOutcome outcome{};
    std::string detail;
};

// What decides the course beside the messages themselves.
struct CourseRules {
    CourseRules(store::CampaignKind campaign_kind, bool old_values_first = false)
        : kind(campaign_kind), snapshot(old_values_first) {}
    store::CampaignKind kind;
    bool snapshot;  // a setting whose old value could not be read is not changed
};

// `messages` in sending order, with their sets and proves. To be called again after each step but wait and finish.
[[nodiscard]] NextStep next_step(const meter::Dialect& dialect, const CourseRules& rules,
                                 const std::vector<store::Message>& messages, const std::vector<store::TargetSetting>& settings);

// The outcome that these messages amount to; for a finished meter, also after a late reply.
[[nodiscard]] NextStep judge_meter(const meter::Dialect& dialect, const CourseRules& rules,
                                   const std::vector<store::Message>& messages,
                                   const std::vector<store::TargetSetting>& settings);

}  // namespace gsmcfg::service
