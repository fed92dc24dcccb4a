#include "gsmcfg/modem/ussd.hpp"

#include "modem/ussd_reader.hpp"
#include "support/scripted_link.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>

namespace gsmcfg::modem {
namespace {

using namespace std::chrono_literals;

const std::string ok = "\r\nOK\r\n";
const std::string plain_command = "AT+CUSD=1,\"*100#\",15";
const std::string packed_command = "AT+CUSD=1,\"AA180C3602\",15";

TEST(UssdCode, OnlyWhatANetworkTakes) {
    struct Case {
        std::string name, code;
        bool good;
    };
    for (const auto& [name, code, good] :
         {Case{"balance", "*100#", true}, Case{"nested", "*111*2*1#", true}, Case{"short", "100", true},
          Case{"plus", "+999123", true}, Case{"empty", "", false}, Case{"plus alone", "+", false},
          Case{"quote", "*100#\",15\r", false}, Case{"line end", "*100#\r", false}, Case{"letters", "*ABC#", false},
          Case{"too long", std::string(161, '1'), false}}) {
        EXPECT_EQ(is_ussd_code(code), good) << name;
    }
}

TEST(UssdCode, PacksAsTheStandardPads) {
    struct Case {
        std::string code, hex;
    };
    for (const auto& [code, hex] : {Case{"*100#", "AA180C3602"}, Case{"*101#", "AA182C3602"}, Case{"1", "31"},
                                    // Seven characters leave seven bits: a CR fills them (TS 23.038 §6.1.2.3.1).
                                    Case{"*123*1#", "AA986CA68A8D1A"}}) {
        EXPECT_EQ(pack_ussd_code(code), hex) << code;
    }
}

TEST(UssdText, DecodesByItsCoding) {
    struct Case {
        std::string name, text;
        std::optional<std::uint8_t> dcs;
        std::string out;
    };
    for (const auto& [name, text, dcs, out] : {
             Case{"clear", "Balance: 12.50", 15, "Balance: 12.50"},
             Case{"clear, no coding", "Balance: 12.50", std::nullopt, "Balance: 12.50"},
             Case{"packed", "C2303BEC1E9775A0580D068201", 15, "Balance: 150 0"},
             Case{"a number in clear", "1250", 15, "1250"},
             Case{"odd digits", "125", 15, "125"},
             Case{"UCS2", "0042003A00200031", 72, "B: 1"},
             Case{"UCS2, Cyrillic", "0411043004300431", 72, "Бааб"},
             Case{"UCS2 although the coding says GSM", "0042003A00200031", 15, "B: 1"},
             Case{"UCS2 with a language", "656E0042003A00200031", 17, "B: 1"},
             Case{"UCS2 that only claims a language", "0042003A00200031", 17, "B: 1"},
             Case{"clear although the coding says UCS2", "Balance", 72, "Balance"},
             Case{"a language before packed text", "657743186687DDE332", 16, "Balance"},
             Case{"not UTF-8", "caf\xE9", 15, "caf\xEF\xBF\xBD"},
         }) {
        EXPECT_EQ(decode_ussd_text(text, dcs), out) << name;
    }
}

TEST(UssdText, WhatIsPackedComesBack) {
    // Any length: the left-over bits must neither add nor take a character.
    for (std::size_t length = 10; length < 40; ++length) {
        std::string text = "Konto: " + std::string(length, 'x');
        EXPECT_EQ(decode_ussd_text(pack_ussd_code(text), 15), text) << length;
    }
}

TEST(UssdAnswerLine, TakesEveryForm) {
    struct Case {
        std::string name, in;
        int status;
        std::string text;
        std::optional<std::uint8_t> dcs;
    };
    for (const auto& [name, in, status, text, dcs] : {
             Case{"full", R"(0,"Balance: 1.00",15)", 0, "Balance: 1.00", 15},
             Case{"blanks", R"( 1, "1. Menu" , 72)", 1, "1. Menu", 72},
             Case{"status alone", "4", 4, "", std::nullopt},
             Case{"no coding", R"(0,"a,b")", 0, "a,b", std::nullopt},
             Case{"quotes within", R"(0,"a "b" c",15)", 0, R"(a "b" c)", 15},
             Case{"lines", "0,\"a\nb\",15", 0, "a\nb", 15},
             Case{"no quotes", "0,abc xyz,15", 0, "abc xyz", 15},
             Case{"open quote", "0,\"abc", 0, "abc", std::nullopt},
             Case{"coding out of range", R"(0,"a",999)", 0, "a", std::nullopt},
         }) {
        const auto answer = parse_ussd(in);
        ASSERT_TRUE(answer) << name;
        EXPECT_EQ(answer->status, status) << name;
        EXPECT_EQ(answer->text, text) << name;
        EXPECT_EQ(answer->dcs, dcs) << name;
    }
    EXPECT_FALSE(parse_ussd(""));
    EXPECT_FALSE(parse_ussd("x"));
}

TEST(UssdBytes, TheSameInPiecesOfAnySize) {
    struct Case {
        std::string name, bytes, text;
    };
    for (const auto& [name, bytes, text] : {
             Case{"one line", ok + "\r\n+CUSD: 0,\"Balance: 1.00\",15\r\n", "Balance: 1.00"},
             Case{"answer before OK", "\r\n+CUSD: 0,\"Balance: 1.00\",15\r\n" + ok, "Balance: 1.00"},
             Case{"echo", plain_command + "\r" + ok + "\r\n+CUSD: 0,\"x\",15\r\n", "x"},
             Case{"lines, one of them OK", ok + "\r\n+CUSD: 0,\"Balance:\r\nOK\r\n\n1.00\",15\r\n", "Balance:\nOK\n\n1.00"},
             Case{"lines, then OK", "\r\n+CUSD: 0,\"a\nERROR\nb\"\r\n" + ok, "a\nERROR\nb"},
             Case{"chatter between", "\r\n^RSSI: 12\r\n" + ok + "\r\n+CMTI: \"SM\",1\r\n+CUSD: 0,\"x\",15\r\n", "x"},
         }) {
        for (std::size_t size = 1; size <= bytes.size(); ++size) {
            UssdReader reader(plain_command);
            for (std::size_t at = 0; at < bytes.size(); at += size) reader.feed(std::string_view(bytes).substr(at, size));
            ASSERT_TRUE(reader.final()) << name << size;
            EXPECT_TRUE(reader.final()->ok()) << name << size;
            ASSERT_TRUE(reader.answer()) << name << size;
            EXPECT_EQ(reader.answer()->text, text) << name << size;
        }
    }
}

TEST(UssdStatus, EachHasWords) {
    for (int status = 0; status <= 5; ++status) EXPECT_NE(ussd_status_words(status), "unknown") << status;
    EXPECT_EQ(ussd_status_words(9), "unknown");
}

class Ussd : public testing::Test {
protected:
    base::Result<UssdAnswer> ask(UssdForm first = UssdForm::plain) { return ask_ussd(dialogue, "*100#", first, 30s, {}); }
    test::Script script = test::Script::warm_modem();
    test::VirtualClock clock;
    Dialogue dialogue{std::make_unique<test::ScriptedLink>(script, clock)};
};

TEST_F(Ussd, TheAnswerComesAfterOk) {
    script.on(plain_command, {{ok}, {"\r\n+CUSD: 0,\"Balance: 12.50\",15\r\n", 4s}});
    const auto answer = ask();
    ASSERT_TRUE(answer) << answer.error().message();
    EXPECT_EQ(answer->text, "Balance: 12.50");
    EXPECT_TRUE(answer->answered());
    EXPECT_TRUE(script.starting("AT+CUSD=2").empty());
    EXPECT_EQ(clock.elapsed(), 4s);
}

TEST_F(Ussd, TheOtherFormAfterARefusal) {
    struct Case {
        std::string name, refusal;
    };
    for (const auto& [name, refusal] : {Case{"ERROR", "\r\nERROR\r\n"}, Case{"CME", "\r\n+CME ERROR: 50\r\n"},
                                        Case{"not supported", ok + "\r\n+CUSD: 4\r\n"}}) {
        script.log.clear();
        script.replace(plain_command, refusal);
        script.replace(packed_command, ok + "\r\n+CUSD: 0,\"C2303BEC1E9775A0580D068201\",15\r\n");
        const auto answer = ask();
        ASSERT_TRUE(answer) << name << answer.error().message();
        EXPECT_EQ(answer->text, "Balance: 150 0") << name;
        EXPECT_EQ(script.count(plain_command), 1U) << name;
        EXPECT_EQ(script.count(packed_command), 1U) << name;
    }
}

TEST_F(Ussd, PackedFirstWhereAsked) {
    script.on(packed_command, ok + "\r\n+CUSD: 0,\"x y\",15\r\n");
    ASSERT_TRUE(ask(UssdForm::packed));
    EXPECT_EQ(script.count(plain_command), 0U);
}

TEST_F(Ussd, RefusedInBothFormsSaysWhy) {
    script.on(plain_command, "\r\n+CME ERROR: 30\r\n").on(packed_command, "\r\nERROR\r\n");
    const auto answer = ask();
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, base::ErrorCode::refused);
    EXPECT_NE(answer.error().detail.find("30"), std::string::npos) << answer.error().detail;
}

TEST_F(Ussd, AMenuIsClosed) {
    script.on(plain_command, ok + "\r\n+CUSD: 1,\"1. Balance\r\n2. Tariff\",15\r\n").on("AT+CUSD=2", ok);
    const auto answer = ask();
    ASSERT_TRUE(answer) << answer.error().message();
    EXPECT_EQ(answer->status, 1);
    EXPECT_EQ(answer->text, "1. Balance\n2. Tariff");
    EXPECT_EQ(script.count("AT+CUSD=2"), 1U);
}

TEST_F(Ussd, SilenceEndsAtTheDeadlineWhateverElseIsSaid) {
    test::Reply chatter{{ok}};
    for (int i = 0; i < 2000; ++i) chatter.push_back({"\r\n^RSSI: 12\r\n", 50ms});
    script.on(plain_command, chatter).on("AT+CUSD=2", ok);
    const auto answer = ask();
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, base::ErrorCode::timeout);
    EXPECT_EQ(script.count(plain_command), 1U) << "a code that may have arrived is not sent again";
    EXPECT_EQ(script.count(packed_command), 0U);
}

TEST_F(Ussd, TheDialogueIsInStepAfterwards) {
    script.on(plain_command, ok + "\r\n+CUSD: 0,\"x y\",15\r\n");
    ASSERT_TRUE(ask());
    const auto signal = dialogue.run({.text = "AT+CSQ", .answers = {"+CSQ:"}}, 5s, {});
    ASSERT_TRUE(signal);
    EXPECT_EQ(signal->parameters(), "17,99");
}

TEST_F(Ussd, WhatIsNoCodeIsNeverWritten) {
    const auto answer = ask_ussd(dialogue, "*100#\";+CMGD=1,4", UssdForm::plain, 30s, {});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, base::ErrorCode::invalid_argument);
    EXPECT_TRUE(script.log.empty());
}

}  // namespace
}  // namespace gsmcfg::modem
