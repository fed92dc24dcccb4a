// Hosts that are killed at random moments, and a server that is.
#include "hosts_fixture.hpp"

#include "support/amount.hpp"

#include <fmt/format.h>

#include <functional>
#include <random>

namespace gsmcfg::hosts {
namespace {

class HostsKilled : public HostsFixture {
protected:
    static constexpr int hosts = 4;
    static constexpr int kills_a_campaign = 10;

    void pause(std::int64_t milliseconds) {
        base::SystemClock clock;
        clock.wait_until(clock.now() + std::chrono::milliseconds(milliseconds), base::StopToken());
    }
    // Again and again, until all is done.
    void expect_end_of(store::Id campaign) {
        ASSERT_TRUE(until([&] { return finished(campaign); }, 300)) << on(0, {"campaign", "show", std::to_string(campaign)}).out;
    }
    // About a hundred SMS over four modems give ten kills the time that they need.
    void begin() {
        make_world(12, hosts, 1, {"--send-latency", "600", "--reply-delay", "300"});
        ASSERT_TRUE(start_all(hosts));
        campaign_ = begin_campaign(0, {"--reply-timeout", "15", "--attempts", "10"});
    }

    // So many in all, at most ten in one campaign, each by `kill`.
    void torture(int kills, const std::function<void()>& kill) {
        for (int done = 0; done < kills && !HasFailure();) {
            SCOPED_TRACE(fmt::format("after {} kills", done));
            begin();
            for (int i = 0; i < kills_a_campaign && done < kills && !finished(campaign_); ++i, ++done) kill();
            expect_end_of(campaign_);
            expect_everything_right();
            new_world();
        }
    }

    store::Id campaign_ = 0;
    std::mt19937_64 random{1};
};

TEST_F(HostsKilled, AtRandomEveryMeterIsRightAndNothingIsLost) {
    std::uniform_int_distribution<int> which(0, hosts - 1);
    std::uniform_int_distribution<std::int64_t> moment(100, 2500);
    torture(test::amount("GSMCFG_HOST_KILLS", 4), [&] {
        pause(moment(random));
        const int host = which(random);
        kill_host(host);
        start(host);
    });
}

TEST_F(HostsKilled, TheServerIsKilledAndStartedAgain) {
    std::uniform_int_distribution<std::int64_t> moment(200, 3000);
    torture(test::amount("GSMCFG_SERVER_KILLS", 2), [&] {
        pause(moment(random));
        test::PostgresqlCluster::shared().crash();
        pause(moment(random));
        test::PostgresqlCluster::shared().start();
        ASSERT_TRUE(until_reachable());
    });
}

}  // namespace
}  // namespace gsmcfg::hosts
