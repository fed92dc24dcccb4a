#include "gsmcfg/service/supervisor.hpp"

#include "line_work.hpp"
#include "meter_run.hpp"

#include "gsmcfg/base/log.hpp"
#include "gsmcfg/service/heartbeat.hpp"
#include "gsmcfg/store/owners.hpp"
#include "gsmcfg/store/repositories.hpp"
#include "gsmcfg/store/service.hpp"
#include "gsmcfg/store/storage_trouble.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <thread>

namespace gsmcfg::service {
namespace {

constexpr auto tick_gap = std::chrono::milliseconds(250);
// Refuses a campaign that another process works on.
void enter(store::Repositories& store, store::Id id, store::Id owner, base::UtcTime now) {
    store::Transaction transaction(store.database);
    const auto campaign = store.campaigns.find(id);
    if (!campaign) throw store::StateConflict("there is no campaign " + std::to_string(id));
    if (campaign->owner && *campaign->owner != owner && store::Owner::alive(store.database, *campaign->owner))
        throw store::StateConflict("another gsmcfg is at work on campaign " + std::to_string(id));
    if (campaign->state != store::CampaignState::running)
        store.campaigns.change_state(id, campaign->state, store::CampaignState::running, "", now);
    store.campaigns.set_owner(id, owner);
    store::set_with_service(store.database, id, false);
    transaction.commit();
}

// Another process may have changed the state meanwhile (a cancel), or taken it over: that stands.
bool leave(store::Repositories& store, store::Id id, store::Id owner, const RunReport& report, base::UtcTime now) {
    store::Transaction transaction(store.database);
    const auto campaign = store.campaigns.find(id);
    const bool done = store.targets.unfinished(id) == 0;
    if (campaign->owner != owner) return done;
    const auto shut = std::ranges::find(report.lines, LineReport::End::held, &LineReport::end);
    const bool held = !done && shut != report.lines.end();
    if (campaign->state == store::CampaignState::held && done)
        store.campaigns.change_state(id, store::CampaignState::held, store::CampaignState::finished, "", now);
    if (campaign->state == store::CampaignState::running)
        store.campaigns.change_state(id, store::CampaignState::running,
                                     done   ? store::CampaignState::finished
                                     : held ? store::CampaignState::held
                                            : store::CampaignState::ready,
                                     held ? shut->reason : "", now);
    store.campaigns.set_owner(id, std::nullopt);
    transaction.commit();
    return done;
}

}  // namespace

Progress progress_of(store::Campaigns& campaigns, store::Id campaign) {
    auto found = campaigns.find(campaign);
    if (!found) throw store::DatabaseError("there is no campaign " + std::to_string(campaign));
    return {std::move(*found), campaigns.tally(campaign)};
}

namespace {

// Before the first worker looks for meters of SIMs that are away, or for other modems at work.
void note_present_lines(store::Repositories& store, const std::vector<Line>& lines, store::Id owner, base::UtcTime now) {
    store::Transaction transaction(store.database);
    for (const auto& line : lines) {
        if (line.opened && !line.opened->imsi.empty()) store.registers.sim_seen(line.opened->imsi, line.opened->iccid, now);
        store::ModemRecord modem;
        modem.name = modem.device = line.channel->name();
        modem.state = store::ModemState::opening;
        modem.owner = owner;
        modem.updated_at = now;
        store.registers.claim_modem(modem);
    }
    transaction.commit();
}

}  // namespace

void recover_from_dead_owners(store::Database& database, const Credentials& credentials, base::UtcTime now) {
    const auto dead = store::Owner::dead(database);
    if (dead.empty()) return;
    store::Repositories store(database);
    MeterRun run(store, credentials);
    for (const auto owner : dead) {
        store::Transaction transaction(database);
        if (!store::Owner::condemn(database, owner)) continue;
        settle_owner(store, run, owner, now);
        transaction.commit();
    }
}

RunReport Supervisor::run(std::vector<Line> lines, base::StopToken stop, const std::function<void(const Progress&)>& tick) {
    const auto database = connect(database_url_);
    store::Repositories store(*database);
    const auto id = options_.campaign.value();
    recover_from_dead_owners(*database, credentials_, clock_.utc());
    const auto& presence = options_.presence;
    const store::Owner owner(*database, clock_.utc(), presence.host, presence.lease);
    const Heartbeat heartbeat(database_url_, owner, clock_, presence.on_beat);
    options_.right = &heartbeat;
    enter(store, id, owner.id(), clock_.utc());
    note_present_lines(store, lines, owner.id(), clock_.utc());

    RunReport report;
    report.lines.resize(lines.size());
    base::StopSource stop_workers;
    base::StopSource all_done;
    std::atomic<std::size_t> at_work = lines.size();
    std::exception_ptr failure;
    {
        std::vector<std::jthread> threads;  // joined on every way out
        for (std::size_t i = 0; i < lines.size(); ++i)
            threads.emplace_back([&, i] {
                report.lines[i] =
                    work_on_line(database_url_, lines[i], credentials_, options_, owner.id(), base::StopToken(stop_workers));
                if (report.lines[i].end == LineReport::End::database)
                    base::log::error(report.lines[i].modem + ": " + report.lines[i].reason);
                if (--at_work == 0) all_done.request();
            });
        while (at_work > 0) {
            clock_.wait_until(clock_.now() + tick_gap, base::StopToken(all_done));
            if (stop.requested()) stop_workers.request();
            try {
                if (tick && !failure) tick(progress_of(store.campaigns, id));
            } catch (const store::StorageTrouble&) {  // the workers wait until it is over, and so does the progress
            } catch (...) {
                // The workers finish what is in flight; then the failure goes on.
                failure = std::current_exception();
                stop_workers.request();
            }
        }
    }
    MeterRun run(store, credentials_);
    {
        store::Transaction transaction(*database);
        settle_owner(store, run, owner.id(), clock_.utc());
        transaction.commit();
    }
    report.finished = leave(store, id, owner.id(), report, clock_.utc());
    if (failure) std::rethrow_exception(failure);
    if (tick) tick(progress_of(store.campaigns, id));
    return report;
}

}  // namespace gsmcfg::service
