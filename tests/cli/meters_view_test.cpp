#include "cli/meters_view.hpp"

#include "gsmcfg/base/text.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::cli {
namespace {

constexpr base::UtcTime noon{std::chrono::sys_days(std::chrono::year(2026) / 3 / 1) + std::chrono::hours(12)};

store::MeterRecord whole() {
    return {"+99900100001",
            "011720163007919",
            "GS04",
            "Лесная, 1; кв. 1 — за углом направо",
            "8999000000000000018",
            "10.100.200.17",
            "north",
            noon,
            noon};
}

TEST(MetersTable, FitsEveryTerminal) {
    for (std::size_t width = 40; width < 140; ++width) {
        const auto table = meters_table({whole()}, width);
        for (const auto line : base::split(table, '\n')) EXPECT_LE(base::to_code_points(line).size(), width) << table;
        EXPECT_NE(table.find("+99900100001"), std::string::npos);
        EXPECT_NE(table.find("Лесная"), std::string::npos) << table;
    }
    const auto wide = meters_table({whole()}, 0);
    for (const auto* part : {"011720163007919", "GS04", "направо", "8999000000000000018", "10.100.200.17", "north", "2026-03-01"})
        EXPECT_NE(wide.find(part), std::string::npos) << part << "\n" << wide;
}

TEST(MetersTable, LeavesOutWhatNobodyKnows) {
    auto meter = whole();
    meter.ip.clear();
    const auto table = meters_table({meter}, 0);
    EXPECT_EQ(table.find("IP"), std::string::npos) << table;
    meter.label = "a\x1b[31m\nb";
    EXPECT_EQ(meters_table({meter}, 0).find('\x1b'), std::string::npos);
    meter.last_heard.reset();
    EXPECT_NE(meters_table({meter}, 0).find("never"), std::string::npos);
}

TEST(MeterText, HidesSecretSettings) {
    const std::vector<store::MeterValue> settings{
        {"apn", "m2m", noon}, {"psw", "hush", noon, true}, {"pin", "quiet", noon, true}};
    const auto masked = meter_text(whole(), settings, {}, false, 0);
    EXPECT_NE(masked.find("m2m, seen 2026-03-01"), std::string::npos) << masked;
    EXPECT_EQ(masked.find("hush"), std::string::npos) << masked;
    EXPECT_EQ(masked.find("quiet"), std::string::npos) << masked;
    EXPECT_NE(meter_text(whole(), settings, {}, true, 0).find("hush"), std::string::npos);
    EXPECT_EQ(register_json(whole(), settings, false).dump().find("hush"), std::string::npos);
    EXPECT_EQ(register_json(whole(), settings, false).at("settings").at("psw").at("value").string(), "***");
    EXPECT_EQ(shown_setting({"psw", "", noon, true}, false), "") << "an empty one is no secret";
}

TEST(MeterText, ShowsItsCampaigns) {
    store::MeterCampaign campaign;
    campaign.campaign = 4;
    campaign.created_at = noon;
    campaign.outcome = store::MeterOutcome::no_reply;
    campaign.detail = "no answer";
    const auto text = meter_text(whole(), {}, {campaign}, false, 0);
    EXPECT_NE(text.find("no_reply: no answer"), std::string::npos) << text;
    EXPECT_EQ(campaigns_json({campaign}).at(0).at("outcome").string(), "no_reply");
}

}  // namespace
}  // namespace gsmcfg::cli
