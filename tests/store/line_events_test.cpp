#include "each_store_fixture.hpp"

#include "gsmcfg/store/line_events.hpp"
#include "gsmcfg/store/registers.hpp"

namespace gsmcfg::store {
namespace {

using LineEventsTest = EachStoreTest;

LineEvent event(const std::string& modem, LineEventKind kind, const std::string& detail) {
    LineEvent one;
    one.at = base::UtcTime(std::chrono::seconds(1000));
    one.modem = modem;
    one.kind = kind;
    one.detail = detail;
    one.cms_error = 38;
    one.dialogue = "+0.000001 > AT\\r\n";
    return one;
}

TEST_P(LineEventsTest, LineEventsAreListedNewestFirst) {
    {
        Transaction transaction(*database);
        add_line_event(*database, event("a", LineEventKind::lost, "one"));
        add_line_event(*database, event("b", LineEventKind::deaf, "two"));
        add_line_event(*database, event("a", LineEventKind::cured, "three"));
        transaction.commit();
    }
    std::vector<std::string> all;
    each_line_event(*database, "", 10, [&](const LineEvent& one) {
        EXPECT_TRUE(one.dialogue.empty());
        all.push_back(one.detail);
    });
    EXPECT_EQ(all, (std::vector<std::string>{"three", "two", "one"}));
    std::vector<Id> of_a;
    each_line_event(*database, "a", 1, [&](const LineEvent& one) { of_a.push_back(one.id); });
    ASSERT_EQ(of_a.size(), 1U);
    const auto whole = find_line_event(*database, of_a.front());
    ASSERT_TRUE(whole);
    EXPECT_EQ(whole->kind, LineEventKind::cured);
    EXPECT_EQ(whole->cms_error, 38);
    EXPECT_EQ(whole->dialogue, "+0.000001 > AT\\r\n");
    EXPECT_EQ(find_line_event(*database, 1000), std::nullopt);
}

TEST_P(LineEventsTest, OnlyTheNewestLineEventsAreKept) {
    Transaction transaction(*database);
    for (int i = 0; i < line_events_kept + 7; ++i) add_line_event(*database, event("a", LineEventKind::lost, std::to_string(i)));
    std::vector<std::string> kept;
    each_line_event(*database, "", 10 * line_events_kept, [&](const LineEvent& one) { kept.push_back(one.detail); });
    EXPECT_EQ(kept.size(), static_cast<std::size_t>(line_events_kept));
    EXPECT_EQ(kept.back(), "7");
}

TEST_P(LineEventsTest, TheLastRefusalOfAPinIsKnown) {
    {
        Transaction transaction(*database);
        Registers(*database).pin_refused("8999", base::UtcTime(std::chrono::seconds(5)));
        Registers(*database).pin_refused("8999", base::UtcTime(std::chrono::seconds(9)));
        transaction.commit();
    }
    const auto refusal = Registers(*database).pin_refusal("8999");
    ASSERT_TRUE(refusal);
    EXPECT_EQ(refusal->at, base::UtcTime(std::chrono::seconds(9)));
    EXPECT_EQ(refusal->refusals, 2);
    EXPECT_FALSE(Registers(*database).pin_refusal("8998"));
    Transaction transaction(*database);
    Registers(*database).pin_accepted("8999");
    EXPECT_FALSE(Registers(*database).pin_refusal("8999"));
}

ON_EACH_STORE(LineEventsTest);

}  // namespace
}  // namespace gsmcfg::store
