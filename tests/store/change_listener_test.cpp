#include "gsmcfg/store/change_listener.hpp"

#include "store_fixture.hpp"

#include "gsmcfg/base/clock.hpp"

#include <cstdlib>

namespace gsmcfg::store {
namespace {

using namespace std::chrono_literals;

class ChangeListenerTest : public StoreTest {
protected:
    // Longer than any kernel takes; only a failure waits so long.
    static bool comes(base::StopToken token) {
        base::SystemClock clock;
        clock.wait_until(clock.now() + 20s, token);
        return token.requested();
    }
    void write_elsewhere() {
        const auto other = Database::open(database->path());
        ASSERT_TRUE(other);
        Transaction transaction(**other);
        Campaigns(**other).create({});
        transaction.commit();
    }
    base::StopSource stop;
};

TEST_F(ChangeListenerTest, IsToldOfEveryCommitOfAnotherConnection) {
    ChangeListener listener(database->path(), base::StopToken(stop));
    ASSERT_TRUE(listener.works());
    for (int i = 0; i < 3; ++i) {
        const auto token = listener.next();
        write_elsewhere();
        EXPECT_TRUE(comes(token)) << i;
    }
}

TEST_F(ChangeListenerTest, GoesOnWhenTheLogIsShortened) {
    ChangeListener listener(database->path(), base::StopToken(stop));
    write_elsewhere();
    ASSERT_EQ(std::system(("sqlite3 '" + database->path() + "' 'PRAGMA wal_checkpoint(TRUNCATE)' > /dev/null").c_str()), 0);
    const auto token = listener.next();
    write_elsewhere();
    EXPECT_TRUE(comes(token));
}

TEST_F(ChangeListenerTest, AStopWakesToo) {
    ChangeListener listener(database->path(), base::StopToken(stop));
    const auto token = listener.next();
    stop.request();
    EXPECT_TRUE(comes(token));
}

}  // namespace
}  // namespace gsmcfg::store
