#include "gsmcfg/sms/submit.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::sms {
namespace {

const Address meter{TypeOfNumber::international, 1, "99900100001"};

TEST(Submit, IsWrittenOctetForOctet) {
    struct Case {
        const char* name;
        SubmitRequest request;
        std::vector<std::string> hex;
    };
    using std::chrono::minutes;
    const Case cases[] = {
        {"plain",
         {.recipient = meter, .text = "hellohello", .validity = {}, .message_class = {}},
         {"01000B919909100000F100000AE8329BFD4697D9EC37"}},
        {"validity and report",
         {.recipient = meter, .text = "hellohello", .validity = minutes(5), .status_report = true, .message_class = {}},
         {"31000B919909100000F10000000AE8329BFD4697D9EC37"}},
        {"no duplicates, class 1",
         {.recipient = meter, .text = "", .validity = minutes(1440), .reject_duplicates = true, .message_class = 1},
         {"15000B919909100000F10011A700"}},
        {"Cyrillic",
         {.recipient = meter, .text = "Жя", .validity = {}, .message_class = {}},
         {"01000B919909100000F10008040416044F"}},
    };
    for (const auto& c : cases) {
        const auto tpdus = encode_submit(c.request);
        ASSERT_TRUE(tpdus) << c.name << ": " << tpdus.error().message();
        ASSERT_EQ(tpdus->size(), c.hex.size()) << c.name;
        for (std::size_t i = 0; i < c.hex.size(); ++i) EXPECT_EQ(base::to_hex((*tpdus)[i]), c.hex[i]) << c.name;
    }
}

TEST(Submit, OfALongTextHasAPartATpdu) {
    const std::string text = std::string(153, 'a') + std::string(10, 'b');
    SubmitRequest request{.recipient = meter, .text = text, .validity = {}, .concat_reference = 0x2A, .message_class = {}};
    const auto tpdus = encode_submit(request);
    ASSERT_TRUE(tpdus);
    ASSERT_EQ(tpdus->size(), 2U);
    EXPECT_EQ(tpdus->front().front(), 0x41) << "TP-UDHI";
    EXPECT_EQ(base::to_hex(tpdus->front()).substr(20, 16), "0000A00500032A02");
    EXPECT_EQ(tpdus->front().size(), 13U + 140U);
    const auto second = decode_submit((*tpdus)[1]);
    ASSERT_TRUE(second);
    EXPECT_EQ(second->user_data.text, "bbbbbbbbbb");
    EXPECT_EQ(second->user_data.header.concat, (Concatenation{0x2A, 2, 2, false}));
}

TEST(Submit, IsReadBack) {
    const auto octets = *base::from_hex("BD420B919909100000F139046211123051002102ABCD");
    const auto submit = decode_submit(octets);
    ASSERT_TRUE(submit) << submit.error().message();
    EXPECT_EQ(submit->reference, 0x42);
    EXPECT_EQ(submit->pid, 0x39);
    EXPECT_TRUE(submit->reject_duplicates);
    EXPECT_TRUE(submit->status_report);
    EXPECT_TRUE(submit->reply_path);
    EXPECT_EQ(submit->dcs.alphabet, Alphabet::octets);
    EXPECT_EQ(submit->validity.until->iso8601(), "2026-11-21T03:15:00+03:00");
    EXPECT_EQ(submit->user_data.octets, (Octets{0xAB, 0xCD}));
    EXPECT_EQ(*encode_submit(*submit), octets);
}

TEST(Submit, RefusesWhatItCannotSay) {
    struct Case {
        const char* name;
        SubmitRequest request;
        const char* where;
    };
    const Case cases[] = {
        {"no digit",
         {.recipient = {TypeOfNumber::international, 1, "+1"}, .text = "a", .validity = {}, .message_class = {}},
         "SUBMIT.recipient"},
        {"validity too long",
         {.recipient = meter, .text = "a", .validity = std::chrono::weeks(64), .message_class = {}},
         "SUBMIT.validity"},
        {"validity of nothing",
         {.recipient = meter, .text = "a", .validity = std::chrono::minutes(0), .message_class = {}},
         "SUBMIT.validity"},
        {"not UTF-8", {.recipient = meter, .text = "\xC3", .validity = {}, .message_class = {}}, "SUBMIT.user_data"},
        {"class 4", {.recipient = meter, .text = "a", .validity = {}, .message_class = 4}, "SUBMIT.dcs"},
    };
    for (const auto& c : cases) {
        const auto tpdus = encode_submit(c.request);
        ASSERT_FALSE(tpdus) << c.name;
        EXPECT_EQ(tpdus.error().where, c.where) << c.name;
    }
}

TEST(Submit, ErrorsNeverHoldTheText) {
    const std::string text = "s3cret " + std::string(1, '\xFF');
    const auto tpdus = encode_submit(SubmitRequest{.recipient = meter, .text = text, .validity = {}, .message_class = {}});
    ASSERT_FALSE(tpdus);
    EXPECT_EQ(tpdus.error().message().find("s3cret"), std::string::npos);
}

TEST(Submit, ReadsEveryValidityFormat) {
    struct Case {
        const char* hex;
        ValidityFormat format;
    };
    const Case cases[] = {
        {"01000B919909100000F1000000", ValidityFormat::none},
        {"11000B919909100000F10000AA00", ValidityFormat::relative},
        {"19000B919909100000F100006211123051002100", ValidityFormat::absolute},
        {"09000B919909100000F10000021E000000000000", ValidityFormat::enhanced},
    };
    for (const auto& c : cases) {
        const auto submit = decode_submit(*base::from_hex(c.hex));
        ASSERT_TRUE(submit) << c.hex << submit.error().message();
        EXPECT_EQ(submit->validity.format, c.format) << c.hex;
        EXPECT_EQ(submit->recipient, meter);
    }
}

TEST(Submit, KeepsTheAlphabetOfItsCoding) {
    Submit submit;
    submit.recipient = meter;
    submit.dcs = make_dcs(Alphabet::ucs2);
    submit.user_data = *make_user_data("abc", Alphabet::gsm7);
    EXPECT_EQ(encode_submit(submit).error().where, "SUBMIT.dcs");
}

}  // namespace
}  // namespace gsmcfg::sms
