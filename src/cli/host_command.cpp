// gsmcfg host: the machines that work on one database.
#include "commands.hpp"
#include "database_access.hpp"
#include "invocation.hpp"
#include "local_time.hpp"
#include "recap.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/store/hosts.hpp"
#include "gsmcfg/store/registers.hpp"
#include "gsmcfg/store/service.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::cli {
namespace {

using store::HostProcess;

// "at work, lease for 48 s more", "at work", "silent: its lease ran out 1 min ago".
std::string standing_of(const HostProcess& process) {
    if (!process.lease_left) return process.at_work ? "at work" : "dead";
    const auto seconds = std::chrono::abs(std::chrono::duration_cast<std::chrono::seconds>(*process.lease_left));
    return process.at_work ? fmt::format("at work, lease for {} more", spoken_duration(seconds))
                           : fmt::format("silent: its lease ran out {} ago", spoken_duration(seconds));
}

std::string kind_of(const HostProcess& process) { return process.service ? "service" : "command"; }

// Those that it is to have: a service's also before they were opened for the first time.
std::vector<store::ModemRecord> modems_of(const HostProcess& process, const std::vector<store::ModemRecord>& opened,
                                          const std::vector<store::ServiceRecord>& services) {
    std::vector<store::ModemRecord> modems;
    std::ranges::copy_if(opened, std::back_inserter(modems), [&](const auto& modem) { return modem.owner == process.owner; });
    const auto service = std::ranges::find(services, process.owner, &store::ServiceRecord::owner);
    if (service == services.end()) return modems;
    for (const auto& configured : service->modems)
        if (std::ranges::find(modems, configured.name, &store::ModemRecord::name) == modems.end()) {
            store::ModemRecord modem;
            modem.name = configured.name;
            modem.device = configured.device;
            modem.state = store::ModemState::closed;
            modems.push_back(std::move(modem));
        }
    return modems;
}

std::string count_of(const HostProcess& process) {
    return fmt::format("{} of {} ready, {}", process.modems_ready, counted(static_cast<std::size_t>(process.modems), "modem"),
                       counted(static_cast<std::size_t>(process.campaigns), "campaign"));
}

void print_host(const HostProcess& process, const std::vector<store::ModemRecord>& modems) {
    print(fmt::format("{}: {}, process {} since {}: {}; {}\n", base::escape_control(process.host), kind_of(process), process.pid,
                      local_time(process.started_at), standing_of(process), count_of(process)));
    for (const auto& modem : modems)
        print(fmt::format("  {:<12} {:<8} {}{}{}\n", base::escape_control(modem.name), store::name(modem.state),
                          base::escape_control(modem.device), modem.reason.empty() ? "" : ": ",
                          base::escape_control(modem.reason)));
}

base::Json host_json(const HostProcess& process, const std::vector<store::ModemRecord>& modems) {
    auto list = base::Json::array();
    for (const auto& modem : modems)
        list.push(base::Json::object()
                      .set("name", modem.name)
                      .set("state", store::name(modem.state))
                      .set("device", modem.device)
                      .set("imei", modem.imei)
                      .set("imsi", modem.imsi)
                      .set("reason", modem.reason));
    auto json = base::Json::object();
    json.set("host", process.host)
        .set("kind", kind_of(process))
        .set("pid", process.pid)
        .set("since", iso_time(process.started_at))
        .set("at_work", process.at_work)
        .set("modems_ready", process.modems_ready)
        .set("campaigns", process.campaigns)
        .set("modems", list);
    if (process.lease_left) json.set("lease_left_ms", process.lease_left->count());
    return json;
}

Outcome<int> list(Invocation& invocation) {
    const auto database = current_database(invocation);
    if (!database) return refuse(database.error());
    const auto processes = store::host_processes(**database);
    const auto opened = store::Registers(**database).modems();
    const auto services = store::services_at_work(**database);
    for (const auto& process : processes) {
        const auto modems = modems_of(process, opened, services);
        if (invocation.json()) print_json(host_json(process, modems));
        else print_host(process, modems);
    }
    if (processes.empty() && !invocation.json()) remark("nobody is at work on the database");
    const bool all_well = std::ranges::all_of(processes, &HostProcess::at_work);
    return all_well ? exit_code::as_wanted : exit_code::not_all;
}

}  // namespace

std::vector<Command> host_commands() {
    return {{"host list",
             "",
             0,
             0,
             "Shows the hosts at work on the database: their service or command, how long its lease runs, and its modems.",
             "Several hosts may work on one PostgreSQL database, each with a service and modems of its own; `host` in the "
             "configuration names them. A host that is silent for longer than its lease (`lease` in the configuration, 60 s) "
             "loses its work to the others, which finish it.\n"
             "Exit code 1 if one of them is silent or dead.",
             "  gsmcfg host list\n  gsmcfg host list --db postgresql://db.example/gsmcfg --json | jq -r 'select(.at_work | "
             "not).host'",
             {},
             list}};
}

}  // namespace gsmcfg::cli
