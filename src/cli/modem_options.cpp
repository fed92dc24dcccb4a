#include "modem_options.hpp"

#include "local_time.hpp"

#include "gsmcfg/base/file.hpp"
#include "gsmcfg/base/program.hpp"
#include "gsmcfg/base/text.hpp"
#include "gsmcfg/store/registers.hpp"

#include <fmt/format.h>

namespace gsmcfg::cli {
namespace {

using namespace std::chrono_literals;

constexpr auto power_cycle_timeout = 60s;
// A look does not wait long for a network.
constexpr auto registration_look = 15s;
// The last attempt is never taken, also on a modem that does not tell how many are left.
constexpr std::int64_t most_refusals = 2;

base::Result<std::unique_ptr<store::Database>> open_database(const std::string& url) { return store::Database::open(url); }

// Called in a worker's thread too: each call has a connection of its own.
base::Result<void> may_enter_pin(const std::string& url, const std::string& file, const std::string& sim) {
    const auto database = open_database(url);
    if (!database) return base::fail(database.error());
    const auto refusal = store::Registers(**database).pin_refusal(sim);
    if (refusal && refusal->refusals >= most_refusals)
        return base::fail(
            base::ErrorCode::refused, file,
            "two PINs were wrong, and a third error locks the SIM: enter the PIN in a phone, and switch it off there");
    const auto changed = base::modified_at(file);
    if (!refusal || (changed && *changed > refusal->at)) return {};
    return base::fail(base::ErrorCode::refused, file,
                      fmt::format("the SIM refused its PIN on {}, and three errors lock it: none is entered before this file is "
                                  "changed",
                                  local_time(refusal->at)));
}

void note_pin_refused(const std::string& url, const std::string& sim, base::UtcTime now) {
    const auto database = open_database(url);
    if (!database) return;
    store::Transaction transaction(**database);
    store::Registers(**database).pin_refused(sim, now);
    transaction.commit();
}

void note_pin_accepted(const std::string& url, const std::string& sim) {
    const auto database = open_database(url);
    if (!database) return;
    store::Transaction transaction(**database);
    store::Registers(**database).pin_accepted(sim);
    transaction.commit();
}

base::Result<void> run_power_cycle(const std::vector<std::string>& arguments, base::Clock& clock, base::StopToken stop) {
    const auto result = base::run_program(arguments, "", clock, power_cycle_timeout, stop);
    if (!result) return base::fail(result.error());
    if (result->status == 0) return {};
    return base::fail(base::ErrorCode::io, arguments.front(),
                      fmt::format("ended with {}: {}", result->status, base::escape_control(base::trim(result->output))));
}

}  // namespace

Outcome<modem::ModemOptions> make_modem_options(Invocation& invocation, const ModemChoice& choice, base::Clock& clock,
                                                Purpose purpose) {
    modem::ModemOptions options;
    options.mask = std::make_shared<link::TraceMask>();
    options.cures = purpose == Purpose::work;
    if (purpose == Purpose::look) options.registration_wait = registration_look;
    if (purpose == Purpose::work && !choice.power_cycle.empty())
        options.power_cycle = [arguments = choice.power_cycle, &clock](base::StopToken stop) {
            return run_power_cycle(arguments, clock, stop);
        };
    if (!choice.pin_file) return options;
    auto pin = base::read_secret_file(*choice.pin_file);
    if (!pin) return refuse(exit_code::usage, pin.error().message());
    options.pin = std::move(*pin);
    const auto url = invocation.database_url();
    if (!url) return refuse(url.error());
    options.may_enter_pin = [url = *url, file = *choice.pin_file](const std::string& sim) {
        return may_enter_pin(url, file, sim);
    };
    options.pin_accepted = [url = *url](const std::string& sim) { note_pin_accepted(url, sim); };
    options.pin_refused = [url = *url, &clock](const std::string& sim) { note_pin_refused(url, sim, clock.utc()); };
    return options;
}

}  // namespace gsmcfg::cli
