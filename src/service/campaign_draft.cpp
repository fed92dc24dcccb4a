#include "gsmcfg/service/campaign_draft.hpp"

#include "stages.hpp"

#include "gsmcfg/base/json.hpp"
#include "gsmcfg/store/audit.hpp"

#include <algorithm>
#include <span>

namespace gsmcfg::service {
namespace {

constexpr std::size_t chunk_size = 5000;  // keeps the memory flat, however long the list

store::NewTarget target_of(const meter::Meter& meter, const std::vector<std::string>& extra_columns) {
    store::NewTarget target{meter.phone().e164(), meter.serial(), meter.label(), meter.credential(), "", "", 0};
    if (!meter.overrides().empty()) {
        auto overrides = base::Json::object();
        for (const auto& [name, value] : meter.overrides()) overrides.set(name, value);
        target.overrides = overrides.dump();
    }
    if (!extra_columns.empty()) {
        auto extra = base::Json::object();
        for (std::size_t i = 0; i < extra_columns.size() && i < meter.extra().size(); ++i)
            extra.set(extra_columns[i], meter.extra()[i]);
        target.extra = extra.dump();
    }
    return target;
}

store::Campaign campaign_of(const CampaignDraft& draft, base::UtcTime now) {
    auto settings = base::Json::object();
    for (const auto& [name, value] : draft.settings) settings.set(name, value);
    store::Campaign campaign;
    campaign.kind = draft.kind;
    campaign.created_at = now;
    campaign.profile_name = draft.profile_name;
    campaign.profile_text = draft.profile_text;
    campaign.profile_hash = draft.profile_hash;
    campaign.dialect_name = draft.dialect.name();
    campaign.dialect_text = draft.dialect.text();
    campaign.dialect_hash = draft.dialect.hash();
    campaign.list_name = draft.list_name;
    campaign.list_hash = draft.list_hash;
    campaign.settings = settings.dump();
    campaign.options = draft.options.to_json();
    campaign.user_name = draft.actor.user;
    campaign.sudo_user = draft.actor.sudo_user;
    campaign.host = draft.actor.host;
    campaign.command_line = draft.command_line;
    campaign.program_version = draft.program_version;
    campaign.reason = draft.reason;
    campaign.last_stage = Stages(draft.options.limits, static_cast<std::int64_t>(draft.meters.size())).last();
    return campaign;
}

}  // namespace

store::Id create_campaign(store::Database& database, const CampaignDraft& draft, base::UtcTime now) {
    store::Campaigns campaigns(database);
    store::Id id = 0;
    {
        store::Transaction transaction(database);
        id = campaigns.create(campaign_of(draft, now));
        store::AuditEntry entry{now,
                                std::string(store::name(draft.kind)),
                                draft.actor,
                                draft.command_line,
                                draft.program_version,
                                id,
                                draft.profile_hash,
                                draft.list_hash,
                                draft.reason};
        store::write_audit(database, entry);
        transaction.commit();
    }
    Stages stages(draft.options.limits, static_cast<std::int64_t>(draft.meters.size()));
    std::vector<store::NewTarget> chunk;
    for (std::size_t first = 0; first < draft.meters.size(); first += chunk_size) {
        chunk.clear();
        const auto count = std::min(chunk_size, draft.meters.size() - first);
        for (const auto& meter : std::span(draft.meters).subspan(first, count))
            chunk.push_back(target_of(meter, draft.extra_columns));
        for (auto& target : chunk) target.stage = stages.next();
        campaigns.add_targets(id, static_cast<std::int64_t>(first) + 1, chunk);
    }
    store::Transaction transaction(database);
    campaigns.change_state(id, store::CampaignState::draft, store::CampaignState::ready, "", now);
    transaction.commit();
    return id;
}

}  // namespace gsmcfg::service
