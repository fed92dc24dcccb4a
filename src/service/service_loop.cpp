#include "service_loop.hpp"

#include "line_work.hpp"
#include "log_fields.hpp"

#include "gsmcfg/base/log.hpp"
#include "gsmcfg/base/text.hpp"
#include "gsmcfg/store/storage_trouble.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::service {
namespace {

using namespace std::chrono_literals;

constexpr auto turn_gap = 100ms;
constexpr auto least_gap = 50ms;
constexpr auto gap_if_woken = 1s;
// Who died is noticed this soon.
constexpr auto look_gap = 2s;
constexpr auto progress_gap = 1s;
// A submission, a bring-up and a power cycle take minutes, and are progress.
constexpr auto longest_activity = 600s;
constexpr auto pause_after_failure = 10s;
constexpr auto complaint_gap = 60s;
// A modem that can't be opened may be away for days.
constexpr auto line_complaint_gap = 1h;
// A worker's modem and its watchdog wait while the database is held.
constexpr auto lock_patience = 5s;

std::string words_of(const store::ModemRecord& modem) {
    if (modem.reason.empty()) return std::string(store::name(modem.state));
    return fmt::format("{}: {}", store::name(modem.state), base::escape_control(modem.reason));
}

// The same file for all modems.
std::string counter_of(const ServicePlan& plan) { return plan.lines.empty() ? "" : plan.lines.front().options.sim_counter; }

}  // namespace

Service::Loop::Loop(const std::string& database_url, ServicePlan plan, base::Clock& clock, const ServiceSigns& signs)
    : database_url_(database_url),
      plan_(std::move(plan)),
      clock_(clock),
      signs_(signs),
      database_(connect(database_url)),
      owner_(*database_, clock.utc(), plan_.presence.host, plan_.presence.lease),
      heartbeat_(database_url, owner_, clock, plan_.presence.on_beat),
      intake_(store_, owner_.id()) {
    for (const auto& line : plan_.lines) lines_.push_back(std::make_unique<LineHolder>(line, clock_));
    announce();
    recover_from_dead_owners(*database_, *plan_.credentials, clock_.utc());
    intake_.set_means(means(), clock_.utc());
}

Service::Loop::~Loop() = default;

bool Service::Loop::run(base::StopToken stop) {
    base::log::info(fmt::format("serving {} with {}", database_->shown(),
                                lines_.size() == 1 ? std::string("1 modem") : fmt::format("{} modems", lines_.size())));
    if (lines_.empty()) base::log::warning("no modem is configured: nothing can be sent");
    if (signs_.ready) signs_.ready();
    store::set_lock_patience(*database_, lock_patience);
    while (!stop.requested()) {
        if (heartbeat_.gone()) {
            end_workers();
            return false;
        }
        auto changed = stop;
        try {
            if (signs_.change) changed = signs_.change();
            turn();
        } catch (const store::DatabaseError& error) {
            complain(std::string("database: ") + error.what());
            clock_.wait_until(clock_.now() + 1s, stop);
        } catch (const std::exception& error) {
            complain(error.what());
            clock_.wait_until(clock_.now() + 1s, stop);
        }
        show_progress();
        pause(stop, changed);
    }
    if (signs_.stopping) signs_.stopping();
    base::log::info("stopping: messages in flight are finished first");
    close();
    return true;
}

void Service::Loop::complain(const std::string& trouble) {
    version_.reset();
    if (clock_.now() < quiet_until_) return;
    base::log::warning(trouble + "; the service goes on trying");
    quiet_until_ = clock_.now() + complaint_gap;
}

void Service::Loop::pause(base::StopToken stop, base::StopToken changed) {
    if (!signs_.change) return clock_.wait_until(clock_.now() + turn_gap, stop);
    // Workers write many times a second, and need nobody to look each time.
    const auto earliest = clock_.now() + least_gap;
    clock_.wait_until(restless() ? earliest : clock_.now() + gap_if_woken, changed);
    clock_.wait_until(earliest, stop);
}

bool Service::Loop::restless() {
    return std::ranges::any_of(lines_, [](const auto& line) {
        return line->loan ? line->at_work() : line->removed || line->asked_to_end() || !line->at_work();
    });
}

void Service::Loop::turn() {
    if (signs_.reload)
        if (auto plan = signs_.reload()) reload(std::move(*plan));
    take_means();
    look_around();
    for (const auto& line : lines_) tend(*line);
    drop_removed();
}

void Service::Loop::show_progress() {
    if (clock_.now() < next_progress_) return;
    next_progress_ = clock_.now() + progress_gap;
    const bool lively = std::ranges::all_of(lines_, [](const auto& line) { return line->lively(longest_activity); });
    if (lively && signs_.progress) signs_.progress();
}

void Service::Loop::look_around() {
    const bool time = clock_.now() >= next_look_;
    if (version_ && !time && !watch_.changed_since(*version_, clock_.now())) return;
    const auto version = database_->data_version();
    if (time) {
        next_look_ = clock_.now() + look_gap;
        if (std::ranges::any_of(lines_, [](const auto& line) { return line->name_taken; })) announce();
        recover();
    }
    const bool taken = intake_.take(clock_.utc());
    finish_campaigns();
    look_at_loans(store::loans(*database_));
    tell_modems();
    tell_status();
    // What is new may be for them, also what was written here.
    if (version != version_ || taken)
        for (const auto& line : lines_) line->wake();
    version_ = version;
}

// Another host may only be restarting, or be away for the time of its lease.
IntakeMeans Service::Loop::means() const {
    const std::chrono::milliseconds patience = owner_.leased() ? 2 * owner_.lease() : 0ms;
    return {plan_.credentials, plan_.allow_prefixes, counter_of(plan_), patience};
}

void Service::Loop::announce() {
    store::ServiceRecord record;
    record.owner = owner_.id();
    for (const auto& line : plan_.lines) record.modems.push_back({line.name, line.device});
    record.credentials = plan_.credential_names;
    record.allow_prefixes = plan_.allow_prefixes;
    record.tells = plan_.tells;
    store::Transaction transaction(*database_);
    const auto taken = store::announce_service(*database_, record);
    transaction.commit();
    for (const auto& line : lines_) line->name_taken = std::ranges::find(taken, line->name()) != taken.end();
}

void Service::Loop::recover() {
    if (heartbeat_.steady()) recover_from_dead_owners(*database_, *plan_.credentials, clock_.utc());
}

void Service::Loop::finish_campaigns() {
    for (const auto& [id, options] : store::in_hands_of(*database_, owner_.id())) {
        if (store_.targets.unfinished(id) != 0) continue;
        try {
            finish_campaign(id);
        } catch (const store::StateConflict&) {  // the service of another host was faster
        }
    }
}

void Service::Loop::finish_campaign(store::Id id) {
    store::Transaction transaction(*database_);
    const auto state = store_.campaigns.standing(id).state;
    if (state != store::CampaignState::running && state != store::CampaignState::held) return;
    store_.campaigns.change_state(id, state, store::CampaignState::finished, "", clock_.utc());
    store_.campaigns.set_owner(id, std::nullopt);
    store::let_all_go(*database_, id);
    transaction.commit();
    const base::log::Scope scope(log_field::campaign, std::to_string(id));
    base::log::info(fmt::format("campaign {}: finished", id));
}

void Service::Loop::look_at_loans(const std::vector<store::Loan>& loans) {
    for (const auto& line : lines_) {
        const base::log::Scope scope(log_field::modem, line->name());
        const auto loan = std::ranges::find(loans, line->name(), &store::Loan::modem);
        if (loan == loans.end()) {
            if (line->loan) base::log::info(line->name() + ": taken back");
            line->loan.reset();
        } else if (line->loan != loan->id) {
            base::log::info(fmt::format("{}: to be lent to process {} ({})", line->name(), loan->pid, loan->command));
            line->loan = loan->id;
        }
    }
}

void Service::Loop::grant(const LineHolder& line) {
    if (store::is_granted(*database_, *line.loan)) return;
    store::Transaction transaction(*database_);
    store::grant_loan(*database_, *line.loan, clock_.utc());
    transaction.commit();
}

void Service::Loop::tend(LineHolder& line) {
    if (line.loan || line.removed) line.ask_to_end();
    const bool worked = line.at_work();
    if (!line.resting()) return;
    if (worked && line.report().end != LineReport::End::stopped) {
        line.not_before = clock_.now() + pause_after_failure;
        if (line.report().end == LineReport::End::database) complain_of(line, line.report().reason);
    }
    if (line.loan) return grant(line);
    if (line.name_taken)
        return complain_of(line, "a modem of another host has this name: give it another one in the configuration");
    if (!line.removed && clock_.now() >= line.not_before) start(line);
}

void Service::Loop::start(LineHolder& line) {
    const auto started = line.start(database_url_, plan_.credentials, owner_.id(), heartbeat_);
    if (started) return;
    line.not_before = clock_.now() + pause_after_failure;
    complain_of(line, started.error().message());
}

void Service::Loop::complain_of(LineHolder& line, const std::string& trouble) {
    const auto now = clock_.now();
    if (trouble == line.complaint && now < line.complain_again) return;
    line.complaint = trouble;
    line.complain_again = now + line_complaint_gap;
    const base::log::Scope scope(log_field::modem, line.name());
    base::log::warning(base::escape_control(fmt::format("{}: {}; trying again", line.name(), trouble)));
}

void Service::Loop::drop_removed() {
    for (const auto& line : lines_) {
        if (!line->removed || line->loan || !line->resting()) continue;
        // Nobody is to be told any more that it is down.
        store::Transaction transaction(*database_);
        for (auto& modem : store_.registers.modems())
            if (modem.name == line->name() && modem.owner == owner_.id()) {
                modem.state = store::ModemState::closed;
                modem.reason.clear();
                modem.updated_at = clock_.utc();
                store_.registers.save_modem(modem);
            }
        transaction.commit();
    }
    std::erase_if(lines_, [](const auto& line) { return line->removed && !line->loan && line->resting(); });
}

void Service::Loop::reload(ServicePlan plan) {
    const bool passwords_differ = plan.credential_fingerprint != plan_.credential_fingerprint;
    for (const auto& line : lines_) {
        const auto next = std::ranges::find(plan.lines, line->name(), &ServiceLine::name);
        if (next == plan.lines.end()) {
            base::log::info(line->name() + ": no longer configured");
            line->removed = true;
        } else if (passwords_differ || next->fingerprint != line->plan().fingerprint || line->removed) {
            line->removed = false;
            line->set_plan(*next);
            line->ask_to_end();
        }
    }
    for (const auto& next : plan.lines)
        if (std::ranges::none_of(lines_, [&](const auto& line) { return line->name() == next.name; })) {
            base::log::info(next.name + ": new in the configuration");
            lines_.push_back(std::make_unique<LineHolder>(next, clock_));
        }
    plan_ = std::move(plan);
    means_due_ = true;
}

void Service::Loop::take_means() {
    if (!means_due_) return;
    intake_.set_means(means(), clock_.utc());
    announce();
    means_due_ = false;
    base::log::info("the configuration is reloaded");
    if (plan_.lines.empty()) base::log::warning("no modem is configured: nothing can be sent");
}

void Service::Loop::tell_modems() {
    for (const auto& modem : store_.registers.modems()) {
        if (modem.owner != owner_.id()) continue;
        auto words = words_of(modem);
        auto& told = told_[modem.name];
        if (words == told) continue;
        const base::log::Scope scope(log_field::modem, modem.name);
        base::log::info(fmt::format("{}: {}", modem.name, words));
        told = std::move(words);
    }
}

void Service::Loop::tell_status() {
    const auto ready = std::ranges::count_if(store_.registers.modems(), [&](const store::ModemRecord& modem) {
        return modem.owner == owner_.id() && modem.state == store::ModemState::ready;
    });
    const auto campaigns = store::in_hands_of(*database_, owner_.id()).size();
    auto status = lines_.empty() ? std::string("no modem is configured")
                                 : fmt::format("{} of {} modems ready, {} campaigns", ready, lines_.size(), campaigns);
    if (status == status_) return;
    status_ = std::move(status);
    if (signs_.status) signs_.status(status_);
}

void Service::Loop::end_workers() {
    for (const auto& line : lines_) line->ask_to_end();
    while (!std::ranges::all_of(lines_, [](const auto& line) { return line->resting(); })) {
        show_progress();
        clock_.wait_until(clock_.now() + turn_gap, {});
    }
}

void Service::Loop::close() {
    end_workers();
    finish_campaigns();
    MeterRun run(store_, *plan_.credentials);
    store::Transaction transaction(*database_);
    for (const auto& [id, options] : store::in_hands_of(*database_, owner_.id())) {
        if (!store::in_whose_hands(*database_, id, owner_.id()).empty()) continue;
        if (store_.campaigns.standing(id).state == store::CampaignState::running)
            store_.campaigns.change_state(id, store::CampaignState::running, store::CampaignState::ready, "", clock_.utc());
        store_.campaigns.set_owner(id, std::nullopt);
    }
    store::withdraw_service(*database_, owner_.id());
    settle_owner(store_, run, owner_.id(), clock_.utc());
    transaction.commit();
    base::log::info("stopped");
}

}  // namespace gsmcfg::service
