#include "service/retry_policy.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace gsmcfg::service {
namespace {

using channel::Failure;
using channel::FailureClass;
using std::chrono::seconds;

Failure failure(FailureClass kind, std::optional<int> max_retries = {}) { return {kind, {}, {}, max_retries, "by test"}; }

constexpr std::array all_classes{
    FailureClass::message,     FailureClass::line_alarm, FailureClass::network, FailureClass::unknown, FailureClass::done,
    FailureClass::rebuild,     FailureClass::storage,    FailureClass::busy,    FailureClass::restart, FailureClass::hold,
    FailureClass::unsupported, FailureClass::port_lost,  FailureClass::stopped};

TEST(RetryPolicy, TheFirstFailure) {
    struct Row {
        FailureClass kind;
        MessageAction message;
        LineAction line;
        std::int64_t delay;
        bool without_validity;
    };
    const std::vector<Row> rows{
        {FailureClass::message, MessageAction::give_up, LineAction::none, 0, false},
        {FailureClass::line_alarm, MessageAction::retry, LineAction::pause, 40, false},
        {FailureClass::network, MessageAction::retry, LineAction::none, 10, false},
        {FailureClass::unknown, MessageAction::retry, LineAction::none, 10, false},
        {FailureClass::done, MessageAction::accept, LineAction::none, 0, false},
        {FailureClass::rebuild, MessageAction::retry, LineAction::none, 0, true},
        {FailureClass::storage, MessageAction::retry, LineAction::pause, 5, false},
        {FailureClass::busy, MessageAction::retry, LineAction::pause, 2, false},
        {FailureClass::restart, MessageAction::retry, LineAction::reopen, 0, false},
        {FailureClass::hold, MessageAction::retry, LineAction::hold, 0, false},
        {FailureClass::unsupported, MessageAction::retry, LineAction::none, 10, true},
        {FailureClass::port_lost, MessageAction::retry, LineAction::reopen, 0, false},
        {FailureClass::stopped, MessageAction::retry, LineAction::none, 0, false},
    };
    ASSERT_EQ(rows.size(), all_classes.size());
    for (const auto& row : rows) {
        const auto decision = decide(failure(row.kind), 0);
        const auto which = static_cast<int>(row.kind);
        EXPECT_EQ(decision.message, row.message) << which;
        EXPECT_EQ(decision.line, row.line) << which;
        EXPECT_EQ(decision.delay, seconds(row.delay)) << which;
        EXPECT_EQ(decision.without_validity, row.without_validity) << which;
    }
}

TEST(RetryPolicy, Limits) {
    struct Row {
        std::string name;
        FailureClass kind;
        std::optional<int> max_retries;
        std::int64_t last_retry;  // after that many failures it is still tried again
    };
    const std::vector<Row> rows{
        {"network", FailureClass::network, {}, 4},
        {"network, never again", FailureClass::network, 0, -1},
        {"network, once (81)", FailureClass::network, 1, 0},
        {"network, three times (38)", FailureClass::network, 3, 2},
        {"unknown", FailureClass::unknown, {}, 4},
        {"unknown, twice", FailureClass::unknown, 2, 1},
        {"rebuild", FailureClass::rebuild, {}, 0},
        {"rebuild, as the table has it", FailureClass::rebuild, 1, 0},
        {"the modem's troubles burn nothing", FailureClass::line_alarm, {}, 500},
        {"storage", FailureClass::storage, {}, 500},
        {"busy", FailureClass::busy, {}, 500},
        {"restart", FailureClass::restart, {}, 500},
        {"port_lost", FailureClass::port_lost, {}, 500},
        {"hold", FailureClass::hold, {}, 500},
        {"hold, whatever the table says", FailureClass::hold, 0, 500},
        {"stopped", FailureClass::stopped, {}, 500},
    };
    for (const auto& row : rows) {
        if (row.last_retry >= 0) {
            EXPECT_EQ(decide(failure(row.kind, row.max_retries), row.last_retry).message, MessageAction::retry) << row.name;
        }
        if (row.last_retry < 500) {
            EXPECT_EQ(decide(failure(row.kind, row.max_retries), row.last_retry + 1).message, MessageAction::give_up) << row.name;
        }
    }
}

TEST(RetryPolicy, ADoneMessageIsNeverSentAgain) {
    for (const std::int64_t retries : {0, 1, 5, 1000}) {
        EXPECT_EQ(decide(failure(FailureClass::done), retries).message, MessageAction::accept);
        EXPECT_EQ(decide(failure(FailureClass::done, 0), retries).message, MessageAction::accept);
    }
}

TEST(RetryPolicy, AHoldNeedsAPersonHoweverOften) {
    for (const std::int64_t retries : {0, 5, 5000})
        EXPECT_EQ(decide(failure(FailureClass::hold), retries).line, LineAction::hold);
}

TEST(RetryPolicy, BackOff) {
    const std::vector<std::int64_t> network{10, 20, 40, 80, 160, 300, 300, 300};
    for (std::size_t i = 0; i < network.size(); ++i)
        EXPECT_EQ(decide(failure(FailureClass::network, 100), static_cast<std::int64_t>(i)).delay, seconds(network[i])) << i;
    const std::vector<std::int64_t> alarm{40, 80, 160, 300, 300};
    for (std::size_t i = 0; i < alarm.size(); ++i)
        EXPECT_EQ(decide(failure(FailureClass::line_alarm), static_cast<std::int64_t>(i)).delay, seconds(alarm[i])) << i;
}

TEST(RetryPolicy, BoundsOverAllClasses) {
    for (const auto kind : all_classes) {
        auto previous = seconds(0);
        for (const std::int64_t retries : {0, 1, 2, 3, 10, 62, 63, 64, 100, 999, 1000, 100'000}) {
            const auto decision = decide(failure(kind, 1'000'000), retries);
            EXPECT_GE(decision.delay, seconds(0));
            EXPECT_LE(decision.delay, seconds(300));
            if (decision.message == MessageAction::retry) {
                EXPECT_GE(decision.delay, previous) << "pauses never shrink";
            }
            if (decision.message == MessageAction::retry) previous = decision.delay;
            if (decision.line == LineAction::pause) {
                EXPECT_GT(decision.delay, seconds(0)) << "a pause of nothing";
            }
        }
    }
}

}  // namespace
}  // namespace gsmcfg::service
