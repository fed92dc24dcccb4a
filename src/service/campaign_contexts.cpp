#include "campaign_contexts.hpp"

#include "gsmcfg/base/json.hpp"

namespace gsmcfg::service {
namespace {

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
    slot = std::make_unique<CampaignContext>(
        CampaignContext{id,
                        campaign->kind,
                        usable(meter::Dialect::parse(campaign->dialect_text, campaign->dialect_name), id),
                        {},
                        usable(CampaignOptions::from_json(campaign->options), id)});
    for (const auto& name : settings.keys()) slot->settings.emplace_back(name, settings.at(name).string());
    return *slot;
}

}  // namespace gsmcfg::service
