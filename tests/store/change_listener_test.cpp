#include "gsmcfg/store/change_listener.hpp"

#include "each_store_fixture.hpp"

#include "gsmcfg/base/clock.hpp"

namespace gsmcfg::store {
namespace {

using namespace std::chrono_literals;

class ChangeListenerTest : public EachStoreTest {
protected:
    // Longer than any kernel takes; only a failure waits so long.
    static bool comes(base::StopToken token) {
        base::SystemClock clock;
        clock.wait_until(clock.now() + 20s, token);
        return token.requested();
    }
    void write_elsewhere() {
        const auto other = Database::open(database->url());
        ASSERT_TRUE(other);
        Transaction transaction(**other);
        Campaigns(**other).create({});
        transaction.commit();
    }
    base::StopSource stop;
};

TEST_P(ChangeListenerTest, IsToldOfEveryCommitOfAnotherConnection) {
    ChangeListener listener(database->url(), base::StopToken(stop));
    ASSERT_TRUE(listener.works());
    for (int i = 0; i < 3; ++i) {
        const auto token = listener.next();
        write_elsewhere();
        EXPECT_TRUE(comes(token)) << i;
    }
}

TEST_P(ChangeListenerTest, GoesOnWhenTheLogIsShortened) {
    if (on_postgresql()) GTEST_SKIP() << "SQLite's log alone is shortened";
    ChangeListener listener(database->url(), base::StopToken(stop));
    write_elsewhere();
    sql_value(url, "PRAGMA wal_checkpoint(TRUNCATE)");
    const auto token = listener.next();
    write_elsewhere();
    EXPECT_TRUE(comes(token));
}

TEST_P(ChangeListenerTest, AStopWakesToo) {
    ChangeListener listener(database->url(), base::StopToken(stop));
    const auto token = listener.next();
    stop.request();
    EXPECT_TRUE(comes(token));
}

ON_EACH_STORE(ChangeListenerTest);

}  // namespace
}  // namespace gsmcfg::store
