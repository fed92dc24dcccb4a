// Runs a worker for each modem until the campaign is finished or a stop is requested.
#pragma once

#include "gsmcfg/base/clock.hpp"
#include "gsmcfg/base/stop.hpp"
#include "gsmcfg/channel/channel.hpp"
#include "gsmcfg/service/credentials.hpp"
#include "gsmcfg/service/run_options.hpp"
#include "gsmcfg/service/run_report.hpp"
#include "gsmcfg/store/campaigns.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gsmcfg::service {

// A modem to work with. If its owner has brought it up already, the identity it then had.
struct Line {
    std::unique_ptr<channel::Channel> channel;
    std::optional<channel::LineIdentity> opened;
};

// How far a campaign is. Open meters count as partial.
struct Progress {
    store::Campaign campaign;
    store::Tally tally;
};

[[nodiscard]] Progress progress_of(store::Campaigns& campaigns, store::Id campaign);

// What processes that died have left: leased messages are planned again, submitting ones become uncertain, their modems are
// lost. Throws DatabaseError. To be called before a run; harmless when nothing died.
void recover_from_dead_owners(store::Database& database, const Credentials& credentials, base::UtcTime now);

class Supervisor {
public:
    // `database_url` is opened once for each modem: connections are not shared between threads.
    Supervisor(std::string database_url, const Credentials& credentials, RunOptions options, base::Clock& clock)
        : database_url_(std::move(database_url)), credentials_(credentials), options_(options), clock_(clock) {}

    // Works on options.campaign, which must be ready, running or held. Blocks. `tick` is called a few times a second from
    // this thread. Throws DatabaseError and StateConflict before the first message; later failures are in the report.
    RunReport run(std::vector<Line> lines, base::StopToken stop, const std::function<void(const Progress&)>& tick);

private:
    std::string database_url_;
    const Credentials& credentials_;
    RunOptions options_;
    base::Clock& clock_;
};

}  // namespace gsmcfg::service
