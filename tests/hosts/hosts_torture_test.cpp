// Hosts that are killed at random moments, and a server that is.
#include "hosts_fixture.hpp"

#include "support/amount.hpp"

#include <fmt/format.h>

#include <random>

namespace gsmcfg::hosts {
namespace {

class HostsKilled : public HostsFixture {
protected:
    static constexpr int hosts = 4;
    static constexpr int kills_a_campaign = 10;

    void start_all() {
        for (int host = 0; host < hosts; ++host) start(host);
        for (int host = 0; host < hosts; ++host) ASSERT_TRUE(until_ready(host)) << service(host).err();
    }
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
        start_all();
        campaign_ = begin_campaign(0, {"--reply-timeout", "15", "--attempts", "10"});
    }

    store::Id campaign_ = 0;
    std::mt19937_64 random{1};
};

TEST_F(HostsKilled, AtRandomEveryMeterIsRightAndNothingIsLost) {
    const int kills = test::amount("GSMCFG_HOST_KILLS", 4);
    std::uniform_int_distribution<int> which(0, hosts - 1);
    std::uniform_int_distribution<std::int64_t> moment(100, 2500);
    int done = 0;
    while (done < kills) {
        SCOPED_TRACE(fmt::format("after {} kills", done));
        begin();
        for (int i = 0; i < kills_a_campaign && done < kills && !finished(campaign_); ++i, ++done) {
            pause(moment(random));
            const int host = which(random);
            kill_host(host);
            start(host);
        }
        expect_end_of(campaign_);
        expect_everything_right();
        if (HasFailure()) return;
        new_world();
    }
    EXPECT_GE(done, kills);
}

TEST_F(HostsKilled, TheServerIsKilledAndStartedAgain) {
    const int kills = test::amount("GSMCFG_SERVER_KILLS", 2);
    std::uniform_int_distribution<std::int64_t> moment(200, 3000);
    int done = 0;
    while (done < kills) {
        SCOPED_TRACE(fmt::format("after {} kills", done));
        begin();
        for (int i = 0; i < kills_a_campaign && done < kills && !finished(campaign_); ++i, ++done) {
            pause(moment(random));
            test::PostgresqlCluster::shared().crash();
            pause(moment(random));
            test::PostgresqlCluster::shared().start();
            ASSERT_TRUE(until_reachable());
        }
        expect_end_of(campaign_);
        expect_everything_right();
        if (HasFailure()) return;
        new_world();
    }
    EXPECT_GE(done, kills);
}

}  // namespace
}  // namespace gsmcfg::hosts
