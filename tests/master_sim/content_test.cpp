#include "gsmcfg/master_sim/content.hpp"

#include "master_sim/card_fixture.hpp"

namespace gsmcfg::master_sim {
namespace {

std::vector<std::string> settings_in(const Content& content) {
    std::vector<std::string> names;
    for (const auto& record : content.records) names.push_back(record.settings);
    return names;
}

TEST(Content, IsInSendingOrderWithModeLast) {
    const auto content = sample_content();
    EXPECT_EQ(settings_in(content), (std::vector<std::string>{"apn", "user", "psw", "dns", "port", "timeout", "reset", "mode"}));
    EXPECT_EQ(text_of(content.records[0].octets).reveal(), "87654321 APN m2m.example");
    EXPECT_EQ(text_of(content.records[7].octets).reveal(), "87654321 MODE 6");
    EXPECT_EQ(content.records[2].shown, "*** PSW ***");
}

TEST(Content, TimesFollowTheOrder) {
    const auto content = sample_content();
    std::optional<sms::Timestamp> before;
    for (const auto& record : content.records) {
        const auto reading = read_record(record.octets);
        ASSERT_TRUE(reading.deliver);
        if (before) {
            EXPECT_EQ(reading.deliver->scts->utc - before->utc, 1s);
        }
        before = reading.deliver->scts;
    }
}

TEST(Content, SettingsCanBeLeftOut) {
    auto request = sample_request();
    request.without = {"mode", "psw"};
    EXPECT_EQ(settings_in(sample_content(request)), (std::vector<std::string>{"apn", "user", "dns", "port", "timeout", "reset"}));
}

TEST(Content, Refusals) {
    struct Case {
        std::string name;
        std::function<void(ContentRequest&)> change;
        std::string where, detail;
    };
    for (const auto& [name, change, where, detail] : {
             Case{"an unknown setting", [](auto& r) { r.without = {"mod"}; }, "--without", "did you mean 'mode'?"},
             Case{"nothing left", [](auto& r) { r.without = {"apn", "user", "psw", "dns", "port", "timeout", "reset", "mode"}; },
                  "--without", "nothing is left"},
             Case{"too long for one SMS", [](auto& r) { r.settings[3].second = std::string(160, 'a'); }, "dns",
                  "no place in one record"},
             Case{"no character of GSM 7-bit", [](auto& r) { r.settings[0].second = "сеть"; }, "apn", "no place in one record"},
             Case{"a sender that is no name",
                  [](auto& r) {
                      r.sender = {sms::TypeOfNumber::alphanumeric, 0, "far too long a name"};
                  },
                  "apn", "11 characters"},
         }) {
        auto request = sample_request();
        change(request);
        const auto content = compose_content(dialect(), request);
        ASSERT_FALSE(content) << name;
        EXPECT_EQ(content.error().where, where) << name;
        EXPECT_NE(content.error().detail.find(detail), std::string::npos) << name << ": " << content.error().detail;
        EXPECT_EQ(content.error().message().find(password), std::string::npos) << name;
    }
}

TEST(Content, OnlyDialectsWhoseDevicesReadASim) {
    for (const auto& name : meter::embedded_names()) {
        const auto found = meter::find_embedded(name);
        ASSERT_TRUE(found);
        const auto checked = check_dialect(*found);
        EXPECT_EQ(checked.has_value(), name == "energomera-gs04") << name;
        if (!checked) {
            EXPECT_NE(checked.error().detail.find("energomera-gs04"), std::string::npos);
        }
    }
}

TEST(Content, TheHashIsThatOfTextsCredentialAndStatus) {
    const auto hash = [](const std::function<void(ContentRequest&)>& change) {
        auto request = sample_request();
        change(request);
        return sample_content(request).hash;
    };
    const auto one = hash([](auto&) {});
    EXPECT_EQ(one, hash([](auto& r) { r.time.utc += 5h; }));
    EXPECT_EQ(one, hash([](auto& r) { r.credential = base::Secret("another"); }));
    EXPECT_NE(one, hash([](auto& r) { r.credential_name = "other"; }));
    EXPECT_NE(one, hash([](auto& r) { r.status = RecordStatus::read; }));
    EXPECT_NE(one, hash([](auto& r) { r.without = {"mode"}; }));
    EXPECT_NE(one, hash([](auto& r) { r.settings[0].second = "other"; }));
}

TEST(Content, ShownWithoutSecrets) {
    struct Case {
        std::string text, shown;
    };
    for (const auto& [text, shown] : {
             Case{"87654321 APN m2m.example", "*** APN m2m.example"},
             Case{"87654321 PSW secret7", "*** PSW ***"},
             Case{"Your balance is 5.00", "Your balance is 5.00"},
         }) {
        EXPECT_EQ(shown_text(dialect(), base::Secret(text), false), shown);
        EXPECT_EQ(shown_text(dialect(), base::Secret(text), true), text);
    }
}

}  // namespace
}  // namespace gsmcfg::master_sim
