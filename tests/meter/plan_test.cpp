#include "gsmcfg/meter/plan.hpp"

#include "meter/dialects.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::meter {
namespace {

using test::gs04;

Profile profile(const std::string& settings) {
    auto loaded = parse_profile("[settings]\n" + settings, "p.toml", find_embedded, RuleCheck::for_each_meter);
    EXPECT_TRUE(loaded.profile) << (loaded.problems.empty() ? "" : loaded.problems[0].message());
    return *loaded.profile;
}

LoadedList list(const std::string& text) {
    auto loaded = parse_phone_list(text, "l.csv", gs04(), {});
    EXPECT_TRUE(loaded.problems.empty());
    return loaded;
}

const std::string two = "+99900100001\n+99900100002\n";

TEST(Plan, CountsMessagesRepliesAndMoney) {
    PlanOptions options;
    options.attempts = 2;
    options.price_sent = 0.5;
    options.price_received = 0.25;
    const auto plan = make_plan(profile("apn = \"a\"\ndns = \"b.example\"\nmode = \"client\"\n"), list(two), options);
    EXPECT_EQ(plan.meters, 2U);
    EXPECT_EQ(plan.sms_out, 6U);
    EXPECT_EQ(plan.replies, 6U);
    EXPECT_EQ(plan.sms_out_worst, 2U * (2 + 2 + 4));
    EXPECT_EQ(plan.restarts, 2U);
    EXPECT_DOUBLE_EQ(plan.cost.value(), 6 * 0.75);
    EXPECT_DOUBLE_EQ(plan.cost_worst.value(), 16 * 0.75);
    EXPECT_TRUE(plan.problems.empty());
    EXPECT_TRUE(plan.warnings.empty());
    EXPECT_FALSE(make_plan(profile("mode = 0\n"), list(two), {}).cost);
}

TEST(Plan, DurationIsTheRadiosOrTheLongestMeters) {
    PlanOptions options;
    options.seconds_per_sms = 3;
    options.seconds_per_reply = 10;
    options.seconds_per_restart = 60;
    const auto client = profile("apn = \"a\"\nmode = \"sms\"\n");
    EXPECT_EQ(make_plan(client, list(two), options).duration, std::chrono::seconds(2 * 13 + 60));
    std::string many;
    for (int i = 0; i < 100; ++i) many += "+9990010" + std::to_string(1000 + i) + "\n";
    EXPECT_EQ(make_plan(client, list(many), options).duration, std::chrono::seconds(600));
    options.modems = 4;
    EXPECT_EQ(make_plan(client, list(many), options).duration, std::chrono::seconds(150));
}

TEST(Plan, ReadingBackAsksOnceAGroup) {
    PlanOptions options;
    options.query_only = true;
    options.factory_credential = true;
    const auto plan = make_plan(profile("apn = \"a\"\nuser = \"u\"\npsw = \"p\"\nmode = \"client\"\n"), list(two), options);
    EXPECT_EQ(plan.sms_out, 4U);
    EXPECT_EQ(plan.restarts, 0U);
    EXPECT_TRUE(plan.problems.empty());
    EXPECT_TRUE(plan.warnings.empty());
}

TEST(Plan, OnlySomeSettingsAndNoRestart) {
    const auto all = profile("apn = \"a\"\nport = 1\nmode = 0\n");
    PlanOptions options;
    options.only = {"port", "mode"};
    EXPECT_EQ(make_plan(all, list(two), options).sms_out, 4U);
    options.no_restart = true;
    const auto plan = make_plan(all, list(two), options);
    EXPECT_EQ(plan.sms_out, 2U);
    EXPECT_EQ(plan.restarts, 0U);
}

TEST(Plan, MessagesOfAMeterWithOverrides) {
    const auto meters = list("phone;port\n+99900100001;81\n+99900100002;\n");
    const auto some = profile("port = 80\nmode = 0\n");
    EXPECT_EQ(plan_messages(some, meters.meters[0], {}).at(0).text, "{credential} PORT 81");
    EXPECT_EQ(plan_messages(some, meters.meters[1], {}).at(0).text, "{credential} PORT 80");
}

TEST(Plan, RefusesWhatAMeterWouldReallyGet) {
    const auto client = profile("mode = \"client\"\n");
    EXPECT_TRUE(make_plan(client, list("phone;dns\n+99900100001;a.example\n"), {}).problems.empty());
    const auto plan = make_plan(client, list("phone;dns;port\n+99900100001;a.example;\n+99900100002;;80\n+99900100003;;\n"), {});
    ASSERT_EQ(plan.problems.size(), 2U);
    EXPECT_TRUE(plan.problems[0].message().starts_with("l.csv:3: mode client or ce-nc needs a server"));
    EXPECT_TRUE(plan.problems[1].message().starts_with("p.toml: mode client"));
    const auto sms = make_plan(profile("mode = \"sms\"\n"), list("phone;mode\n+99900100001;client\n"), {});
    ASSERT_EQ(sms.problems.size(), 1U);
    EXPECT_TRUE(sms.problems[0].where == "l.csv:2");
}

TEST(Plan, SaysEachWarningOnce) {
    PlanOptions options;
    options.factory_credential = true;
    const auto plan =
        make_plan(profile("mode = \"sms\"\n"),
                  list("phone;mode;user\n+99900100001;server;\n+99900100002;2;\n+99900100003;;u\n+99900100004;;\n"), options);
    ASSERT_EQ(plan.warnings.size(), 3U);
    std::string all;
    for (const auto& warning : plan.warnings) all += warning.where + ": " + warning.text + "\n";
    EXPECT_NE(all.find("factory password"), std::string::npos) << all;
    EXPECT_NE(all.find("l.csv:2: mode server needs a SIM with a static IP address (and 1 more meters)"), std::string::npos)
        << all;
    EXPECT_NE(all.find("l.csv:4: a user name"), std::string::npos) << all;
}

}  // namespace
}  // namespace gsmcfg::meter
