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
    EXPECT_DOUBLE_EQ(plan.cost.value().total(), 6 * 0.75);
    EXPECT_DOUBLE_EQ(plan.cost.value().out, 3.0);
    EXPECT_DOUBLE_EQ(plan.cost.value().in, 1.5);
    EXPECT_DOUBLE_EQ(plan.cost_worst.value().total(), 16 * 0.75);
    EXPECT_TRUE(plan.problems.empty());
    EXPECT_TRUE(plan.warnings.empty());
    EXPECT_FALSE(make_plan(profile("mode = 0\n"), list(two), {}).cost);
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
    options.course.no_restart = true;
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

const std::string eight =
    "apn = \"a\"\nuser = \"u\"\npsw = \"p\"\ndns = \"b.example\"\nport = 80\ntimeout = 300\nreset = 24\nmode = \"client\"\n";

TEST(Plan, ReadingFirstMakesItARange) {
    PlanOptions options;
    options.course.read_first = true;
    auto plan = make_plan(profile(eight), list(two), options);
    EXPECT_EQ(plan.meter_messages, 13U);
    EXPECT_EQ(plan.sms_out, 26U);
    EXPECT_EQ(plan.sms_read, 10U);
    EXPECT_EQ(plan.sms_out_least, 10U) << "all right already: only the queries";
    EXPECT_EQ(plan.replies_least, 10U);
    options.course.verify = true;
    plan = make_plan(profile(eight), list(two), options);
    EXPECT_EQ(plan.sms_out, 36U);
    EXPECT_EQ(plan.sms_verify, 10U);
    EXPECT_EQ(plan.sms_out_least, 10U);
    options.course.read_first = false;
    plan = make_plan(profile(eight), list(two), options);
    EXPECT_EQ(plan.sms_out, 26U);
    EXPECT_EQ(plan.sms_out_least, 26U);
}

TEST(Plan, OneWayHasNoRepliesAndNothingIsSentTwice) {
    PlanOptions options;
    options.course.one_way = true;
    options.price_sent = options.price_received = 1;
    const auto plan = make_plan(profile(eight), list(two), options);
    EXPECT_EQ(plan.sms_out, 16U);
    EXPECT_EQ(plan.replies, 0U);
    EXPECT_EQ(plan.sms_out_worst, 16U);
    EXPECT_DOUBLE_EQ(plan.cost.value().in, 0);
    EXPECT_DOUBLE_EQ(plan.cost_worst.value().total(), 16);
    EXPECT_EQ(plan.restarts, 2U);
}

TEST(Plan, WhatTheRegisterKnows) {
    const Settings right{{"apn", "a"},   {"user", "u"},      {"psw", "p"},    {"dns", "b.example"},
                         {"port", "80"}, {"timeout", "300"}, {"reset", "24"}, {"mode", "client"}};
    auto changed = right;
    changed[4].second = "81";
    PlanOptions options;
    options.known = [&](const base::PhoneNumber& phone) {
        return phone.e164() == "+99900100001" ? KnownMeter{right, 0} : KnownMeter{{{"apn", "a"}}, 0};
    };
    auto plan = make_plan(profile(eight), list(two), options);
    // The reply to APN shows USER and PSW, that to DNS shows PORT.
    EXPECT_EQ(plan.sms_saved, 3U);
    EXPECT_EQ(plan.undo_known, 1U);
    options.course.read_first = options.course.verify = true;
    plan = make_plan(profile(eight), list(two), options);
    EXPECT_EQ(plan.sms_saved, 13U + 1) << "the first meter's eight and the five to verify; the second's APN";
    options.known = [&](const base::PhoneNumber&) { return KnownMeter{changed, 0}; };
    plan = make_plan(profile(eight), list(two), options);
    EXPECT_EQ(plan.sms_saved, 2U * 6) << "PORT and the restart are sent";
    EXPECT_EQ(plan.undo_known, 2U);
    EXPECT_EQ(make_plan(profile(eight), list(two), {}).sms_saved, 0U);
}

TEST(Plan, ManyRestartsAreWorthAWarning) {
    PlanOptions options;
    options.known = [&](const base::PhoneNumber& phone) {
        return KnownMeter{{}, phone.e164() == "+99900100001" ? many_restarts - 1 : many_restarts};
    };
    const auto sms = profile("mode = 0\n");
    const auto plan = make_plan(sms, list(two), options);
    ASSERT_EQ(plan.warnings.size(), 1U);
    EXPECT_EQ(plan.warnings[0].where, "l.csv:2");
    EXPECT_NE(plan.warnings[0].text.find("authentication counter"), std::string::npos);
    options.course.no_restart = true;
    EXPECT_TRUE(make_plan(profile("apn = \"a\"\nmode = 0\n"), list(two), options).warnings.empty());
}

TEST(Plan, ADeviceThatRestartsAfterEachMessage) {
    const auto loaded = parse_profile("dialect = \"wm-m2m-easy\"\n[settings]\napn = \"" + std::string(50, 'a') + "\"\nuser = \"" +
                                          std::string(32, 'u') + "\"\npsw = \"" + std::string(32, 'p') + "\"\ndns = \"" +
                                          std::string(40, 'd') + "\"\n",
                                      "p.toml", find_embedded, RuleCheck::for_each_meter);
    ASSERT_TRUE(loaded.profile);
    PlanOptions options;
    auto plan = make_plan(*loaded.profile, list(two), options);
    EXPECT_EQ(plan.most_restarts, 2U);
    EXPECT_EQ(plan.restarts, 2U);
    ASSERT_EQ(plan.warnings.size(), 1U);
    EXPECT_NE(plan.warnings[0].text.find("a meter restarts 2 times"), std::string::npos);
    // The access point can't be asked for: it is sent, whatever the server is.
    options.course.read_first = true;
    plan = make_plan(*loaded.profile, list(two), options);
    EXPECT_GT(plan.sms_out_least, plan.sms_read);
    options.course.read_first = false;
    options.course.no_restart = true;
    EXPECT_EQ(make_plan(*loaded.profile, list(two), options).most_restarts, 0U);
}

}  // namespace
}  // namespace gsmcfg::meter
