// Campaigns over a real pseudo-terminal with the release programs.
#include "e2e_fixture.hpp"

#include <csignal>
#include <set>

namespace gsmcfg::e2e {
namespace {

using Campaign = EndToEnd;

std::int64_t number(const base::Json& json, std::string_view key) { return json.at(key).integer().value_or(-1); }

TEST_F(Campaign, AppliesAndReadsBack25Meters) {
    simulate(sample("fleet.csv"));
    const auto applied = gsmcfg({"apply", sample("profile.toml"), sample("phones.txt"), "--yes", "--json"});
    ASSERT_EQ(applied.exit, 0) << applied.err;
    const auto recap = applied.lines().back();
    EXPECT_EQ(recap.at("event").string(), "recap");
    EXPECT_EQ(recap.keys(), (std::vector<std::string>{"event",         "campaign",
                                                      "meters",        "confirmed",
                                                      "already_right", "stored",
                                                      "acknowledged",  "rejected",
                                                      "mismatch",      "unrecognised",
                                                      "no_reply",      "undeliverable",
                                                      "swapped",       "uncertain",
                                                      "failed",        "partial",
                                                      "pending",       "cancelled",
                                                      "sms_sent",      "sms_received",
                                                      "sms_saved",     "possible_duplicates"}));
    EXPECT_EQ(number(recap, "confirmed"), 25);
    EXPECT_EQ(number(recap, "sms_sent"), static_cast<std::int64_t>(simulator->submitted()));
    EXPECT_GT(number(recap, "sms_saved"), 0);

    const auto status = gsmcfg({"status", sample("phones.txt"), "--expect", sample("profile.toml"), "--yes"});
    EXPECT_EQ(status.exit, 0) << status.err;
    EXPECT_NE(status.out.find("as expected"), std::string::npos) << status.out;
    simulator->stop();
    EXPECT_EQ(meters_with_profile(*simulator), 25U);
}

TEST_F(Campaign, AThousandMetersEndWithTheProfileInForce) {
    simulate(sample("fleet-1000.csv"));
    const auto applied = gsmcfg({"apply", sample("profile.toml"), sample("phones-1000.csv"), "--yes", "--json"});
    ASSERT_EQ(applied.exit, 0) << applied.err;
    EXPECT_EQ(number(applied.lines().back(), "confirmed"), 1000);
    simulator->stop();
    EXPECT_EQ(meters_with_profile(*simulator), 1000U);
    EXPECT_EQ(number(applied.lines().back(), "sms_sent"), static_cast<std::int64_t>(simulator->submitted()));
}

TEST_F(Campaign, DriftIsExitOneAndChangesNothing) {
    simulate(sample("fleet.csv"));
    const auto status = gsmcfg({"status", "+99900100001", "--expect", sample("profile.toml"), "--yes"});
    EXPECT_EQ(status.exit, 1) << status.err;
    EXPECT_NE(status.out.find("mismatch"), std::string::npos) << status.out;
    EXPECT_TRUE(simulator->truth("stored").empty());
}

TEST_F(Campaign, WhoFollowsItIsToldHowLongItTookNotHowLongTheyLooked) {
    simulate(sample("fleet.csv"), {"--send-latency", "200"});
    ASSERT_EQ(gsmcfg({"apply", sample("profile.toml"), "+99900100001", "--yes"}).exit, 0);
    const auto followed = gsmcfg({"campaign", "follow", "1"});
    EXPECT_EQ(followed.exit, 0) << followed.err;
    EXPECT_NE(followed.out.find("1 meter in 0:0"), std::string::npos) << followed.out;
    EXPECT_EQ(followed.out.find("1 meter in 0:00"), std::string::npos) << followed.out;
}

TEST_F(Campaign, InterruptedItSaysHowToGoOnAndGoesOn) {
    simulate(sample("fleet.csv"), {"--send-latency", "20", "--reply-delay", "20"});
    Program apply(words({"apply", sample("profile.toml"), sample("phones.txt"), "--yes"}), folder);
    ASSERT_TRUE(apply.until([&] { return simulator->submitted() >= 20; }));
    apply.signal(SIGINT);
    const auto ended = apply.wait();
    EXPECT_EQ(ended.exit, 130) << ended.err;
    EXPECT_NE(ended.err.find("gsmcfg campaign resume 1"), std::string::npos) << ended.err;
    EXPECT_NE(ended.err.find("Ctrl-C again ends at once; it goes on with: gsmcfg campaign resume 1\n"), std::string::npos)
        << ended.err;
    const auto resumed = gsmcfg({"campaign", "resume", "1", "--json"});
    ASSERT_EQ(resumed.exit, 0) << resumed.err;
    EXPECT_EQ(number(resumed.lines().back(), "confirmed"), 25);
    EXPECT_EQ(number(resumed.lines().back(), "possible_duplicates"), 0);
    EXPECT_EQ(number(resumed.lines().back(), "sms_sent"), static_cast<std::int64_t>(simulator->submitted()))
        << "nothing was sent twice";
    simulator->stop();
    EXPECT_EQ(meters_with_profile(*simulator), 25U);
}

TEST_F(Campaign, TwoProcessesOnOneDatabase) {
    simulate(sample("fleet.csv"), {"--modems", "2", "--send-latency", "5", "--reply-delay", "5"});
    // Overlapping lists: the ten meters of both are never worked on by both at once.
    std::string first_list;
    std::string second_list;
    for (int i = 1; i <= 25; ++i) {
        const auto line = "+999001000" + std::string(i < 10 ? "0" : "") + std::to_string(i) + "\n";
        if (i <= 18) first_list += line;
        if (i >= 9) second_list += line;
    }
    Program first(words({"apply", sample("profile.toml"), write("first.txt", first_list), "--yes", "--json"}, 0), folder);
    Program second(words({"apply", sample("profile.toml"), write("second.txt", second_list), "--yes", "--json"}, 1), folder);
    const auto ended_first = first.wait();
    const auto ended_second = second.wait();
    ASSERT_EQ(ended_first.exit, 0) << ended_first.err << ended_first.out;
    ASSERT_EQ(ended_second.exit, 0) << ended_second.err << ended_second.out;
    EXPECT_EQ(number(ended_first.lines().back(), "confirmed"), 18);
    EXPECT_EQ(number(ended_second.lines().back(), "confirmed"), 17);
    EXPECT_EQ(number(ended_first.lines().back(), "sms_sent") + number(ended_second.lines().back(), "sms_sent"),
              static_cast<std::int64_t>(simulator->submitted()));
}

TEST_F(Campaign, ThePasswordIsNeitherInTheTraceNorInTheDatabase) {
    const auto fleet = write("fleet.csv", "phone,type,serial,firmware,password\n+99900100001,GS04,1,2.0,Zq7#Kw9x\n");
    simulate(fleet);
    const auto password = write("password.txt", "Zq7#Kw9x\n");
    const auto applied = gsmcfg({"apply", sample("profile.toml"), "+99900100001", "--yes", "--password-file", password, "--trace",
                                 folder + "/trace", "--verbose"});
    ASSERT_EQ(applied.exit, 0) << applied.err;
    const auto trace = base::read_file(folder + "/trace").value();
    EXPECT_NE(trace.find("AT+CMGS="), std::string::npos);
    const auto sent = simulator->truth("submitted");
    ASSERT_FALSE(sent.empty());
    for (const auto& message : sent) {
        const auto tpdu = message.at("tpdu").string().value();
        EXPECT_EQ(trace.find(tpdu), std::string::npos) << "the PDU is masked";
        EXPECT_EQ(trace.find(tpdu.substr(tpdu.size() - 24)), std::string::npos);
    }
    for (const auto& text : {trace, applied.out, applied.err, base::read_file(folder + "/gsmcfg.db").value(),
                             base::read_file(folder + "/gsmcfg.db-wal").value_or("")})
        EXPECT_EQ(text.find("Zq7#Kw9x"), std::string::npos);
}

TEST_F(Campaign, CancelKeepsWhatIsKnown) {
    simulate(sample("fleet.csv"), {"--send-latency", "20", "--reply-delay", "20"});
    Program apply(words({"apply", sample("profile.toml"), sample("phones.txt"), "--yes"}), folder);
    ASSERT_TRUE(apply.until([&] { return simulator->submitted() >= 30; }));
    apply.signal(SIGTERM);
    EXPECT_EQ(apply.wait().exit, 130);
    const auto cancelled = gsmcfg({"campaign", "cancel", "1", "--yes", "--json"});
    ASSERT_EQ(cancelled.exit, 0) << cancelled.err;
    const auto recap = cancelled.lines().back();
    EXPECT_EQ(number(recap, "pending"), 0);
    EXPECT_EQ(number(recap, "confirmed") + number(recap, "partial") + number(recap, "cancelled"), 25);
    EXPECT_EQ(gsmcfg({"campaign", "resume", "1"}).exit, 2);
    const auto listed = gsmcfg({"campaign", "list", "--json"}).lines();
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed[0].at("state").string(), "cancelled");
}

}  // namespace
}  // namespace gsmcfg::e2e
