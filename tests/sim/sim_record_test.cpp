// What the host writes on a SIM: +CMGW, +CRSM and sending to oneself, by make of modem, and with faults.
#include <gtest/gtest.h>

#include "record_bench.hpp"
#include "sim/sms_record.hpp"

using namespace gsmcfg;
using namespace gsmcfg::sim;
using gsmcfg::test::deliver_unit;
using gsmcfg::test::make_card;
using gsmcfg::test::make_meter;
using gsmcfg::test::make_record;
using gsmcfg::test::quick_options;
using gsmcfg::test::SimBench;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

constexpr std::string_view ok = "\r\nOK\r\n";

std::string info(std::string_view line) { return "\r\n" + std::string(line) + "\r\n\r\nOK\r\n"; }
std::string final(std::string_view words) { return "\r\n" + std::string(words) + "\r\n"; }

base::Octets submit_unit(std::string_view text) { return encode_submit(SimBench::submit(text)); }

// +CMGW of the unit; what the modem says behind the prompt, or instead of it.
std::string keep(SimBench& bench, const base::Octets& unit, std::string_view status) {
    const std::string prompt = bench.at("AT+CMGW=" + std::to_string(unit.size()) + std::string(status));
    if (prompt != "\r\n> ") return prompt;
    return bench.type("00" + base::to_hex(unit) + "\x1A");
}
std::string update(SimBench& bench, int record, const SmsRecord& content) {
    return bench.at("AT+CRSM=220,28476," + std::to_string(record) + ",4,176," + base::to_hex(content));
}
std::string read(SimBench& bench, int record) { return bench.at("AT+CRSM=178,28476," + std::to_string(record) + ",4,176"); }
std::string shows(const SmsRecord& record) { return info("+CRSM: 144,0,\"" + base::to_hex(record) + "\""); }

SimBench make_bench(std::string_view personality) {
    auto options = quick_options();
    options.personality = personality;
    options.chatter = false;
    options.sims = {make_card({})};
    return SimBench({make_meter()}, options);
}

void plan(SimBench& bench, Fault fault, unsigned nth) {
    Faults faults;
    faults.planned = {{fault, nth}};
    bench.world.modem(0).set_faults(faults);
}

}  // namespace

TEST(SimRecord, KeptMessagesAreRecords) {
    struct Case {
        std::string_view name;
        base::Octets unit;
        std::string_view status;
        std::uint8_t octet;  // 0: refused
    };
    const auto deliver = deliver_unit("12345678 APN internet"), submit = submit_unit("x");
    for (const auto& [name, unit, status, octet] : {
             Case{"DELIVER, unread", deliver, ",0", 0x03},
             Case{"DELIVER, read", deliver, ",1", 0x01},
             Case{"DELIVER, to be sent", deliver, ",2", 0},
             Case{"DELIVER, sent", deliver, ",3", 0},
             Case{"DELIVER, no status", deliver, "", 0},
             Case{"SUBMIT, unread", submit, ",0", 0},
             Case{"SUBMIT, read", submit, ",1", 0},
             Case{"SUBMIT, to be sent", submit, ",2", 0x07},
             Case{"SUBMIT, sent", submit, ",3", 0x05},
             Case{"SUBMIT, no status", submit, "", 0x07},
             Case{"no such status", deliver, ",4", 0},
         }) {
        SimBench bench = make_bench("generic");
        bench.bring_up();
        EXPECT_EQ(keep(bench, unit, status), octet != 0 ? info("+CMGW: 1") : final("+CMS ERROR: 304")) << name;
        EXPECT_EQ(read(bench, 1), shows(octet != 0 ? make_record(octet, unit) : free_sms_record())) << name;
        EXPECT_EQ(bench.logged("record_written", "index").size(), octet != 0 ? 1U : 0U) << name;
    }
}

TEST(SimRecord, WhichWaysAMakeHas) {
    struct Case {
        std::string_view name;
        std::string kept;
        std::string updated;
    };
    const auto done = info("+CRSM: 144,0");
    for (const auto& [name, kept, updated] : {
             Case{"generic", info("+CMGW: 1"), done},
             Case{"sim800", info("+CMGW: 1"), done},
             Case{"quectel-ug", final("+CMS ERROR: 302"), done},
             Case{"siemens-mc55", std::string(ok), final("+CME ERROR: 4")},
             Case{"sim900", final("+CMS ERROR: 304"), info("+CRSM: 105,130")},
             Case{"zte", info("+CMGW: 1"), final("+CME ERROR: 3")},
             Case{"wavecom", info("+CMGW: 1"), final("+CME ERROR: 4")},
         }) {
        SimBench bench = make_bench(name);
        bench.pass(minutes(1));
        bench.at("AT");
        bench.bring_up();
        bench.at("AT+CPMS=\"SM\",\"SM\",\"SM\"");
        const auto unit = deliver_unit("12345678 APN internet");
        EXPECT_EQ(keep(bench, unit, ",0"), kept) << name;
        EXPECT_EQ(update(bench, 3, make_record(0x03, unit)), updated) << name;
        const std::size_t written = (kept == info("+CMGW: 1") ? 1U : 0U) + (updated == done ? 1U : 0U);
        EXPECT_EQ(bench.world.modem(0).sim_card()->used(), written) << name;
    }
}

TEST(SimRecord, Mc55WritesWhenToldTo) {
    SimBench bench = make_bench("siemens-mc55");
    bench.pass(minutes(1));
    bench.bring_up();
    EXPECT_EQ(bench.at("AT^SM20?"), info("^SM20: 1,1"));
    EXPECT_EQ(keep(bench, deliver_unit("a"), ",0"), ok);
    EXPECT_EQ(bench.at("AT^SM20=0,0"), ok);
    EXPECT_EQ(keep(bench, deliver_unit("a"), ",0"), info("+CMGW: 1"));
    EXPECT_EQ(bench.world.modem(0).sim_card()->records[0], make_record("a"));
    SimBench other = make_bench("generic");
    other.bring_up();
    EXPECT_EQ(other.at("AT^SM20=0,0"), final("ERROR"));
}

TEST(SimRecord, RawRecordsComeBackAsTheyWereWritten) {
    SimBench bench = make_bench("generic");
    bench.bring_up();
    auto zeros = make_record("12345678 APN a");
    std::fill(zeros.begin() + 60, zeros.end(), 0x00);
    auto last_octet = make_record(
        0x03, base::Octets{0x04, 0x02, 0x91, 0x99, 0x00, 0x04, 0x62, 0x30, 0x10, 0x90, 0x00, 0x00, 0x00, 0x02, 0xAB, 0xFF});
    SmsRecord noise;
    noise.fill(0xA5);
    noise[0] = 0x03;
    struct Case {
        std::string_view name;
        SmsRecord record;
    };
    for (const auto& [name, record] : {Case{"a message", make_record("12345678 APN a")}, Case{"other padding", zeros},
                                       Case{"ends with FF", last_octet}, Case{"nothing that makes sense", noise}}) {
        EXPECT_EQ(update(bench, 4, record), info("+CRSM: 144,0")) << name;
        EXPECT_EQ(read(bench, 4), shows(record)) << name;
        EXPECT_EQ(bench.world.modem(0).sim_card()->records[3], record) << name;
    }
    update(bench, 5, last_octet);
    EXPECT_NE(bench.at("AT+CMGR=5").find("ABFF\r\n"), std::string::npos) << "an FF at the end belongs to the message";
    last_octet[0] = 0x01;
    EXPECT_EQ(read(bench, 5), shows(last_octet));
}

TEST(SimRecord, StatusWords) {
    struct Case {
        std::string_view name;
        std::string_view command;
        std::string expected;
    };
    for (const auto& [name, command, expected] : {
             Case{"EF_SMS, 10 records of 176", "AT+CRSM=192,28476", info("+CRSM: 144,0,\"000006E06F3C040011FFFF010201B0\"")},
             Case{"ICCID, 10 octets", "AT+CRSM=192,12258", info("+CRSM: 144,0,\"0000000A2FE2040011FFFF01020000\"")},
             Case{"no record", "AT+CRSM=178,28476,11,4,176", info("+CRSM: 106,131")},
             Case{"record 0", "AT+CRSM=178,28476,0,4,176", info("+CRSM: 106,131")},
             Case{"no file", "AT+CRSM=176,28542,0,0,10", info("+CRSM: 148,4")},
             Case{"length", "AT+CRSM=220,28476,1,4,176,0300", info("+CRSM: 103,0")},
             Case{"next record", "AT+CRSM=178,28476,1,2,176", info("+CRSM: 107,0")},
             Case{"binary on records", "AT+CRSM=176,28476,0,4,176", info("+CRSM: 109,0")},
         }) {
        SimBench bench = make_bench("generic");
        bench.bring_up();
        EXPECT_EQ(bench.at(command), expected) << name;
    }
}

TEST(SimRecord, BeforeThePinOnlyTheIccidIsRead) {
    auto options = quick_options();
    options.condition = Condition::pin;
    options.sims = {make_card({"12345678 APN a"})};
    SimBench bench({make_meter()}, options);
    bench.bring_up();
    EXPECT_EQ(bench.at("AT+CRSM=176,12258,0,0,10").substr(0, 16), "\r\n+CRSM: 144,0,\"");
    EXPECT_EQ(bench.at("AT+CRSM=192,28476").substr(0, 16), "\r\n+CRSM: 144,0,\"");
    for (const auto* command : {"AT+CRSM=178,28476,1,4,176", "AT+CRSM=176,28423,0,0,9"})
        EXPECT_EQ(bench.at(command), info("+CRSM: 152,4")) << command;
    EXPECT_EQ(update(bench, 1, free_sms_record()), info("+CRSM: 152,4"));
    bench.at("AT+CPIN=\"1234\"");
    EXPECT_EQ(read(bench, 1), shows(make_record("12345678 APN a")));
}

TEST(SimRecord, ThePinGoesAndAWrongOneCosts) {
    SimBench bench = make_bench("generic");
    bench.bring_up();
    const auto attempts = [&] { return bench.world.modem(0).sim_card()->pin.attempts; };
    EXPECT_EQ(bench.at("AT+CLCK=\"SC\",1,\"1234\""), ok);
    EXPECT_EQ(bench.at("AT+CLCK=\"SC\",0,\"1111\""), final("+CME ERROR: 16"));
    EXPECT_EQ(attempts(), 2);
    EXPECT_EQ(bench.at("AT+CLCK=\"SC\",2"), info("+CLCK: 1"));
    EXPECT_EQ(bench.at("AT+CLCK=\"SC\",0,\"1234\""), ok);
    EXPECT_EQ(attempts(), 3);
    EXPECT_EQ(bench.at("AT+CLCK=\"SC\",2"), info("+CLCK: 0"));
    EXPECT_FALSE(bench.world.modem(0).sim_card()->pin.enabled);
    bench.at("AT+CLCK=\"SC\",1,\"1111\"");
    bench.at("AT+CLCK=\"SC\",1,\"1111\"");
    EXPECT_EQ(bench.at("AT+CLCK=\"SC\",1,\"1111\""), final("+CME ERROR: 12"));
    EXPECT_EQ(bench.at("AT+CPIN?"), info("+CPIN: SIM PUK")) << "an open card closes too";
    EXPECT_EQ(bench.at("AT+CLCK=\"SC\",0,\"1234\""), final("+CME ERROR: 12"));
    EXPECT_EQ(bench.at("AT+CMGL=4"), final("+CMS ERROR: 316"));
    EXPECT_EQ(bench.at("AT+CPIN=\"12345678\",\"1234\""), ok);
    EXPECT_EQ(bench.at("AT+CPIN?"), info("+CPIN: READY"));
    EXPECT_EQ(attempts(), 3);
}

TEST(SimRecord, WithoutRadioTheSimIsThereAndTheNetworkIsNot) {
    SimBench bench = make_bench("generic");
    bench.bring_up();
    EXPECT_EQ(bench.at("AT+CFUN=4"), ok);
    bench.world.send_to_modem(0, "+99955500001", "waits");
    EXPECT_EQ(bench.pass(minutes(5)), "");
    EXPECT_EQ(bench.world.modem(0).stored(), 0U);
    EXPECT_EQ(bench.send_text("x"), "\r\n+CMS ERROR: 331\r\n");
    EXPECT_EQ(keep(bench, deliver_unit("a"), ",0"), info("+CMGW: 1"));
    EXPECT_EQ(update(bench, 2, make_record("b")), info("+CRSM: 144,0"));
    bench.at("AT+CFUN=1");
    EXPECT_EQ(bench.pass(seconds(1)), "\r\n+CMTI: \"SM\",3\r\n");
}

TEST(SimRecord, SentToItselfLandsWhereTheThirdMemoryIs) {
    for (const auto& [store, index] : {std::pair("SM", 1U), std::pair("ME", 0U)}) {
        SimBench bench = make_bench("generic");
        bench.bring_up();
        bench.at("AT+CPMS=\"SM\",\"SM\",\"" + std::string(store) + "\"");
        EXPECT_EQ(bench.send(SimBench::submit("12345678 APN a", bench.world.modem(0).own_number())),
                  std::string("\r\n+CMGS: 0\r\n\r\nOK\r\n\r\n+CMTI: \"") + store + "\",1\r\n");
        EXPECT_EQ(bench.world.modem(0).stored(), index) << store;
        if (index == 0) continue;
        const auto message = message_of(bench.world.modem(0).sim_card()->records[0]);
        const auto deliver = decode_deliver(message->tpdu);
        EXPECT_EQ(deliver->text, "12345678 APN a");
        EXPECT_EQ(deliver->originator.text, bench.world.modem(0).own_number());
        EXPECT_EQ(message->status, MessageStatus::unread);
    }
}

TEST(SimRecord, PulledInTheMiddle) {
    struct Case {
        std::string_view name;
        bool raw;
        std::string expected;
    };
    for (const auto& [name, raw, expected] : {Case{"CMGW", false, final("+CPIN: NOT READY") + final("+CMS ERROR: 310")},
                                              Case{"CRSM", true, final("+CPIN: NOT READY") + final("+CME ERROR: 10")}}) {
        SimBench bench = make_bench("generic");
        bench.bring_up();
        plan(bench, Fault::sim_pulled, 2);
        keep(bench, deliver_unit("a"), ",0");
        EXPECT_EQ(raw ? update(bench, 2, make_record("b")) : keep(bench, deliver_unit("b"), ",0"), expected) << name;
        EXPECT_FALSE(bench.world.modem(0).sim_card()) << name;
        EXPECT_EQ(keep(bench, deliver_unit("c"), ",0"), final("+CMS ERROR: 310")) << name;
        EXPECT_EQ(bench.world.modem(0).pulled_sim(), make_card({"a"})) << name;
        bench.world.modem(0).insert_sim(*bench.world.modem(0).pulled_sim(), bench.clock.now());
        bench.type("");
        EXPECT_EQ(update(bench, 2, make_record("b")), info("+CRSM: 144,0")) << name;
    }
}

TEST(SimRecord, PulledWhileTheHostTypes) {
    SimBench bench = make_bench("generic");
    bench.bring_up();
    const auto unit = deliver_unit("a");
    bench.at("AT+CMGW=" + std::to_string(unit.size()) + ",0");
    ASSERT_TRUE(bench.world.modem(0).remove_sim(bench.clock.now()));
    EXPECT_EQ(bench.type("00" + base::to_hex(unit) + "\x1A"), final("+CMS ERROR: 310") + final("+CPIN: NOT READY"));
}

TEST(SimRecord, PowerLostKeepsWhatWasWritten) {
    int there = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        auto options = quick_options();
        options.seed = seed;
        options.sims = {make_card({})};
        SimBench bench({make_meter()}, options);
        bench.bring_up();
        plan(bench, Fault::power_lost, 2);
        EXPECT_EQ(keep(bench, deliver_unit("a"), ",0"), info("+CMGW: 1"));
        EXPECT_EQ(keep(bench, deliver_unit("b"), ",0"), "") << "no answer any more";
        EXPECT_EQ(bench.at("AT"), "");
        bench.pass(seconds(10));
        bench.bring_up();
        const auto card = bench.world.modem(0).sim_card();
        EXPECT_TRUE(*card == make_card({"a"}) || *card == make_card({"a", "b"}));
        there += card->used() == 2 ? 1 : 0;
        EXPECT_EQ(keep(bench, deliver_unit("c"), ",0"), info("+CMGW: " + std::to_string(card->used() + 1)));
    }
    EXPECT_GT(there, 3);
    EXPECT_LT(there, 17);
}

TEST(SimRecord, PowerLostTakesThePortOfAStickAlong) {
    SimBench bench = make_bench("huawei-e1752");
    bench.pass(minutes(1));
    bench.bring_up();
    plan(bench, Fault::power_lost, 1);
    EXPECT_EQ(update(bench, 2, make_record("a")), "");
    EXPECT_FALSE(bench.world.modem(0).plugged());
    bench.pass(minutes(1));
    EXPECT_TRUE(bench.world.modem(0).plugged());
    bench.bring_up();
    EXPECT_EQ(update(bench, 2, make_record("b")), "\r\n+CRSM: 144,0\r\r\n\r\nOK\r\n");
    EXPECT_EQ(bench.world.modem(0).sim_card()->records[1], make_record("b"));
}

TEST(SimRecord, LostAndGarbledWritesAreAnsweredAsIfTheyWereRight) {
    for (const bool raw : {false, true}) {
        SimBench bench = make_bench("generic");
        bench.bring_up();
        const auto write = [&](int record, std::string_view text) {
            return raw ? update(bench, record, make_record(text)) : keep(bench, deliver_unit(text), ",0");
        };
        const auto answer = [&](int record) { return info(raw ? "+CRSM: 144,0" : "+CMGW: " + std::to_string(record)); };
        plan(bench, Fault::write_lost, 2);
        EXPECT_EQ(write(1, "a"), answer(1));
        EXPECT_EQ(write(2, "b"), answer(2));
        EXPECT_EQ(bench.world.modem(0).sim_card(), make_card({"a"}));
        plan(bench, Fault::write_garbled, 1);
        EXPECT_EQ(write(2, "b"), answer(2));
        const auto wanted = make_record("b");
        const auto got = bench.world.modem(0).sim_card()->records[1];
        int differs = 0;
        for (std::size_t i = 0; i < wanted.size(); ++i) differs += wanted[i] == got[i] ? 0 : 1;
        EXPECT_EQ(differs, 1);
        EXPECT_EQ(read(bench, 2), shows(got));
        EXPECT_EQ(write(3, "c"), answer(3));
        EXPECT_EQ(bench.world.modem(0).sim_card()->records[2], make_record("c"));
    }
}

TEST(SimRecord, ALostWriteLeavesWhatWasThere) {
    SimBench bench = make_bench("generic");
    bench.bring_up();
    update(bench, 1, make_record("old"));
    plan(bench, Fault::write_lost, 1);
    EXPECT_EQ(update(bench, 1, make_record("new")), info("+CRSM: 144,0"));
    EXPECT_EQ(read(bench, 1), shows(make_record("old")));
    EXPECT_TRUE(bench.logged("deleted", "index").empty());
    EXPECT_EQ(update(bench, 1, make_record("new")), info("+CRSM: 144,0"));
    EXPECT_EQ(bench.logged("deleted", "index"), std::vector<std::string>{"1"}) << "what is overwritten is logged";
}

TEST(SimRecord, AFullSimTakesNoMore) {
    auto options = quick_options();
    options.sims = {make_card({"1", "2", "3", "4", "5", "6", "7", "8", "9", "10"})};
    SimBench bench({make_meter()}, options);
    bench.bring_up();
    EXPECT_EQ(keep(bench, deliver_unit("a"), ",0"), final("+CMS ERROR: 322"));
    bench.at("AT+CMGD=4");
    EXPECT_EQ(keep(bench, deliver_unit("a"), ",0"), info("+CMGW: 4")) << "the first free place";
}
