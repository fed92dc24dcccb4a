#include <gtest/gtest.h>

#include "gsmcfg/base/hex.hpp"
#include "sim/alphabet.hpp"
#include "sim/tpdu.hpp"

using namespace gsmcfg;
using namespace gsmcfg::sim;
using std::chrono::seconds;

namespace {

base::Octets octets(std::string_view hex) { return base::from_hex(hex).value(); }

std::string packed(std::string_view text, unsigned fill = 0) { return base::to_hex(pack(to_septets(text).value(), fill)); }

}  // namespace

TEST(SimAlphabet, PacksSeptets) {
    struct Case {
        std::string_view text;
        std::string_view hex;
    };
    for (const auto& [text, hex] : {Case{"hellohello", "E8329BFD4697D9EC37"}, Case{"How are you?", "C8F71D14969741F977FD07"},
                                    Case{"1234567", "31D98C56B3DD00"}, Case{"@", "00"}, Case{"€", "9B32"}, Case{"", ""}}) {
        EXPECT_EQ(packed(text), hex) << text;
        const auto data = octets(hex);
        EXPECT_EQ(from_septets(unpack(data, 0, to_septets(text)->size())), text);
    }
}

TEST(SimAlphabet, FillBitsMoveTheText) {
    EXPECT_EQ(packed("a", 1), "C2");
    EXPECT_EQ(from_septets(unpack(octets("C2"), 1, 1)), "a");
}

TEST(SimAlphabet, EveryCodeOfTheDefaultTableComesBack) {
    for (std::uint8_t code = 0; code < 128; ++code) {
        if (code == 0x1B) continue;
        const auto text = from_septets(std::vector<std::uint8_t>{code});
        EXPECT_EQ(to_septets(text), std::vector<std::uint8_t>{code}) << int{code};
    }
    for (const char* text : {"^", "{", "}", "\\", "[", "~", "]", "|", "€", "\f"}) {
        ASSERT_EQ(to_septets(text)->size(), 2U) << text;
        EXPECT_EQ(from_septets(*to_septets(text)), text);
    }
}

TEST(SimAlphabet, Ucs2) {
    EXPECT_FALSE(to_septets("Клиент"));
    EXPECT_EQ(base::to_hex(to_ucs2("Кл")), "041A043B");
    EXPECT_EQ(base::to_hex(to_ucs2("😀")), "D83DDE00");
    EXPECT_EQ(from_ucs2(octets("D83DDE00041A")), "😀К");
    EXPECT_EQ(from_ucs2(octets("D83D0041")), "\uFFFDA");
}

TEST(SimTpdu, Addresses) {
    struct Case {
        std::string_view text;
        std::string_view hex;
    };
    for (const auto& [text, hex] : {Case{"+46708251358", "0B916407281553F8"}, Case{"+99900100001", "0B919909100000F1"},
                                    Case{"1234", "04812143"}, Case{"Design@Home", "14D0C4F23C7D760390EF7619"}}) {
        EXPECT_EQ(base::to_hex(encode_address(make_address(text))), hex) << text;
    }
    EXPECT_EQ(base::to_hex(encode_service_centre("+46708251358")), "07916407281553F8");
    EXPECT_EQ(base::to_hex(encode_service_centre("")), "00");
}

// Widely printed examples of the standard's units.
TEST(SimTpdu, KnownSubmit) {
    const auto read = decode_submit(octets("11000B916407281553F80000AA0AE8329BFD4697D9EC37"));
    ASSERT_TRUE(read) << read.error().message();
    EXPECT_EQ(read->destination.text, "+46708251358");
    EXPECT_EQ(read->text, "hellohello");
    EXPECT_EQ(read->validity, seconds(4 * 24 * 3600));
    EXPECT_FALSE(read->report_requested);

    Submit unit;
    unit.destination = make_address("+46708251358");
    unit.validity = seconds(4 * 24 * 3600);
    unit.text = "hellohello";
    EXPECT_EQ(base::to_hex(encode_submit(unit)), "11000B916407281553F80000AA0AE8329BFD4697D9EC37");
}

TEST(SimTpdu, KnownDeliver) {
    const auto read = decode_deliver(octets("040BC87238880900F10000993092516195800AE8329BFD4697D9EC37"));
    ASSERT_TRUE(read) << read.error().message();
    EXPECT_EQ(read->originator.type, 0xC8);
    EXPECT_EQ(read->originator.text, "27838890001");
    EXPECT_EQ(read->text, "hellohello");
    EXPECT_EQ(read->zone_quarters, 8);
}

TEST(SimTpdu, AlphanumericOriginator) {
    Deliver unit;
    unit.originator = make_address("Operator");
    unit.sent = base::UtcTime(std::chrono::milliseconds(1'772'355'600'000));
    unit.text = "x";
    const auto hex = base::to_hex(encode_deliver(unit));
    EXPECT_EQ(hex.substr(2, 4), "0ED0");  // eight septets are seven octets, fourteen semi-octets
    EXPECT_EQ(decode_deliver(octets(hex))->originator.text, "Operator");
}

TEST(SimTpdu, TimeStampsAreSwappedDigitsWithZone) {
    Deliver unit;
    unit.originator = make_address("+99900100001");
    unit.sent = base::UtcTime(std::chrono::milliseconds(1'772'355'600'000));  // 2026-03-01 09:00 UTC
    unit.zone_quarters = 12;
    unit.text = "x";
    EXPECT_EQ(base::to_hex(encode_deliver(unit)), "040B919909100000F10000623010210000210178");
    EXPECT_EQ(decode_deliver(encode_deliver(unit))->sent, unit.sent);
    unit.zone_quarters = -12;
    EXPECT_EQ(base::to_hex(encode_deliver(unit)).substr(22 + 12, 2), "29");
    EXPECT_EQ(decode_deliver(encode_deliver(unit))->sent, unit.sent);
    EXPECT_EQ(decode_deliver(encode_deliver(unit))->zone_quarters, -12);
}

TEST(SimTpdu, ConcatenationCountsTheHeader) {
    Submit unit;
    unit.destination = make_address("+99900100001");
    unit.part = Part{0x4A, 2, 1, false};
    unit.text = std::string(153, 'a');
    const auto data = encode_submit(unit);
    EXPECT_EQ(data[0], 0x41);
    EXPECT_EQ(data[12], 160);  // 7 septets of header, 153 of text
    EXPECT_EQ(base::to_hex(std::span(data).subspan(13, 7)), "0500034A0201C2");
    const auto read = decode_submit(data);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->part, unit.part);
    EXPECT_EQ(read->text, unit.text);
    unit.part = Part{0x1234, 3, 2, true};
    unit.text = "Клиент";
    EXPECT_EQ(decode_submit(encode_submit(unit))->part, unit.part);
    EXPECT_EQ(decode_submit(encode_submit(unit))->text, unit.text);
}

TEST(SimTpdu, RelativeValidity) {
    struct Case {
        int value;
        seconds period;
    };
    using std::chrono::hours;
    for (const auto& [value, period] :
         {Case{0, seconds(300)}, Case{11, hours(1)}, Case{143, hours(12)}, Case{144, seconds(45000)}, Case{167, hours(24)},
          Case{168, hours(48)}, Case{196, hours(24 * 30)}, Case{197, hours(24 * 35)}, Case{255, hours(24 * 7 * 63)}}) {
        EXPECT_EQ(relative_validity(static_cast<std::uint8_t>(value)), period) << value;
    }
}

TEST(SimTpdu, AbsoluteValidity) {
    Submit unit;
    unit.destination = make_address("+99900100001");
    unit.valid_until = base::UtcTime(std::chrono::milliseconds(1'772'355'600'000));
    unit.text = "x";
    EXPECT_EQ(encode_submit(unit)[0], 0x19);
    EXPECT_EQ(decode_submit(encode_submit(unit))->valid_until, unit.valid_until);
}

TEST(SimTpdu, StatusReport) {
    StatusReport unit;
    unit.reference = 7;
    unit.recipient = make_address("+99900100001");
    unit.sent = base::UtcTime(std::chrono::milliseconds(1'772'355'600'000));
    unit.discharged = unit.sent + seconds(5);
    unit.status = 0x46;
    const auto data = encode_status_report(unit);
    EXPECT_EQ(base::to_hex(data), "06070B919909100000F1623010900000006230109000500046");
    const auto read = decode_status_report(data);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->discharged, unit.discharged);
    EXPECT_EQ(read->status, 0x46);
}

TEST(SimTpdu, EveryTruncationIsRefused) {
    const auto whole = octets("11000B916407281553F80000AA0AE8329BFD4697D9EC37");
    for (std::size_t length = 0; length < whole.size(); ++length) {
        EXPECT_FALSE(decode_submit(std::span(whole).first(length))) << length;
    }
    auto longer = whole;
    longer.push_back(0);
    EXPECT_FALSE(decode_submit(longer));
    EXPECT_FALSE(decode_submit(octets("04000B916407281553F80000AA0AE8329BFD4697D9EC37")));
}

TEST(SimTpdu, SplitText) {
    struct Case {
        std::string text;
        std::vector<std::size_t> sizes;
    };
    const auto repeat = [](std::string_view unit, int times) {
        std::string text;
        for (int i = 0; i < times; ++i) text += unit;
        return text;
    };
    for (const auto& [text, sizes] : {Case{"", {0}}, Case{repeat("a", 160), {160}}, Case{repeat("a", 161), {153, 8}},
                                      Case{repeat("a", 152) + "^" + repeat("b", 20), {152, 21}}, Case{repeat("К", 70), {140}},
                                      Case{repeat("К", 71), {134, 8}}}) {
        std::vector<std::size_t> got;
        std::string joined;
        for (const auto& part : split_text(text)) {
            got.push_back(part.size());
            joined += part;
        }
        EXPECT_EQ(got, sizes);
        EXPECT_EQ(joined, text);
    }
}
