#include "gsmcfg/service/campaign_cancel.hpp"

namespace gsmcfg::service {
namespace {

void cancel_open_meter(store::Repositories& store, const store::Target& target, const std::string& detail, base::UtcTime now) {
    bool begun = false;
    for (const auto& message : store.messages.of_target(target.id)) {
        begun = begun || message.attempts > 0 || message.outcome == store::Outcome::confirmed;
        if (message.outcome != store::Outcome::open) continue;
        const bool on_air = message.submission != store::Submission::planned && message.submission != store::Submission::leased;
        begun = begun || on_air;
        auto closed = message;
        closed.outcome = on_air ? store::Outcome::no_reply : store::Outcome::cancelled;
        closed.detail = detail;
        closed.due_at.reset();
        closed.closed_at = now;
        store.messages.update(message, closed);
    }
    auto closed = target;
    closed.state = store::TargetState::closed;
    closed.outcome = begun ? store::MeterOutcome::partial : store::MeterOutcome::cancelled;
    closed.detail = detail;
    closed.finished_at = now;
    store.targets.update(target, closed);
}

}  // namespace

void cancel_campaign(store::Repositories& store, store::Id campaign, base::UtcTime now) {
    const std::string detail = "the campaign was cancelled";
    // As it is now: a service may have taken it up since somebody looked.
    const auto state = store.campaigns.standing(campaign).state;
    store.campaigns.change_state(campaign, state, store::CampaignState::cancelled, "", now);
    store.targets.cancel_waiting(campaign, detail, now);
    for (const auto& seen : store.targets.open(campaign, "")) {
        store.messages.hold(seen.id);
        // A worker of another host may have ended it in this moment.
        const auto target = store.targets.find(seen.id);
        if (target && target->state == store::TargetState::open) cancel_open_meter(store, *target, detail, now);
    }
}

}  // namespace gsmcfg::service
