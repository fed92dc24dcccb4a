#include "modem_loan.hpp"

#include "database_access.hpp"
#include "service_modems.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/store/service.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::cli {
namespace {

using namespace std::chrono_literals;

constexpr auto look_gap = 20ms;
// A message in flight has its result after 3 minutes at the latest.
constexpr auto longest_wait = 240s;

// Nothing if it is not there, or not for this user: then there is no service to ask.
std::unique_ptr<store::Database> existing_database(Invocation& invocation) {
    const auto url = invocation.database_url();
    if (!url || !is_there(*url)) return nullptr;
    auto opened = store::Database::open(*url);
    return opened ? std::move(*opened) : nullptr;
}

}  // namespace

Outcome<ModemLoan> ModemLoan::take(Invocation& invocation, const std::vector<ModemChoice>& choices, base::Clock& clock,
                                   base::StopToken stop) {
    ModemLoan loan;
    loan.database_ = existing_database(invocation);
    if (!loan.database_) return loan;
    auto& database = *loan.database_;
    const auto host = invocation.host();
    if (!host) return refuse(host.error());
    const auto service = store::service_of_host(database, *host);
    if (!service) return loan;
    for (const auto& choice : choices)
        if (auto name = name_at_service(database, *service, choice)) loan.modems_.push_back(std::move(*name));
    if (loan.modems_.empty()) return loan;
    if (invocation.verbose()) remark("database: " + database.shown());
    loan.lender_ = service->owner;
    const auto now = time_of(database);
    loan.owner_ = std::make_unique<store::Owner>(database, now, *host);
    loan.heartbeat_ = std::make_unique<service::Heartbeat>(database.url(), *loan.owner_, clock);
    {
        store::Transaction transaction(database);
        std::vector<store::Id> asked;
        for (const auto& modem : loan.modems_)
            asked.push_back(
                store::ask_for_loan(database, modem, loan.owner_->id(), base::escape_control(invocation.command_line()), now));
        transaction.commit();
        loan.loans_ = std::move(asked);
    }
    if (auto granted = loan.wait(clock, stop); !granted) return refuse(granted.error());
    return loan;
}

Outcome<void> ModemLoan::wait(base::Clock& clock, base::StopToken stop) {
    const auto until = clock.now() + longest_wait;
    for (;;) {
        if (stop.requested()) return refuse(exit_code::interrupted, "interrupted");
        const bool all = std::ranges::all_of(loans_, [&](store::Id id) { return store::is_granted(*database_, id); });
        // A service that has ended meanwhile holds no port.
        if (all || !store::Owner::at_work(*database_, lender_)) return {};
        if (clock.now() >= until)
            return refuse(exit_code::another_run,
                          fmt::format("the service did not let go of {} within {} s: it is busy with a message; try again",
                                      fmt::join(modems_, ", "), longest_wait.count()));
        clock.wait_until(clock.now() + look_gap, stop);
    }
}

ModemLoan::~ModemLoan() {
    if (!database_ || loans_.empty()) return;
    try {
        store::Transaction transaction(*database_);
        for (const auto id : loans_) store::end_loan(*database_, id);
        transaction.commit();
    } catch (const store::DatabaseError&) {  // the service sees that this process has gone
    }
}

}  // namespace gsmcfg::cli
