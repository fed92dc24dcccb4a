#include "campaign_contexts.hpp"

#include "gsmcfg/base/json.hpp"

#include <algorithm>

namespace gsmcfg::service {
namespace {

// That were looked at for a late reply.
constexpr std::size_t most_others = 3;

template <typename T>
T usable(base::Result<T> result, store::Id campaign) {
    if (!result)
        throw store::DatabaseError("campaign " + std::to_string(campaign) + " can't be read: " + result.error().message());
    return std::move(*result);
}

}  // namespace

const CampaignContext& CampaignContexts::get(store::Id id) {
    auto& slot = known_[id];
    if (slot) return *slot;
    const auto campaign = campaigns_.find(id);
    if (!campaign) throw store::DatabaseError("there is no campaign " + std::to_string(id));
    const auto settings = usable(base::Json::parse(campaign->settings), id);
    auto dialect = dialect_of(*campaign);
    slot = std::make_unique<CampaignContext>(
        CampaignContext{id, campaign->kind, dialect, *dialect, {}, usable(CampaignOptions::from_json(campaign->options), id)});
    for (const auto& name : settings.keys()) slot->settings.emplace_back(name, settings.at(name).string());
    options_[id] = campaign->options;
    return *slot;
}

std::shared_ptr<const meter::Dialect> CampaignContexts::dialect_of(const store::Campaign& campaign) {
    const auto parse = [&] {
        return std::make_shared<const meter::Dialect>(
            usable(meter::Dialect::parse(campaign.dialect_text, campaign.dialect_name), campaign.id));
    };
    if (campaign.dialect_hash.empty()) return parse();
    auto& known = dialects_[campaign.dialect_hash];
    auto dialect = known.lock();
    if (!dialect) known = dialect = parse();
    return dialect;
}

void CampaignContexts::keep(const std::vector<store::Id>& campaigns) {
    if (known_.size() <= campaigns.size() + most_others) return;
    const auto is_other = [&](const auto& entry) { return std::ranges::find(campaigns, entry.first) == campaigns.end(); };
    std::erase_if(known_, is_other);
    std::erase_if(options_, is_other);
}

void CampaignContexts::renew(store::Id id, const std::string& options) {
    const auto parsed = options_.find(id);
    if (parsed == options_.end() || parsed->second == options) return;
    options_.erase(parsed);
    known_.erase(id);
}

}  // namespace gsmcfg::service
