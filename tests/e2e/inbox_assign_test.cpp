// gsmcfg inbox assign: what answers what, by an operator's word.
#include "inbox_fixture.hpp"
#include "stored_messages.hpp"

#include "gsmcfg/store/owners.hpp"
#include "gsmcfg/store/repositories.hpp"

#include <filesystem>

namespace gsmcfg::e2e {
namespace {

using InboxAssign = InboxFixture;

TEST_F(InboxAssign, ShowSaysTheNextStepAndAssignTakesIt) {
    campaign();
    const auto id = id_of_waiting();
    const auto shown = gsmcfg({"inbox", "show", id});
    ASSERT_EQ(shown.exit, 0) << shown.err;
    for (const auto* part :
         {"unsolicited: answers no message of ours",
          "  text         GS04\n               1\n               APN: ", "its serial number 1 is that of the meter +99900100001",
          "may answer   message ", "(Lesnaya 1): no_reply", "TPDU         04"})
        EXPECT_TRUE(has(shown.out, part)) << part << "\n" << shown.out;
    const auto json = gsmcfg({"inbox", "show", id, "--json"}).lines().at(0);
    const auto message = json.at("candidates").at(std::size_t{0}).at("message").integer().value();
    EXPECT_TRUE(has(shown.out, "gsmcfg inbox assign " + id + " --message " + std::to_string(message))) << shown.out;
    EXPECT_TRUE(json.at("answers").is_null());

    const auto wrong = gsmcfg({"inbox", "assign", id, "--phone", "+99900100003"});
    EXPECT_EQ(wrong.exit, 2);
    EXPECT_TRUE(has(wrong.err, "its serial number is 1, and the campaign's list says 3 for +99900100003")) << wrong.err;
    const auto done = gsmcfg({"inbox", "assign", id, "--phone", meter, "--reason", "T-2"}, {{"SUDO_USER", "anna"}});
    ASSERT_EQ(done.exit, 0) << done.err;
    EXPECT_TRUE(has(done.out, "confirmed: *** APN m2m.example")) << done.out;
    EXPECT_TRUE(has(done.out, "+99900100001 ends as partial, was no_reply")) << done.out;
    EXPECT_TRUE(has(done.out, "campaign 1 (finished): ")) << done.out;
    EXPECT_TRUE(listed().empty());
    const auto after = gsmcfg({"inbox", "show", id, "--json"}).lines().at(0);
    EXPECT_EQ(after.at("answers").at("message").integer(), message);
    EXPECT_EQ(after.at("answers").at("outcome").string(), "confirmed");
    EXPECT_EQ(after.at("note").string(), "assigned by anna");
    EXPECT_TRUE(after.at("next_step").is_null());
    EXPECT_TRUE(has(gsmcfg({"campaign", "show", "1"}).out, "+99900100001     partial")) << "the campaign shows it too";
    const auto again = gsmcfg({"inbox", "assign", id, "--phone", meter});
    EXPECT_EQ(again.exit, 2);
    EXPECT_TRUE(has(again.err, "it was taken as the answer to message")) << again.err;

    const auto audit = gsmcfg({"audit", "--action", "assign", "--json"}).lines();
    ASSERT_EQ(audit.size(), 1U) << "refusals are not in it";
    EXPECT_EQ(audit[0].at("campaign").integer(), 1);
    EXPECT_EQ(audit[0].at("reason").string(), "T-2");
    EXPECT_EQ(audit[0].at("sudo_user").string(), "anna");
    EXPECT_TRUE(has(audit[0].at("command_line").string().value(), "inbox assign " + id + " --phone +99900100001"));
}

TEST_F(InboxAssign, WhatTheProgramCantReadWantsAWord) {
    campaign();
    const auto unread = listed({"--phone", "+99900100003"});
    ASSERT_FALSE(unread.empty());
    const auto id = std::to_string(unread.back().at("id").integer().value());
    EXPECT_TRUE(
        has(gsmcfg({"inbox", "show", id}).out, "next step    say what it is: gsmcfg inbox assign " + id + " --as OUTCOME"));
    const auto refused = gsmcfg({"inbox", "assign", id});
    EXPECT_EQ(refused.exit, 2);
    EXPECT_TRUE(has(refused.err, "could not be read")) << refused.err;
    EXPECT_TRUE(has(refused.err, "--as confirmed, rejected, mismatch or acknowledged")) << refused.err;
    const auto done = gsmcfg({"inbox", "assign", id, "--as", "rejected", "--json"});
    ASSERT_EQ(done.exit, 0) << done.err;
    const auto lines = done.lines();
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[0].at("event").string(), "assigned");
    EXPECT_EQ(lines[0].at("meter_before").string(), "unrecognised");
    EXPECT_EQ(lines[0].at("meter_outcome").string(), "rejected");
    EXPECT_EQ(lines[1].at("rejected").integer(), 1);
    EXPECT_EQ(lines[1].at("unrecognised").integer(), 0);
}

TEST_F(InboxAssign, SetAsideItWaitsNoMore) {
    receive("Buy now!", "SHOP");
    const auto id = id_of_waiting();
    const auto done = gsmcfg({"inbox", "assign", id, "--nobody"});
    ASSERT_EQ(done.exit, 0) << done.err;
    const auto list = gsmcfg({"inbox", "list"});
    EXPECT_TRUE(list.out.empty()) << list.out;
    EXPECT_TRUE(has(list.err, "nothing waits for a person")) << list.err;
    EXPECT_EQ(listed({"--all"}).at(0).at("set_aside").boolean(), true);
    EXPECT_TRUE(has(gsmcfg({"inbox", "show", id}).out, "unsolicited, set aside"));
    EXPECT_EQ(gsmcfg({"inbox", "assign", id, "--nobody"}).exit, 2);
    EXPECT_EQ(gsmcfg({"inbox", "assign", id, "--nobody", "--phone", meter}).exit, 2);
    EXPECT_EQ(audited(folder + "/gsmcfg.db"), std::vector<std::string>{"assign"});
}

TEST_F(InboxAssign, ACampaignAtWorkIsNotDisturbed) {
    std::string fleet = "phone,type,serial,firmware,password,mode,apn,dns,port,timeout,reset,behaviour\n";
    std::string list;
    for (int i = 1; i <= 9; ++i) {
        const auto phone = "+9990010000" + std::to_string(i);
        fleet += phone + ",GS04," + std::to_string(i) + ",2.0,12345678,0,old,,8000,300,24," + (i == 1 ? "stranger" : "") + "\n";
        list += phone + "\n";
    }
    simulate(write("fleet.csv", fleet), {"--send-latency", "30", "--reply-delay", "30"});
    Program apply(words({"apply", sample("profile.toml"), write("list.txt", list), "--yes", "--json", "--reply-timeout", "60"}),
                  folder);
    int assigned = 0;
    // The meter answers from another number: whenever it has, the operator says so.
    EXPECT_FALSE(apply.until([&] {
        if (!std::filesystem::exists(folder + "/gsmcfg.db")) return false;
        for (const auto& line : listed())
            if (gsmcfg({"inbox", "assign", std::to_string(line.at("id").integer().value()), "--phone", meter}).exit == 0)
                ++assigned;
        return false;
    }));
    const auto ended = apply.wait();
    EXPECT_EQ(ended.exit, 0) << ended.err << ended.out;
    EXPECT_GE(assigned, 3);
    const auto recap = ended.lines().back();
    EXPECT_EQ(recap.at("confirmed").integer(), 9);
    EXPECT_EQ(recap.at("possible_duplicates").integer(), 0);
    EXPECT_EQ(recap.at("sms_sent").integer(), static_cast<std::int64_t>(simulator->submitted()));
}

TEST_F(InboxAssign, WhatIsBeingSentAtThisMomentIsExit75) {
    campaign();
    const auto id = id_of_waiting();
    const auto opened = database();
    store::Repositories store(*opened);
    const store::Owner owner(*opened, base::SystemClock().utc());
    {
        store::Transaction transaction(*opened);
        // As if it were sent once more.
        auto message = store.messages.assignable_of_number(meter).at(0);
        store.messages.settings_of(message);
        message.ordinal = 900;
        message.outcome = store::Outcome::open;
        message.submission = store::Submission::planned;
        message.id = store.messages.add(message);
        for (const auto step : {store::Submission::leased, store::Submission::submitting}) {
            auto next = message;
            next.submission = step;
            next.attempts = 1;
            next.owner = owner.id();
            store.messages.update(message, next);
            message = next;
        }
        transaction.commit();
        const auto refused = gsmcfg({"inbox", "assign", id, "--message", std::to_string(message.id)});
        EXPECT_EQ(refused.exit, 75) << refused.err;
        EXPECT_TRUE(has(refused.err, "is being sent by another gsmcfg at this moment: try again later")) << refused.err;
    }
    EXPECT_EQ(listed().size(), 1U) << "nothing was changed";
}

}  // namespace
}  // namespace gsmcfg::e2e
