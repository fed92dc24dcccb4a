#include "hook_rules.hpp"

#include <algorithm>

namespace gsmcfg::service {

using config::HookEvent;

bool fits(const config::Hook& hook, const EventFacts& facts) {
    if (!hook.tells_of(facts.event)) return false;
    const bool has_sender = facts.event == HookEvent::inbound || facts.event == HookEvent::meter_done;
    if (has_sender && !hook.sender.empty() && std::ranges::none_of(hook.sender, [&](const std::string& beginning) {
            return facts.phone.starts_with(beginning) || facts.originator.starts_with(beginning);
        }))
        return false;
    if (facts.event == HookEvent::inbound) return !hook.pattern || hook.pattern->search(facts.text).has_value();
    const bool named = std::ranges::find(hook.outcome, facts.outcome) != hook.outcome.end();
    if (facts.event == HookEvent::meter_done) {
        // A hook for campaigns too may name theirs alone: then every meter passes.
        const auto& names = config::meter_outcome_names();
        const bool ruled =
            std::ranges::any_of(hook.outcome, [&](const auto& word) { return std::ranges::find(names, word) != names.end(); });
        return named || !ruled;
    }
    if (facts.event == HookEvent::campaign_done) {
        const auto ruled = std::ranges::any_of(
            hook.outcome, [](const auto& word) { return word == "finished" || word == "cancelled" || word == "held"; });
        return named || (!ruled && facts.outcome != "held");
    }
    return true;
}

}  // namespace gsmcfg::service
