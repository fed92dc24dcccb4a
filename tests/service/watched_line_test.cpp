// What a worker does for those who watch, in virtual time.
#include "worker_fixture.hpp"

#include "gsmcfg/store/line_status.hpp"

namespace gsmcfg::service {
namespace {

TEST_F(WorkerTest, ALineIsLookedAtOnceAMinuteWhereThatIsWanted) {
    make_world(meter_line(phone_of(1), "silent"));
    options.reply_timeout = std::chrono::seconds(300);
    options.attempts = 1;
    run(apply({phone_of(1)}));
    EXPECT_TRUE(store::line_statuses(*database).empty()) << "not if nobody wants it";
    run_options.watch_line = true;
    const auto before = clock.utc();
    run(apply({phone_of(1)}));
    const auto lines = store::line_statuses(*database);
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(lines[0].registered, true);
    EXPECT_TRUE(lines[0].signal_dbm);
    EXPECT_GT(lines[0].storage_places, 0);
    EXPECT_GT(lines[0].at, before + std::chrono::minutes(2)) << "and again";
}

TEST_F(WorkerTest, ATextThatNobodyAnswersEndsAsSoonAsItIsSent) {
    make_world(meter_line(phone_of(1), "silent"));
    auto fresh = draft(store::CampaignKind::send, {phone_of(1)});
    fresh.options.text = "modem a is down";
    fresh.options.attempts = 1;
    fresh.options.one_way = true;
    const auto id = create(fresh);
    run(id);
    EXPECT_EQ(outcome(id, phone_of(1)), "acknowledged");
    EXPECT_EQ(row(id).sms_sent, 1);
}

}  // namespace
}  // namespace gsmcfg::service
