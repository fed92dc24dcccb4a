// A service whose database can't be written for a while.
#include "service_fixture.hpp"
#include "support/faulty_disk.hpp"

#include "gsmcfg/base/host.hpp"

#include <sqlite3.h>

#include <algorithm>

namespace gsmcfg::service {
namespace {

using namespace std::chrono_literals;

class ServiceDisk : private test::OnFaultyDisk, public ServiceTest {
protected:
    // Of a borrower, say: whoever looks must write that it has died.
    void leave_a_dead_owner() {
        const auto command = fmt::format(
            "sqlite3 '{}' \"INSERT INTO owner (host, boot_id, pid, lock_file, started_at) VALUES ('vm', '{}', 4194305, "
            "'/nonexistent/lock', 0)\"",
            database->path(), base::boot_id());
        ASSERT_EQ(std::system(command.c_str()), 0);
    }
    // What the disk did in minutes of the run: full from the first to the second.
    void full_between(std::chrono::milliseconds from, std::chrono::milliseconds until, std::function<void()> then = {}) {
        on_turn = [this, from, until, then = std::move(then), stage = 0]() mutable {
            if (stage == 0 && clock.elapsed() >= from) {
                ++stage;
                disk.fail_writes(SQLITE_FULL);
                if (then) then();
            } else if (stage == 1 && clock.elapsed() >= until) {
                ++stage;
                disk.repair();
            }
        };
    }
    // Until the campaign has ended.
    std::chrono::milliseconds longest_silence(store::Id campaign) {
        return longest_silence_until([&] { return clock.elapsed() > 20h || (!disk.failing() && finished(campaign)); });
    }
    using test::OnFaultyDisk::disk;
};

TEST_F(ServiceDisk, ItsWatchdogIsFedThroughoutAndNothingIsLost) {
    const auto id = hand_over(make_fleet(6));
    leave_a_dead_owner();
    full_between(20s, 20min);
    EXPECT_LT(longest_silence(id), 45s);
    EXPECT_GT(disk.failures(), 10);
    EXPECT_EQ(tally(id)[store::MeterOutcome::confirmed], 6);
    EXPECT_EQ(row(id).possible_duplicates, 0);
    EXPECT_EQ(row(id).sms_sent, static_cast<std::int64_t>(truth("submitted").size()));
}

TEST_F(ServiceDisk, AReloadMeanwhileLeavesNoMessageBehind) {
    const auto id = hand_over(make_fleet(6));
    full_between(20s, 10min, [this] {
        next_plan = plan();
        next_plan->credential_fingerprint = "another";
    });
    EXPECT_LT(longest_silence(id), 45s);
    EXPECT_TRUE(finished(id));
    EXPECT_EQ(tally(id)[store::MeterOutcome::confirmed], 6);
    // What was in flight when its worker had to end is in doubt, and counted as such.
    EXPECT_LE(static_cast<std::int64_t>(truth("submitted").size()) - 6 * 8, row(id).possible_duplicates);
}

}  // namespace
}  // namespace gsmcfg::service
