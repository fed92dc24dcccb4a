#include "gsmcfg/meter/reply.hpp"
#include "meter/dialects.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::meter {
namespace {

using test::curt;
using test::gs04;

const std::string head = "GS04\n00123456\n";

TEST(MaskedReply, Table) {
    struct Row {
        std::string name;
        std::string in;
        std::string out;
    };
    const std::vector<Row> rows{
        {"psw", head + "APN: a\nu\ntopsecret", head + "APN: a\nu\n***"},
        {"psw_line_end", head + "APN: a\nu\ntopsecret\n", head + "APN: a\nu\n***\n"},
        {"psw_without_user", head + "APN: a\n\ntopsecret", head + "APN: a\n\n***"},
        {"no_psw", head + "APN: a\nu\n", head + "APN: a\nu\n"},
        {"dash", head + "APN: a\nu\n-", head + "APN: a\nu\n-"},
        {"ambiguous", head + "APN: a\ntopsecret", head + "APN: a\n***"},
        {"extra_lines", head + "APN: a\nu\ntopsecret\nx", head + "APN: a\nu\n***\n***"},
        {"without_header", "APN: a\nu\ntopsecret", "APN: a\nu\n***"},
        {"one_line", "GS04 123 APN: a u topsecret", "GS04 123 APN: a ***"},
        {"keyword_damaged", head + "PN: a\nu\ntopsecret", head + "PN: a\n***\n***"},
        {"two_replies", head + "APN: a\nu\ntopsecret\nAPN: a\nu\ntopsecret", head + "APN: a\nu\n***\n***\n***\n***"},
        {"mode", head + "MODE: 6", head + "MODE: 6"},
        {"altered", head + "APN: a B038\n\n", head + "APN: a B038\n\n"},
        {"error", head + "ERROR 02", head + "ERROR 02"},
        {"other", "Your balance\nis low", "Your balance\nis low"},
        {"command", "12345678 APN a", "*** APN a"},
        {"psw_command", "12345678 PSW topsecret", "*** PSW ***"},
        {"psw_command_lower", "12345678 psw topsecret", "*** psw ***"},
    };
    for (const auto& row : rows) EXPECT_EQ(masked_reply(gs04(), row.in), row.out) << row.name;
    EXPECT_EQ(masked_reply(curt(), "OK\n123\na\nb"), "OK\n123\na\nb");
}

// Whatever the air does to a reply that keeps the password's line whole, the line is not shown.
TEST(MaskedReply, HidesThePasswordInDamagedReplies) {
    const std::string psw = "topsecret";
    const std::string whole = "GS04\r\n00123456\r\nAPN: internet\r\nuser\r\n" + psw;
    for (std::size_t i = 0; i + psw.size() < whole.size(); ++i) {
        if (whole[i] == '\r' || whole[i] == '\n') continue;
        for (const auto& by : {std::string(), std::string("\xFF"), std::string("\0", 1), std::string("?")}) {
            auto damaged = whole;
            damaged.replace(i, 1, by);
            EXPECT_EQ(masked_reply(gs04(), damaged).find(psw), std::string::npos) << i << " " << damaged;
        }
    }
}

TEST(MaskedReply, ReasonsHoldNothingOfThePassword) {
    for (const auto& text : {head + "APN: a\ntopsecret", head + "APN: a\nu\ntopsecret\nx", head + "PN: a\nu\ntopsecret"})
        EXPECT_EQ(parse_reply(gs04(), text).reason.find("topsecret"), std::string::npos);
}

}  // namespace
}  // namespace gsmcfg::meter
