// gsmcfg serve: the service on the command line.
#include "commands.hpp"
#include "invocation.hpp"
#include "service_journal.hpp"
#include "service_notice.hpp"
#include "service_plan.hpp"
#include "service_signals.hpp"

#include "gsmcfg/base/log.hpp"
#include "gsmcfg/base/text.hpp"
#include "gsmcfg/service/service.hpp"
#include "gsmcfg/store/change_listener.hpp"
#include "gsmcfg/store/server_clock.hpp"

#include <fmt/format.h>

namespace gsmcfg::cli {
namespace {

// Reads the configuration anew; nothing if it is faulty, with every fault in the log.
class Reloader {
public:
    Reloader(const Invocation& invocation, std::string database_url, std::string host, store::ServerClock& clock)
        : arguments_(invocation.arguments()),
          command_line_(invocation.command_line()),
          database_url_(std::move(database_url)),
          host_(std::move(host)),
          clock_(clock) {}

    std::optional<service::ServicePlan> reload() {
        notice_reloading();
        base::log::info("reloading the configuration");
        const auto fresh = std::make_shared<Invocation>(arguments_, command_line_);
        auto plan = service_plan_of(fresh, database_url_, clock_);
        if (!plan) {
            for (const auto& line : plan.error().lines) base::log::error(base::escape_control(line));
            base::log::error("the configuration is not taken: the service goes on with the one before");
            notice_ready();
            return std::nullopt;
        }
        if (const auto url = fresh->database_url(); url && *url != database_url_)
            base::log::warning(
                "the database can't be changed while the service runs: restart it for the one in the configuration");
        if (const auto host = fresh->host(); host && *host != host_)
            base::log::warning(fmt::format("the host's name can't be changed while the service runs: it stays {}", host_));
        if (!arguments_.all("modem").empty()) base::log::info("the modems stay those that --modem names");
        notice_ready();
        return std::move(*plan);
    }

private:
    Arguments arguments_;
    std::string command_line_;
    std::string database_url_;
    std::string host_;
    store::ServerClock& clock_;
};

Outcome<int> run(Invocation& invocation) {
    write_to_journal();
    base::log::set_level(base::log::Level::info);
    const auto url = invocation.database_url();
    if (!url) return refuse(url.error());
    const auto host = invocation.host();
    if (!host) return refuse(host.error());
    // Opened once here: what is wrong with it is said in the words of every command.
    const auto database = invocation.database();
    if (!database) return refuse(database.error());
    base::SystemClock machine;
    store::ServerClock clock(**database, machine);
    auto plan = service_plan_of(std::make_shared<Invocation>(invocation.arguments(), invocation.command_line()), *url, clock);
    if (!plan) return refuse(plan.error());
    ServiceSignals signals;
    Reloader reloader(invocation, *url, *host, clock);
    service::Service service(*url, std::move(*plan), clock);
    service::ServiceSigns signs;
    store::ChangeListener listener((*database)->url(), signals.token());
    if (listener.works()) signs.change = [&] { return listener.next(); };
    signs.reload = [&]() -> std::optional<service::ServicePlan> {
        return signals.take_reload() ? reloader.reload() : std::nullopt;
    };
    signs.ready = notice_ready;
    signs.status = notice_status;
    signs.progress = notice_alive;
    signs.stopping = notice_stopping;
    service.run(signals.token(), std::move(signs));
    return exit_code::as_wanted;
}

}  // namespace

Command serve_command() {
    return {
        "serve",
        "",
        0,
        0,
        "Runs the service: owns the modems, carries out the campaigns of the commands, files what comes in, until it is told to "
        "stop.",
        "With a service on the database, apply, status, send and campaign resume, retry and undo hand their campaigns over to "
        "it and follow them; --detach does not wait. modem info, check and ussd, storage and master-sim borrow its modems. "
        "Campaigns that were interrupted before are left alone until campaign resume.\n"
        "SIGTERM and Ctrl-C finish the messages in flight, a second one ends at once. SIGHUP reads the configuration anew; a "
        "faulty one is not taken. Its states go to standard error, a line each; for systemd it is Type=notify.\n"
        "On a PostgreSQL database each host has a service of its own, and all carry the campaigns out together: docs/several-hosts.md.\n"
        "Exit code 75 if another service is at work on the database, or for this host.",
        "  gsmcfg serve\n  gsmcfg serve --config /etc/gsmcfg/gsmcfg.toml --db /var/lib/gsmcfg/gsmcfg.db",
        {{"metrics-file", "FILE", "write the figures there for Prometheus, in place of metrics_file in the configuration"}},
        run};
}

}  // namespace gsmcfg::cli
