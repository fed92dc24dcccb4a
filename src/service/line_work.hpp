// What a run and a service share: the thread of one modem, and what an owner leaves behind.
#pragma once

#include "meter_run.hpp"

#include "gsmcfg/service/supervisor.hpp"
#include "gsmcfg/store/repositories.hpp"

#include <memory>
#include <string>

namespace gsmcfg::service {

// Throws DatabaseError.
[[nodiscard]] std::unique_ptr<store::Database> connect(const std::string& url);

// Works on a modem until its worker ends, with a connection of its own. Nothing escapes it.
[[nodiscard]] LineReport work_on_line(const std::string& url, const Line& line, const Credentials& credentials,
                                      const RunOptions& options, store::Id owner, base::StopToken stop);

// What an owner left behind, dead or about to leave. Wants an open Transaction.
void settle_owner(store::Repositories& store, MeterRun& run, store::Id owner, base::UtcTime now);

}  // namespace gsmcfg::service
