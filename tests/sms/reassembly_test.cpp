#include "gsmcfg/sms/reassembly.hpp"

#include "gsmcfg/sms/text_parts.hpp"
#include "gsmcfg/sms/ucs2.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace gsmcfg::sms {
namespace {

using std::chrono::seconds;
const base::UtcTime start = std::chrono::sys_days(std::chrono::year(2026) / 11 / 21);

Deliver part(const UserData& data, const std::string& digits = "99900100001") {
    Deliver deliver;
    deliver.originator = {TypeOfNumber::international, 1, digits};
    deliver.user_data = data;
    return deliver;
}

UserData gsm7_part(Concatenation concat, Septets septets) {
    UserData data;
    data.header = make_concat_header(concat);
    data.septets = std::move(septets);
    return data;
}

TEST(Reassembler, PutsPartsTogetherInAnyOrder) {
    const std::string text = std::string(200, 'a') + std::string(200, 'b');
    const auto parts = *split_text(text, 9);
    std::vector<std::size_t> order{0, 1, 2};
    do {
        Reassembler reassembler;
        EXPECT_TRUE(reassembler.add(part(parts[order[0]]), 1, start).empty());
        EXPECT_TRUE(reassembler.add(part(parts[order[0]]), 2, start).empty()) << "a duplicate";
        EXPECT_TRUE(reassembler.add(part(parts[order[1]]), 3, start).empty());
        const auto ready = reassembler.add(part(parts[order[2]]), 4, start);
        ASSERT_EQ(ready.size(), 1U);
        EXPECT_TRUE(ready[0].complete());
        EXPECT_EQ(ready[0].text, text);
        EXPECT_EQ(ready[0].originator, "+99900100001");
        EXPECT_EQ(ready[0].reference, 9);
        EXPECT_EQ(ready[0].total, 3);
        EXPECT_EQ(ready[0].tags, (std::vector<std::uint64_t>{1, 2, 3, 4}));
        EXPECT_EQ(reassembler.unfinished(), 0U);
    } while (std::ranges::next_permutation(order).found);
}

TEST(Reassembler, LetsASingleMessageThrough) {
    Reassembler reassembler;
    const auto ready = reassembler.add(part(*make_user_data("OK", Alphabet::gsm7)), 5, start);
    ASSERT_EQ(ready.size(), 1U);
    EXPECT_EQ(ready[0].text, "OK");
    EXPECT_FALSE(ready[0].reference);
    EXPECT_EQ(ready[0].tags, std::vector<std::uint64_t>{5});
}

TEST(Reassembler, KeepsSendersReferencesAndTotalsApart) {
    Reassembler reassembler;
    EXPECT_TRUE(reassembler.add(part(gsm7_part({1, 2, 1, false}, {0x41})), 1, start).empty());
    EXPECT_TRUE(reassembler.add(part(gsm7_part({2, 2, 2, false}, {0x42})), 2, start).empty());
    EXPECT_TRUE(reassembler.add(part(gsm7_part({1, 3, 2, false}, {0x43})), 3, start).empty());
    EXPECT_TRUE(reassembler.add(part(gsm7_part({1, 2, 2, true}, {0x43})), 3, start).empty());
    EXPECT_TRUE(reassembler.add(part(gsm7_part({1, 2, 2, false}, {0x44}), "99900100002"), 4, start).empty());
    EXPECT_EQ(reassembler.unfinished(), 5U);
    const auto ready = reassembler.add(part(gsm7_part({1, 2, 2, false}, {0x45})), 6, start);
    ASSERT_EQ(ready.size(), 1U);
    EXPECT_EQ(ready[0].text, "AE");
}

TEST(Reassembler, HealsPairsThatTheSenderSplit) {
    Reassembler reassembler;
    EXPECT_TRUE(reassembler.add(part(gsm7_part({1, 2, 2, false}, {0x65, 0x41})), 1, start).empty());
    EXPECT_EQ(reassembler.add(part(gsm7_part({1, 2, 1, false}, {0x42, 0x1B})), 2, start)[0].text, "B€A");
    UserData high;
    high.header = make_concat_header({2, 2, 1, false});
    high.alphabet = Alphabet::ucs2;
    high.utf16 = u"a\xD83D";
    UserData low = high;
    low.header = make_concat_header({2, 2, 2, false});
    low.utf16 = u"\xDE00z";
    EXPECT_TRUE(reassembler.add(part(low), 3, start).empty());
    EXPECT_EQ(reassembler.add(part(high), 4, start)[0].text, "a😀z");
}

TEST(Reassembler, HandsOverWhatWaitedTooLongMarked) {
    Reassembler reassembler;
    EXPECT_TRUE(reassembler.add(part(gsm7_part({1, 4, 2, false}, {0x42})), 1, start).empty());
    EXPECT_TRUE(reassembler.add(part(gsm7_part({1, 4, 4, false}, {0x44})), 2, start + seconds(60)).empty());
    EXPECT_TRUE(reassembler.expire(start + seconds(60)).empty()) << "its newest part is not older";
    const auto ready = reassembler.expire(start + seconds(61));
    ASSERT_EQ(ready.size(), 1U);
    EXPECT_FALSE(ready[0].complete());
    EXPECT_EQ(ready[0].missing, (std::vector<std::uint8_t>{1, 3}));
    EXPECT_EQ(ready[0].text,
              "\xEF\xBF\xBD"
              "B"
              "\xEF\xBF\xBD"
              "D");
    EXPECT_EQ(reassembler.unfinished(), 0U);
}

TEST(Reassembler, KeepsNoMoreThanItMay) {
    Reassembler reassembler(2);
    EXPECT_TRUE(reassembler.add(part(gsm7_part({1, 2, 1, false}, {0x41})), 1, start).empty());
    EXPECT_TRUE(reassembler.add(part(gsm7_part({2, 2, 1, false}, {0x42})), 2, start).empty());
    const auto ready = reassembler.add(part(gsm7_part({3, 2, 1, false}, {0x43})), 3, start);
    ASSERT_EQ(ready.size(), 1U);
    EXPECT_EQ(ready[0].reference, 1);
    EXPECT_FALSE(ready[0].complete());
    EXPECT_EQ(reassembler.unfinished(), 2U);
}

TEST(Reassembler, TakesAReusedReferenceForAnotherMessage) {
    Reassembler reassembler;
    EXPECT_TRUE(reassembler.add(part(gsm7_part({1, 2, 1, false}, {0x41})), 1, start).empty());
    const auto ready = reassembler.add(part(gsm7_part({1, 2, 1, false}, {0x42})), 2, start);
    ASSERT_EQ(ready.size(), 1U);
    EXPECT_EQ(ready[0].missing, std::vector<std::uint8_t>{2});
    EXPECT_EQ(reassembler.add(part(gsm7_part({1, 2, 2, false}, {0x43})), 3, start)[0].text, "BC");
}

TEST(Join, ShowsDataAndUnknownAlphabetsAsAGap) {
    auto data = gsm7_part({1, 3, 1, false}, {0x41});
    UserData octets;
    octets.header = make_concat_header({1, 3, 2, false});
    octets.alphabet = Alphabet::octets;
    octets.octets = {0x42};
    UserData units;
    units.header = make_concat_header({1, 3, 3, false});
    units.alphabet = Alphabet::ucs2;
    units.utf16 = u"ж";
    EXPECT_EQ(join(std::vector<UserData>{units, data, octets, data}), "A\xEF\xBF\xBDж");
    EXPECT_EQ(join({}), "");
}

}  // namespace
}  // namespace gsmcfg::sms
