#include "gsmcfg/master_sim/record_image.hpp"

#include "master_sim/card_fixture.hpp"

#include "gsmcfg/base/hex.hpp"

namespace gsmcfg::master_sim {
namespace {

std::string hex(const base::Secret& record) {
    const std::string& raw = record.reveal();
    return base::to_hex({reinterpret_cast<const std::uint8_t*>(raw.data()), raw.size()});
}

base::Secret from_hex(const std::string& text) {
    const auto octets = base::from_hex(text);
    return base::Secret(std::string_view(reinterpret_cast<const char*>(octets->data()), octets->size()));
}

std::string padded(const std::string& text) { return text + std::string(2 * record_size - text.size(), 'F'); }

sms::Address number(std::string_view e164) { return sms::Address::of(*base::PhoneNumber::from_e164(e164)); }

RecordContent ok_content() {
    RecordContent content;
    content.text = base::Secret("OK");
    content.sender = number("+99900000001");
    content.time = {std::chrono::sys_days(std::chrono::year(2026) / 11 / 21) + 15min, 3h};
    content.smsc = number("+99900000000");
    return content;
}

const std::string smsc = "07919909000000F0";
const std::string ok_tpdu =
    "040B919909000000F1000062111230510021"
    "02CF25";

TEST(RecordImage, IsWhatAHandWouldWrite) {
    struct Case {
        std::string name;
        std::function<void(RecordContent&)> change;
        std::string octets;
    };
    for (const auto& [name, change, octets] : {
             Case{"unread", [](auto&) {}, "03" + smsc + ok_tpdu},
             Case{"read", [](auto& c) { c.status = RecordStatus::read; }, "01" + smsc + ok_tpdu},
             Case{"no SMSC address", [](auto& c) { c.smsc.reset(); }, "0300" + ok_tpdu},
             Case{"a name as the sender",
                  [](auto& c) {
                      c.sender = {sms::TypeOfNumber::alphanumeric, 0, "AB"};
                  },
                  "03" + smsc +
                      "0404D0"
                      "4121"
                      "000062111230510021"
                      "02CF25"},
             Case{"an extension character counts twice", [](auto& c) { c.text = base::Secret("^"); },
                  "03" + smsc +
                      "040B919909000000F1000062111230510021"
                      "021B0A"},
         }) {
        auto content = ok_content();
        change(content);
        const auto record = make_record(content);
        ASSERT_TRUE(record) << name << ": " << record.error().message();
        EXPECT_EQ(hex(*record), padded(octets)) << name;
    }
}

TEST(RecordImage, ATextHasOnePart) {
    struct Case {
        std::string name, text, fault;
    };
    for (const auto& [name, text, fault] : {
             Case{"160 characters", std::string(160, 'a'), ""},
             Case{"161 characters", std::string(161, 'a'), "161"},
             Case{"159 and one that counts twice", std::string(159, 'a') + "^", "161"},
             Case{"80 that count twice",
                  [] {
                      std::string t;
                      for (int i = 0; i < 80; ++i) t += "€";
                      return t;
                  }(),
                  ""},
             Case{"Cyrillic", "сеть", "U+0441"},
             Case{"not UTF-8", "\xC3(", "UTF-8"},
         }) {
        auto content = ok_content();
        content.text = base::Secret(text);
        const auto record = make_record(content);
        ASSERT_EQ(record.has_value(), fault.empty()) << name;
        if (record) {
            EXPECT_EQ(record->reveal().size(), record_size) << name;
            continue;
        }
        const auto said = record.error().message();
        EXPECT_NE(said.find(fault), std::string::npos) << name << ": " << said;
        EXPECT_EQ(said.find(text.substr(0, 6)), std::string::npos) << name;
    }
}

TEST(RecordImage, ComesBack) {
    const auto record = make_record(ok_content());
    const auto reading = read_record(*record);
    ASSERT_TRUE(reading.deliver) << reading.problem;
    EXPECT_EQ(reading.deliver->originator.display(), "+99900000001");
    EXPECT_EQ(reading.deliver->scts->iso8601(), "2026-11-21T03:15:00+03:00");
    EXPECT_EQ(reading.smsc->display(), "+99900000000");
    EXPECT_EQ(text_of(*record).reveal(), "OK");
    EXPECT_EQ(hex(pdu_of(*record)), smsc + ok_tpdu);
    EXPECT_TRUE(is_used(*record));
    EXPECT_TRUE(is_received(*record));
    EXPECT_FALSE(is_used(free_record()));
    EXPECT_EQ(hex(free_record()), padded("00"));
    EXPECT_FALSE(read_record(from_hex(padded("05" + smsc + ok_tpdu.substr(0, 10)))).deliver);
    EXPECT_EQ(text_of(from_hex(padded("03FFFF"))).reveal(), "");
}

// 8-bit data may end with FF: that is no padding.
TEST(RecordImage, PaddingIsToldFromData) {
    const std::string data =
        "040B919909000000F1000462111230510021"
        "0301FFFF";
    EXPECT_EQ(hex(pdu_of(from_hex(padded("03" + smsc + data)))), smsc + data);
}

TEST(RecordImage, DifferencesAreNamed) {
    const auto wanted = *make_record(ok_content());
    struct Case {
        std::string name, octets;
        bool status, smsc, tpdu, padding;
    };
    for (const auto& [name, octets, status, its_smsc, tpdu, padding] : {
             Case{"nothing", padded("03" + smsc + ok_tpdu), false, false, false, false},
             Case{"read since", padded("01" + smsc + ok_tpdu), true, false, false, false},
             Case{"no SMSC address", padded("0300" + ok_tpdu), false, true, false, false},
             Case{"another SMSC", padded("0307919909000000F2" + ok_tpdu), false, true, false, false},
             Case{"another text", padded("03" + smsc + ok_tpdu.substr(0, ok_tpdu.size() - 2) + "24"), false, false, true, false},
             Case{"another sender", padded("03" + smsc + "040B919909000000F2" + ok_tpdu.substr(18)), false, false, true, false},
             Case{"zeros behind it", "03" + smsc + ok_tpdu + std::string(2 * record_size - 2 - smsc.size() - ok_tpdu.size(), '0'),
                  false, false, false, true},
             Case{"cut off", "03" + smsc + ok_tpdu.substr(0, 20), false, false, true, true},
             Case{"free", padded("00"), true, true, true, false},
         }) {
        const auto difference = compare_records(wanted, from_hex(octets));
        EXPECT_EQ(difference.status, status) << name;
        EXPECT_EQ(difference.smsc, its_smsc) << name;
        EXPECT_EQ(difference.tpdu, tpdu) << name;
        EXPECT_EQ(difference.padding, padding) << name;
        EXPECT_EQ(difference.none(), name == "nothing");
    }
}

TEST(RecordImage, TheSameMessageIsThatOfTheSameOctets) {
    struct Case {
        std::string name, a, b;
        bool same;
    };
    const auto full = [](const std::string& hex) { return hex + std::string(2 * record_size - hex.size(), 'F'); };
    for (const auto& [name, a, b, same] : {
             Case{"read since, without an SMSC", "03" + smsc + ok_tpdu, "0100" + ok_tpdu, true},
             Case{"another text", "03" + smsc + ok_tpdu, "03" + smsc + ok_tpdu.substr(0, ok_tpdu.size() - 2) + "24", false},
             Case{"undecodable, the same", "03" + smsc + "FA0102", "01" + smsc + "FA0102", true},
             Case{"undecodable, another", "03FEFD0102", "03FEFD0103", false},
             Case{"undecodable, longer", "03FEFD0102", "03FEFD010203", false},
             Case{"one of them undecodable", "03FEFD0102", "03" + smsc + ok_tpdu, false},
             Case{"the other undecodable", "03" + smsc + ok_tpdu, "03FEFD0102", false},
             Case{"cut off", "03" + smsc + ok_tpdu, "03" + smsc + ok_tpdu.substr(0, 20), false},
         })
        EXPECT_EQ(same_message(from_hex(full(a)), from_hex(full(b))), same) << name;
}

TEST(RecordImage, AFingerprintDoesNotKnowThePassword) {
    auto content = ok_content();
    const auto print = [&](std::string_view text) {
        content.text = base::Secret(text);
        return fingerprint(dialect(), *make_record(content));
    };
    const auto one = print("12345678 APN internet");
    EXPECT_EQ(one, print("8765 APN internet"));
    EXPECT_NE(one, print("12345678 APN other"));
    content.status = RecordStatus::read;
    EXPECT_EQ(one, print("12345678 APN internet"));
    content.sender = number("+99900000002");
    EXPECT_NE(one, print("12345678 APN internet"));
}

}  // namespace
}  // namespace gsmcfg::master_sim
