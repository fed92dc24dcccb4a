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

Failure no_network() {
    auto result = failure(FailureClass::network);
    result.cms_error = 331;
    return result;
}

TEST(RetryPolicy, OneMessageThatTheNetworkRefusesIsGivenUp) {
    RetryPolicy policy(8);
    for (int i = 0; i < 5; ++i) {
        const auto decision = policy.failed(1, failure(FailureClass::network), false);
        EXPECT_EQ(decision.message, MessageAction::retry) << i;
        EXPECT_EQ(decision.line, LineAction::none) << i;
    }
    EXPECT_EQ(policy.failed(1, failure(FailureClass::network), false).message, MessageAction::give_up);
}

TEST(RetryPolicy, WhatTheNetworkRefusesForMessageAfterMessageIsTheLines) {
    RetryPolicy policy(8);
    EXPECT_EQ(policy.failed(1, failure(FailureClass::network), false).line, LineAction::none);
    EXPECT_EQ(policy.failed(2, failure(FailureClass::network), false).line, LineAction::none);
    std::vector<LineAction> lines;
    for (store::Id message = 3; message < 43; ++message) {
        const auto decision = policy.failed(message, failure(FailureClass::network, 0), false);
        EXPECT_EQ(decision.message, MessageAction::retry) << message;
        EXPECT_LE(decision.delay, seconds(300));
        lines.push_back(decision.line);
    }
    for (std::size_t i = 0; i < 36; ++i)
        EXPECT_EQ(lines[i], (i + 3) % 6 == 0 ? LineAction::reopen : LineAction::pause) << i << ": every sixth in a row";
    EXPECT_EQ(lines[37], LineAction::reopen) << "the fortieth is a hold, which is believed the third time";
    EXPECT_EQ(lines[38], LineAction::reopen);
    EXPECT_EQ(lines[39], LineAction::hold);
}

TEST(RetryPolicy, AnAcceptedMessageClearsTheLine) {
    RetryPolicy policy(8);
    for (store::Id message = 1; message <= 3; ++message) (void)policy.failed(message, failure(FailureClass::network), false);
    policy.accepted(9);
    EXPECT_EQ(policy.failed(4, failure(FailureClass::network), false).line, LineAction::none);
}

TEST(RetryPolicy, NoNetworkIsTheLinesFromTheFirst) {
    RetryPolicy policy(8);
    for (int i = 0; i < 5; ++i) {
        const auto decision = policy.failed(1, no_network(), false);
        EXPECT_EQ(decision.message, MessageAction::retry);
        EXPECT_EQ(decision.line, LineAction::pause);
    }
    EXPECT_EQ(policy.failed(1, no_network(), false).line, LineAction::reopen);
}

TEST(RetryPolicy, WhatNeverLeftTheModemFailsNoMessage) {
    RetryPolicy policy(8);
    for (int i = 0; i < 30; ++i)
        EXPECT_EQ(policy.failed(1, failure(FailureClass::unknown, 0), true).message, MessageAction::retry) << i;
    RetryPolicy refused(8);
    EXPECT_EQ(refused.failed(1, failure(FailureClass::unknown, 0), false).message, MessageAction::give_up);
}

TEST(RetryPolicy, AHoldIsBelievedTheThirdTime) {
    RetryPolicy policy(8);
    EXPECT_EQ(policy.failed(1, failure(FailureClass::hold), true).line, LineAction::reopen);
    EXPECT_EQ(policy.failed(1, failure(FailureClass::hold), true).line, LineAction::reopen);
    EXPECT_EQ(policy.failed(1, failure(FailureClass::hold), true).line, LineAction::hold);
}

TEST(RetryPolicy, AnAlarmHoldsAfterAsManyFailuresAsWereAllowed) {
    RetryPolicy policy(3);
    EXPECT_EQ(policy.failed(1, failure(FailureClass::storage), true).line, LineAction::pause);
    EXPECT_EQ(policy.failed(2, failure(FailureClass::line_alarm), true).line, LineAction::pause);
    EXPECT_EQ(policy.failed(1, failure(FailureClass::busy), true).line, LineAction::pause) << "nothing that a person could mend";
    EXPECT_EQ(policy.failed(1, failure(FailureClass::storage), true).line, LineAction::hold);
}

TEST(RetryPolicy, FailuresOfAMessageAreForgottenWhenItIsAccepted) {
    RetryPolicy policy(8);
    for (int i = 0; i < 5; ++i) (void)policy.failed(1, failure(FailureClass::network), false);
    policy.accepted(1);
    EXPECT_EQ(policy.failed(1, failure(FailureClass::network), false).message, MessageAction::retry);
}

}  // namespace
}  // namespace gsmcfg::service
