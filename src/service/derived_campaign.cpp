#include "gsmcfg/service/derived_campaign.hpp"

#include "gsmcfg/base/json.hpp"
#include "gsmcfg/meter/message.hpp"
#include "gsmcfg/meter/value.hpp"

#include <algorithm>

namespace gsmcfg::service {
namespace {

constexpr std::int64_t page_size = 2000;

void each_target(store::Repositories& store, store::Id campaign, const std::function<void(const store::Target&)>& take) {
    std::int64_t after = 0;
    for (;;) {
        const auto page = store.targets.page(campaign, after, page_size);
        for (const auto& target : page) take(target);
        if (page.empty()) return;
        after = page.back().position;
    }
}

store::NewTarget again(const store::Target& target) {
    return {target.phone, target.serial, target.label, target.credential, target.overrides, target.extra, 0};
}

bool is_retried(const store::Campaign& campaign, const CampaignOptions& options, RetryOf which, store::MeterOutcome outcome) {
    const bool silent = outcome == store::MeterOutcome::no_reply || outcome == store::MeterOutcome::undeliverable;
    if (which == RetryOf::no_reply) return silent;
    return !store::as_wanted(campaign.kind, options.enough(), outcome);
}

}  // namespace

base::Result<CampaignDraft> draft_of(const store::Campaign& campaign) {
    auto dialect = meter::Dialect::parse(campaign.dialect_text, campaign.dialect_name);
    if (!dialect) return base::fail(dialect.error());
    auto options = CampaignOptions::from_json(campaign.options);
    if (!options) return base::fail(options.error());
    const auto settings = base::Json::parse(campaign.settings);
    if (!settings) return base::fail(settings.error());
    CampaignDraft draft(campaign.kind, std::move(*dialect));
    draft.profile_name = campaign.profile_name;
    draft.profile_text = campaign.profile_text;
    draft.profile_hash = campaign.profile_hash;
    for (const auto& name : settings->keys()) draft.settings.emplace_back(name, settings->at(name).string());
    draft.list_name = campaign.list_name;
    draft.list_hash = campaign.list_hash;
    draft.options = std::move(*options);
    auto& limits = draft.options.limits;
    limits.canary.reset();
    limits.auto_approve = false;
    limits.batches.clear();
    limits.max_sms.reset();
    limits.max_cost.reset();
    draft.origin = campaign.id;
    return draft;
}

std::int64_t count_retry(store::Repositories& store, const store::Campaign& campaign, RetryOf which) {
    const auto options = CampaignOptions::from_json(campaign.options).value_or(CampaignOptions{});
    std::int64_t count = 0;
    for (const auto& [outcome, meters] : store.campaigns.tally(campaign.id))
        if (is_retried(campaign, options, which, outcome)) count += meters;
    return count;
}

store::Id create_retry(store::Repositories& store, const store::Campaign& campaign, const CampaignDraft& draft, RetryOf which,
                       base::UtcTime now) {
    const auto options = CampaignOptions::from_json(campaign.options).value_or(CampaignOptions{});
    const auto source = [&](const std::function<void(store::NewTarget)>& take) {
        each_target(store, campaign.id, [&](const store::Target& target) {
            if (is_retried(campaign, options, which, target.outcome)) take(again(target));
        });
    };
    return create_campaign(store.database, draft, count_retry(store, campaign, which), source, now);
}

MeterUndo undo_of(store::Repositories& store, const meter::Dialect& dialect, const store::Target& target) {
    MeterUndo undo;
    const store::TargetSetting* restarting = nullptr;
    const auto settings = store.targets.settings(target.id);
    for (const auto& setting : settings) {
        const auto* known = dialect.find(setting.setting);
        if (known == nullptr || !setting.wanted || !store.messages.was_sent(target.id, setting.setting)) continue;
        if (known->restarts) restarting = &setting;
        if (!setting.was) {
            undo.unknown.push_back(setting.setting);
            continue;
        }
        if (setting.was->empty() && !known->empty && !meter::same_value(dialect, setting.setting, "", *setting.wanted)) {
            undo.unknown.push_back(setting.setting + " (was empty)");
            continue;
        }
        // Also where the answer never came: it may have been taken.
        if (!meter::same_value(dialect, setting.setting, *setting.was, *setting.wanted))
            undo.values[setting.setting] = *setting.was;
    }
    // What was restarted to take the new values is restarted to take the old ones.
    if (!undo.values.empty() && restarting != nullptr)
        undo.values.try_emplace(restarting->setting, restarting->was.value_or(*restarting->wanted));
    return undo;
}

UndoSummary plan_undo(store::Repositories& store, const store::Campaign& campaign, const meter::Dialect& dialect,
                      const std::function<void(const store::Target&, const MeterUndo&)>& take) {
    UndoSummary summary;
    const bool no_restart = CampaignOptions::from_json(campaign.options).value_or(CampaignOptions{}).no_restart;
    each_target(store, campaign.id, [&](const store::Target& target) {
        const auto undo = undo_of(store, dialect, target);
        if (!undo.unknown.empty()) ++summary.incomplete;
        if (undo.values.empty()) {
            if (undo.unknown.empty()) ++summary.untouched;
            else take(target, undo);
            return;
        }
        ++summary.meters;
        const meter::Settings values(undo.values.begin(), undo.values.end());
        summary.messages += static_cast<std::int64_t>(meter::compose_set(dialect, values, no_restart).size());
        take(target, undo);
    });
    return summary;
}

store::Id create_undo(store::Repositories& store, const store::Campaign& campaign, CampaignDraft draft, std::int64_t meters,
                      base::UtcTime now) {
    draft.settings.clear();
    draft.options.undo = true;
    draft.options.read_first = draft.options.snapshot = draft.options.verify = false;
    draft.options.only.clear();
    const auto source = [&](const std::function<void(store::NewTarget)>& take) {
        each_target(store, campaign.id, [&](const store::Target& target) {
            const auto undo = undo_of(store, draft.dialect, target);
            if (undo.values.empty()) return;
            auto values = base::Json::object();
            for (const auto& [name, value] : undo.values) values.set(name, value);
            auto back = again(target);
            back.overrides = values.dump();
            take(std::move(back));
        });
    };
    return create_campaign(store.database, draft, meters, source, now);
}

}  // namespace gsmcfg::service
