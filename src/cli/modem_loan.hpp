// Modems that a command borrows from the service of the database.
#pragma once

#include "invocation.hpp"
#include "lines.hpp"

#include "gsmcfg/base/clock.hpp"
#include "gsmcfg/base/stop.hpp"
#include "gsmcfg/service/heartbeat.hpp"
#include "gsmcfg/store/owners.hpp"

#include <memory>
#include <vector>

namespace gsmcfg::cli {

// Given back by the destructor, which must come after the channels' own. A borrower that dies is noticed by the service.
class ModemLoan {
public:
    // Of the chosen modems those that this host's service on the command's database has; waits until it has closed their ports.
    // Without such a service nothing is borrowed, and the database is not made. Failure: exit 75 if a modem is lent already or
    // the service does not let go of it, exit 130. Throws DatabaseError.
    [[nodiscard]] static Outcome<ModemLoan> take(Invocation& invocation, const std::vector<ModemChoice>& choices,
                                                 base::Clock& clock, base::StopToken stop);
    ModemLoan(ModemLoan&&) = default;
    ModemLoan& operator=(ModemLoan&&) = delete;
    ~ModemLoan();

private:
    ModemLoan() = default;
    Outcome<void> wait(base::Clock& clock, base::StopToken stop);

    std::unique_ptr<store::Database> database_;
    store::Id lender_ = 0;
    std::unique_ptr<store::Owner> owner_;
    std::unique_ptr<service::Heartbeat> heartbeat_;  // of the owner
    std::vector<store::Id> loans_;
    std::vector<std::string> modems_;
};

}  // namespace gsmcfg::cli
