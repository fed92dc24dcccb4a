#include "campaign_request.hpp"
#include "campaign_run.hpp"
#include "commands.hpp"
#include "database_access.hpp"
#include "dialects.hpp"
#include "job.hpp"
#include "limit_options.hpp"
#include "recap.hpp"
#include "status_watch.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/store/owners.hpp"
#include "gsmcfg/store/targets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace gsmcfg::cli {
namespace {

using Settings = std::vector<std::pair<std::string, std::optional<std::string>>>;

// What is asked for: the settings of the profile with their values, or all that can be asked for without.
Outcome<Settings> all_settings(const Invocation& invocation, const meter::Dialect& dialect) {
    const auto only = chosen_settings(invocation);
    for (const auto& name : only)
        if (dialect.find(name) == nullptr) {
            auto text = fmt::format("--settings: there is no setting '{}'", name);
            if (const auto near = base::nearest_word(name, dialect.setting_names()))
                text += fmt::format("; did you mean '{}'?", *near);
            return refuse(exit_code::usage, text);
        }
    Settings settings;
    for (const auto& setting : dialect.settings()) {
        const bool chosen = only.empty() || std::ranges::find(only, setting.name) != only.end();
        if (chosen && setting.can_query) settings.emplace_back(setting.name, std::nullopt);
    }
    if (settings.empty())
        return refuse(exit_code::usage, fmt::format("a device of the dialect '{}' can't be asked for {}", dialect.name(),
                                                    only.empty() ? "its settings" : "these settings"));
    return settings;
}

std::vector<std::string> names_of(const Settings& settings) {
    std::vector<std::string> names;
    for (const auto& [name, value] : settings) names.push_back(name);
    return names;
}

// Splits the list into the meters that are asked now and the others.
std::vector<meter::Meter> take_unasked(meter::LoadedList& list, const Choice& choice) {
    std::vector<meter::Meter> asked, others;
    std::size_t next = 0;
    for (std::size_t i = 0; i < list.meters.size(); ++i) {
        const bool chosen = next < choice.asked.size() && choice.asked[next] == i;
        if (chosen) ++next;
        (chosen ? asked : others).push_back(std::move(list.meters[i]));
    }
    list.meters = std::move(asked);
    return others;
}

void show_finding(const Invocation& invocation, const std::string& phone, const std::string& label, const AlertFinding& finding) {
    if (invocation.json())
        return print_json(base::Json::object()
                              .set("event", "alert")
                              .set("phone", phone)
                              .set("label", label)
                              .set("alert", name(finding.alert))
                              .set("detail", finding.detail));
    print(fmt::format("{:<16} {:<8} {}{}{}\n", phone, name(finding.alert), base::escape_control(label), label.empty() ? "" : ": ",
                      base::escape_control(finding.detail)));
}

// Says what is wrong with the meters of the list, those of `campaign` and the others. True if nothing is.
class Watchman {
public:
    Watchman(Invocation& invocation, store::Database& database, const service::CampaignDraft& draft, const WatchOptions& options)
        : invocation_(invocation),
          database_(database),
          draft_(draft),
          options_(options),
          meters_(database, names_of(draft.settings), options),
          last_status_(store::Campaigns(database).last_of_list(store::CampaignKind::status, draft.list_name, options.now)) {}

    void look_at_asked(store::Id campaign) {
        store::Targets targets(database_);
        store::Targets details(database_);
        targets.each(campaign, [&](const store::Target& target) {
            Known known;
            known.settings = details.settings(target.id);
            known.asked = true;
            known.swapped = target.outcome == store::MeterOutcome::swapped;
            known.mismatch = target.outcome == store::MeterOutcome::mismatch;
            known.detail = target.detail;
            look_at(target.phone, target.label, known);
        });
    }
    void look_at_others(const std::vector<meter::Meter>& others) {
        for (const auto& meter : others) {
            Known known;
            for (const auto& [name, value] : draft_.settings) known.settings.push_back({name, value, {}, {}, {}});
            for (const auto& [name, value] : meter.overrides())
                for (auto& setting : known.settings)
                    if (setting.setting == name) setting.wanted = value;
            look_at(meter.phone().e164(), meter.label(), known);
        }
    }
    [[nodiscard]] bool all_well() const { return all_well_; }

private:
    void look_at(const std::string& phone, const std::string& label, Known& known) {
        meters_.look_up(phone, known);
        const auto finding = find_alert(draft_.dialect, known, options_, last_status_);
        if (!finding) return;
        all_well_ = false;
        show_finding(invocation_, phone, label, *finding);
    }

    Invocation& invocation_;
    store::Database& database_;
    const service::CampaignDraft& draft_;
    const WatchOptions& options_;
    WatchedMeters meters_;
    std::optional<base::UtcTime> last_status_;
    bool all_well_ = true;
};

// Failure (exit 75): the same is done at this moment.
Outcome<void> refuse_second_run(store::Database& database, const std::string& list_name) {
    service::recover_from_dead_owners(database, service::Credentials(), time_of(database));
    const auto other = store::Campaigns(database).running_of_list(store::CampaignKind::status, list_name);
    if (!other || !other->owner || !store::Owner::alive(database, *other->owner)) return {};
    return refuse(exit_code::another_run, fmt::format("another gsmcfg asks this list now (campaign {})", other->id));
}

Outcome<Choice> chosen_meters(store::Database& database, const service::CampaignDraft& draft, const meter::LoadedList& list,
                              std::size_t messages_each, const WatchOptions& options) {
    if (!options.fresh_since && !options.budget) {
        Choice all;
        for (std::size_t i = 0; i < list.meters.size(); ++i) all.asked.push_back(i);
        return all;
    }
    WatchedMeters watched(database, names_of(draft.settings), options);
    std::vector<Standing> standings;
    standings.reserve(list.meters.size());
    for (const auto& meter : list.meters) standings.push_back(watched.standing(meter.phone().e164()));
    auto choice = choose_meters(standings, static_cast<std::int64_t>(messages_each), options);
    if (choice.asked.empty() && choice.left_out > 0)
        return refuse(exit_code::usage, fmt::format("--budget: one meter may need {} SMS", messages_each));
    return choice;
}

void tell_choice(const Choice& choice, bool aloud) {
    if (!aloud) return;
    if (choice.fresh > 0) remark(fmt::format("{} not asked: seen lately enough (--max-age)", counted(choice.fresh, "meter")));
    if (choice.left_out > 0) remark(fmt::format("{} left for the next time (--budget)", counted(choice.left_out, "meter")));
}

Outcome<int> start(Invocation& invocation, service::CampaignDraft& draft, meter::LoadedList list) {
    base::SystemClock clock;
    const auto watch = watch_options_of(invocation, clock.utc());
    if (!watch) return refuse(watch.error());
    const auto options = campaign_options_of(invocation);
    if (!options) return refuse(options.error());
    const auto database = invocation.database();
    if (!database) return refuse(database.error());
    draft.options = *options;
    const auto limits = limits_of(invocation);
    if (!limits) return refuse(limits.error());
    draft.options.limits = *limits;
    const auto list_name = list_name_of(list);
    if (const auto alone = refuse_second_run(**database, list_name); !alone) return refuse(alone.error());
    const auto each = meter::compose_query(draft.dialect, names_of(draft.settings)).size();
    const auto at_worst = each * static_cast<std::size_t>(options->attempts);
    const auto choice = chosen_meters(**database, draft, list, at_worst, *watch);
    if (!choice) return refuse(choice.error());
    const auto others = take_unasked(list, *choice);
    tell_choice(*choice, invocation.verbose() || !watch->watching());

    const auto simulated = all_simulated(list);
    const auto credential_names = credential_names_of(list);
    const auto asked = list.meters.size();
    complete_draft(draft, invocation, std::move(list));
    Watchman watchman(invocation, **database, draft, *watch);
    std::optional<CampaignEnd> end;
    if (asked > 0) {
        const auto means = means_for(invocation, draft.dialect, simulated, credential_names);
        if (!means) return refuse(means.error());
        const auto go = agreed(invocation, fmt::format("Ask {} with {} SMS?", counted(asked, "meter"), each * asked));
        if (!go) return refuse(go.error());
        if (!*go) {
            remark("nothing was sent");
            return exit_code::usage;
        }
        if (!watch->watching()) return start_campaign(invocation, std::move(draft), *means);
        if (auto fits = fit_draft(draft, *means); !fits) return refuse(fits.error());
        auto run = run_campaign(invocation, creating(draft), *means);
        if (!run) return refuse(run.error());
        if (run->left) return *run->left;
        end = std::move(*run);
    } else if (!watch->watching()) {
        return exit_code::as_wanted;
    }
    if (end) watchman.look_at_asked(end->progress.campaign.id);
    watchman.look_at_others(others);
    if (end && invocation.json()) print_json(recap_json(end->progress));
    if (!end) return watchman.all_well() ? exit_code::as_wanted : exit_code::not_all;
    show_troubles(*end);
    return exit_code_of(*end, watchman.all_well());
}

Outcome<int> run(Invocation& invocation) {
    if (const auto expected = invocation.arguments().value("expect")) {
        auto job = load_job(invocation, *expected, invocation.positional(0), true);
        if (!job) return refuse(job.error());
        service::CampaignDraft draft(store::CampaignKind::status, job->profile.dialect());
        draft.profile_name = job->profile.source();
        draft.profile_text = job->profile.text();
        draft.profile_hash = job->profile.hash();
        draft.settings = campaign_settings(*job);
        return start(invocation, draft, std::move(job->list));
    }
    const auto dialect = chosen_dialect(invocation);
    if (!dialect) return refuse(dialect.error());
    auto list = invocation.phones(invocation.positional(0), *dialect);
    if (!list) return refuse(list.error());
    auto settings = all_settings(invocation, *dialect);
    if (!settings) return refuse(settings.error());
    service::CampaignDraft draft(store::CampaignKind::status, *dialect);
    draft.settings = std::move(*settings);
    return start(invocation, draft, std::move(*list));
}

}  // namespace

Command status_command() {
    auto options = campaign_options();
    options.insert(options.begin(),
                   {{"expect", "PROFILE", "compare with this profile: what differs is drift (outcome mismatch, exit 1)"},
                    {"settings", "a,b", "ask for these settings only"},
                    {"column", "ROLE=HEADER", "which column of the list is what: phone=Number", true}});
    options.push_back(detach_option);
    auto watch = watch_options();
    options.insert(options.begin() + 3, std::make_move_iterator(watch.begin()), std::make_move_iterator(watch.end()));
    return {"status",
            "PHONES",
            1,
            1,
            "Reads the settings back from every meter. This costs SMS: one for each group of settings, and one for each reply.",
            "Shows the number of SMS first, and asks; --yes answers. For cron: with --alert only what needs somebody is said, "
            "--budget "
            "and --max-age walk through a large list night by night, and a second run while one is at work exits 75.",
            "  gsmcfg status phones.csv --expect profile.toml\n  gsmcfg status +99900100001 --settings mode,apn --yes\n"
            "  gsmcfg status phones.csv --expect profile.toml --yes --max-age 24h --budget 100 --silent-after 3d --alert "
            "drift,swapped,silent",
            std::move(options),
            run};
}

}  // namespace gsmcfg::cli
