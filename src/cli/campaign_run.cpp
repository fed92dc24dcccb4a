#include "campaign_run.hpp"

#include "campaign_follow.hpp"
#include "interrupt.hpp"
#include "job.hpp"
#include "progress_bar.hpp"
#include "recap.hpp"
#include "terminal.hpp"
#include "version.hpp"

#include "gsmcfg/base/digest.hpp"
#include "gsmcfg/base/text.hpp"
#include "gsmcfg/meter/value.hpp"
#include "gsmcfg/store/audit.hpp"
#include "gsmcfg/store/owners.hpp"
#include "gsmcfg/store/rates.hpp"
#include "gsmcfg/store/repositories.hpp"
#include "gsmcfg/store/service.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace gsmcfg::cli {
namespace {

constexpr std::size_t listed_failures = 20;

// What a meter's replies have shown, secrets masked.
base::Json seen_values(store::Targets& targets, const meter::Dialect& dialect, const store::Target& target) {
    auto values = base::Json::object();
    for (const auto& setting : targets.settings(target.id))
        if (setting.seen) values.set(setting.setting, meter::masked_value(dialect, setting.setting, *setting.seen));
    return values;
}

std::string values_text(const base::Json& values) {
    std::string text;
    for (const auto& name : values.keys())
        text += fmt::format(" {}={}", name, base::escape_control(values.at(name).string().value_or("")));
    return text;
}

// Meters that need attention: on the terminal the first of them, in JSON all meters.
bool show_meters(Invocation& invocation, store::Database& database, const store::Campaign& campaign) {
    const auto options = service::CampaignOptions::from_json(campaign.options);
    const auto dialect = meter::Dialect::parse(campaign.dialect_text, campaign.dialect_name);
    const auto enough = options ? options->enough() : store::Enough{};
    const bool status = campaign.kind == store::CampaignKind::status && dialect;
    // A status without a profile to compare with is asked for the values themselves.
    const bool values_wanted = status && campaign.profile_name.empty();
    std::size_t unwanted = 0;
    std::size_t listed = 0;
    store::Targets targets(database);
    store::Targets details(database);
    targets.each(campaign.id, [&](const store::Target& target) {
        const bool wanted = store::as_wanted(campaign.kind, enough, target.outcome);
        if (!wanted) ++unwanted;
        const auto values = status ? seen_values(details, *dialect, target) : base::Json::object();
        if (invocation.json()) {
            auto json = meter_json(target);
            if (status) json.set("values", values);
            print_json(json);
            return;
        }
        const bool needs_attention = !wanted && target.outcome != store::MeterOutcome::pending && listed < listed_failures;
        if (needs_attention) ++listed;
        if (values_wanted || needs_attention)
            print("  " + meter_line(target) + (values_wanted ? values_text(values) : "") + "\n");
    });
    if (!invocation.json() && unwanted > listed_failures)
        print(fmt::format("  … {} meters in all: gsmcfg campaign show {} --failed\n", unwanted, campaign.id));
    return unwanted == 0;
}

}  // namespace

service::RunOptions run_options_of(Invocation& invocation, const std::vector<ModemChoice>& choices) {
    service::RunOptions options;
    // The slowest of the chosen modems sets the pace of all.
    for (const auto& choice : choices)
        if (choice.sms_per_minute && (!options.pacing.sms_per_minute || *choice.sms_per_minute < *options.pacing.sms_per_minute))
            options.pacing.sms_per_minute = choice.sms_per_minute;
    if (const auto configured = invocation.configuration()) {
        options.numbering = (*configured)->numbers;
        options.sim_counter = (*configured)->sim_counter.string();
        if ((*configured)->send.deaf_after) options.deaf_after = static_cast<std::size_t>(*(*configured)->send.deaf_after);
        if ((*configured)->send.max_open) options.max_open = static_cast<std::size_t>(*(*configured)->send.max_open);
    }
    return options;
}

int exit_code_of(const CampaignEnd& end, bool all_wanted) {
    const auto& report = end.report;
    if (report.finished) return all_wanted ? exit_code::as_wanted : exit_code::not_all;
    if (end.interrupted) return exit_code::interrupted;
    for (const auto& line : report.lines)
        if (line.end == service::LineReport::End::database) return exit_code::database;
    for (const auto& line : report.lines)
        if (line.end == service::LineReport::End::blocked || line.end == service::LineReport::End::held)
            return exit_code::unfinished;
    for (const auto& line : report.lines)
        if (line.end == service::LineReport::End::unusable) return exit_code::modem;
    return exit_code::unfinished;
}

void show_troubles(const CampaignEnd& end) {
    for (const auto& line : end.report.lines)
        if (line.end != service::LineReport::End::finished && line.end != service::LineReport::End::stopped &&
            line.reason != end.progress.campaign.held_reason)
            remark(fmt::format("{}: {}", line.modem, base::escape_control(line.reason)));
    if (!end.report.finished) remark(unfinished_text(end.progress.campaign));
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

CampaignEnd work(Invocation& invocation, Site site, store::Id id, const service::Credentials& credentials, base::Clock& clock,
                 const Interrupt& interrupt) {
    auto& database = *site.database;
    site.options.campaign = id;
    if (const auto campaign = store::Campaigns(database).find(id))
        if (const auto options = service::CampaignOptions::from_json(campaign->options)) {
            site.options.zone = options->limits.zone;
            if (options->limits.window) use_measured(site.options.pacing, database, clock.utc());
        }
    const auto began = clock.now();
    CampaignEnd end;
    {
        ProgressBar bar(clock);
        service::Supervisor supervisor("sqlite:" + database.path(), credentials, site.options, clock);
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

int show_end(Invocation& invocation, store::Database& database, const CampaignEnd& end) {
    if (end.left) return *end.left;
    const bool all_wanted = show_result(invocation, database, end.progress, end.took);
    show_troubles(end);
    return exit_code_of(end, all_wanted);
}

}  // namespace

bool show_result(Invocation& invocation, store::Database& database, const service::Progress& progress,
                 std::chrono::seconds took) {
    const bool all_wanted = show_meters(invocation, database, progress.campaign);
    if (invocation.json()) print_json(recap_json(progress));
    else print(recap_text(progress, took));
    return all_wanted;
}

std::string unfinished_text(const store::Campaign& campaign) {
    const auto id = campaign.id;
    const bool waits = campaign.held_reason.find("campaign approve") != std::string::npos;
    auto text = campaign.held_reason.empty()
                    ? fmt::format("campaign {} is not finished", id)
                    : fmt::format("campaign {} is held: {}", id, base::escape_control(campaign.held_reason));
    if (!waits) text += fmt::format("; go on with: gsmcfg campaign resume {}", id);
    return text;
}

std::vector<OptionSpec> campaign_options() {
    return {
        {"reply-timeout", "SECONDS|forever",
         "how long a reply is waited for (default: the dialect's, 300 for meters); a device that takes longer is given its time"},
        {"attempts", "N", "how often a message without reply is sent (default 2)"},
        {"validity", "MINUTES", "how long the network keeps trying to deliver, 5 or more (default: the reply time-out)"},
        {"no-reports", "", "do not ask the network for delivery reports"},
        {"reason", "TEXT", "why: kept with the campaign and in the audit (a ticket number)"}};
}

Outcome<service::CampaignOptions> campaign_options_of(Invocation& invocation) {
    const auto configured = invocation.configuration();
    if (!configured) return refuse(configured.error());
    const auto& arguments = invocation.arguments();
    service::CampaignOptions options;
    options.reply_timeout = (*configured)->send.reply_timeout;
    options.attempts = (*configured)->send.attempts;
    options.validity = (*configured)->send.validity;
    if (arguments.value("reply-timeout") == "forever") {
        options.reply_timeout.reset();
    } else {
        const auto seconds = arguments.number("reply-timeout", 1, 7L * 24 * 3600);
        if (!seconds) {
            auto failure = seconds.error();
            failure.lines.front() += ", or the word forever";
            return refuse(failure);
        }
        if (*seconds) options.reply_timeout = std::chrono::seconds(**seconds);
    }
    const auto attempts = arguments.number("attempts", 1, 10);
    if (!attempts) return refuse(attempts.error());
    if (*attempts) options.attempts = **attempts;
    const auto validity = arguments.number("validity", 5, 635040);
    if (!validity) return refuse(validity.error());
    if (*validity) options.validity = std::chrono::minutes(**validity);
    options.only = chosen_settings(invocation);
    options.no_restart = arguments.flag("no-restart");
    options.status_reports = !arguments.flag("no-reports");
    return options;
}

std::string list_name_of(const meter::LoadedList& list) {
    return list.source == single_number && !list.meters.empty() ? list.meters.front().phone().e164() : list.source;
}

void complete_draft(service::CampaignDraft& draft, Invocation& invocation, meter::LoadedList list) {
    const auto configured = invocation.configuration();
    const bool said =
        invocation.arguments().value("reply-timeout") || (configured && (*configured)->origins.contains("send.reply_timeout"));
    // Nobody has said how long to wait: as long as such a device takes.
    if (!said) draft.options.reply_timeout = draft.dialect.reply_wait();
    draft.list_name = list_name_of(list);
    draft.list_hash = base::sha256(list.text);
    draft.meters = std::move(list.meters);
    draft.extra_columns = std::move(list.extra_columns);
    draft.actor = base::current_actor();
    draft.command_line = invocation.command_line();
    draft.program_version = version;
    draft.reason = invocation.arguments().value("reason").value_or("");
}

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
    base::SystemClock clock;
    const Interrupt interrupt;
    if (means.service) {
        auto& database = *invocation.database().value();
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
    if (at_work && *campaign.owner != means.service->owner)
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
    base::SystemClock clock;
    const Interrupt interrupt;
    if (means.service) {
        auto& database = *invocation.database().value();
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
