#include "gsmcfg/master_sim/verification.hpp"

#include "master_sim/card_fixture.hpp"

namespace gsmcfg::master_sim {
namespace {

CardContents on_card(const Content& content) {
    CardContents contents{{}, 20};
    int place = 0;
    for (const auto& record : content.records) contents.used.push_back({++place, record.octets});
    return contents;
}

CardRecord foreign(int place, std::string_view text) {
    RecordContent content;
    content.text = base::Secret(text);
    content.sender = sms::Address::of(*base::PhoneNumber::from_e164("+99900000055"));
    content.time = {std::chrono::sys_days(std::chrono::year(2026) / 3 / 1), 0min};
    return {place, *make_record(content)};
}

std::string findings(const std::vector<RecordFinding>& all) {
    std::string text;
    for (const auto& one : all) {
        if (one.finding == Finding::right) continue;
        text += std::string(name(one.finding)) + ":" + one.settings + "@" + std::to_string(one.place) + " ";
    }
    return text;
}

store::MasterSim manifest_of(const Content& content) {
    store::MasterSim manifest;
    manifest.status = "unread";
    int place = 0;
    for (const auto& record : content.records)
        manifest.records.push_back({++place, record.settings, fingerprint(dialect(), record.octets)});
    return manifest;
}

void garble(CardRecord& record, std::size_t octet) {
    std::string raw = record.octets.reveal();
    raw[octet] = static_cast<char>(raw[octet] ^ 0x01);
    record.octets = base::Secret(raw);
}

struct Case {
    std::string name;
    std::function<void(CardContents&)> change;
    std::string by_content;
    std::string by_manifest;
};

TEST(Verification, SaysRecordByRecordWhatIsWrong) {
    const auto content = sample_content();
    auto other_password = sample_request();
    other_password.credential = base::Secret("11112222");
    const auto with_other_password = sample_content(other_password);
    for (const auto& [name, change, by_content, by_manifest] : {
             Case{"all right", [](auto&) {}, "", ""},
             Case{"one missing", [](auto& c) { c.used.erase(c.used.begin() + 3); }, "missing:dns@0 ", "missing:dns@0 "},
             Case{"another value", [](auto& c) { c.used[4] = foreign(5, "87654321 PORT 4060"); }, "differs:port@5 ",
                  "differs:port@5 "},
             Case{"another password", [&](auto& c) { c.used[4].octets = with_other_password.records[4].octets; },
                  "differs:port@5 ", ""},
             Case{"a foreign message", [](auto& c) { c.used.push_back(foreign(12, "Your balance is 5.00")); }, "foreign:@12 ",
                  "foreign:@12 "},
             Case{"a setting too many", [](auto& c) { c.used.push_back(foreign(12, "87654321 APN other")); }, "foreign:apn@12 ",
                  "foreign:apn@12 "},
             Case{"two in another order", [](auto& c) { std::swap(c.used[0].octets, c.used[1].octets); }, "misplaced:user@1 ",
                  "misplaced:user@1 "},
             Case{"free places between",
                  [](auto& c) {
                      for (auto& one : c.used) one.place *= 2;
                  },
                  "", ""},
             Case{"a garbled text", [](auto& c) { garble(c.used[7], 40); }, "missing:mode@0 foreign:@8 ", ""},
             Case{"an empty SIM", [](auto& c) { c.used.clear(); },
                  "missing:apn@0 missing:user@0 missing:psw@0 missing:dns@0 missing:port@0 missing:timeout@0 missing:reset@0 "
                  "missing:mode@0 ",
                  "missing:apn@0 missing:user@0 missing:psw@0 missing:dns@0 missing:port@0 missing:timeout@0 missing:reset@0 "
                  "missing:mode@0 "},
         }) {
        auto found = on_card(content);
        change(found);
        const auto first = verify_content(dialect(), content, found, {});
        if (name != "a garbled text") {
            EXPECT_EQ(findings(first), by_content) << name;
            EXPECT_EQ(findings(verify_manifest(dialect(), manifest_of(content), found, {})), by_manifest) << name;
        }
        EXPECT_EQ(all_right(first), name == "all right" || name == "free places between") << name;
    }
}

TEST(Verification, SenderAndTimeAreNotCompared) {
    auto request = sample_request();
    request.sender = {sms::TypeOfNumber::alphanumeric, 0, "office"};
    request.time.utc += 100h;
    EXPECT_TRUE(all_right(verify_content(dialect(), sample_content(), on_card(sample_content(request)), {})));
}

TEST(Verification, AStatusMattersIfItIsAskedFor) {
    auto request = sample_request();
    request.status = RecordStatus::read;
    const auto read_since = on_card(sample_content(request));
    const auto lenient = verify_content(dialect(), sample_content(), read_since, {});
    EXPECT_TRUE(all_right(lenient));
    EXPECT_NE(lenient[0].note.find("status 01"), std::string::npos);
    EXPECT_FALSE(all_right(verify_content(dialect(), sample_content(), read_since, {.raw = true, .status_matters = true})));
    EXPECT_TRUE(all_right(verify_content(dialect(), sample_content(), read_since, {.raw = false, .status_matters = true})));
    auto sent = on_card(sample_content());
    std::string raw = sent.used[0].octets.reveal();
    raw[0] = 0x07;
    sent.used[0].octets = base::Secret(raw);
    EXPECT_FALSE(all_right(verify_content(dialect(), sample_content(), sent, {})));
}

// On a modem that lists messages instead of records its word for the state is all there is.
TEST(Verification, WhatIsNotReceivedIsWrongWithoutRawRecordsToo) {
    auto sent = on_card(sample_content());
    std::string raw = sent.used[0].octets.reveal();
    raw[0] = 0x07;
    sent.used[0].octets = base::Secret(raw);
    const auto found = verify_content(dialect(), sample_content(), sent, {.raw = false});
    EXPECT_EQ(findings(found), "differs:apn@1 ");
    EXPECT_EQ(findings(verify_manifest(dialect(), manifest_of(sample_content()), sent, {.raw = false})), "differs:apn@1 ");
}

TEST(Verification, OthersThatSetNothingMayBeIgnored) {
    auto found = on_card(sample_content());
    found.used.push_back(foreign(12, "Your balance is 5.00"));
    const VerifyOptions options{.ignore_others = true};
    EXPECT_FALSE(all_right(verify_content(dialect(), sample_content(), found, {})));
    EXPECT_TRUE(all_right(verify_content(dialect(), sample_content(), found, options)));
    EXPECT_TRUE(all_right(verify_manifest(dialect(), manifest_of(sample_content()), found, options)));
    found.used.push_back(foreign(13, "87654321 APN other"));
    EXPECT_EQ(findings(verify_content(dialect(), sample_content(), found, options)), "foreign:apn@13 ");
    EXPECT_EQ(findings(verify_manifest(dialect(), manifest_of(sample_content()), found, options)), "foreign:apn@13 ");
}

TEST(Verification, NamesTheSettingOfAText) {
    for (const auto& [text, setting] : std::vector<std::pair<std::string, std::string>>{
             {"87654321 APN internet", "apn"},
             {"87654321 MODE 6", "mode"},
             {"pass psw -", "psw"},
             {"87654321 APN", ""},
             {"Your balance is 5.00", ""},
             {"", ""},
         })
        EXPECT_EQ(settings_of(dialect(), base::Secret(text)), setting) << text;
}

}  // namespace
}  // namespace gsmcfg::master_sim
