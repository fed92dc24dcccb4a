#include "gsmcfg/store/hosts.hpp"

#include "lease.hpp"

#include "gsmcfg/store/owners.hpp"
#include "gsmcfg/store/service.hpp"

#include <algorithm>

namespace gsmcfg::store {
namespace {

using Text = std::string;
using Number = std::int64_t;
using MaybeNumber = std::optional<std::int64_t>;

// A file needs no lease: there is a lock, and no clock to ask.
Text lease_left(Database& database) {
    if (database.session().is(Backend::sqlite)) return "CAST(NULL AS BIGINT)";
    return "COALESCE(lease_until, 0) - " + Text(database_clock);
}

}  // namespace

std::vector<HostProcess> host_processes(Database& database) {
    std::vector<HostProcess> processes;
    Query<Row<Number, Text, Number, Number, MaybeNumber, Number, Number, Number>, Args<>> select(
        database,
        "SELECT id, host, pid, started_at, " + lease_left(database) +
            ", (SELECT COUNT(*) FROM modem WHERE modem.owner_id = owner.id AND modem.state <> 'closed'), "
            "(SELECT COUNT(*) FROM modem WHERE modem.owner_id = owner.id AND modem.state = 'ready'), "
            "(SELECT COUNT(*) FROM campaign WHERE state IN ('running', 'held') AND (campaign.owner_id = owner.id OR "
            "EXISTS (SELECT 1 FROM campaign_service hand WHERE hand.campaign_id = campaign.id AND hand.owner_id = owner.id))) "
            "FROM owner WHERE ended_at IS NULL AND COALESCE(lease_until, 1) <> 0 ORDER BY host, id");
    select.each([&](Number id, const Text& host, Number pid, Number started, MaybeNumber left, Number modems, Number ready,
                    Number campaigns) {
        HostProcess process;
        process.owner = id;
        process.host = host;
        process.pid = static_cast<int>(pid);
        process.started_at = from_millis(started);
        if (left) process.lease_left = std::chrono::milliseconds(*left);
        process.modems = modems;
        process.modems_ready = ready;
        process.campaigns = campaigns;
        processes.push_back(std::move(process));
    });
    const auto dead = Owner::dead(database);
    const auto services = services_at_work(database);
    for (auto& process : processes) {
        process.at_work = std::ranges::find(dead, process.owner) == dead.end();
        const auto service = std::ranges::find(services, process.owner, &ServiceRecord::owner);
        process.service = service != services.end();
        if (process.service) process.modems = static_cast<Number>(service->modems.size());
    }
    return processes;
}

std::vector<HostedModem> hosted_modems(Database& database) {
    std::vector<HostedModem> hosted;
    for (auto& modem : Registers(database).modems()) {
        if (!modem.owner || modem.state == ModemState::closed || !Owner::at_work(database, *modem.owner)) continue;
        auto host = host_of(database, *modem.owner);
        hosted.push_back({std::move(host), std::move(modem)});
    }
    return hosted;
}

std::string host_of(Database& database, Id owner) {
    Query<Row<Text>, Args<Number>> select(database, "SELECT host FROM owner WHERE id = :id");
    const auto row = select.first(owner);
    return row ? std::get<0>(*row) : Text();
}

}  // namespace gsmcfg::store
