// The module's signs against the tables of its manual.
#include "gsmcfg/meter/indication.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace gsmcfg::meter {
namespace {

std::string meaning_of(const Indication& indication, std::string_view place) {
    for (const auto& field : indication.fields)
        if (field.place == place) return field.meaning;
    return "no such field";
}

TEST(StatusByte, HasAFieldForEachBit) {
    const auto status = explain_status("0x4B");
    ASSERT_TRUE(status) << status.error().message();
    EXPECT_EQ(status->subject, "status byte 0x4B (75, taken as hexadecimal)");
    ASSERT_EQ(status->fields.size(), 6U);
    EXPECT_EQ(meaning_of(*status, "bit 0"), "a SIM card or SIM chip was found");
    EXPECT_EQ(meaning_of(*status, "bit 1"), "one of the modes with a data connection is on");
    EXPECT_EQ(meaning_of(*status, "bit 3"), "the TCP connection to the server is up");
    EXPECT_EQ(meaning_of(*status, "bits 5-7"), "registered");
    EXPECT_EQ(status->fields.back().value, "2");
    for (const auto& field : status->fields) EXPECT_EQ(field.source, "appendix A");
}

TEST(StatusByte, SaysWhatTheManualLeavesOpen) {
    for (const auto* written : {"0x00", "0xFF", "0x14"}) {
        const auto status = explain_status(written);
        ASSERT_TRUE(status) << written;
        for (const std::size_t bit : {2U, 4U}) {
            EXPECT_FALSE(status->fields.at(bit).documented) << written;
            EXPECT_NE(status->fields.at(bit).meaning.find("does not say"), std::string::npos) << written;
        }
    }
    EXPECT_EQ(explain_status("0x14")->fields.at(2).value, "1");
    EXPECT_EQ(explain_status("0x14")->fields.at(4).value, "1");
}

TEST(StatusByte, RegistrationIsAThreeBitNumber) {
    struct Case {
        std::string in;
        std::string value;
        std::string meaning;
        bool documented;
    };
    for (const auto& [in, value, meaning, documented] :
         {Case{"0x00", "0", "not registered", true}, Case{"0x20", "1", "registration was requested, the answer is awaited", true},
          Case{"0x40", "2", "registered", true}, Case{"0x60", "3", "the server refused the registration", true},
          Case{"0x80", "4", "the manual describes 0 to 3 only", false},
          Case{"0xE0", "7", "the manual describes 0 to 3 only", false}}) {
        const auto field = explain_status(in).value().fields.back();
        EXPECT_EQ(field.value, value) << in;
        EXPECT_EQ(field.meaning, meaning) << in;
        EXPECT_EQ(field.documented, documented) << in;
    }
}

TEST(StatusByte, TakesWhatPeopleType) {
    struct Case {
        std::string in;
        std::string subject;
        bool remark;
    };
    for (const auto& [in, subject, remark] :
         {Case{"0x4b", "status byte 0x4B (75, taken as hexadecimal)", false},
          Case{"0X4B", "status byte 0x4B (75, taken as hexadecimal)", false},
          Case{"4Bh", "status byte 0x4B (75, taken as hexadecimal)", false},
          Case{"4b", "status byte 0x4B (75, taken as hexadecimal)", false},
          Case{"4\u0412", "status byte 0x4B (75, taken as hexadecimal)", false},
          Case{"0\u04454\u0432", "status byte 0x4B (75, taken as hexadecimal)", false},
          Case{"75", "status byte 0x4B (75, taken as decimal)", true}, Case{"7", "status byte 0x07 (7, taken as decimal)", false},
          Case{"255", "status byte 0xFF (255, taken as decimal)", false},
          Case{"0b01001011", "status byte 0x4B (75, taken as binary)", false},
          Case{" 0x4B ", "status byte 0x4B (75, taken as hexadecimal)", false}}) {
        const auto status = explain_status(in);
        ASSERT_TRUE(status) << in;
        EXPECT_EQ(status->subject, subject) << in;
        EXPECT_EQ(!status->remarks.empty(), remark) << in;
    }
    for (const auto* wrong : {"", "256", "0x100", "-1", "0x", "h", "0xZZ", "4B 20", "0b2222222", "99999999999999999999"})
        EXPECT_FALSE(explain_status(wrong)) << wrong;
}

struct Shown {
    char value;
    std::string meaning;
};

// Of a field, put into a display that is right otherwise.
void expect_values(std::string_view display, std::size_t at, std::size_t field, const std::vector<Shown>& values) {
    for (char c : std::string("0123456789ABCDEF")) {
        std::string text(display);
        text[at] = c;
        const auto found = std::find_if(values.begin(), values.end(), [&](const Shown& one) { return one.value == c; });
        const auto explained = explain_display(text);
        ASSERT_EQ(explained.has_value(), found != values.end()) << text;
        if (explained) {
            EXPECT_EQ(explained->fields.at(field).meaning, found->meaning) << text;
        } else {
            EXPECT_NE(explained.error().detail.find("field " + std::to_string(field % 3 + 1)), std::string::npos) << text;
        }
    }
}

TEST(Display, HasTheValuesOfTheTable) {
    expect_values("130 167", 0, 0, {{'0', "no SIM card or SIM chip was found"}, {'1', "a SIM card or SIM chip was found"}});
    expect_values("130 167", 1, 1,
                  {{'0', "off"},
                   {'1', "client: going online"},
                   {'2', "client: the TCP connection is up"},
                   {'3', "registered on the CE-NC server"},
                   {'A', "server: going online"},
                   {'B', "server: the TCP connection is up"},
                   {'F', "no data connection"}});
    const std::string reading = "reading the meter's date and time";
    expect_values("130 167", 2, 2,
                  {{'0', "the meter is initialised"},
                   {'A', "unknown meter type, or no link to the meter"},
                   {'B', reading},
                   {'C', reading},
                   {'D', reading}});
    expect_values("130 167", 4, 3,
                  {{'0', "not registered"},
                   {'1', "registered"},
                   {'2', "searching for a network"},
                   {'3', "registration denied"},
                   {'4', "unknown error"},
                   {'5', "registered, roaming"},
                   {'F', "no SIM, or it asks for its PIN"}});
    expect_values("130 167", 5, 4,
                  {{'0', "unknown"},
                   {'1', "GSM 900"},
                   {'2', "GSM 1800"},
                   {'3', "LTE band 1"},
                   {'4', "LTE band 3"},
                   {'5', "LTE band 5"},
                   {'6', "LTE band 7"},
                   {'7', "LTE band 8"},
                   {'8', "LTE band 20"},
                   {'9', "LTE band 31"},
                   {'A', "LTE band 38"},
                   {'B', "WCDMA 900"},
                   {'C', "WCDMA 2100"}});
}

TEST(Display, SignalIsJudgedForTheBand) {
    struct Case {
        std::string in;
        std::string meaning;
        bool advice;
    };
    for (const auto& [in, meaning, advice] :
         {Case{"130114", "-91 to -87 dBm; too weak for GSM (5 or more)", true},
          Case{"130115", "-85 to -81 dBm; enough for GSM (5 or more)", false},
          Case{"130164", "-91 to -87 dBm; enough for LTE (4 or more)", false},
          Case{"130163", "-97 to -93 dBm; too weak for LTE (4 or more)", true},
          Case{"1301A4", "-91 to -87 dBm; enough for LTE (4 or more)", false},
          Case{"1301B9", "above -61 dBm; the manual gives no limit for WCDMA", false},
          Case{"130104", "-91 to -87 dBm; too weak for GSM (5 or more), enough for LTE (4 or more)", true}}) {
        const auto display = explain_display(in);
        ASSERT_TRUE(display) << in;
        EXPECT_EQ(display->fields.back().meaning, meaning) << in;
        EXPECT_EQ(!display->fields.back().advice.empty(), advice) << in;
    }
}

TEST(Display, TakesSixCharactersAsTheyAreCopied) {
    for (const auto* written :
         {"130 167", "130167", " 130  167 ", "130|167", "130-167", "1 3 0 1 6 7", "13\u041E 167", "13o 167"}) {
        const auto display = explain_display(written);
        ASSERT_TRUE(display) << written;
        EXPECT_EQ(display->subject, "display 130 167") << written;
        EXPECT_EQ(display->fields.size(), 6U) << written;
    }
    EXPECT_EQ(explain_display("1fa f00")->subject, "display 1FA F00");
    // Cyrillic letters that look the same.
    EXPECT_EQ(explain_display("1\u0410\u0412 1\u04217")->subject, "display 1AB 1C7");
    EXPECT_EQ(explain_display("1\u0430\u0432 1\u04417")->subject, "display 1AB 1C7");
}

TEST(Display, OneGroupAloneIsReadAsBothIfItCanBe) {
    const auto both = explain_display("110");
    ASSERT_TRUE(both);
    EXPECT_EQ(both->fields.size(), 6U);
    EXPECT_EQ(both->remarks.size(), 1U);
    const auto second = explain_display("167");
    ASSERT_TRUE(second);
    ASSERT_EQ(second->fields.size(), 3U);
    EXPECT_EQ(second->fields[0].place, "group 2, field 1");
    EXPECT_NE(second->remarks.at(0).find("group 2"), std::string::npos) << second->remarks.at(0);
    const auto first = explain_display("13A");
    ASSERT_TRUE(first);
    ASSERT_EQ(first->fields.size(), 3U);
    EXPECT_EQ(first->fields[0].place, "group 1, field 1");
    EXPECT_EQ(explain_display("110", 1)->fields.size(), 3U);
    EXPECT_EQ(explain_display("110", 2)->fields.at(0).place, "group 2, field 1");
    EXPECT_FALSE(explain_display("167", 1));
    EXPECT_FALSE(explain_display("130167", 1));
}

TEST(Display, NamesTheFieldOfABadCharacter) {
    struct Case {
        std::string in;
        std::string part;
    };
    for (const auto& [in, part] :
         {Case{"930167", "group 1, field 1 (SIM) can't be 9: it is one of 0, 1"},
          Case{"139167", "group 1, field 3 (link to the meter) can't be 9: it is one of 0, A, B, C, D"},
          Case{"1301D7", "group 2, field 2 (band) can't be D"}, Case{"13016A", "group 2, field 3 (signal) can't be A"},
          Case{"999", "group 1, field 1"}, Case{"13", "has 2 characters"}, Case{"1301677", "has 7 characters"},
          Case{"13? 167", "does not show"}, Case{"", "has 0 characters"}, Case{"Info06", "Info05"}, Case{"Info", "Info05"}}) {
        const auto display = explain_display(in);
        ASSERT_FALSE(display) << in;
        EXPECT_NE(display.error().detail.find(part), std::string::npos) << display.error().detail;
    }
    EXPECT_NE(explain_display("930 D67").error().detail.find("group 2, field 1"), std::string::npos) << "both faults at once";
}

TEST(Display, Info05IsTheLinkToTheModule) {
    for (const auto* written : {"Info05", "info 05", "INFO05", "inf\u043E05", "Info5"}) {
        const auto info = explain_display(written);
        ASSERT_TRUE(info) << written;
        EXPECT_NE(info->fields.at(0).meaning.find("failed"), std::string::npos);
        EXPECT_FALSE(info->fields.at(0).advice.empty());
    }
}

TEST(Signal, TheDigitIsARangeInDbm) {
    const std::vector<std::string> ranges{"-113 to -111", "-109 to -105", "-103 to -99", "-97 to -93", "-91 to -87",
                                          "-85 to -81",   "-79 to -75",   "-73 to -69",  "-67 to -63", "above -61"};
    for (std::size_t digit = 0; digit < ranges.size(); ++digit) {
        const auto signal = explain_signal(std::to_string(digit));
        ASSERT_TRUE(signal) << digit;
        const auto& field = signal->fields.at(0);
        EXPECT_TRUE(field.meaning.starts_with(ranges[digit] + " dBm; ")) << field.meaning;
        EXPECT_EQ(field.meaning.find("enough for GSM") != std::string::npos, digit >= 5) << digit;
        EXPECT_EQ(field.meaning.find("enough for LTE") != std::string::npos, digit >= 4) << digit;
        EXPECT_EQ(field.advice.empty(), digit >= 5) << digit;
    }
}

TEST(Signal, DbmFindTheirDigit) {
    struct Case {
        std::string in;
        std::string digit;
    };
    for (const auto& [in, digit] :
         {Case{"-113", "0"},        Case{"-111", "0"}, Case{"-110", "0"},   Case{"-109", "1"},    Case{"-104", "1"},
          Case{"-103", "2"},        Case{"-98", "2"},  Case{"-97", "3"},    Case{"-91", "4"},     Case{"-87", "4"},
          Case{"-86", "4"},         Case{"-85", "5"},  Case{"-85dBm", "5"}, Case{"-85 dbm", "5"}, Case{"\u221285", "5"},
          Case{"-79", "6"},         Case{"-73", "7"},  Case{"-63", "8"},    Case{"-61", "8"},     Case{"-60", "9"},
          Case{"-40", "9"},         Case{"-120", "0"}, Case{"csq 0", "0"},  Case{"csq 2", "1"},   Case{"csq 14", "5"},
          Case{"+CSQ: 17,99", "6"}, Case{"csq31", "9"}}) {
        const auto signal = explain_signal(in);
        ASSERT_TRUE(signal) << in << signal.error().detail;
        EXPECT_EQ(signal->fields.at(0).value, digit) << in;
    }
}

TEST(Signal, SaysWhatItCanBe) {
    struct Case {
        std::string in;
        std::string part;
    };
    for (const auto& [in, part] : {Case{"14", "csq 14"}, Case{"85", "-85"}, Case{"csq 99", "not known"},
                                   Case{"csq 32", "0 to 31"}, Case{"strong", "0 to 9"}, Case{"-5", "0 to 9"},
                                   Case{"-200", "0 to 9"}, Case{"7dBm", "0 to 9"}, Case{"", "0 to 9"}, Case{"1000", "0 to 9"}}) {
        const auto signal = explain_signal(in);
        ASSERT_FALSE(signal) << in;
        EXPECT_NE(signal.error().detail.find(part), std::string::npos) << signal.error().detail;
    }
}

TEST(Led, HasTheStatesOfTheTable) {
    struct Case {
        std::string in;
        std::string subject;
        bool advice;
    };
    for (const auto& [in, subject, advice] :
         {Case{"red steady", "LED red steady", false}, Case{"power on", "LED red steady", false},
          Case{"red out 2 s every 15 min", "LED red out 2 s every 15 min", true},
          Case{"red off every 15 minutes for 2 s", "LED red out 2 s every 15 min", true}, Case{"F1 off", "LED F1 off", true},
          Case{"f1 dark", "LED F1 off", true}, Case{"F1 blinking", "LED F1 blinking", false},
          Case{"F1 steady", "LED F1 steady", false}, Case{"F2 blinking", "LED F2 blinking", true},
          Case{"f2 flashes", "LED F2 blinking", true}, Case{"F2 steady", "LED F2 steady", false},
          Case{"LED F2 lit", "LED F2 steady", false}, Case{"green F1 off", "LED F1 off", true},
          Case{"красный горит", "LED red steady", false}, Case{"Ф2 мигает", "LED F2 blinking", true},
          Case{"F1 не светится", "LED F1 off", true}, Case{"красный гаснет", "LED red out 2 s every 15 min", true}}) {
        const auto led = explain_led(in);
        ASSERT_TRUE(led) << in << ": " << led.error().detail;
        EXPECT_EQ(led->subject, subject) << in;
        EXPECT_EQ(!led->fields.at(0).advice.empty(), advice) << in;
    }
}

TEST(Led, UnknownOnesAreAnsweredByWhatThereIs) {
    struct Case {
        std::string in;
        std::string part;
    };
    for (const auto& [in, part] :
         {Case{"F3 steady", "red (power), F1 and F2"}, Case{"blinking", "red (power), F1 and F2"}, Case{"F10 off", "red (power)"},
          Case{"F2 off", "blinking (the SIM is being initialised"}, Case{"F2", "what does F2 do?"},
          Case{"red blinking", "steady (the meter supplies"}, Case{"F1 purple", "'purple'"}}) {
        const auto led = explain_led(in);
        ASSERT_FALSE(led) << in;
        EXPECT_NE(led.error().detail.find(part), std::string::npos) << led.error().detail;
    }
}

TEST(Version, HasItsParts) {
    const auto version = explain_version("c1.0v1.4.8420.1.1.1");
    ASSERT_TRUE(version);
    ASSERT_EQ(version->fields.size(), 4U);
    EXPECT_EQ(version->fields[0].value, "1.0");
    EXPECT_EQ(version->fields[1].value, "1.4");
    EXPECT_EQ(version->fields[2].value, "8420");
    EXPECT_EQ(version->fields[2].meaning, "GSM 2G + 4G, modules marked GS04 and GB04");
    EXPECT_EQ(version->fields[3].value, "1.1.1");
    EXPECT_FALSE(version->fields[3].documented);
    EXPECT_EQ(version->remarks.size(), 1U);
    EXPECT_EQ(explain_version("\u0441 1.0 v 1.4.8421")->fields.at(2).meaning, "GSM 2G + 3G + 4G, modules marked GS04");
    EXPECT_FALSE(explain_version("C1.0V1.4.9999.1")->fields.at(2).documented);
    for (const auto* wrong :
         {"", "c1.0", "1.0v1.4.8420", "c1.0v1.4", "c1v1.4.8420", "c1.0v1.4.x", "c1.0v1.4.8420.", "c1.0v1.4.8420.-1"})
        EXPECT_FALSE(explain_version(wrong)) << wrong;
}

TEST(Indication, ErrorsNeverCarryControlCharacters) {
    const std::string hostile = "\x1b[31m\x07";
    for (const auto& error : {explain_status(hostile), explain_display(hostile), explain_led(hostile), explain_signal(hostile),
                              explain_version(hostile)}) {
        ASSERT_FALSE(error);
        EXPECT_EQ(error.error().detail.find('\x1b'), std::string::npos);
    }
}

TEST(Indication, TakesOrRefusesAnyText) {
    EXPECT_TRUE(rc::check("any text", [] {
        const auto likely =
            rc::gen::container<std::string>(rc::gen::elementOf(std::string("0123456789abcdfhxvinoqs+-. |\xD0\x90\x92\xA1")));
        const auto text = *rc::gen::oneOf(rc::gen::arbitrary<std::string>(), likely);
        for (const auto& result : {explain_status(text), explain_display(text), explain_display(text, 2), explain_led(text),
                                   explain_signal(text), explain_version(text)}) {
            RC_ASSERT((result ? !result->fields.empty() : !result.error().detail.empty()));
            RC_ASSERT((result || result.error().detail.find_first_of("\x1b\n\r") == std::string::npos));
        }
    }));
}

}  // namespace
}  // namespace gsmcfg::meter
