#include "campaign_gate.hpp"

#include "stages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace gsmcfg::service {
namespace {

std::chrono::milliseconds seconds(double count) { return std::chrono::milliseconds(static_cast<std::int64_t>(count * 1000)); }

bool has_stages(const Limits& limits) { return limits.canary || !limits.batches.empty() || limits.max_fail; }

}  // namespace

std::optional<Shut> CampaignGate::sending(const CampaignContext& campaign, base::UtcTime now) {
    const auto& limits = campaign.options.limits;
    if (limits.window && !limits.window->open_at(now)) {
        const auto opens = limits.window->next_opening(now);
        return Shut{fmt::format("the window {} ({}) is closed", limits.window->text(), limits.window->zone().name()), opens};
    }
    if (const auto left = allowance_.left(); left && *left < 1)
        return Shut{fmt::format("its SIM has sent the {} SMS that a day allows", *allowance_.cap()), allowance_.next_day(now)};
    return spent(campaign, 1);
}

std::optional<Shut> CampaignGate::held(const CampaignContext& campaign) {
    if (!has_stages(campaign.options.limits)) return std::nullopt;
    const auto standing = store_.campaigns.standing(campaign.id);
    if (standing.state != store::CampaignState::held) return std::nullopt;
    return Shut{standing.held_reason, {}};
}

// Whether so many SMS more would go beyond what the whole campaign may send or cost.
std::optional<Shut> CampaignGate::spent(const CampaignContext& campaign, std::int64_t more) {
    const auto& options = campaign.options;
    const auto& limits = options.limits;
    if (!limits.max_sms && !limits.max_cost) return std::nullopt;
    const auto standing = store_.campaigns.standing(campaign.id);
    if (limits.max_sms && standing.sms_sent + more > *limits.max_sms)
        return Shut{fmt::format("{} SMS are sent, {} are allowed (--max-sms)", standing.sms_sent, *limits.max_sms), {}};
    if (limits.max_cost) {
        const auto cost = static_cast<double>(standing.sms_sent) * options.price_out +
                          static_cast<double>(standing.sms_received) * options.price_in;
        // Every message may be answered.
        const auto unanswered = std::max<std::int64_t>(0, standing.sms_sent - standing.sms_received);
        const auto coming = static_cast<double>(more) * (options.price_out + options.price_in) +
                            static_cast<double>(std::min(unanswered, standing.open_messages)) * options.price_in;
        constexpr double rounding = 1e-9;
        if (cost + coming > *limits.max_cost + rounding)
            return Shut{
                fmt::format("{:.2f} {} are spent, {:.2f} are allowed (--max-cost)", cost, options.currency, *limits.max_cost),
                {}};
    }
    return std::nullopt;
}

std::optional<Shut> CampaignGate::starting(const CampaignContext& campaign, std::int64_t needed, const std::string& imsi,
                                           base::UtcTime now) {
    const auto& limits = campaign.options.limits;
    if (limits.max_sms || limits.max_cost) {
        const auto queued = store_.messages.outstanding_of_campaign(campaign.id);
        if (auto shut = spent(campaign, queued + needed)) {
            shut->reason += fmt::format(", and another meter needs {}", needed);
            return shut;
        }
    }
    const auto left = allowance_.left();
    if (!left && !limits.window) return std::nullopt;
    const auto queued = store_.messages.outstanding_of_sim(imsi);
    if (left && *left < queued + needed) {
        if (needed > *allowance_.cap())
            return Shut{
                fmt::format("a meter needs {} SMS, and a SIM may send {} a day: raise --daily-cap", needed, *allowance_.cap()),
                {}};
        return Shut{fmt::format("the {} SMS that its SIM may still send today are too few for another meter ({})", *left - queued,
                                needed),
                    allowance_.next_day(now)};
    }
    return too_late(campaign, needed, queued, now);
}

std::optional<Shut> CampaignGate::too_late(const CampaignContext& campaign, std::int64_t needed, std::int64_t queued,
                                           base::UtcTime now) const {
    const auto& window = campaign.options.limits.window;
    if (!window) return std::nullopt;
    const auto closes = window->closing(now);
    if (!closes) return std::nullopt;
    auto gap = pacing_.seconds_per_sms;
    for (const auto& rate : {pacing_.sms_per_minute, campaign.options.limits.sms_per_minute})
        if (rate) gap = std::max(gap, 60.0 / *rate);
    const auto alone = static_cast<double>(needed) * (gap + pacing_.seconds_per_reply) + pacing_.seconds_per_restart;
    const auto in_turn = static_cast<double>(queued + needed) * gap + pacing_.seconds_per_reply + pacing_.seconds_per_restart;
    if (now + seconds(std::max(alone, in_turn)) <= *closes) return std::nullopt;
    if (seconds(alone) > window->length())
        return Shut{fmt::format("a meter takes about {:.0f} s, and the window {} is shorter", alone, window->text()), {}};
    return Shut{fmt::format("another meter could not be finished before the window {} ({}) closes", window->text(),
                            window->zone().name()),
                window->next_opening(*closes)};
}

void CampaignGate::review(const CampaignContext& campaign, base::UtcTime now) {
    const auto& limits = campaign.options.limits;
    if (!has_stages(limits)) return;
    const auto standing = store_.campaigns.standing(campaign.id);
    if (standing.state != store::CampaignState::running) return;
    std::int64_t wanted = 0;
    std::int64_t ended = 0;
    for (const auto& [outcome, count] : store_.campaigns.tally(campaign.id)) {
        if (outcome == store::MeterOutcome::pending || outcome == store::MeterOutcome::partial) continue;
        ended += count;
        if (store::as_wanted(campaign.kind, campaign.options.enough(), outcome)) wanted += count;
    }
    const bool stage_over = standing.stage < standing.last_stage && store_.targets.stage_over(campaign.id, standing.stage);
    if (limits.max_fail && limits.max_fail->exceeded(ended - wanted, ended, stage_over))
        return hold(
            campaign.id,
            fmt::format("{} of {} meters are not as wanted (--max-fail {})", ended - wanted, ended, limits.max_fail->text()),
            now);
    if (!stage_over) return;
    if (standing.stage == 0 && limits.canary) {
        const auto words = fmt::format("canary: {} of {} meters are as wanted, {} were asked for", wanted, ended,
                                       std::min(limits.canary->wanted, ended));
        const bool well = wanted >= std::min(limits.canary->wanted, ended);
        if (!well || !limits.auto_approve)
            return hold(campaign.id, fmt::format("{}; gsmcfg campaign approve {} lets the others follow", words, campaign.id),
                        now);
    } else if (auto failed = failed_batch(campaign, standing.stage)) {
        return hold(campaign.id, fmt::format("none of the {} meters of the last batch is as wanted", *failed), now);
    }
    store_.campaigns.release_stage(campaign.id, standing.stage);
}

std::optional<std::int64_t> CampaignGate::failed_batch(const CampaignContext& campaign, std::int64_t stage) {
    const auto meters = store_.campaigns.find(campaign.id).value().meters;
    const auto [first, last] = places_of_batch(campaign.options.limits, meters, stage);
    std::int64_t ended = 0;
    // In the store the first place of a list is 1.
    for (const auto& [outcome, count] : store_.targets.tally_of_stage(campaign.id, stage, first + 1, last + 1)) {
        if (store::as_wanted(campaign.kind, campaign.options.enough(), outcome)) return std::nullopt;
        ended += count;
    }
    return ended;
}

void CampaignGate::hold(store::Id campaign, const std::string& reason, base::UtcTime now) {
    store_.campaigns.change_state(campaign, store::CampaignState::running, store::CampaignState::held, reason, now);
}

}  // namespace gsmcfg::service
