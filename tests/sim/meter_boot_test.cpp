// Modules that start with a Master SIM.
#include <gtest/gtest.h>

#include "record_bench.hpp"
#include "sim/boot_report.hpp"

using namespace gsmcfg;
using namespace gsmcfg::sim;
using gsmcfg::test::deliver_unit;
using gsmcfg::test::make_card;
using gsmcfg::test::make_meter;
using gsmcfg::test::make_record;
using gsmcfg::test::meter_phone;
using gsmcfg::test::other_phone;
using gsmcfg::test::quick_options;
using gsmcfg::test::SimBench;
using std::chrono::minutes;
using std::chrono::seconds;
using Result = MeterBoot::Result;
using Texts = std::vector<std::string>;

namespace {

SmsRecord with_status(std::uint8_t status, std::string_view text) { return make_record(status, deliver_unit(text)); }

// The record without its last `octets`.
SmsRecord cut(std::string_view text, std::size_t octets) {
    auto unit = deliver_unit(text);
    unit.resize(unit.size() - octets);
    return make_record(0x03, unit);
}

SmsRecord part(std::string_view text) {
    Deliver deliver;
    deliver.originator = make_address("+99955500001");
    deliver.sent = WorldOptions().start_utc;
    deliver.text = text;
    deliver.part = Part{7, 2, 1};
    return make_record(0x03, encode_deliver(deliver));
}

SmsRecord bad_centre(std::string_view text) {
    auto record = make_record(text);
    record[1] = 0xF0;
    return record;
}

}  // namespace

TEST(MeterBoot, RightRecordsAreTakenInTheirOrder) {
    SimBench bench;
    const SimCard card = make_card({"12345678 APN first", "12345678 DNS srv.example", "12345678 APN second", "12345678 mode 1"});
    const auto boot = bench.world.boot_meter(meter_phone, card);
    ASSERT_TRUE(boot);
    EXPECT_EQ(boot->result, Result::taken) << boot->problem;
    EXPECT_EQ(boot->records.size(), 4U);
    EXPECT_EQ(boot->starts, 2U);
    EXPECT_FALSE(boot->loops);
    const Settings& applied = *bench.world.applied(meter_phone);
    EXPECT_EQ(applied[Setting::apn], "second");
    EXPECT_EQ(applied[Setting::dns], "srv.example");
    EXPECT_EQ(applied[Setting::mode], "1");
    EXPECT_EQ(*bench.world.sim(meter_phone), card) << "the records stay: the next meter can have them";
    EXPECT_EQ(bench.logged("sim_start", "result"), (Texts{"taken", "unchanged"}));
    EXPECT_EQ(bench.world.restarts(meter_phone), 2U);
}

TEST(MeterBoot, FreePlacesBetweenDoNotMatter) {
    SimBench bench;
    SimCard card = make_card({});
    card.records[2] = make_record("12345678 PORT 4001");
    card.records[5] = with_status(0x01, "12345678 PORT 4002");
    card.records[9] = make_record("12345678 MODE 6");
    const auto boot = bench.world.boot_meter(meter_phone, card);
    EXPECT_EQ(boot->result, Result::taken) << boot->problem;
    EXPECT_EQ((*bench.world.applied(meter_phone))[Setting::port], "4002");
    EXPECT_EQ(boot->records[1].record, 6U);
}

TEST(MeterBoot, OneWrongRecordAndNoneIsTaken) {
    struct Case {
        std::string_view name;
        SmsRecord record;
        std::string problem;
    };
    const auto unit = [](std::string_view text) { return encode_submit(SimBench::submit(text)); };
    for (const auto& [name, record, problem] : {
             Case{"password", make_record("87654321 APN a"), "record 2: wrong password (0x02)"},
             Case{"command", make_record("12345678 APX a"), "record 2: unknown command (0x06)"},
             Case{"value", make_record("12345678 PORT 70000"), "record 2: bad value (0x05)"},
             Case{"length", make_record("12345678 APN " + std::string(51, 'a')), "record 2: the value is too long (0x04)"},
             Case{"query", make_record("12345678 APN"), "record 2: asks for a value and sets none"},
             Case{"advertisement", make_record("Hello"), "record 2: it is no command (0x01)"},
             Case{"SUBMIT to be sent", make_record(0x07, unit("12345678 APN a")), "record 2: no received message (status 07)"},
             Case{"SUBMIT as received", make_record(0x03, unit("12345678 APN a")), "record 2: no SMS-DELIVER"},
             Case{"DELIVER as sent", with_status(0x05, "12345678 APN a"), "record 2: no received message (status 05)"},
             Case{"cut in its text", cut("12345678 APN internet", 3), "record 2: cut off: the padding begins before its end"},
             Case{"cut at its text", cut("12345678 APN a", 1), "record 2: cut off: the padding begins before its end"},
             Case{"part", part("12345678 APN a"), "record 2: a part of a longer message"},
             Case{"character", make_record("12345678 APN é"), "record 2: holds a character that no command has"},
             Case{"service centre", bad_centre("12345678 APN a"), "record 2: the service centre's address can't be read"},
         }) {
        SimBench bench;
        const auto before = *bench.world.stored(meter_phone);
        const auto boot = bench.world.boot_meter(
            meter_phone, make_card({make_record("12345678 TIMEOUT 600"), record, make_record("12345678 MODE 1")}));
        EXPECT_EQ(boot->result, Result::refused) << name;
        EXPECT_EQ(boot->problem, problem) << name;
        EXPECT_EQ(boot->records.size(), 3U) << name;
        EXPECT_TRUE(boot->records[0].problem.empty() && boot->records[2].problem.empty()) << name;
        EXPECT_EQ(boot->starts, 1U) << name;
        EXPECT_EQ(*bench.world.stored(meter_phone), before) << name;
        EXPECT_EQ(*bench.world.applied(meter_phone), before) << name;
        EXPECT_EQ(bench.logged("sim_record", "right"), (Texts{"true", "false", "true"})) << name;
    }
}

TEST(MeterBoot, CutWhereTheHeaderIs) {
    SimBench bench;
    const auto unit = deliver_unit("12345678 APN internet");
    for (std::size_t length = 1; length < unit.size(); ++length) {
        const base::Octets begin(unit.begin(), unit.begin() + static_cast<std::ptrdiff_t>(length));
        const auto boot = bench.world.boot_meter(meter_phone, make_card({make_record(0x03, begin)}));
        EXPECT_EQ(boot->result, Result::refused) << length;
    }
    EXPECT_EQ(bench.world.boot_meter(meter_phone, make_card({make_record(0x03, unit)}))->result, Result::unchanged)
        << "internet is what the meter has";
}

TEST(MeterBoot, WhatTheMeterDoesOtherwise) {
    struct Case {
        std::string_view name;
        std::string_view behaviour;
        std::vector<SmsRecord> records;
        Result result;
        unsigned starts;
        bool loops;
    };
    const auto apn = make_record("12345678 APN a"), apn_read = with_status(0x01, "12345678 APN a");
    const auto mode = make_record("12345678 MODE 1"), same = make_record("12345678 MODE 0");
    for (const auto& [name, behaviour, records, result, starts, loops] : {
             Case{"empty", "", {}, Result::empty, 1, false},
             Case{"without MODE", "", {apn}, Result::taken, 1, false},
             Case{"with MODE", "sim-once", {apn, mode}, Result::taken, 2, false},
             Case{"the same already", "", {same}, Result::unchanged, 1, false},
             Case{"loop", "sim-loop", {apn, mode}, Result::taken, 10, true},
             Case{"loop by MODE alone", "sim-loop", {same}, Result::unchanged, 10, true},
             Case{"no loop without MODE", "sim-loop", {apn}, Result::taken, 1, false},
             Case{"unread only", "sim-unread-only", {apn}, Result::taken, 1, false},
             Case{"unread only, read", "sim-unread-only", {apn_read}, Result::refused, 1, false},
             Case{"read only", "sim-read-only", {apn_read}, Result::taken, 1, false},
             Case{"read only, unread", "sim-read-only", {apn}, Result::refused, 1, false},
             Case{"nothing is altered on a SIM", "wrong-value", {apn}, Result::taken, 1, false},
             Case{"refuses the setting", "error-on=apn:0x05", {apn}, Result::refused, 1, false},
         }) {
        SimBench bench({make_meter(meter_phone, behaviour)});
        const auto boot = bench.world.boot_meter(meter_phone, make_card(records));
        EXPECT_EQ(boot->result, result) << name << ": " << boot->problem;
        EXPECT_EQ(boot->starts, starts) << name;
        EXPECT_EQ(boot->loops, loops) << name;
        EXPECT_EQ(bench.logged("sim_loop", "phone").size(), loops ? 1U : 0U) << name;
        const std::string apn_now = (*bench.world.applied(meter_phone))[Setting::apn];
        EXPECT_EQ(apn_now, result == Result::taken ? "a" : "internet") << name;
    }
}

TEST(MeterBoot, ALockedSimIsNotRead) {
    SimBench bench;
    SimCard card = make_card({"12345678 APN a"});
    card.pin.enabled = true;
    const auto boot = bench.world.boot_meter(meter_phone, card);
    EXPECT_EQ(boot->result, Result::refused);
    EXPECT_EQ(boot->problem, "the SIM asks for its PIN");
    EXPECT_FALSE(bench.world.boot_meter("+99999999999", card));
}

TEST(MeterBoot, OldFirmwareKnowsNoMode) {
    auto spec = make_meter();
    spec.firmware = "1.4";
    SimBench bench({spec});
    EXPECT_EQ(bench.world.boot_meter(meter_phone, make_card({"12345678 APN a", "12345678 MODE 1"}))->problem,
              "record 2: unknown command (0x06)");
    EXPECT_EQ(bench.world.boot_meter(meter_phone, make_card({"12345678 APN a"}))->result, Result::taken);
}

TEST(MeterBoot, OneCardConfiguresAnyNumberOfMeters) {
    SimBench bench({make_meter(), make_meter(other_phone)});
    const SimCard card = make_card({"12345678 APN a", "12345678 MODE 1"});
    for (const auto phone : {meter_phone, other_phone}) {
        ASSERT_TRUE(bench.world.insert_sim(phone, card));
        bench.world.power(phone, false);
        bench.world.power(phone, true);
        bench.pass(minutes(1));
        EXPECT_EQ((*bench.world.applied(phone))[Setting::apn], "a");
        EXPECT_EQ(bench.world.restarts(phone), 2U) << "power on, and MODE";
        EXPECT_EQ(bench.world.remove_sim(phone), card);
        EXPECT_EQ(bench.world.sim(phone), nullptr);
    }
    EXPECT_FALSE(bench.world.insert_sim("+99999999999", card));
}

TEST(MeterBoot, NothingHappensBeforeTheNextStart) {
    SimBench bench;
    bench.bring_up();
    bench.world.insert_sim(meter_phone, make_card({"12345678 TIMEOUT 600"}));
    bench.pass(minutes(5));
    EXPECT_TRUE(bench.logged("sim_start", "result").empty());
    EXPECT_EQ(bench.ask("12345678 TIMEOUT"), Texts{"GS04\r\n011720163000001\r\nTIMEOUT: 300"});
}

TEST(MeterBoot, ALaterConfigurationDeletesTheRecords) {
    struct Case {
        std::string_view name;
        std::string_view text;
        bool deletes;
    };
    for (const auto& [name, text, deletes] : {
             Case{"a setting", "12345678 PORT 4001", true},
             Case{"MODE", "12345678 MODE 1", true},
             Case{"a query", "12345678 APN", false},
             Case{"a wrong password", "87654321 PORT 4001", false},
             Case{"a bad value", "12345678 PORT 70000", false},
         }) {
        SimBench bench;
        bench.bring_up();
        SimCard card = make_card({"12345678 APN a", "12345678 MODE 1"});
        bench.world.boot_meter(meter_phone, card);
        card.records[4] = make_record(0x05, encode_submit(SimBench::submit("sent")));
        bench.world.insert_sim(meter_phone, card);
        bench.ask(text);
        EXPECT_EQ(bench.world.sim(meter_phone)->used(), deletes ? 1U : 3U) << name;
        EXPECT_EQ(bench.logged("sim_erased", "records"), deletes ? Texts{"2"} : Texts{}) << name;
        EXPECT_EQ((*bench.world.applied(meter_phone))[Setting::apn], "a") << name;
    }
}

TEST(MeterBoot, ALoopingMeterIsNotReached) {
    SimBench bench({make_meter(meter_phone, "sim-loop")});
    bench.bring_up();
    bench.world.insert_sim(meter_phone, make_card({"12345678 APN a", "12345678 MODE 1"}));
    bench.world.power(meter_phone, false);
    bench.world.power(meter_phone, true);
    bench.pass(minutes(10));
    EXPECT_EQ(bench.world.restarts(meter_phone), 30U) << "every twenty seconds";
    EXPECT_EQ(bench.logged("sim_loop", "phone").size(), 1U);
    bench.send_text("12345678 PORT 4001");
    bench.pass(minutes(1));
    EXPECT_TRUE(bench.logged("delivered", "text").empty()) << "it is never there long enough";
}

TEST(MeterBoot, WhatAModemHasWrittenAMeterTakes) {
    SimBench bench;
    bench.bring_up();
    int record = 0;
    for (const auto* text : {"12345678 APN a", "12345678 DNS srv.example", "12345678 MODE 1"}) {
        bench.at("AT+CRSM=220,28476," + std::to_string(++record) + ",4,176," + base::to_hex(make_record(text)));
    }
    const auto card = bench.world.modem(0).remove_sim(bench.clock.now());
    EXPECT_EQ(bench.world.boot_meter(meter_phone, *card)->result, Result::taken);
    EXPECT_EQ((*bench.world.applied(meter_phone))[Setting::dns], "srv.example");
}

TEST(MeterBoot, InWordsWithoutPasswords) {
    SimBench bench({make_meter(), make_meter(other_phone, "sim-loop")});
    const SimCard card = make_card({"12345678 PSW secret", "12345678 APN a", "12345678 MODE 1"});
    const auto words = [&](std::string_view phone, const SimCard& with) {
        const auto boot = bench.world.boot_meter(phone, with);
        return std::pair(describe(*boot, phone, with, *bench.world.applied(phone)), in_force(*boot));
    };
    const auto [text, good] = words(meter_phone, card);
    EXPECT_TRUE(good);
    EXPECT_EQ(text, "+99900100001 starts with the SIM " + card.iccid +
                        ": 3 of 10 places used\n"
                        "  record 1: ******** PSW ********: right\n"
                        "  record 2: ******** APN a: right\n"
                        "  record 3: ******** MODE 1: right\n"
                        "The settings were taken.\n"
                        "Starts: 2. In force: mode=1 apn=a user= psw=******** dns= port=8000 timeout=300 reset=24\n");
    const auto [loop, loop_good] = words(other_phone, card);
    EXPECT_FALSE(loop_good);
    EXPECT_NE(loop.find("It restarts for ever: MODE is on the SIM and taken at each start. Stopped after 10 starts."),
              std::string::npos);
    const auto [empty, empty_good] = words(meter_phone, make_card({}));
    EXPECT_FALSE(empty_good);
    EXPECT_NE(empty.find("Nothing was taken: there is no message on the SIM."), std::string::npos);
    const auto [wrong, wrong_good] = words(meter_phone, make_card({"00000000 APN a"}));
    EXPECT_FALSE(wrong_good);
    EXPECT_NE(wrong.find("Nothing was taken: record 1: wrong password (0x02)."), std::string::npos);
    EXPECT_EQ(wrong.find("00000000"), std::string::npos);
}
