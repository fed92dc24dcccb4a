#include "gsmcfg/sim/fleet.hpp"
#include "support/source_dir.hpp"

#include <gtest/gtest.h>

#include <algorithm>

using namespace gsmcfg;
using namespace gsmcfg::sim;

namespace {

constexpr std::string_view header = "phone,type,serial,firmware,password\n";

}  // namespace

TEST(SimFleet, ReadsMeters) {
    const auto fleet = parse_fleet(
        "# a comment\r\n"
        "phone,type,serial,firmware,password,mode,apn,user,dns,reply_delay,behaviour,error_form\r\n"
        "+99900100001,GB04,0042,1.4,\"a\"\"b,c\",6,iot,me,10.0.0.1,250,slow=90+lost-reply=2+error-on=APN:0x05,ERR {}\r\n"
        "\r\n"
        "+99900100002,GS04,43,2.0,12345678,,,,,,normal,\r\n",
        "f.csv");
    ASSERT_TRUE(fleet) << fleet.error().message();
    ASSERT_EQ(fleet->meters.size(), 2U);
    const auto& first = fleet->meters[0];
    EXPECT_EQ(first.phone, "+99900100001");
    EXPECT_EQ(first.type, "GB04");
    EXPECT_EQ(first.serial, "0042");
    EXPECT_EQ(first.password, "a\"b,c");
    EXPECT_EQ(first.settings[Setting::mode], "6");
    EXPECT_EQ(first.settings[Setting::user], "me");
    EXPECT_EQ(first.settings[Setting::port], "8000");
    EXPECT_EQ(first.reply_delay, std::chrono::milliseconds(250));
    EXPECT_EQ(first.behaviour.slow, std::chrono::seconds(90));
    EXPECT_EQ(first.behaviour.lost_replies, std::vector<unsigned>{2});
    EXPECT_EQ(first.behaviour.error_on.at(Setting::apn), 0x05);
    EXPECT_EQ(first.error_form, "ERR {}");
    EXPECT_EQ(fleet->meters[1].settings, factory_settings());
}

TEST(SimFleet, ComplaintsNameTheLine) {
    struct Case {
        std::string text;
        std::string where;
        std::string part;
    };
    const std::string head(header);
    for (const auto& [text, where, part] : {
             Case{"", "f.csv:1", "header"},
             Case{"phone,type\n", "f.csv:1", "'serial' is missing"},
             Case{"phone,phone,type,serial,firmware,password\n", "f.csv:1", "twice"},
             Case{"phone,colour\n", "f.csv:1", "colour"},
             Case{head + "+99900100001,GS04,1,2.0\n", "f.csv:2", "4 fields under 5"},
             Case{head + "\n89001,GS04,1,2.0,1\n", "f.csv:3", "no phone number"},
             Case{head + "+99900100001,GS05,1,2.0,1\n", "f.csv:2", "GS05"},
             Case{head + "+99900100001,GS04,,2.0,1\n", "f.csv:2", "serial"},
             Case{head + "+99900100001,GS04,1,3,1\n", "f.csv:2", "firmware"},
             Case{head + "+99900100001,GS04,1,2.0,1\n+99900100001,GS04,2,2.0,1\n", "f.csv:3", "twice"},
             Case{"phone,type,serial,firmware,password,behaviour\n+99900100001,GS04,1,2.0,1,sleepy\n", "f.csv:2", "'sleepy'"},
         }) {
        const auto fleet = parse_fleet(text, "f.csv");
        ASSERT_FALSE(fleet) << text;
        EXPECT_EQ(fleet.error().where, where) << text;
        EXPECT_NE(fleet.error().detail.find(part), std::string::npos) << fleet.error().detail;
    }
}

TEST(SimFleet, BadBehavioursAreRefused) {
    for (const char* text : {"slow", "slow=", "slow=x", "silent=1", "lost-reply=0", "error=5", "error=0x100",
                             "error-on=COLOUR:0x05", "error-on=apn", "silent+", "Silent"}) {
        EXPECT_FALSE(parse_behaviour(text)) << text;
    }
}

TEST(SimFleet, EveryDocumentedWordIsUnderstood) {
    for (const auto& word : behaviour_words()) {
        std::string text(word.word);
        if (word.argument == "=SECONDS" || word.argument == "=N") text += "=3";
        if (word.argument == "=0xNN") text += "=0x05";
        if (word.argument == "=SETTING:0xNN") text += "=port:0x05";
        if (word.argument == "=NAME") text += "=partial";
        EXPECT_TRUE(parse_behaviour(text)) << text;
    }
}

TEST(SimFleet, Samples) {
    const std::string folder = test::source_dir() + "/sample-phones/";
    struct Case {
        std::string file;
        std::size_t count;
        std::string first;
        std::string last;
    };
    for (const auto& [file, count, first, last] :
         {Case{"fleet.csv", 25, "+99900100001", "+99900100025"}, Case{"fleet-1000.csv", 1000, "+99900200001", "+99900201000"}}) {
        const auto fleet = load_fleet(folder + file);
        ASSERT_TRUE(fleet) << fleet.error().message();
        ASSERT_EQ(fleet->meters.size(), count);
        EXPECT_EQ(fleet->meters.front().phone, first);
        EXPECT_EQ(fleet->meters.back().phone, last);
    }
}
