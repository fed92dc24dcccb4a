#include "gsmcfg/report/standing.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::report {
namespace {

using store::CampaignKind;
using enum store::MeterOutcome;

TEST(Standing, IsWhatTheCampaignWasAskedFor) {
    Terms strict;
    Terms content;
    content.enough = {true, true};
    EXPECT_EQ(standing_of(CampaignKind::apply, strict, confirmed), Standing::as_wanted);
    EXPECT_EQ(standing_of(CampaignKind::apply, strict, stored), Standing::failed);
    EXPECT_EQ(standing_of(CampaignKind::apply, content, stored), Standing::as_wanted);
    EXPECT_EQ(standing_of(CampaignKind::apply, content, acknowledged), Standing::as_wanted);
    EXPECT_EQ(standing_of(CampaignKind::send, strict, acknowledged), Standing::as_wanted);
    for (const auto outcome : {pending, partial, cancelled})
        EXPECT_EQ(standing_of(CampaignKind::apply, strict, outcome), Standing::unfinished);
    for (const auto outcome : {rejected, mismatch, unrecognised, no_reply, undeliverable, swapped, uncertain, failed})
        EXPECT_EQ(standing_of(CampaignKind::apply, strict, outcome), Standing::failed);
}

TEST(Standing, StoredAndAppliedAreTwoThings) {
    const auto known = [](CampaignKind kind, bool compared, store::MeterOutcome outcome) {
        const auto word = [](std::optional<bool> value) { return !value ? "?" : *value ? "yes" : "no"; };
        const auto progress = progress_of(kind, compared, outcome);
        return std::string(word(progress.stored)) + " " + word(progress.applied);
    };
    EXPECT_EQ(known(CampaignKind::apply, true, confirmed), "yes yes");
    EXPECT_EQ(known(CampaignKind::apply, true, already_right), "yes yes");
    EXPECT_EQ(known(CampaignKind::apply, true, stored), "yes no");
    EXPECT_EQ(known(CampaignKind::apply, true, no_reply), "no no");
    EXPECT_EQ(known(CampaignKind::status, true, confirmed), "yes ?");
    EXPECT_EQ(known(CampaignKind::status, true, mismatch), "no ?");
    EXPECT_EQ(known(CampaignKind::status, false, confirmed), "? ?");
    EXPECT_EQ(known(CampaignKind::send, false, acknowledged), "? ?");
}

TEST(Standing, TermsAreReadFromTheOptions) {
    store::Campaign campaign;
    campaign.options = R"({"no_restart":true,"status_reports":false,"price_out":0.05,"price_in":0.01,"currency":"EUR"})";
    const auto terms = Terms::of(campaign);
    EXPECT_TRUE(terms.enough.stored);
    EXPECT_FALSE(terms.enough.delivered);
    EXPECT_FALSE(terms.reports_asked);
    EXPECT_EQ(terms.currency, "EUR");
    EXPECT_NEAR(terms.cost(489, 406).value(), 28.51, 1e-9);
    for (const auto* options : {"{}", "", "[]"}) {
        campaign.options = options;
        EXPECT_FALSE(Terms::of(campaign).cost(489, 406)) << "no prices, no cost";
        EXPECT_TRUE(Terms::of(campaign).reports_asked);
    }
}

}  // namespace
}  // namespace gsmcfg::report
