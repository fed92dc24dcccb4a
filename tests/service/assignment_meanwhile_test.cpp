// The same while another process is at work, or has died at it.
#include "assignment_fixture.hpp"

#include <cstdlib>

namespace gsmcfg::service {
namespace {

using namespace std::chrono_literals;
using store::Outcome;

class AssigningMeanwhile : public AssignmentTest {
protected:
    // From another connection, as another process does it.
    std::unique_ptr<store::Database> other = *store::Database::open(directory.file("gsmcfg.db"));
    std::vector<store::InboundMessage> waiting_elsewhere() {
        std::vector<store::InboundMessage> found;
        store::Inbox(*other).newest({.unmatched = true}, [&](const store::InboundMessage& message) {
            found.push_back(message);
            return true;
        });
        return found;
    }
};

TEST_F(AssigningMeanwhile, TheRunGoesOnWithWhatWasAssigned) {
    make_world(meter_line(meter, "stranger") + meter_line(phone_of(2)) + meter_line(phone_of(3)));
    const auto campaign = apply({meter, phone_of(2), phone_of(3)});
    int assigned = 0;
    on_link_call = [&] {
        for (const auto& message : waiting_elsewhere())
            if (message.phone == stranger)
                if (const auto done = assign({.inbound = message.id, .phone = meter}, other.get())) ++assigned;
    };
    EXPECT_EQ(run(campaign).end, LineReport::End::finished);
    EXPECT_GE(assigned, 5);
    for (const auto& phone : {meter, phone_of(2), phone_of(3)}) {
        EXPECT_EQ(outcome(campaign, phone), "confirmed") << phone;
        for (const auto& message : messages(campaign, phone)) EXPECT_LE(message.attempts, 1) << "nothing was sent twice";
    }
    std::int64_t sum = 0;
    for (const auto& [outcome, count] : tally(campaign)) sum += count;
    EXPECT_EQ(sum, 3);
    EXPECT_EQ(row(campaign).sms_received, static_cast<std::int64_t>(truth("reply").size()));
}

TEST_F(AssigningMeanwhile, WhatIsBeingSentIsLeftAlone) {
    make_world(meter_line(meter, "stranger"));
    wanted = {{"apn", "internet"}};
    options.reply_timeout = 60s;
    const auto campaign = create(draft(store::CampaignKind::status, {meter}));
    int conflicts = 0;
    bool assigned = false;
    on_link_call = [&] {
        const auto waits = waiting_elsewhere();
        if (waits.empty() || assigned) return;
        store::Repositories seen(*other);
        const auto message = seen.messages.assignable_of_number(meter).at(0);
        if (message.submission == store::Submission::submitting) {
            EXPECT_THROW((void)assign({.inbound = waits.back().id, .phone = meter}, other.get()), store::StateConflict);
            ++conflicts;
        } else if (conflicts > 0) {
            assigned = assign({.inbound = waits.back().id, .phone = meter}, other.get()).has_value();
        }
    };
    EXPECT_EQ(run(campaign).end, LineReport::End::finished);
    EXPECT_GT(conflicts, 0) << "the second attempt was on its way";
    EXPECT_TRUE(assigned);
    EXPECT_EQ(outcome(campaign, meter), "confirmed");
    EXPECT_EQ(first_message(campaign, meter).attempts, 2);
    EXPECT_EQ(store::count_audit(*database, {.actions = {"assign"}}), 1) << "a conflict leaves no trace";
}

TEST_F(AssigningMeanwhile, AnInterruptedCampaignGoesOnAndOneWithoutMetersLeftIsFinished) {
    make_world(meter_line(meter, "stranger"));
    wanted = {{"apn", "internet"}};
    const auto campaign = create(draft(store::CampaignKind::status, {meter}));
    on_link_call = [&] {
        if (!waiting_elsewhere().empty() && stop != nullptr) stop->request();
    };
    run(campaign);
    on_link_call = nullptr;
    ASSERT_EQ(first_message(campaign, meter).outcome, Outcome::open);
    const auto done = assign({.inbound = waiting().at(0).id, .phone = meter});
    ASSERT_TRUE(done) << done.error().detail;
    EXPECT_EQ(done->message.outcome, Outcome::confirmed);
    EXPECT_FALSE(done->message.late);
    EXPECT_TRUE(done->campaign_finished);
    EXPECT_EQ(row(campaign).state, store::CampaignState::finished);
    EXPECT_EQ(outcome(campaign, meter), "confirmed");
}

TEST_F(AssigningMeanwhile, WhatAProcessThatDiedWasSendingCanBeAnswered) {
    make_world(meter_line(meter, "stranger"));
    wanted = {{"apn", "internet"}};
    options.reply_timeout = 60s;
    const auto campaign = create(draft(store::CampaignKind::status, {meter}));
    store::Message left;
    {
        const store::Owner owner(*database, clock.utc());
        on_link_call = [&] {
            if (!waiting_elsewhere().empty() && stop != nullptr) stop->request();
        };
        run(campaign);
        store::Transaction transaction(*database);
        left = first_message(campaign, meter);
        for (const auto step : {store::Submission::planned, store::Submission::leased, store::Submission::submitting}) {
            auto next = left;
            next.submission = step;
            next.owner = owner.id();
            store->messages.update(left, next);
            left = next;
        }
        transaction.commit();
        EXPECT_THROW((void)assign({.inbound = waiting().at(0).id, .phone = meter}), store::StateConflict) << "its owner lives";
    }
    ASSERT_EQ(std::system(("sqlite3 '" + directory.file("gsmcfg.db") + "' \"UPDATE owner SET boot_id = 'before'\"").c_str()), 0);
    const auto done = assign({.inbound = waiting().at(0).id, .phone = meter});
    ASSERT_TRUE(done) << done.error().detail;
    EXPECT_EQ(done->message.outcome, Outcome::confirmed);
    EXPECT_EQ(outcome(campaign, meter), "confirmed");
}

}  // namespace
}  // namespace gsmcfg::service
