// A disk that takes long for every commit: nothing is given up, lost or sent twice for it.
#include "support/disk_layer.hpp"
#include "worker_fixture.hpp"

#include <sqlite3.h>

namespace gsmcfg::service {
namespace {

using namespace std::chrono_literals;

class SlowDisk final : public test::DiskLayer {
public:
    int before(test::DiskCall call, std::string_view /*path*/, std::int64_t /*at*/, std::int64_t /*size*/) override {
        if (call == test::DiskCall::sync && on_sync) on_sync();
        return SQLITE_OK;
    }
    std::function<void()> on_sync;
};

struct OnSlowDisk {
    SlowDisk disk;
};

class SlowDiskTest : private OnSlowDisk, public WorkerTest, public ::testing::WithParamInterface<std::chrono::seconds> {
protected:
    using OnSlowDisk::disk;
};

TEST_P(SlowDiskTest, ACampaignTakesLongAndIsRight) {
    const auto phones = make_fleet(3);
    const auto campaign = apply(phones);
    int syncs = 0;
    disk.on_sync = [&] {
        ++syncs;
        clock.advance(GetParam());
    };
    EXPECT_EQ(run(campaign).end, LineReport::End::finished);
    disk.on_sync = nullptr;
    EXPECT_GT(syncs, 24) << "one for each message at least";
    EXPECT_GT(clock.elapsed(), syncs * GetParam());
    EXPECT_EQ(tally(campaign)[store::MeterOutcome::confirmed], 3);
    EXPECT_EQ(row(campaign).possible_duplicates, 0);
    EXPECT_EQ(row(campaign).sms_sent, static_cast<std::int64_t>(truth("submitted").size()));
    EXPECT_EQ(truth("submitted").size(), 24U) << "nothing was sent again";
}

// A tired card, and a network drive that hangs now and then.
INSTANTIATE_TEST_SUITE_P(ACommit, SlowDiskTest, ::testing::Values(3s, 40s));

}  // namespace
}  // namespace gsmcfg::service
