#include "cli/master_sim_job.hpp"
#include "cli/master_sim_message.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::cli {
namespace {

TEST(MasterSimJob, PinsAsPeopleWriteThem) {
    struct Case {
        std::string name, text;
        std::size_t pins;
        std::string fault;
    };
    for (const auto& [name, text, pins, fault] : {
             Case{"with a heading", "iccid,pin\n8999901000000000001,1234\n", 1, ""},
             Case{"without", "8999901000000000001,1234\n8999901000000000002,5678\n", 2, ""},
             Case{"semicolons, quotes, CRLF, BOM", "\xEF\xBB\xBFICCID;PIN\r\n\"8999901000000000001\";\"0042\"\r\n", 1, ""},
             Case{"tabs and blanks", "899990 1000000 000001\t1234\n", 1, ""},
             Case{"comments and blank lines", "# SIMs\n\n8999901000000000001,1234\n", 1, ""},
             Case{"a spreadsheet's number", "8,99990100000000E+18;1234\n", 0, "pins.csv:1"},
             Case{"a short ICCID", "89999010,1234\n", 0, "18 to 20 digits"},
             Case{"a long PIN", "8999901000000000001,123456789\n", 0, "4 to 8 digits"},
             Case{"no PIN", "8999901000000000001\n", 0, "ICCID,PIN"},
             Case{"the same one twice", "8999901000000000001,1234\n8999901000000000001,5678\n", 0, "there twice"},
         }) {
        const auto found = parse_pins(text, "pins.csv");
        ASSERT_EQ(found.has_value(), fault.empty()) << name;
        if (found) {
            EXPECT_EQ(found->size(), pins) << name;
        } else {
            EXPECT_NE(found.error().message().find(fault), std::string::npos) << name << ": " << found.error().message();
            EXPECT_EQ(found.error().message().find("5678"), std::string::npos) << name;
            EXPECT_EQ(found.error().message().find("123456789"), std::string::npos) << name;
        }
    }
    EXPECT_EQ(parse_pins("8999901000000000001;\"0042\"", "x")->begin()->second.reveal(), "0042");
}

TEST(MasterSimJob, AnIccidWithoutItsCheckDigit) {
    EXPECT_TRUE(same_iccid("8999901000000000001", "8999901000000000001"));
    EXPECT_TRUE(same_iccid("8999901000000000001", "89999010000000000017"));
    EXPECT_TRUE(same_iccid("89999010000000000017", "8999901000000000001"));
    EXPECT_FALSE(same_iccid("8999901000000000001", "8999901000000000002"));
    EXPECT_FALSE(same_iccid("899990100000000000", "89999010000000000017"));
    EXPECT_FALSE(same_iccid("", "8"));
}

TEST(MasterSimJob, Senders) {
    struct Case {
        std::string text, shown;
    };
    for (const auto& [text, shown] : {
             Case{"+999 001 000 01", "+99900100001"},
             Case{"1234", "1234"},
             Case{"Energo", "Energo"},
             Case{"far too long a name", ""},
             Case{"", ""},
         }) {
        const auto sender = parse_sender(text, {});
        ASSERT_EQ(sender.has_value(), !shown.empty()) << text;
        if (sender) {
            EXPECT_EQ(sender->display(), shown);
        }
    }
}

TEST(MasterSimJob, Timestamps) {
    struct Case {
        std::string text, iso;
    };
    for (const auto& [text, iso] : {
             Case{"2026-03-01T12:00:05+03:00", "2026-03-01T12:00:05+03:00"},
             Case{"2026-03-01 12:00", "2026-03-01T12:00:00+00:00"},
             Case{"2026-03-01T12:00:00Z", "2026-03-01T12:00:00+00:00"},
             Case{"2026-03-01T00:30:00-0330", "2026-03-01T00:30:00-03:30"},
             Case{"2026-02-30T12:00", ""},
             Case{"2026-03-01T24:00", ""},
             Case{"2026-03-01T12:00+03:10", ""},
             Case{"tomorrow", ""},
         }) {
        const auto time = parse_timestamp(text);
        ASSERT_EQ(time.has_value(), !iso.empty()) << text;
        if (time) {
            EXPECT_EQ(time->iso8601(), iso) << text;
        }
    }
}

TEST(MasterSimJob, AMisspeltColumnIsNoOther) {
    const std::vector<std::string> known{"iccid", "phone", "apn", "port", "timeout"};
    struct Case {
        std::string title, meant;
    };
    for (const auto& [title, meant] : {Case{"prot", "port"}, Case{"Timeuot", "timeout"}, Case{"APNN", "apn"}, Case{"address", ""},
                                       Case{"Lesnaya street", ""}}) {
        const auto fault = misspelt_column(title, known);
        ASSERT_EQ(fault.has_value(), !meant.empty()) << title;
        if (fault) {
            EXPECT_NE(fault->find("did you mean '" + meant + "'"), std::string::npos) << *fault;
            EXPECT_NE(fault->find("iccid, phone, apn"), std::string::npos) << *fault;
        }
    }
}

MasterSimJob two_sims() {
    constexpr const char* text = "dialect = \"energomera-gs04\"\n[settings]\napn = \"m2m.example\"\nmode = \"client\"\n";
    MasterSimJob job(
        meter::parse_profile(text, "profile.toml", meter::find_embedded, meter::RuleCheck::for_each_meter).profile.value());
    auto more = job.profile.settings();
    more.emplace_back("port", "10250");
    job.sims = std::vector<SimEntry>{{"8999901000000000001", "+99900100001", "", "", "", job.profile.settings()},
                                     {"8999901000000000002", "+99900100002", "", "", "", more}};
    return job;
}

TEST(MasterSimJob, TheStackSaysWhatItsSmsCost) {
    auto job = two_sims();
    service::Credentials known;
    known.add("default", {base::Secret("87654321"), {}});
    EXPECT_EQ(most_records(job, known).value(), 3U);
    EXPECT_EQ(stack_question(job, 3).find("SMS"), std::string::npos);
    job.only = master_sim::Way::self_send;
    EXPECT_NE(stack_question(job, 3).find("Each sends itself 3 SMS, which cost money"), std::string::npos)
        << stack_question(job, 3);
    job.sms_price = 0.05;
    job.currency = "EUR";
    EXPECT_NE(stack_question(job, 3).find("Each sends itself 3 SMS, which cost 0.15 EUR; the 2 SIMs of the list: 0.30 EUR."),
              std::string::npos)
        << stack_question(job, 3);
}

TEST(MasterSimJob, WhatHasNoPlaceInARecordIsSaidForEverySim) {
    auto job = two_sims();
    for (auto& entry : *job.sims) entry.settings = {{"apn", std::string(170, 'a')}};
    service::Credentials known;
    known.add("default", {base::Secret("87654321"), {}});
    const auto most = most_records(job, known);
    ASSERT_FALSE(most);
    EXPECT_EQ(most.error().exit, exit_code::usage);
    ASSERT_EQ(most.error().lines.size(), 2U);
    EXPECT_NE(most.error().lines[1].find("8999901000000000002"), std::string::npos) << most.error().lines[1];
}

}  // namespace
}  // namespace gsmcfg::cli
