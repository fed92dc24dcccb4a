// Disks that are full, read-only or broken, and databases that another program holds: sending stops before a message is lost, and
// goes on.
#include "support/faulty_disk.hpp"
#include "worker_fixture.hpp"

#include "gsmcfg/store/sim_counter.hpp"
#include "gsmcfg/store/storage_trouble.hpp"

#include <sqlite3.h>

#include <algorithm>

namespace gsmcfg::service {
namespace {

using namespace std::chrono_literals;

class DiskTrouble : private test::OnFaultyDisk, public WorkerTest {
protected:
    // Calls `begin` at that time of the run, and `end` so much later.
    void between(std::chrono::milliseconds at, std::chrono::milliseconds length, std::function<void()> begin,
                 std::function<void()> end) {
        on_link_call = [this, at, length, begin = std::move(begin), end = std::move(end), stage = 0]() mutable {
            if (stage == 0 && clock.elapsed() >= at) {
                ++stage;
                began_ = clock.elapsed();
                begin();
            } else if (stage == 1 && clock.elapsed() >= at + length) {
                ++stage;
                ended_ = clock.elapsed();
                end();
            }
        };
    }
    void fill_disk(int code, std::string part = "") { disk.fail_writes(code, std::move(part)); }
    // How often the simulator saw that while the trouble lasted.
    std::int64_t meanwhile(const std::string& event) const {
        return std::ranges::count_if(log, [&](const base::Json& entry) {
            const auto time = std::chrono::milliseconds(entry.at("t_ms").integer().value());
            return entry.at("event").string() == event && time > began_ && time < ended_;
        });
    }
    void expect_all_well(store::Id campaign, const std::vector<std::string>& phones) {
        EXPECT_EQ(tally(campaign)[store::MeterOutcome::confirmed], static_cast<std::int64_t>(phones.size()));
        EXPECT_EQ(row(campaign).possible_duplicates, 0);
        for (const auto& phone : phones)
            for (const auto& message : messages(campaign, phone)) {
                EXPECT_LE(message.attempts, 1) << phone << " " << message.text;
                EXPECT_NE(message.submission, store::Submission::uncertain) << phone << " " << message.text;
            }
    }
    std::size_t lines_with(const std::string& text, const std::string& words) {
        std::size_t count = 0;
        for (auto at = text.find(words); at != std::string::npos; at = text.find(words, at + 1)) ++count;
        return count;
    }

    using test::OnFaultyDisk::disk;
    std::chrono::milliseconds began_{0};
    std::chrono::milliseconds ended_{0};
};

class EveryDiskTrouble : public DiskTrouble, public ::testing::WithParamInterface<int> {};

TEST_P(EveryDiskTrouble, SendingStopsBeforeAMessageIsLostAndGoesOn) {
    const auto phones = make_fleet(8);
    const auto campaign = apply(phones);
    between(
        40s, 10min, [&] { fill_disk(GetParam()); }, [&] { disk.repair(); });
    testing::internal::CaptureStderr();
    EXPECT_EQ(run(campaign).end, LineReport::End::finished);
    const auto said = testing::internal::GetCapturedStderr();
    EXPECT_GT(disk.failures(), 10);
    EXPECT_LE(meanwhile("send"), 1) << "the one that was in flight";
    EXPECT_EQ(meanwhile("deleted"), 0) << "what is not filed stays in the modem";
    EXPECT_GT(meanwhile("inbound"), 0) << "replies came meanwhile";
    expect_all_well(campaign, phones);
    EXPECT_EQ(lines_with(said, "the database can't be written: "), 1U) << said;
    EXPECT_EQ(lines_with(said, "the database can be written again after 6"), 1U) << said;
}

INSTANTIATE_TEST_SUITE_P(Codes, EveryDiskTrouble,
                         testing::Values(SQLITE_FULL, SQLITE_READONLY, SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC));

// The last octets of a disk: the room for some pages and not for others.
TEST_F(DiskTrouble, ADiskThatIsNearlyFullLosesNothing) {
    const auto phones = make_fleet(8);
    const auto campaign = apply(phones);
    on_link_call = [&, last = 0s]() mutable {
        const auto now = std::chrono::duration_cast<std::chrono::seconds>(clock.elapsed());
        if (now == last) return;
        last = now;
        if (now > 20min) return disk.repair();
        disk.fail_writes(SQLITE_FULL, "", now.count() % 37);
    };
    EXPECT_EQ(run(campaign).end, LineReport::End::finished);
    EXPECT_GT(disk.failures(), 10);
    expect_all_well(campaign, phones);
}

TEST_F(DiskTrouble, AStopIsHeededAndTheMessageInFlightIsUncertainAfterwards) {
    const auto phones = make_fleet(4);
    const auto campaign = apply(phones);
    std::chrono::milliseconds stopped{0};
    on_link_call = [&] {
        if (!disk.failing() && !truth("send").empty()) fill_disk(SQLITE_FULL);
        if (disk.failing() && stopped == 0ms && disk.failures() > 3) {
            stopped = clock.elapsed();
            stop->request();
        }
    };
    EXPECT_THROW((void)run(campaign), store::StorageTrouble);
    EXPECT_LT(clock.elapsed() - stopped, 30s);
    on_link_call = nullptr;
    disk.repair();
    EXPECT_EQ(run(campaign).end, LineReport::End::finished);
    EXPECT_EQ(tally(campaign)[store::MeterOutcome::confirmed], 4);
    EXPECT_LE(row(campaign).possible_duplicates, 1);
}

TEST_F(DiskTrouble, AFailureThatCouldNotBeRecordedCountsOnce) {
    const auto phones = make_fleet(3);
    sim::Faults faults;
    faults.planned.push_back({sim::Fault::cms_line, 2});
    const auto campaign = apply(phones);
    world->modem(0).set_faults(faults);
    bool over = false;
    on_link_call = [&] {
        const bool refused =
            std::ranges::any_of(truth("send"), [](const base::Json& send) { return send.at("taken").boolean() == false; });
        if (refused && !over && !disk.failing()) {
            began_ = clock.elapsed();
            fill_disk(SQLITE_FULL);
        }
        if (disk.failing() && clock.elapsed() > began_ + 10min) {
            over = true;
            disk.repair();
        }
    };
    EXPECT_EQ(run(campaign).end, LineReport::End::finished) << "one refusal is no reason to hold the line";
    EXPECT_TRUE(over);
    expect_all_well(campaign, phones);
}

TEST_F(DiskTrouble, ADatabaseThatAnotherProgramHoldsIsWaitedFor) {
    store::set_lock_patience(*database, 5ms);
    const auto phones = make_fleet(6);
    const auto campaign = apply(phones);
    sqlite3* other = nullptr;
    ASSERT_EQ(sqlite3_open(database->path().c_str(), &other), SQLITE_OK);
    const auto execute = [&](const char* sql) { ASSERT_EQ(sqlite3_exec(other, sql, nullptr, nullptr, nullptr), SQLITE_OK); };
    between(
        40s, 5min, [&] { execute("BEGIN IMMEDIATE"); }, [&] { execute("ROLLBACK"); });
    testing::internal::CaptureStderr();
    EXPECT_EQ(run(campaign).end, LineReport::End::finished);
    const auto said = testing::internal::GetCapturedStderr();
    sqlite3_close(other);
    EXPECT_GT(ended_, began_);
    EXPECT_LE(meanwhile("send"), 1);
    EXPECT_EQ(meanwhile("deleted"), 0);
    expect_all_well(campaign, phones);
    EXPECT_EQ(lines_with(said, "database is locked"), 1U) << said;
}

TEST_F(DiskTrouble, WithACapNothingIsSentThatCouldNotBeCounted) {
    run_options.sim_counter = directory.file("sims.db");
    options.limits.daily_cap = 1000;
    const auto phones = make_fleet(6);
    const auto campaign = apply(phones);
    between(
        40s, 10min, [&] { fill_disk(SQLITE_FULL, "sims.db"); }, [&] { disk.repair(); });
    testing::internal::CaptureStderr();
    EXPECT_EQ(run(campaign).end, LineReport::End::finished);
    const auto said = testing::internal::GetCapturedStderr();
    EXPECT_LE(meanwhile("send"), 1);
    EXPECT_GT(meanwhile("deleted"), 0) << "replies are filed all the same";
    expect_all_well(campaign, phones);
    EXPECT_EQ(lines_with(said, "the count of SMS can't be written: "), 1U) << said;
    EXPECT_EQ(lines_with(said, "the count of SMS can be written again"), 1U) << said;
}

TEST_F(DiskTrouble, WithoutACapTheCountHoldsNothingUp) {
    run_options.sim_counter = directory.file("sims.db");
    const auto phones = make_fleet(6);
    const auto campaign = apply(phones);
    between(
        1s, 1h, [&] { fill_disk(SQLITE_FULL, "sims.db"); }, [] {});
    EXPECT_EQ(run(campaign).end, LineReport::End::finished);
    expect_all_well(campaign, phones);
}

TEST_F(DiskTrouble, AModemThatComesBackWhileTheDiskIsFullWaitsToo) {
    const auto phones = make_fleet(6);
    const auto campaign = apply(phones);
    sim::Faults faults;
    faults.planned.push_back({sim::Fault::unplug, 5});
    world->modem(0).set_faults(faults);
    opener_hook = [&] {
        if (truth("unplugged").empty() || began_ > 0ms) return;
        began_ = clock.elapsed();
        disk.fail_writes(SQLITE_FULL, "", 0, 10);
    };
    EXPECT_EQ(run(campaign).end, LineReport::End::finished);
    EXPECT_EQ(disk.failures(), 10);
    EXPECT_FALSE(disk.failing());
    EXPECT_EQ(tally(campaign)[store::MeterOutcome::confirmed], 6);
}

}  // namespace
}  // namespace gsmcfg::service
