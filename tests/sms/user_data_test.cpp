#include "gsmcfg/sms/user_data.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::sms {
namespace {

base::Result<UserData> decode(const std::string& hex, std::uint8_t dcs, bool has_header) {
    const auto octets = *base::from_hex(hex);
    OctetReader reader(octets, "DELIVER", 20);
    return decode_user_data(reader, decode_dcs(dcs), has_header);
}

TEST(UserData, ReadsEachAlphabet) {
    const auto septets = decode("0AE8329BFD4697D9EC37", 0x00, false);
    ASSERT_TRUE(septets);
    EXPECT_EQ(septets->text, "hellohello");
    EXPECT_EQ(septets->alphabet, Alphabet::gsm7);
    const auto units = decode("080416D83DDE000041", 0x08, false);
    ASSERT_TRUE(units);
    EXPECT_EQ(units->text, "Ж😀A");
    const auto octets = decode("0300FF41", 0x04, false);
    ASSERT_TRUE(octets);
    EXPECT_EQ(octets->text, "");
    EXPECT_EQ(octets->octets, (Octets{0x00, 0xFF, 0x41}));
    const auto empty = decode("00", 0x00, false);
    ASSERT_TRUE(empty);
    EXPECT_EQ(empty->text, "");
}

TEST(UserData, ReadsTheHeader) {
    // Six octets of header are seven septets with one fill bit; "A" follows.
    const auto narrow = decode("08050003A5020182", 0x00, true);
    ASSERT_TRUE(narrow) << narrow.error().message();
    EXPECT_EQ(narrow->text, "A");
    EXPECT_EQ(narrow->header.concat, (Concatenation{0xA5, 2, 1, false}));
    const auto wide = decode(
        "0906080412340302"
        "0041",
        0x08, true);
    ASSERT_TRUE(wide);
    EXPECT_EQ(wide->header.concat, (Concatenation{0x1234, 3, 2, true}));
    EXPECT_EQ(wide->text, "A");
    const auto ports = decode(
        "0D0B"
        "05040B8423F0"
        "0003010201"
        "41",
        0x04, true);
    ASSERT_TRUE(ports) << ports.error().message();
    EXPECT_EQ(ports->header.ports, (ApplicationPorts{0x0B84, 0x23F0}));
    EXPECT_EQ(ports->header.concat, (Concatenation{1, 2, 1, false}));
    const auto unknown = decode(
        "0604"
        "7002ABCD"
        "41",
        0x04, true);
    ASSERT_TRUE(unknown);
    EXPECT_EQ(unknown->header.elements, (std::vector<InformationElement>{{0x70, {0xAB, 0xCD}}}));
    EXPECT_EQ(unknown->octets, Octets{0x41});
}

TEST(UserData, IgnoresAnImpossiblePartAndTakesTheLastOfTwo) {
    for (const char* element : {"0003A50200", "0003A50203", "0003A50000"}) {
        const auto data = decode(std::string("0605") + element, 0x04, true);
        ASSERT_TRUE(data) << element;
        EXPECT_FALSE(data->header.concat) << element;
        EXPECT_EQ(data->header.elements.size(), 1U) << element;
    }
    const auto twice = decode(
        "0B0A"
        "0003010201"
        "0003020302",
        0x04, true);
    ASSERT_TRUE(twice);
    EXPECT_EQ(twice->header.concat, (Concatenation{2, 3, 2, false}));
}

TEST(UserData, MakesNoTextOfAnUnknownLanguage) {
    const auto locking = decode(
        "08"
        "03250101"
        "82000000",
        0x00, true);
    ASSERT_TRUE(locking) << locking.error().message();
    ASSERT_TRUE(locking->problem);
    EXPECT_EQ(locking->problem->code, base::ErrorCode::unsupported);
    EXPECT_EQ(locking->text, "");
    EXPECT_EQ(locking->header.locking_shift, 1);
    EXPECT_FALSE(locking->septets.empty());

    UserData single;
    single.header.elements = {{0x24, {2}}};
    single.septets = {0x41, 0x1B, 0x65};
    const auto with_escape = decode(base::to_hex(*encode_user_data(single)), 0x00, true);
    ASSERT_TRUE(with_escape);
    EXPECT_TRUE(with_escape->problem);
    EXPECT_EQ(with_escape->text, "");
    single.septets = {0x41, 0x42};
    const auto without_escape = decode(base::to_hex(*encode_user_data(single)), 0x00, true);
    ASSERT_TRUE(without_escape);
    EXPECT_FALSE(without_escape->problem) << "the single shift table is not used";
    EXPECT_EQ(without_escape->text, "AB");
}

TEST(UserData, KeepsCompressedTextAsOctets) {
    const auto data = decode("03010203", 0x20, false);
    ASSERT_TRUE(data);
    EXPECT_EQ(data->octets, (Octets{1, 2, 3}));
    EXPECT_TRUE(data->problem);
    EXPECT_EQ(data->text, "");
}

TEST(UserData, RefusesDamage) {
    struct Case {
        const char* name;
        const char* hex;
        std::uint8_t dcs;
        bool has_header;
        base::ErrorCode code;
        const char* where;
        std::size_t offset;
    };
    using base::ErrorCode;
    const Case cases[] = {
        {"no length", "", 0, false, ErrorCode::truncated, "DELIVER.user_data_length", 20},
        {"shorter than its length", "0AE832", 0, false, ErrorCode::truncated, "DELIVER.user_data", 23},
        {"septets over 160", "A1", 0, false, ErrorCode::malformed, "DELIVER.user_data_length", 20},
        {"octets over 140", "8D", 4, false, ErrorCode::malformed, "DELIVER.user_data_length", 20},
        {"odd UCS2", "03004100", 8, false, ErrorCode::malformed, "DELIVER.user_data", 23},
        {"no header octet", "00", 4, true, ErrorCode::malformed, "DELIVER.user_data_header", 21},
        {"header longer than the data", "020500", 4, true, ErrorCode::malformed, "DELIVER.user_data_header", 21},
        {"header longer than the septets", "06050003A50201", 0, true, ErrorCode::malformed, "DELIVER.user_data", 21},
        {"element leaves the header", "0403000302", 4, true, ErrorCode::malformed, "DELIVER.user_data_header", 22},
        {"element without a length", "020100", 4, true, ErrorCode::malformed, "DELIVER.user_data_header", 22},
        {"element of a wrong length",
         "0504000201"
         "02",
         4, true, ErrorCode::malformed, "DELIVER.user_data_header", 22},
    };
    for (const auto& c : cases) {
        const auto data = decode(c.hex, c.dcs, c.has_header);
        ASSERT_FALSE(data) << c.name;
        EXPECT_EQ(data.error().code, c.code) << c.name << " " << data.error().message();
        EXPECT_EQ(data.error().where, c.where) << c.name;
        EXPECT_EQ(data.error().offset, c.offset) << c.name;
    }
}

TEST(UserData, RefusesToWriteTooMuch) {
    UserData data;
    data.septets.assign(160, 0x41);
    ASSERT_TRUE(encode_user_data(data));
    EXPECT_EQ(encode_user_data(data)->size(), 141U);
    data.septets.push_back(0x41);
    EXPECT_FALSE(encode_user_data(data));
    data.septets.assign(153, 0x41);
    data.header = make_concat_header({1, 2, 1, false});
    ASSERT_TRUE(encode_user_data(data));
    EXPECT_EQ(encode_user_data(data)->front(), 160);
    data.header = make_concat_header({1, 2, 1, true});
    EXPECT_FALSE(encode_user_data(data)) << "152 is the most after a 16-bit reference";
    data.header.elements = {{0x70, Octets(200)}};
    EXPECT_FALSE(encode_user_data(data));
}

}  // namespace
}  // namespace gsmcfg::sms
