#include "campaign_intake.hpp"

#include "log_fields.hpp"

#include "gsmcfg/base/log.hpp"
#include "gsmcfg/meter/dialect.hpp"
#include "gsmcfg/meter/message.hpp"
#include "gsmcfg/store/owners.hpp"
#include "gsmcfg/store/service.hpp"
#include "gsmcfg/store/sim_counter.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::service {
namespace {

const std::string unreadable = "its snapshot can't be read by this version";

}  // namespace

void CampaignIntake::set_means(IntakeMeans means, base::UtcTime now) {
    means_ = std::move(means);
    for (const auto& [id, options] : store::in_hands_of(store_.database, owner_)) {
        const auto campaign = store_.campaigns.find(id);
        const auto reason = campaign ? obstacle(*campaign) : std::nullopt;
        if (!reason) continue;
        try {
            if (store::in_whose_hands(store_.database, id, owner_).empty()) {
                turn_away(*campaign, *reason, now);
                continue;
            }
            store::Transaction transaction(store_.database);
            store::let_go(store_.database, id, owner_);
            transaction.commit();
        } catch (const store::StateConflict&) {  // a worker or a command has just ended it
        }
    }
}

bool CampaignIntake::take(base::UtcTime now) {
    const auto ids = store::handed_over(store_.database, owner_);
    std::erase_if(left_to_others_, [&](const auto& left) { return std::ranges::find(ids, left.first) == ids.end(); });
    for (const auto id : ids) {
        try {
            take_one(id, now);
        } catch (const store::StateConflict&) {  // the service of another host, or a command, was faster: looked at again
        }
    }
    return ids.size() > left_to_others_.size();
}

void CampaignIntake::take_one(store::Id id, base::UtcTime now) {
    const auto seen = store_.campaigns.find(id);
    if (!seen) return;
    const auto others = store::in_whose_hands(store_.database, id, owner_);
    const bool owned = seen->owner && *seen->owner != owner_ && store::Owner::at_work(store_.database, *seen->owner);
    if (owned && std::ranges::find(others, *seen->owner) == others.end()) return;
    // A long list is looked through before the transaction, and once.
    if (left_to_others_.contains(id) && !is_for_nobody_else(*seen, now)) return;
    if (const auto reason = obstacle(*seen)) {
        const bool told = !left_to_others_.try_emplace(id, now).second;
        if (is_for_nobody_else(*seen, now)) return turn_away(*seen, *reason, now);
        const base::log::Scope scope(log_field::campaign, std::to_string(id));
        if (!told) base::log::info(fmt::format("campaign {}: left to other hosts: {}", id, *reason));
        return;
    }
    left_to_others_.erase(id);
    store::Transaction transaction(store_.database);
    const auto campaign = store_.campaigns.find(id);
    if (campaign->state != seen->state || campaign->owner != seen->owner || !store::is_with_service(store_.database, id)) return;
    if (campaign->state == store::CampaignState::ready)
        store_.campaigns.change_state(id, store::CampaignState::ready, store::CampaignState::running, "", now);
    if (!owned) store_.campaigns.set_owner(id, owner_);
    store::take_in_hand(store_.database, id, owner_);
    transaction.commit();
    const base::log::Scope scope(log_field::campaign, std::to_string(id));
    base::log::info(fmt::format("campaign {}: taken, {} meters ({})", id, campaign->meters, store::name(campaign->kind)));
}

void CampaignIntake::turn_away(const store::Campaign& campaign, const std::string& reason, base::UtcTime now) {
    store::Transaction transaction(store_.database);
    if (campaign.state != store::CampaignState::held)
        store_.campaigns.change_state(campaign.id, campaign.state, store::CampaignState::held, reason, now);
    store_.campaigns.set_owner(campaign.id, std::nullopt);
    store::set_with_service(store_.database, campaign.id, false);
    store::let_all_go(store_.database, campaign.id);
    transaction.commit();
    left_to_others_.erase(campaign.id);
    const base::log::Scope scope(log_field::campaign, std::to_string(campaign.id));
    base::log::warning(fmt::format("campaign {}: held: {}", campaign.id, reason));
}

bool CampaignIntake::is_for_nobody_else(const store::Campaign& campaign, base::UtcTime now) {
    if (means_.time_for_others.count() == 0) return true;
    auto& since = left_to_others_.try_emplace(campaign.id, now).first->second;
    if (!store::in_whose_hands(store_.database, campaign.id).empty()) since = now;
    if (now - since < means_.time_for_others) return false;
    const auto services = store::services_at_work(store_.database);
    return !services.empty() && services.front().owner == owner_;
}

std::optional<std::string> CampaignIntake::obstacle(const store::Campaign& campaign) {
    if (const auto number = store::forbidden_number(store_.database, campaign.id, means_.allow_prefixes))
        return fmt::format("{} begins with none of the service's allow_prefixes", *number);
    const auto options = CampaignOptions::from_json(campaign.options);
    if (!options) return unreadable;
    if (auto reason = uncounted(*options)) return reason;
    return missing_password(campaign, *options);
}

std::optional<std::string> CampaignIntake::uncounted(const CampaignOptions& options) const {
    if (!options.limits.daily_cap) return std::nullopt;
    const std::string wanted = "a daily cap needs the count of SMS for each SIM (sim_counter in the service's configuration)";
    if (means_.sim_counter.empty()) return wanted;
    const auto counter = store::SimCounter::open(means_.sim_counter);
    return counter ? std::nullopt : std::optional(fmt::format("{}: {}", wanted, counter.error().message()));
}

std::optional<std::string> CampaignIntake::missing_password(const store::Campaign& campaign, const CampaignOptions& options) {
    const auto dialect = meter::Dialect::parse(campaign.dialect_text, campaign.dialect_name);
    if (!dialect) return unreadable;
    const bool plain = campaign.kind == store::CampaignKind::send && !meter::wants_credential(options.text);
    if (plain || !dialect->needs_credential()) return std::nullopt;
    for (const auto& named : store::credentials_of_targets(store_.database, campaign.id)) {
        const auto& name = named.empty() ? options.credential : named;
        const auto password = means_.credentials->find(name);
        if (!password && name == dialect->factory_credential_name()) continue;
        if (!password) return fmt::format("the service has no password named '{}'", name);
        if (const auto fault = dialect->credential_fault(*password))
            return fmt::format("the service's password '{}' can't be one of such a meter: {}", name, *fault);
    }
    return std::nullopt;
}

}  // namespace gsmcfg::service
