#include "gsmcfg/sms/pdu.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::sms {
namespace {

const std::string smsc = "0791990900000010";
const std::string deliver = "040B919909100000F10000621112305100210AE8329BFD4697D9EC37";
const std::string submit = "31420B919909100000F10000000AE8329BFD4697D9EC37";
const std::string report = "06C20B919909100000F1621112305100216211123051052146";

TEST(Pdu, FindsTypeAndSmsc) {
    struct Case {
        const char* name;
        std::string hex;
        SmscField field;
        Direction direction;
        std::size_t type;  // index in the variant
        bool has_smsc;
    };
    const Case cases[] = {
        {"deliver", smsc + deliver, SmscField::present, Direction::from_network, 0, true},
        {"deliver, smsc empty", "00" + deliver, SmscField::present, Direction::unknown, 0, true},
        {"deliver alone", deliver, SmscField::absent, Direction::from_network, 0, false},
        {"submit", smsc + submit, SmscField::present, Direction::to_network, 1, true},
        {"report", smsc + report, SmscField::present, Direction::from_network, 2, true},
        {"detected deliver", smsc + deliver, SmscField::detect, Direction::unknown, 0, true},
        {"detected submit", "00" + submit, SmscField::detect, Direction::unknown, 1, true},
        {"detected report", smsc + report, SmscField::detect, Direction::unknown, 2, true},
        {"detected deliver alone", deliver, SmscField::detect, Direction::unknown, 0, false},
        {"detected submit alone", submit, SmscField::detect, Direction::unknown, 1, false},
        {"detected report alone", report, SmscField::detect, Direction::unknown, 2, false},
        {"a SIM record", smsc + deliver + std::string(80, 'F'), SmscField::present, Direction::from_network, 0, true},
    };
    for (const auto& c : cases) {
        const auto pdu = decode_pdu(*base::from_hex(c.hex), c.field, c.direction);
        ASSERT_TRUE(pdu) << c.name << ": " << pdu.error().message();
        EXPECT_EQ(pdu->message.index(), c.type) << c.name;
        EXPECT_EQ(pdu->has_smsc, c.has_smsc) << c.name;
        EXPECT_EQ(pdu->smsc.has_value(), c.has_smsc && !c.hex.starts_with("00")) << c.name;
    }
}

TEST(Pdu, GivesOffsetsInTheWholeInput) {
    const auto cut = decode_pdu(*base::from_hex((smsc + deliver).substr(0, 60)), SmscField::present);
    ASSERT_FALSE(cut);
    EXPECT_EQ(cut.error().code, base::ErrorCode::truncated);
    EXPECT_EQ(cut.error().where, "DELIVER.user_data");
    EXPECT_EQ(cut.error().offset, 30U);
    auto damaged = *base::from_hex(smsc + deliver);
    damaged[8 + 12] = 0xFF;  // the month
    const auto bad = decode_pdu(damaged, SmscField::present);
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error().where, "DELIVER.scts");
    EXPECT_EQ(bad.error().offset, 20U);
    const auto both = decode_pdu(damaged, SmscField::detect);
    ASSERT_FALSE(both);
    EXPECT_EQ(both.error().where, "DELIVER.scts") << "the error of the first reading";
}

TEST(Pdu, RefusesOtherTypes) {
    struct Case {
        std::string hex;
        Direction direction;
    };
    const Case cases[] = {
        {deliver, Direction::to_network},
        {submit, Direction::from_network},
        {report, Direction::to_network},
        {"07" + deliver.substr(2), Direction::unknown},
    };
    for (const auto& c : cases) {
        const auto pdu = decode_pdu(*base::from_hex(c.hex), SmscField::absent, c.direction);
        ASSERT_FALSE(pdu) << c.hex;
        EXPECT_EQ(pdu.error().code, base::ErrorCode::unsupported) << c.hex;
    }
    EXPECT_EQ(decode_pdu({}, SmscField::present).error().code, base::ErrorCode::truncated);
    EXPECT_EQ(decode_pdu({}, SmscField::detect).error().code, base::ErrorCode::truncated);
    EXPECT_EQ(decode_pdu(*base::from_hex(smsc), SmscField::present).error().code, base::ErrorCode::truncated);
}

TEST(PduJson, HasTheDocumentedKeys) {
    struct Case {
        std::string hex;
        std::string json;
    };
    const Case cases[] = {
        {smsc + deliver, R"({"type":"DELIVER","smsc":"+999000000001","address":"+99900100001","pid":0,"dcs":0,"alphabet":"gsm7",)"
                         R"("scts":"2026-11-21T03:15:00+03:00","text":"hellohello"})"},
        {"00" + submit, R"({"type":"SUBMIT","address":"+99900100001","pid":0,"dcs":0,"alphabet":"gsm7","text":"hellohello",)"
                        R"("reference":66,"validity":300})"},
        {"00" + report,
         R"({"type":"STATUS-REPORT","address":"+99900100001","scts":"2026-11-21T03:15:00+03:00","reference":194,"status":70})"},
        {"00440B919909100000F10014621112305100210705000377020142",
         R"({"type":"DELIVER","address":"+99900100001","pid":0,"dcs":20,"alphabet":"8bit","class":0,)"
         R"("scts":"2026-11-21T03:15:00+03:00","data":"42","concat":{"reference":119,"total":2,"part":1}})"},
    };
    for (const auto& c : cases) {
        const auto pdu = decode_pdu(*base::from_hex(c.hex), SmscField::present);
        ASSERT_TRUE(pdu) << pdu.error().message();
        EXPECT_EQ(pdu_json(*pdu).dump(), c.json);
    }
}

TEST(PduText, IsForAPersonAndHarmless) {
    const auto read = [](const std::string& hex) { return pdu_text(*decode_pdu(*base::from_hex(hex), SmscField::detect)); };
    const auto text = read(smsc + submit);
    for (const char* line : {"SMS-SUBMIT", "+999000000001 (international)", "recipient:", "5 minutes", "hellohello"})
        EXPECT_NE(text.find(line), std::string::npos) << line << " in\n" << text;
    EXPECT_NE(read(report).find("expired"), std::string::npos);
    EXPECT_NE(read(report).find("not in this PDU"), std::string::npos);
    // ESC [ 2 J in UCS2 must not reach a terminal.
    const auto hostile = read("00040B919909100000F100086211123051002108001B005B0032004A");
    EXPECT_NE(hostile.find("\\x1b[2J"), std::string::npos);
    EXPECT_EQ(hostile.find('\x1B'), std::string::npos);
}

}  // namespace
}  // namespace gsmcfg::sms
