#include "campaign_run.hpp"

#include "campaign_follow.hpp"
#include "interrupt.hpp"
#include "progress_bar.hpp"
#include "version.hpp"

#include "gsmcfg/store/audit.hpp"
#include "gsmcfg/store/owners.hpp"
#include "gsmcfg/store/rates.hpp"
#include "gsmcfg/store/repositories.hpp"
#include "gsmcfg/store/server_clock.hpp"
#include "gsmcfg/store/service.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::cli {

service::RunOptions run_options_of(Invocation& invocation, const std::vector<ModemChoice>& choices) {
    service::RunOptions options;
    // The slowest of the chosen modems sets the pace of all.
    for (const auto& choice : choices)
        if (choice.sms_per_minute && (!options.pacing.sms_per_minute || *choice.sms_per_minute < *options.pacing.sms_per_minute))
            options.pacing.sms_per_minute = choice.sms_per_minute;
    if (const auto configured = invocation.configuration()) {
        options.numbering = (*configured)->numbers;
        options.sim_counter = (*configured)->counting_place();
        options.presence.host = (*configured)->host.value_or("");
        options.presence.lease = (*configured)->lease;
        options.move_after = (*configured)->send.move_after;
        if ((*configured)->send.deaf_after) options.deaf_after = static_cast<std::size_t>(*(*configured)->send.deaf_after);
        if ((*configured)->send.max_open) options.max_open = static_cast<std::size_t>(*(*configured)->send.max_open);
    }
    return options;
}

namespace {

// What a campaign is carried out with.
struct Site {
    store::Database* database;
    std::vector<service::Line> lines;
    service::RunOptions options;
};

Outcome<Site> open_site(Invocation& invocation, base::Clock& clock, const Interrupt& interrupt) {
    const auto choices = chosen_modems(invocation);
    if (!choices) return refuse(choices.error());
    const auto database = invocation.database();
    if (!database) return refuse(database.error());
    auto lines = open_lines(invocation, *choices, clock, interrupt.token());
    if (!lines) return refuse(lines.error());
    return Site{*database, std::move(*lines), run_options_of(invocation, *choices)};
}

// What windows are held against: how fast earlier campaigns went, where enough is known of them.
void use_measured(service::Pacing& pacing, store::Database& database, base::UtcTime now) {
    constexpr std::int64_t enough = 20;
    const auto rates = store::RateHistory(database).measure(now);
    if (rates.sms_samples >= enough) pacing.seconds_per_sms = rates.seconds_per_sms;
    if (rates.reply_samples >= enough) pacing.seconds_per_reply = rates.seconds_per_reply;
    if (rates.restart_samples >= enough) pacing.seconds_per_restart = rates.seconds_per_restart;
}

CampaignEnd work(Invocation& invocation, Site site, store::Id id, const service::Credentials& credentials,
                 store::ServerClock& clock, const Interrupt& interrupt) {
    auto& database = *site.database;
    site.options.campaign = id;
    site.options.presence.on_beat = [&clock](store::Database& connection) { clock.set_by(connection); };
    if (const auto campaign = store::Campaigns(database).find(id))
        if (const auto options = service::CampaignOptions::from_json(campaign->options)) {
            site.options.zone = options->limits.zone;
            if (options->limits.window) use_measured(site.options.pacing, database, clock.utc());
        }
    interrupt.tell_besides(fmt::format("; it goes on with: gsmcfg campaign resume {}", id));
    const auto began = clock.now();
    CampaignEnd end;
    {
        ProgressBar bar(clock);
        service::Supervisor supervisor(database.url(), credentials, site.options, clock);
        end.report = supervisor.run(std::move(site.lines), interrupt.token(), [&](const service::Progress& progress) {
            if (!invocation.json()) bar.draw(progress);
        });
    }
    store::Campaigns campaigns(database);
    end.progress = service::progress_of(campaigns, id);
    end.took = std::chrono::duration_cast<std::chrono::seconds>(clock.now() - began);
    end.interrupted = interrupt.requested();
    return end;
}

}  // namespace

CreateCampaign creating(service::CampaignDraft& draft) {
    return [&draft](store::Database& database, base::UtcTime now) {
        const auto id = service::create_campaign(database, draft, now);
        // From here on the list is in the database: the memory of a run does not depend on its length.
        draft.meters = {};
        return id;
    };
}

namespace {

void tell_begun(Invocation& invocation, store::Database& database, store::Id id, const Means& means) {
    if (!invocation.json()) return;
    const auto campaign = store::Campaigns(database).find(id).value();
    auto json = base::Json::object();
    json.set("event", "campaign").set("campaign", id).set("kind", store::name(campaign.kind)).set("meters", campaign.meters);
    if (means.service) json.set("service", means.service->pid);
    print_json(json);
}

// The campaign is the service's; this command looks on, or not.
CampaignEnd look_on(Invocation& invocation, store::Database& database, store::Id id, base::Clock& clock,
                    const Interrupt& interrupt) {
    CampaignEnd end;
    if (invocation.arguments().flag("detach")) {
        if (!invocation.json()) print(fmt::format("Campaign {} is with the service; {}\n", id, ways_on(id)));
        end.left = exit_code::as_wanted;
        return end;
    }
    const auto began = clock.now();
    ProgressBar bar(clock);
    auto followed = follow_campaign(database, id, clock, interrupt, [&](const service::Progress& progress) {
        if (!invocation.json()) bar.draw(progress);
    });
    bar.clear();
    if (followed.goes_on) {
        remark(fmt::format("campaign {} goes on with the service; {}", id, ways_on(id)));
        end.left = exit_code::interrupted;
    }
    end.report.finished = store::Targets(database).unfinished(id) == 0;
    end.progress = std::move(followed.progress);
    end.took = std::chrono::duration_cast<std::chrono::seconds>(clock.now() - began);
    end.interrupted = interrupt.requested();
    return end;
}

}  // namespace

Outcome<CampaignEnd> run_campaign(Invocation& invocation, const CreateCampaign& create, const Means& means) {
    const auto opened = invocation.database();
    if (!opened) return refuse(opened.error());
    base::SystemClock machine;
    store::ServerClock clock(**opened, machine);
    const Interrupt interrupt;
    if (means.service) {
        auto& database = **opened;
        const auto id = create(database, clock.utc());
        tell_begun(invocation, database, id, means);
        return look_on(invocation, database, id, clock, interrupt);
    }
    auto site = open_site(invocation, clock, interrupt);
    if (!site) return refuse(site.error());
    const auto id = create(*site->database, clock.utc());
    tell_begun(invocation, *site->database, id, means);
    return work(invocation, std::move(*site), id, means.credentials, clock, interrupt);
}

Outcome<int> start_campaign(Invocation& invocation, service::CampaignDraft draft, const Means& means) {
    if (auto fits = fit_draft(draft, means); !fits) return refuse(fits.error());
    return start_campaign(invocation, creating(draft), means);
}

Outcome<int> start_campaign(Invocation& invocation, const CreateCampaign& create, const Means& means) {
    const auto end = run_campaign(invocation, create, means);
    if (!end) return refuse(end.error());
    return show_end(invocation, *invocation.database().value(), *end);
}

namespace {

void audit_resume(Invocation& invocation, store::Database& database, store::Id id, base::UtcTime now) {
    store::write_audit(database, {now, "resume", base::current_actor(), invocation.command_line(), std::string(version), id, "",
                                  "", invocation.arguments().value("reason").value_or("")});
}

// One that the service is at work on already is only followed. Throws StateConflict if another command is.
void hand_over_again(Invocation& invocation, store::Database& database, store::Id id, const Means& means, base::UtcTime now) {
    store::Campaigns campaigns(database);
    store::Transaction transaction(database);
    auto campaign = campaigns.find(id).value();
    if (campaign.state == store::CampaignState::finished || campaign.state == store::CampaignState::cancelled)
        throw store::StateConflict(
            fmt::format("campaign {} is {} now: there is nothing to go on with", id, store::name(campaign.state)));
    const bool at_work = campaign.owner && store::Owner::at_work(database, *campaign.owner);
    const auto services = store::services_at_work(database);
    if (at_work && std::ranges::find(services, *campaign.owner, &store::ServiceRecord::owner) == services.end())
        throw store::StateConflict("another gsmcfg is at work on campaign " + std::to_string(id));
    if (campaign.state == store::CampaignState::held || !at_work) {
        if (campaign.state != store::CampaignState::ready)
            campaigns.change_state(id, campaign.state, store::CampaignState::ready, "", now);
        if (auto options = service::CampaignOptions::from_json(campaign.options); options && means.credential) {
            options->credential = *means.credential;
            campaigns.set_options(id, options->to_json());
        }
        store::set_with_service(database, id, true);
        audit_resume(invocation, database, id, now);
    }
    transaction.commit();
}

}  // namespace

Outcome<int> resume_campaign(Invocation& invocation, store::Id id, const Means& means) {
    const auto opened = invocation.database();
    if (!opened) return refuse(opened.error());
    base::SystemClock machine;
    store::ServerClock clock(**opened, machine);
    const Interrupt interrupt;
    if (means.service) {
        auto& database = **opened;
        hand_over_again(invocation, database, id, means, clock.utc());
        return show_end(invocation, database, look_on(invocation, database, id, clock, interrupt));
    }
    auto site = open_site(invocation, clock, interrupt);
    if (!site) return refuse(site.error());
    auto& database = *site->database;
    {
        store::Transaction transaction(database);
        audit_resume(invocation, database, id, clock.utc());
        transaction.commit();
    }
    return show_end(invocation, database, work(invocation, std::move(*site), id, means.credentials, clock, interrupt));
}

}  // namespace gsmcfg::cli
