#include "gsmcfg/service/campaign_draft.hpp"

#include "stages.hpp"

#include "gsmcfg/base/json.hpp"
#include "gsmcfg/store/audit.hpp"
#include "gsmcfg/store/service.hpp"

#include <algorithm>

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
    campaign.origin = draft.origin;
    return campaign;
}

// What a person asked for, as the audit calls it.
std::string action_of(const CampaignDraft& draft) {
    if (draft.options.undo) return "undo";
    return draft.origin ? "retry" : std::string(store::name(draft.kind));
}

}  // namespace

store::Id create_campaign(store::Database& database, const CampaignDraft& draft, base::UtcTime now) {
    const auto list = [&](const std::function<void(store::NewTarget)>& take) {
        for (const auto& meter : draft.meters) take(target_of(meter, draft.extra_columns));
    };
    return create_campaign(database, draft, static_cast<std::int64_t>(draft.meters.size()), list, now);
}

store::Id create_campaign(store::Database& database, const CampaignDraft& draft, std::int64_t count, const TargetSource& source,
                          base::UtcTime now, const std::function<void()>& also) {
    store::Campaigns campaigns(database);
    Stages stages(draft.options.limits, count);
    store::Id id = 0;
    {
        store::Transaction transaction(database);
        auto campaign = campaign_of(draft, now);
        campaign.last_stage = stages.last();
        id = campaigns.create(campaign);
        store::AuditEntry entry{now, action_of(draft),   draft.actor,     draft.command_line, draft.program_version,
                                id,  draft.profile_hash, draft.list_hash, draft.reason};
        store::write_audit(database, entry);
        transaction.commit();
    }
    std::vector<store::NewTarget> chunk;
    std::int64_t written = 0;
    const auto write = [&] {
        campaigns.add_targets(id, written + 1, chunk);
        written += static_cast<std::int64_t>(chunk.size());
        chunk.clear();
    };
    source([&](store::NewTarget target) {
        target.stage = stages.next();
        chunk.push_back(std::move(target));
        if (chunk.size() == chunk_size) write();
    });
    write();
    store::Transaction transaction(database);
    campaigns.change_state(id, store::CampaignState::draft, store::CampaignState::ready, "", now);
    if (draft.with_service) store::set_with_service(database, id, true);
    if (also) also();
    transaction.commit();
    return id;
}

}  // namespace gsmcfg::service
