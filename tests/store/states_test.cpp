#include "each_store_fixture.hpp"

#include "gsmcfg/store/states.hpp"

namespace gsmcfg::store {
namespace {

constexpr std::array submissions{Submission::planned, Submission::leased,    Submission::submitting, Submission::accepted,
                                 Submission::refused, Submission::uncertain, Submission::not_sent};

// The whole table, so that a change that is added or lost shows here.
TEST(States, SubmissionTable) {
    std::string table;
    for (const auto from : submissions)
        for (const auto to : submissions)
            if (from != to && allowed(from, to)) table += std::string(name(from)) + ">" + std::string(name(to)) + " ";
    EXPECT_EQ(table,
              "planned>leased leased>planned leased>submitting submitting>accepted submitting>refused submitting>uncertain "
              "submitting>not_sent accepted>planned accepted>uncertain refused>planned uncertain>planned not_sent>planned ");
}

TEST(States, AMessageThatMayBeOnTheAirNeverGoesBackUnseen) {
    EXPECT_FALSE(allowed(Submission::submitting, Submission::planned));
    EXPECT_FALSE(allowed(Submission::planned, Submission::accepted));
    EXPECT_FALSE(allowed(Submission::planned, Submission::submitting));
}

TEST(States, AConfirmedMessageStaysConfirmed) {
    for (const auto to : {Outcome::open, Outcome::mismatch, Outcome::no_reply, Outcome::rejected, Outcome::cancelled})
        EXPECT_FALSE(allowed(Outcome::confirmed, to)) << name(to);
    EXPECT_TRUE(allowed(Outcome::no_reply, Outcome::confirmed)) << "a late reply still counts";
}

TEST(States, NamesRoundTrip) {
    for (const auto value : submissions) EXPECT_EQ(from_name<Submission>(name(value)), value);
    for (const auto value : meter_outcomes) EXPECT_EQ(from_name<MeterOutcome>(name(value)), value);
    EXPECT_THROW((void)from_name<Outcome>("lost"), DatabaseError);
}

using StatesInTheStore = EachStoreTest;

TEST_P(StatesInTheStore, EveryIllegalSubmissionChangeIsRefused) {
    const auto campaign = make_campaign(1);
    const auto target = targets.next_waiting(campaign, noon).value();
    Transaction transaction(*database);
    for (const auto from : submissions) {
        for (const auto to : submissions) {
            if (allowed(from, to)) continue;
            Message before = make_message(campaign, target);
            before.submission = from;
            before.id = 1;
            Message after = before;
            after.submission = to;
            EXPECT_THROW(messages.update(before, after), StateConflict) << name(from) << " to " << name(to);
        }
    }
}

TEST_P(StatesInTheStore, AChangeFromAStateThatIsNoLongerThereIsRefused) {
    const auto campaign = make_campaign(1);
    const auto target = targets.next_waiting(campaign, noon).value();
    Transaction transaction(*database);
    auto first = make_message(campaign, target);
    first.id = messages.add(first);
    auto leased = first;
    leased.submission = Submission::leased;
    messages.update(first, leased);
    EXPECT_THROW(messages.update(first, leased), StateConflict) << "somebody else has leased it";
}

TEST_P(StatesInTheStore, ACampaignThatEndedIsNotRunAgainByItself) {
    const auto campaign = make_campaign(1);
    Transaction transaction(*database);
    campaigns.change_state(campaign, CampaignState::ready, CampaignState::cancelled, "", noon);
    EXPECT_THROW(campaigns.change_state(campaign, CampaignState::cancelled, CampaignState::running, "", noon), StateConflict);
    EXPECT_THROW(campaigns.change_state(campaign, CampaignState::ready, CampaignState::running, "", noon), StateConflict)
        << "it is not ready any more";
}

ON_EACH_STORE(StatesInTheStore);

}  // namespace
}  // namespace gsmcfg::store
