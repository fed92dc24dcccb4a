// The part of gsmcfg check that looks into the database.
#include "database_access.hpp"
#include "health.hpp"
#include "local_time.hpp"
#include "recap.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/store/hook_queue.hpp"
#include "gsmcfg/store/hosts.hpp"
#include "gsmcfg/store/inspection.hpp"
#include "gsmcfg/store/metric_counts.hpp"
#include "gsmcfg/store/owners.hpp"
#include "gsmcfg/store/registers.hpp"
#include "gsmcfg/store/server_clock.hpp"
#include "gsmcfg/store/service.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace gsmcfg::cli {
namespace {

constexpr std::string_view area = "database";
constexpr std::string_view clock_area = "clock";
// Of this machine's clock from the database server's.
constexpr auto most_difference = std::chrono::seconds(60);
// A clock may be set back by that much without a word.
constexpr auto least_step_back = std::chrono::minutes(5);
constexpr std::uintmax_t read_through_below = 100'000'000;  // octets
constexpr auto hook_memory = std::chrono::hours(24);

Findings cannot_open(const base::Error& error) {
    const auto where = base::escape_control(error.where);
    if (error.code == base::ErrorCode::not_found)
        return {{Severity::warning, area, fmt::format("there is no database {} yet", where),
                 "the first command that needs one makes it; is --db or `database` in the configuration right?"}};
    return {{Severity::critical, area, fmt::format("{}: {}", where, error.detail), ""}};
}

std::optional<Finding> schema_finding(std::int64_t schema) {
    const auto newest = store::newest_schema();
    if (schema == newest) return std::nullopt;
    if (schema == 0) return Finding{Severity::critical, area, "is no database of gsmcfg", "is --db right?"};
    if (schema > newest)
        return Finding{Severity::critical, area,
                       fmt::format("was written by a newer gsmcfg: schema {}, this program knows {}", schema, newest),
                       "use the newer program"};
    return Finding{Severity::warning, area, fmt::format("has schema {}, this program {}", schema, newest),
                   "the next command brings it up to date; gsmcfg db backup first"};
}

void add_contents(store::Database& database, const HealthLimits& limits, base::UtcTime now, Findings& findings) {
    if (const auto newest = store::newest_record(database); newest && *newest > now + least_step_back)
        findings.push_back({Severity::critical, clock_area,
                            fmt::format("the database has records of {}, which has not come yet", local_time(*newest)),
                            "is this machine's clock right? Reply time-outs depend on it"});
    for (const auto& modem : store::Registers(database).modems()) {
        const bool down = modem.state == store::ModemState::lost || modem.state == store::ModemState::paused;
        // What a run of yesterday had is nobody's trouble.
        if (down && modem.owner && store::Owner::at_work(database, *modem.owner))
            findings.push_back({Severity::warning, "work",
                                base::escape_control(fmt::format("modem {} was {} at {}: {}", modem.name, name(modem.state),
                                                                 local_time(modem.updated_at), modem.reason)),
                                "gsmcfg modem check"});
    }
    for (const auto& process : store::host_processes(database))
        if (!process.at_work && process.lease_left)
            findings.push_back(
                {Severity::warning, "work",
                 base::escape_control(fmt::format("host {} (process {}) is silent, and nobody has taken its work over",
                                                  process.host, process.pid)),
                 "gsmcfg host list; a service on any host takes it over"});
    if (!limits.longest_wait) return;
    const auto due = store::MetricCounts(database).queue().oldest_due;
    if (due && now - *due > *limits.longest_wait)
        findings.push_back({Severity::warning, "work",
                            fmt::format("a message that is due has been waiting for {}",
                                        duration_text(std::chrono::duration_cast<std::chrono::seconds>(now - *due))),
                            "gsmcfg campaign list, gsmcfg modem check"});
}

// What no hook's program was told in the end.
void add_hooks(store::Database& database, base::UtcTime now, Findings& findings) {
    store::HookQueue queue(database);
    for (const auto& delivery : queue.last_given_up(1)) {
        if (!delivery.given_up_at || now - *delivery.given_up_at > hook_memory) continue;
        findings.push_back(
            {Severity::warning, "hooks",
             base::escape_control(fmt::format("hook {}: event {} ({}) was given up at {}: {}", delivery.hook, delivery.id,
                                              delivery.event, local_time(*delivery.given_up_at), delivery.failure)),
             "mend the program; gsmcfg hook list, gsmcfg hook again"});
    }
    for (const auto& [hook, count] : queue.waiting())
        if (queue.is_failing(hook))
            findings.push_back({Severity::warning, "hooks",
                                base::escape_control(fmt::format("hook {} fails: {} wait to be told again", hook,
                                                                 counted(static_cast<std::size_t>(count), "event"))),
                                "gsmcfg hook list"});
}

// Reading all of a large file at every look of the monitoring would only be in the way.
store::Depth depth_of(const std::string& path, bool full) {
    if (full) return store::Depth::full;
    if (path.empty()) return store::Depth::glance;
    std::error_code ignored;
    const auto size = std::filesystem::file_size(path, ignored);
    return ignored || size <= read_through_below ? store::Depth::quick : store::Depth::glance;
}

std::string soundness(const store::Database& database, store::Depth depth) {
    const auto& path = database.shown();
    if (database.path().empty()) return path + " can be read";
    return depth == store::Depth::glance
               ? fmt::format("{} can be read (its structure is looked at by --full, or gsmcfg db check)", path)
               : fmt::format("{} is sound", path);
}

}  // namespace

Findings check_database(const std::string& url, const HealthLimits& limits, base::Clock& machine) {
    const auto database = store::open_as_is(url);
    if (!database) return cannot_open(database.error());
    Findings findings;
    try {
        const store::ServerClock clock(**database, machine);
        const auto now = clock.utc();
        if (const auto ahead = clock.machine_ahead(); std::chrono::abs(ahead) > most_difference)
            findings.push_back({Severity::warning, clock_area,
                                fmt::format("this machine's clock is {} {} the database server's",
                                            duration_text(std::chrono::round<std::chrono::seconds>(std::chrono::abs(ahead))),
                                            ahead.count() > 0 ? "ahead of" : "behind"),
                                "the work goes by the server's; what is shown here as now is not"});
        const auto depth = depth_of((*database)->path(), limits.full);
        const auto inspection = store::inspect(**database, depth);
        for (const auto& flaw : inspection.flaws)
            findings.push_back(
                {flaw.kind == store::Flaw::Kind::damage ? Severity::critical : Severity::warning, area, flaw.text, flaw.cure});
        if (auto schema = schema_finding(inspection.schema)) findings.push_back(std::move(*schema));
        else if (!inspection.damaged()) {
            add_contents(**database, limits, now, findings);
            add_hooks(**database, now, findings);
        }
        if (!inspection.damaged() && inspection.schema > 0)
            findings.push_back(
                {Severity::ok, area,
                 base::escape_control(fmt::format("{}: schema {}, {}", soundness(**database, depth), inspection.schema,
                                                  counted(static_cast<std::size_t>(inspection.campaigns), "campaign"))),
                 ""});
    } catch (const store::DatabaseError& error) {
        findings.push_back({Severity::critical, area, fmt::format("can't be read: {}", error.what()), "gsmcfg db check"});
    }
    return findings;
}

}  // namespace gsmcfg::cli
