#include "gsmcfg/at/decoder.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::at {
namespace {

using Kind = UnsolicitedKind;

const Command list{.text = "AT+CMGL=4", .answers = {"+CMGL:"}, .pdu_lines = true};
const Command send{.text = "AT+CMGS=23", .answers = {"+CMGS:"}, .prompt = true};
const std::string body = "0001000B919999000000F10004024142";

std::string answers(const Decoder& decoder) {
    std::string out;
    for (const AnswerLine& line : decoder.answer()) out += "[" + line.text + (line.pdu.empty() ? "" : "|" + line.pdu) + "]";
    return out;
}

std::string unsolicited(Decoder& decoder) {
    std::string out;
    for (const Unsolicited& line : decoder.take_unsolicited())
        out += "[" + line.text + (line.pdu.empty() ? "" : "|" + line.pdu) + "]";
    return out;
}

struct Case {
    std::string name;
    Command command;
    std::string in;
    std::string answer;
    std::string unsolicited;
    std::string final;  // empty: still running
};

class DecoderTest : public testing::TestWithParam<Case> {};

TEST_P(DecoderTest, Sorts) {
    Decoder decoder;
    decoder.begin(GetParam().command);
    decoder.feed(GetParam().in);
    EXPECT_EQ(answers(decoder), GetParam().answer);
    EXPECT_EQ(unsolicited(decoder), GetParam().unsolicited);
    EXPECT_EQ(decoder.final() ? decoder.final()->text : "", GetParam().final);
}

const Command signal{.text = "AT+CSQ", .answers = {"+CSQ:"}};
const Command at{.text = "AT"};
const Command maker{.text = "AT+CGMI", .answers = {"+CGMI:"}, .free_text = true};
const Command early{.text = "ATZ", .numeric_finals = true};

INSTANTIATE_TEST_SUITE_P(
    Answers, DecoderTest,
    testing::Values(
        Case{"plain", signal, "\r\n+CSQ: 17,99\r\n\r\nOK\r\n", "[+CSQ: 17,99]", "", "OK"},
        Case{"echo", signal, "AT+CSQ\r\r\n+CSQ: 17,99\r\n\r\nOK\r\n", "[+CSQ: 17,99]", "", "OK"},
        Case{"echo_other_case", signal, "at+csq\r\r\nOK\r\n", "", "", "OK"},
        Case{"urc_before_echo", signal, "\r\n+CMTI: \"SM\",3\r\nAT+CSQ\r\r\n+CSQ: 1,99\r\nOK\r\n", "[+CSQ: 1,99]",
             "[+CMTI: \"SM\",3]", "OK"},
        Case{"urc_between", signal, "+CSQ: 1,99\r\n+CMTI: SM,3\r\nOK\r\n", "[+CSQ: 1,99]", "[+CMTI: SM,3]", "OK"},
        Case{"urc_after", signal, "+CSQ: 1,99\r\nOK\r\n+CSQ: 9,99\r\n", "[+CSQ: 1,99]", "[+CSQ: 9,99]", "OK"},
        Case{"not_named", at, "+CSQ: 1,99\r\n+CREG: 1\r\n^RSSI:13\r\nOK\r\n", "", "[+CSQ: 1,99][+CREG: 1][^RSSI:13]", "OK"},
        Case{"unknown_code", at, "^WHAT:1\r\nOK\r\n", "", "", "OK"},
        Case{"free_text", maker, "AT+CGMI\r\r\n^RSSI:9\r\nACME Modems\r\n%ODD\r\nOK\r\n", "[ACME Modems]", "[^RSSI:9]", "OK"},
        Case{"free_text_prefixed", maker, "+CGMI: \"ACME\"\r\nOK\r\n", "[+CGMI: \"ACME\"]", "", "OK"},
        Case{"numeric_ok", early, "0\r", "", "", "0"}, Case{"numeric_not_after_v1", at, "0\r", "", "", ""},
        Case{"running", signal, "+CSQ: 17,99\r\n", "[+CSQ: 17,99]", "", ""},
        Case{"cms_error", list, "\r\n+CMS ERROR: 321\r\n", "", "", "+CMS ERROR: 321"}),
    [](const auto& one) { return one.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Listings, DecoderTest,
    testing::Values(Case{"two", list, "+CMGL: 0,1,,24\r\n07AA\r\n+CMGL: 7,0,\"a\",24\r\n07BB\r\nOK\r\n",
                         "[+CMGL: 0,1,,24|07AA][+CMGL: 7,0,\"a\",24|07BB]", "", "OK"},
                    Case{"empty", list, "OK\r\n", "", "", "OK"},
                    Case{"urc_between_header_and_pdu", list, "+CMGL: 0,1,,24\r\n^RSSI:9\r\n+CMTI: \"SM\",9\r\n07AA\r\nOK\r\n",
                         "[+CMGL: 0,1,,24|07AA]", "[^RSSI:9][+CMTI: \"SM\",9]", "OK"},
                    Case{"report_between_header_and_pdu", list, "+CMGL: 0,1,,24\r\n+CDS: 25\r\n06CC\r\n07AA\r\nOK\r\n",
                         "[+CMGL: 0,1,,24|07AA]", "[+CDS: 25|06CC]", "OK"},
                    Case{"missing_pdu", list, "+CMGL: 0,1,,24\r\n\r\n+CMGL: 1,1,,24\r\n07BB\r\nOK\r\n",
                         "[+CMGL: 0,1,,24][+CMGL: 1,1,,24|07BB]", "", "OK"},
                    Case{"garbled_pdu", list, "+CMGL: 0,1,,24\r\n07A?Z\r\nOK\r\n", "[+CMGL: 0,1,,24|07A?Z]", "", "OK"},
                    Case{"urc_pdu_after_final", list, "+CMGL: 0,1,,24\r\n07AA\r\nOK\r\n+CDS: ,24\r\n06CC\r\n",
                         "[+CMGL: 0,1,,24|07AA]", "[+CDS: ,24|06CC]", "OK"},
                    Case{"urc_pdu_across_final", at, "+CDS: 24\r\nOK\r\n06CC\r\n", "", "[+CDS: 24|06CC]", "OK"},
                    Case{"two_reports_one_without_pdu", at, "+CDS: 24\r\n+CDS: 25\r\n06CC\r\nOK\r\n", "",
                         "[+CDS: 24][+CDS: 25|06CC]", "OK"}),
    [](const auto& one) { return one.param.name; });

struct PromptCase {
    std::string name;
    std::string in;
    bool prompted;
    std::string final;
};

class PromptTest : public testing::TestWithParam<PromptCase> {};

TEST_P(PromptTest, Finds) {
    Decoder decoder;
    decoder.begin(send);
    decoder.feed(GetParam().in);
    EXPECT_EQ(decoder.prompted(), GetParam().prompted);
    EXPECT_EQ(decoder.final() ? decoder.final()->text : "", GetParam().final);
}

INSTANTIATE_TEST_SUITE_P(Prompts, PromptTest,
                         testing::Values(PromptCase{"usual", "\r\n> ", true, ""}, PromptCase{"bare", ">", true, ""},
                                         PromptCase{"with_line_end", "\r\n>\r\n", true, ""},
                                         PromptCase{"after_echo", "AT+CMGS=23\r> ", true, ""},
                                         PromptCase{"after_urc", "\r\n+CMTI: \"SM\",3\r\n\r\n> ", true, ""},
                                         PromptCase{"then_error", "\r\n> \r\nERROR\r\n", true, "ERROR"},
                                         PromptCase{"refused", "\r\n+CMS ERROR: 304\r\n", false, "+CMS ERROR: 304"}),
                         [](const auto& one) { return one.param.name; });

struct BodyCase {
    std::string name;
    std::string in;
    std::string answer;
    std::string unsolicited;
};

class BodyTest : public testing::TestWithParam<BodyCase> {};

TEST_P(BodyTest, EchoIsLeftOut) {
    Decoder decoder;
    decoder.begin(send);
    decoder.feed("\r\n> ");
    decoder.body_written(body);
    decoder.feed(GetParam().in);
    EXPECT_EQ(answers(decoder), GetParam().answer);
    EXPECT_EQ(unsolicited(decoder), GetParam().unsolicited);
    ASSERT_TRUE(decoder.final());
    EXPECT_TRUE(decoder.final()->ok());
}

INSTANTIATE_TEST_SUITE_P(
    Bodies, BodyTest,
    testing::Values(BodyCase{"no_echo", "\r\n+CMGS: 5\r\n\r\nOK\r\n", "[+CMGS: 5]", ""},
                    BodyCase{"echo", body + "\x1a\r\n+CMGS: 5\r\n\r\nOK\r\n", "[+CMGS: 5]", ""},
                    BodyCase{"echo_without_ctrl_z", body + "\r\n+CMGS: 5\r\n\r\nOK\r\n", "[+CMGS: 5]", ""},
                    BodyCase{"echo_glued", body + "\x1a+CMGS: 5\r\n\r\nOK\r\n", "[+CMGS: 5]", ""},
                    BodyCase{"echo_in_two", "00010\r\n" + body.substr(5) + "\x1a\r\n+CMGS: 5\r\nOK\r\n", "[+CMGS: 5]", ""},
                    BodyCase{"urcs_around", "+CMTI: \"SM\",1\r\n+CMGS: 5\r\n+CDS: 25\r\n06CC\r\nOK\r\n", "[+CMGS: 5]",
                             "[+CMTI: \"SM\",1][+CDS: 25|06CC]"},
                    BodyCase{"report_waits_while_echo_comes", "+CDS: 25\r\n" + body + "\x1a\r\n06CC\r\n+CMGS: 5\r\nOK\r\n",
                             "[+CMGS: 5]", "[+CDS: 25|06CC]"}),
    [](const auto& one) { return one.param.name; });

TEST(Decoder, CountsStrayFinals) {
    Decoder decoder;
    decoder.feed("OK\r\nERROR\r\n");
    EXPECT_EQ(decoder.stray_finals(), 2U);
    decoder.begin(at);
    decoder.feed("OK\r\nERROR\r\nERROR\r\n");
    EXPECT_TRUE(decoder.final()->ok());
    EXPECT_EQ(decoder.stray_finals(), 4U);
}

TEST(Decoder, AbandonedCommandLeavesNothingBehind) {
    Decoder decoder;
    decoder.begin(list);
    decoder.feed("+CMGL: 0,1,,24\r\n07A");
    decoder.abandon();
    decoder.begin(at);
    EXPECT_TRUE(decoder.answer().empty());
    decoder.feed("OK\r\n");
    EXPECT_TRUE(decoder.final());
}

TEST(Unsolicited, Families) {
    const std::vector<std::pair<std::string, std::optional<Kind>>> cases{
        {"+CMTI: \"SM\",-1", Kind::message_stored},
        {"+CDSI: \"SR\",2", Kind::report_stored},
        {"+CMT: ,24", Kind::message},
        {"+CDS: ,24", Kind::report},
        {"^SMMEMFULL:\"SM\"", Kind::storage_full},
        {"+SMS FULL", Kind::storage_full},
        {"+QIND: \"smsfull\",\"SM\"", Kind::storage_full},
        {"+CIEV: smsfull,1", Kind::storage_full},
        {"+CIEV: rssi,3", Kind::noise},
        {"RDY", Kind::restarted},
        {"^SYSSTART AIRPLANE MODE", Kind::restarted},
        {"+AT: READY", Kind::restarted},
        {"+CPIN: READY", Kind::ready},
        {"+CPIN: NOT INSERTED", Kind::sim_lost},
        {"+QUSIM: 1", Kind::ready},
        {"Call Ready", Kind::ready},
        {"PB DONE", Kind::ready},
        {"NORMAL POWER DOWN", Kind::shutting_down},
        {"POWERED DOWN", Kind::shutting_down},
        {"^SHUTDOWN", Kind::shutting_down},
        {"UNDER-VOLTAGE WARNNING", Kind::power_warning},
        {"+PBREADY", Kind::ready},
        {"+WIND: 4", Kind::noise},
        {"+PACSP1", Kind::noise},
        {"#QSS: 1", Kind::noise},
        {"#STN: 33", Kind::noise},
        {"+ZDONR: \"x\"", Kind::noise},
        {"+CNSMOD: 1", Kind::noise},
        {"+CREG: 1", Kind::registration},
        {"+CMGL: 1,1,,24", std::nullopt},
        {"RDYX", std::nullopt},
    };
    for (const auto& [line, kind] : cases) {
        const UnsolicitedRule* rule = find_unsolicited(line);
        ASSERT_EQ(rule != nullptr, kind.has_value()) << line;
        if (rule != nullptr) {
            EXPECT_EQ(rule->kind, *kind) << line;
        }
    }
}

}  // namespace
}  // namespace gsmcfg::at
