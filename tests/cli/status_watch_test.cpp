#include "cli/status_watch.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::cli {
namespace {

using namespace std::chrono_literals;

const base::UtcTime now{std::chrono::hours(24 * 1000)};

class FindAlert : public ::testing::Test {
protected:
    meter::Dialect dialect = meter::find_embedded(meter::default_dialect).value();
    WatchOptions options;
    FindAlert() {
        options.now = now;
        options.silent_since = now - 72h;
        options.alerts = {Alert::drift, Alert::swapped, Alert::silent};
    }
    static Known meter(const std::string& wanted, const std::string& was, const std::string& seen) {
        Known known;
        known.settings.push_back({"apn", wanted, seen, now, {}, was, now});
        known.heard = now;
        known.asked = true;
        return known;
    }
    std::optional<Alert> found(const Known& known, std::optional<base::UtcTime> last_status = std::nullopt) {
        const auto finding = find_alert(dialect, known, options, last_status);
        return finding ? std::optional(finding->alert) : std::nullopt;
    }
};

TEST_F(FindAlert, NothingIsWrongWithAMeterAsExpected) { EXPECT_FALSE(found(meter("a", "a", "a"))); }

TEST_F(FindAlert, AnotherValueIsDriftAndOnlyOnceWithChangedOnly) {
    EXPECT_EQ(found(meter("a", "b", "b")), Alert::drift);
    options.changed_only = true;
    EXPECT_EQ(found(meter("a", "b", "b")), Alert::drift) << "nobody has said it yet";
    EXPECT_FALSE(found(meter("a", "b", "b"), now));
    EXPECT_EQ(found(meter("a", "b", "b"), now - 1h), Alert::drift) << "it came after the last status";
    EXPECT_EQ(found(meter("a", "b", "c"), now), Alert::drift) << "another drift than before";
}

TEST_F(FindAlert, SecretsAreNotShown) {
    Known known;
    known.heard = now;
    known.settings.push_back({"psw", "hush", "sesame", now, {}});
    const auto finding = find_alert(dialect, known, options, std::nullopt).value();
    EXPECT_EQ(finding.detail.find("sesame"), std::string::npos) << finding.detail;
    EXPECT_EQ(finding.detail.find("hush"), std::string::npos) << finding.detail;
}

TEST_F(FindAlert, SilenceIsKnownByTheLastTimeItWasHeard) {
    auto known = meter("a", "a", "a");
    known.heard = now - 71h;
    EXPECT_FALSE(found(known)) << "once without an answer is not silent";
    known.heard = now - 73h;
    EXPECT_EQ(found(known), Alert::silent);
    options.changed_only = true;
    EXPECT_EQ(found(known, now - 24h), Alert::silent) << "yesterday it was not yet";
    EXPECT_FALSE(found(known, now - 30min)) << "said half an hour ago";
    known.heard.reset();
    EXPECT_EQ(found(known), Alert::silent) << "asked for the first time";
    known.asked_before = now - 24h;
    EXPECT_FALSE(found(known));
    known.asked = false;
    options.changed_only = false;
    EXPECT_FALSE(found(known)) << "not asked and never heard says nothing";
}

TEST_F(FindAlert, ASwappedMeterIsThatFirst) {
    auto known = meter("a", "b", "b");
    known.swapped = true;
    EXPECT_EQ(found(known), Alert::swapped);
    options.alerts = {Alert::silent};
    EXPECT_FALSE(found(known)) << "nobody asked for it";
}

TEST(ChooseMeters, TheLongestUntouchedGoFirstWithinTheBudget) {
    WatchOptions options;
    const std::vector<Standing> meters{{now - 1h, false}, {base::UtcTime::min(), false}, {now - 5h, false}, {now, true}};
    EXPECT_EQ(choose_meters(meters, 5, options).asked, (std::vector<std::size_t>{0, 1, 2}));
    options.budget = 14;
    const auto choice = choose_meters(meters, 5, options);
    EXPECT_EQ(choice.asked, (std::vector<std::size_t>{1, 2}));
    EXPECT_EQ(choice.left_out, 1U);
    EXPECT_EQ(choice.fresh, 1U);
    options.budget = 4;
    EXPECT_TRUE(choose_meters(meters, 5, options).asked.empty());
}

}  // namespace
}  // namespace gsmcfg::cli
