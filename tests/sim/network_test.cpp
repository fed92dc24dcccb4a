#include <gtest/gtest.h>

#include <algorithm>

#include "sim_bench.hpp"

using namespace gsmcfg;
using namespace gsmcfg::sim;
using gsmcfg::test::make_meter;
using gsmcfg::test::meter_phone;
using gsmcfg::test::other_phone;
using gsmcfg::test::quick_options;
using gsmcfg::test::SimBench;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

using Texts = std::vector<std::string>;

Submit with_report(std::string_view text) {
    auto unit = SimBench::submit(text);
    unit.report_requested = true;
    unit.validity = minutes(5);
    return unit;
}

std::string dump(const std::vector<base::Json>& log) {
    std::string text;
    for (const auto& event : log) text += event.dump() + "\n";
    return text;
}

std::vector<StatusReport> reports(const SimBench& bench) {
    std::vector<StatusReport> found;
    for (const auto& event : bench.log) {
        if (event.at("kind").string() != "report") continue;
        found.push_back(decode_status_report(base::from_hex(*event.at("tpdu").string()).value()).value());
    }
    return found;
}

}  // namespace

TEST(SimNetwork, ReportsDelivery) {
    SimBench bench;
    bench.bring_up();
    bench.send_text("12345678 MODE");
    const auto said = bench.send(with_report("12345678 MODE")) + bench.pass(milliseconds(100));
    ASSERT_EQ(reports(bench).size(), 1U);
    const auto report = reports(bench)[0];
    EXPECT_EQ(report.reference, 1);
    EXPECT_EQ(report.status, 0);
    EXPECT_EQ(report.recipient.text, meter_phone);
    const auto tpdu = bench.logged("inbound", "tpdu").back();
    EXPECT_EQ(said, "\r\n+CMGS: 1\r\n\r\nOK\r\n\r\n+CDS: " + std::to_string(tpdu.size() / 2) + "\r\n" +
                        base::to_hex(encode_service_centre("+99990000000")) + tpdu + "\r\n");
}

TEST(SimNetwork, UnroutedReportsAreDropped) {
    SimBench bench;
    bench.bring_up();
    bench.at("AT+CNMI=2,1,0,0,0");
    EXPECT_EQ(bench.send(with_report("12345678 MODE")), "\r\n+CMGS: 0\r\n\r\nOK\r\n");
    EXPECT_EQ(bench.pass(milliseconds(4000)), "");
}

TEST(SimNetwork, MessagesToAMeterThatIsOffExpire) {
    SimBench bench({make_meter(meter_phone, "off")});
    bench.bring_up();
    bench.send(with_report("12345678 APN iot"));
    bench.pass(minutes(5) - milliseconds(1));
    EXPECT_TRUE(reports(bench).empty());
    bench.pass(milliseconds(1));
    ASSERT_EQ(reports(bench).size(), 1U);
    EXPECT_EQ(reports(bench)[0].status, 0x46);
    EXPECT_EQ(reports(bench)[0].discharged - reports(bench)[0].sent, minutes(5));
    EXPECT_EQ(bench.logged("expired", "reference"), Texts{"0"});
    ASSERT_TRUE(bench.world.power(meter_phone, true));
    bench.pass(minutes(5));
    EXPECT_TRUE(bench.logged("delivered", "text").empty());
}

TEST(SimNetwork, PowerBringsWhatWaits) {
    SimBench bench({make_meter(meter_phone, "off")});
    bench.bring_up();
    bench.send_text("12345678 APN iot");
    bench.pass(hours(1));
    EXPECT_FALSE(bench.world.power("+99912345678", true));
    ASSERT_TRUE(bench.world.power(meter_phone, true));
    bench.pass(minutes(1));
    EXPECT_EQ(bench.logged("inbound", "text").size(), 1U);
    EXPECT_EQ((*bench.world.stored(meter_phone))[Setting::apn], "iot");
    EXPECT_EQ((*bench.world.applied(meter_phone))[Setting::apn], "internet");
    bench.world.power(meter_phone, false);
    bench.world.power(meter_phone, true);
    bench.pass(minutes(1));
    EXPECT_EQ((*bench.world.applied(meter_phone))[Setting::apn], "iot");
    EXPECT_EQ(bench.world.restarts(meter_phone), 2U);
}

TEST(SimNetwork, DefaultAndAbsoluteValidity) {
    SimBench bench({make_meter(meter_phone, "off")});
    bench.bring_up();
    bench.send_text("12345678 APN");
    auto unit = SimBench::submit("12345678 APN");
    unit.valid_until = test::VirtualClock::start_utc + minutes(10);
    bench.send(unit);
    bench.pass(hours(80));
    EXPECT_EQ(bench.logged("expired", "t_ms"), (Texts{"600000", std::to_string(2000 + 72 * 3600 * 1000)}));
    EXPECT_EQ(bench.logged("expired", "reference"), (Texts{"1", "0"}));
}

TEST(SimNetwork, UnknownNumbersAreAcceptedAndVanish) {
    SimBench bench;
    bench.bring_up();
    auto national = SimBench::submit("12345678 APN");
    national.destination = make_address("99900100001");
    for (const auto& unit : {SimBench::submit("x", "+99912345678"), national}) {
        EXPECT_NE(bench.send(unit).find("+CMGS:"), std::string::npos);
    }
    bench.pass(minutes(10));
    EXPECT_EQ(bench.logged("submitted", "text").size(), 2U);
    EXPECT_TRUE(bench.logged("delivered", "text").empty());
}

TEST(SimNetwork, PartsOfACommandAreJoined) {
    SimBench bench;
    bench.bring_up();
    auto second = SimBench::submit(" iot");
    second.part = Part{9, 2, 2, false};
    auto first = SimBench::submit("12345678 APN");
    first.part = Part{9, 2, 1, false};
    bench.send(second);
    bench.pass(minutes(1));
    EXPECT_TRUE(bench.logged("reply", "text").empty());
    bench.send(first);
    bench.pass(minutes(1));
    EXPECT_EQ(bench.logged("reply", "text").size(), 1U);
    EXPECT_EQ((*bench.world.stored(meter_phone))[Setting::apn], "iot");
    EXPECT_EQ(bench.logged("submitted", "parts"), (Texts{"2", "2"}));
    EXPECT_EQ(bench.logged("submitted", "part"), (Texts{"2", "1"}));
}

TEST(SimNetwork, LongTextsArriveInParts) {
    SimBench bench;
    bench.bring_up();
    bench.world.send_to_modem(0, "+99955500001", std::string(200, 'a'));
    const auto tpdus = bench.logged("inbound", "tpdu");
    ASSERT_EQ(tpdus.size(), 2U);
    const auto read = [&](std::size_t i) { return decode_deliver(base::from_hex(tpdus[i]).value()).value(); };
    EXPECT_EQ(read(0).part->total, 2U);
    EXPECT_EQ(read(1).part->number, 2U);
    EXPECT_EQ(read(0).part->reference, read(1).part->reference);
    EXPECT_EQ(read(0).text + read(1).text, std::string(200, 'a'));
}

TEST(SimNetwork, RepliesGoToTheSimThatAsked) {
    auto options = quick_options();
    options.modems = 2;
    SimBench bench({make_meter()}, options);
    bench.bring_up(0);
    bench.bring_up(1);
    bench.send(SimBench::submit("12345678 MODE"), 1);
    bench.pass(minutes(1));
    EXPECT_EQ(bench.logged("inbound", "modem"), Texts{"1"});
    bench.send(SimBench::submit("to the other", bench.world.modem(1).own_number()), 0);
    bench.pass(minutes(1));
    EXPECT_EQ(bench.logged("inbound", "modem"), (Texts{"1", "1"}));
    EXPECT_EQ(bench.logged("inbound", "from").back(), bench.world.modem(0).own_number());
}

TEST(SimNetwork, TimeStampsCountFromTheStart) {
    SimBench bench;
    bench.bring_up();
    bench.ask("12345678 MODE");
    const auto tpdu = bench.logged("inbound", "tpdu")[0];
    EXPECT_EQ(decode_deliver(base::from_hex(tpdu).value())->sent, test::VirtualClock::start_utc + seconds(7));
}

TEST(SimNetwork, Rates) {
    struct Case {
        std::string_view name;
        WorldOptions options;
        std::size_t delivered;
        std::size_t inbound;
    };
    auto lossy = quick_options();
    lossy.loss = 1;
    auto doubling = quick_options();
    doubling.duplicates = 1;
    auto reordering = quick_options();
    reordering.reordering = 1;
    for (const auto& [name, options, delivered, inbound] :
         {Case{"no rates", quick_options(), 3, 3}, Case{"loss", lossy, 0, 0}, Case{"duplicates", doubling, 6, 12},
          Case{"reordering", reordering, 3, 3}}) {
        SimBench bench({make_meter()}, options);
        bench.bring_up();
        for (const char* text : {"12345678 APN", "12345678 DNS", "12345678 RESET"}) bench.send_text(text);
        bench.pass(minutes(1));
        EXPECT_EQ(bench.logged("delivered", "text").size(), delivered) << name;
        EXPECT_EQ(bench.logged("inbound", "text").size(), inbound) << name;
    }
}

TEST(SimNetwork, ReorderedMessagesOvertakeOneAnother) {
    auto options = quick_options();
    options.reordering = 0.5;
    options.send_latency = milliseconds(0);
    SimBench bench({make_meter()}, options);
    bench.bring_up();
    Texts sent;
    for (int i = 0; i < 20; ++i) {
        sent.push_back("12345678 PORT " + std::to_string(8000 + i));
        bench.send_text(sent.back());
    }
    bench.pass(minutes(5));
    auto arrived = bench.logged("delivered", "text");
    EXPECT_NE(arrived, sent);
    std::ranges::sort(arrived);
    EXPECT_EQ(arrived, sent);
}

TEST(SimNetwork, TheSameSeedGivesTheSameLog) {
    const auto run = [](std::uint64_t seed) {
        auto options = quick_options();
        options.seed = seed;
        options.loss = 0.2;
        options.duplicates = 0.2;
        options.reordering = 0.3;
        options.jitter = milliseconds(500);
        options.restart_time.reset();
        SimBench bench({make_meter(), make_meter(other_phone, "unsolicited+garbled")}, options);
        bench.bring_up();
        for (int i = 0; i < 10; ++i) {
            for (const auto phone : {meter_phone, other_phone})
                bench.send_text("12345678 PORT " + std::to_string(4000 + i), phone);
        }
        bench.send_text("12345678 MODE 1");
        bench.pass(minutes(10));
        bench.world.write_final();
        return dump(bench.log);
    };
    EXPECT_EQ(run(7), run(7));
    EXPECT_NE(run(7), run(8));
}

TEST(SimNetwork, FinalEventsFollowTheFleet) {
    SimBench bench({make_meter(), make_meter(other_phone)});
    bench.bring_up();
    bench.ask("12345678 APN iot");
    bench.world.write_final();
    EXPECT_EQ(bench.logged("final", "phone"), (Texts{std::string(meter_phone), std::string(other_phone)}));
    const auto& last = bench.log[bench.log.size() - 2];
    EXPECT_EQ(last.at("stored").at("apn").string(), "iot");
    EXPECT_EQ(last.at("applied").at("apn").string(), "internet");
    EXPECT_EQ(last.at("restarts").integer(), 0);
}
