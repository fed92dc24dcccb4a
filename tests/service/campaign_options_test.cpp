#include "gsmcfg/service/campaign_options.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::service {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

TEST(CampaignOptions, Validity) {
    struct Row {
        std::string name;
        std::optional<minutes> validity;
        std::optional<seconds> reply_timeout;
        minutes expected;
    };
    const std::vector<Row> rows{
        {"the default", {}, seconds(300), minutes(5)},
        {"never below five minutes", {}, seconds(60), minutes(5)},
        {"rounded up", {}, seconds(301), minutes(6)},
        {"whole minutes", {}, seconds(600), minutes(10)},
        {"waiting for ever", {}, {}, minutes(24 * 60)},
        {"given", minutes(30), seconds(300), minutes(30)},
        {"given, too short", minutes(1), seconds(900), minutes(5)},
        {"given, waiting for ever", minutes(7), {}, minutes(7)},
    };
    for (const auto& row : rows) {
        CampaignOptions options;
        options.validity = row.validity;
        options.reply_timeout = row.reply_timeout;
        EXPECT_EQ(options.validity_period(), row.expected) << row.name;
    }
}

void expect_equal(const CampaignOptions& a, const CampaignOptions& b) {
    EXPECT_EQ(a.reply_timeout, b.reply_timeout);
    EXPECT_EQ(a.attempts, b.attempts);
    EXPECT_EQ(a.validity, b.validity);
    EXPECT_EQ(a.no_restart, b.no_restart);
    EXPECT_EQ(a.status_reports, b.status_reports);
    EXPECT_EQ(a.credential, b.credential);
    EXPECT_EQ(a.text, b.text);
}

TEST(CampaignOptions, JsonAndBack) {
    CampaignOptions other;
    other.reply_timeout = std::nullopt;
    other.attempts = 7;
    other.validity = minutes(42);
    other.no_restart = true;
    other.status_reports = false;
    other.credential = "north \"2\"";
    other.text = "{credential} COM\nпривет \\";
    CampaignOptions waits;
    waits.reply_timeout = seconds(901);
    for (const auto& options : {CampaignOptions{}, other, waits}) {
        const auto back = CampaignOptions::from_json(options.to_json());
        ASSERT_TRUE(back);
        expect_equal(*back, options);
    }
}

TEST(CampaignOptions, WhatIsMissingIsTheDefault) {
    const auto options = CampaignOptions::from_json("{}");
    ASSERT_TRUE(options);
    expect_equal(*options, CampaignOptions{});
}

TEST(CampaignOptions, AMessageGoesOutAtLeastOnce) {
    for (const std::string attempts : {"0", "-3"}) {
        const auto options = CampaignOptions::from_json("{\"attempts\": " + attempts + "}");
        ASSERT_TRUE(options);
        EXPECT_EQ(options->attempts, 1);
    }
}

TEST(CampaignOptions, Damaged) {
    for (const std::string text : {"", "{", "{\"attempts\": }"}) {
        const auto options = CampaignOptions::from_json(text);
        ASSERT_FALSE(options) << text;
        EXPECT_EQ(options.error().code, base::ErrorCode::malformed);
    }
}

}  // namespace
}  // namespace gsmcfg::service
