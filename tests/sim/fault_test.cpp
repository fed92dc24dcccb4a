#include "gsmcfg/sim/fault.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "sim_bench.hpp"

using namespace gsmcfg;
using namespace gsmcfg::sim;
using gsmcfg::test::make_meter;
using gsmcfg::test::quick_options;
using gsmcfg::test::SimBench;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using Texts = std::vector<std::string>;

namespace {

constexpr std::string_view ok = "\r\nOK\r\n";
constexpr std::string_view sent = "\r\n+CMGS: 0\r\n\r\nOK\r\n";
constexpr std::string_view stranger = "+99955500001";

WorldOptions always(Fault fault) {
    auto options = quick_options();
    options.faults[fault] = 1;
    return options;
}

// A bench that is brought up, with the fault at its first occasion after that.
std::unique_ptr<SimBench> first(Fault fault, std::uint64_t seed = 1) {
    auto options = quick_options();
    options.seed = seed;
    auto bench = std::make_unique<SimBench>(std::vector{make_meter()}, options);
    bench->bring_up();
    Faults faults;
    faults.planned = {{fault, 1}};
    bench->world.modem(0).set_faults(faults);
    return bench;
}

}  // namespace

TEST(Fault, NamesAndRates) {
    FaultRates rates;
    ASSERT_TRUE(read_fault(rates, "lost-ok=0.25"));
    EXPECT_EQ(rates[Fault::lost_ok], 0.25);
    ASSERT_TRUE(read_fault(rates, "all=0.01"));
    EXPECT_EQ(rates[Fault::cms_vendor], 0.01);
    EXPECT_EQ(rates[Fault::freeze], 0);
    for (const char* bad : {"lost-ok", "lost-ok=", "lost-ok=1.5", "lost-ok=-1", "lost-ok=nan", "lost-ok=0.1x", "none=0.1", ""}) {
        EXPECT_EQ(read_fault(rates, bad).error().code, base::ErrorCode::malformed) << bad;
    }
    for (const auto& word : fault_words()) EXPECT_EQ(name(word.fault), word.name);
}

// Whatever the fault, it is seen to fire and says so in the log.
TEST(Fault, EachFiresAndIsLogged) {
    for (const auto& word : fault_words()) {
        auto options = always(word.fault);
        if (word.fault == Fault::mode_switch) options.personality = "huawei-e1752";
        SimBench bench({make_meter()}, options);
        bench.bring_up();
        auto unit = SimBench::submit("12345678 APN");
        unit.report_requested = true;
        unit.validity = minutes(10);
        bench.send(unit);
        bench.pass(minutes(2));
        bench.at("AT+CMGL=4");
        bench.at("AT+CRSM=220,28476,9,4,176,0301FF" + std::string(346, 'F'));
        bench.at("AT+CFUN=1,1");
        bench.pass(seconds(5));
        const auto fired = bench.logged("fault", "name");
        EXPECT_NE(std::ranges::find(fired, word.name), fired.end()) << word.name;
        for (const auto& other : fired) EXPECT_EQ(other, word.name);
    }
}

TEST(Fault, AtTheCountedOccasionOnly) {
    SimBench bench;
    bench.bring_up();
    Faults faults;
    faults.planned = {{Fault::lost_ok, 2}, {Fault::cms_network, 2}};
    bench.world.modem(0).set_faults(faults);
    EXPECT_EQ(bench.at("AT"), ok);
    EXPECT_EQ(bench.at("AT"), "");
    EXPECT_EQ(bench.at("AT"), ok);
    EXPECT_EQ(bench.send_text("a"), sent);
    EXPECT_TRUE(bench.send_text("b").starts_with("\r\n+CMS ERROR: "));
    EXPECT_EQ(bench.logged("fault", "name"), (Texts{"lost-ok", "cms-network"}));
}

TEST(Fault, LostBytes) {
    auto bench = first(Fault::lost_bytes);
    EXPECT_EQ(bench->at("AT").size(), ok.size() - 1);
    EXPECT_EQ(bench->at("AT"), ok);
}

TEST(Fault, LateResultOfASend) {
    auto bench = first(Fault::late_cmgs);
    EXPECT_EQ(bench->send_text("a", stranger), "");
    EXPECT_EQ(bench->logged("submitted", "text"), Texts{"a"}) << "the network has it in time";
    EXPECT_EQ(bench->at("AT"), "");
    EXPECT_EQ(bench->pass(seconds(9)), "");
    EXPECT_EQ(bench->pass(seconds(360)), std::string(sent) + std::string(ok));
}

TEST(Fault, PromptAndErrorInOnePiece) {
    auto bench = first(Fault::prompt_error);
    EXPECT_EQ(bench->type("AT+CMGS=20\r"), "\r\n> \r\nERROR\r\n");
    EXPECT_EQ(bench->type("0011\x1A"), "");
    EXPECT_EQ(bench->at("AT"), ok);
    EXPECT_EQ(bench->world.modem(0).sends(), 0U);
}

TEST(Fault, PromptThatIsLate) {
    auto bench = first(Fault::late_prompt);
    EXPECT_EQ(bench->type("AT+CMGS=20\r"), "");
    EXPECT_EQ(bench->pass(seconds(1)), "");
    EXPECT_EQ(bench->pass(seconds(40)), "\r\n> ");
    EXPECT_EQ(bench->type("\x1B"), ok);
}

TEST(Fault, AStickThatComesBackAsSomethingElse) {
    auto options = always(Fault::mode_switch);
    options.personality = "huawei-e1752";
    SimBench bench({make_meter()}, options);
    bench.at("AT+CFUN=1,1");
    bench.pass(minutes(10));
    EXPECT_FALSE(bench.world.modem(0).plugged());
    bench.world.modem(0).power_cycle(bench.clock.now());
    bench.pass(minutes(1));
    EXPECT_TRUE(bench.at("AT").ends_with(ok));
}

TEST(Fault, UnsolicitedLinesAnywhere) {
    SimBench bench({make_meter()}, always(Fault::urc_anywhere));
    const auto said = bench.at("AT+CSQ");
    const auto line = said.find("+CSQ: 21,99\r\n");
    ASSERT_NE(line, std::string::npos) << said;
    EXPECT_FALSE(said.starts_with("AT")) << "before the echo";
    EXPECT_NE(said.find("AT+CSQ\r"), std::string::npos) << "never inside a line";
    EXPECT_TRUE(said.ends_with("\r\n\r\nOK\r\n"));
    EXPECT_GT(said.find("\r\nOK\r\n"), line + 15) << "between answer and OK";
}

TEST(Fault, EchoThatStays) {
    SimBench bench;
    Faults faults;
    faults.planned = {{Fault::echo_stays, 1}};
    bench.world.modem(0).set_faults(faults);
    EXPECT_EQ(bench.at("ATE0"), "ATE0\r\r\nOK\r\n");
    EXPECT_EQ(bench.at("AT"), "AT\r\r\nOK\r\n");
    EXPECT_EQ(bench.at("ATE0"), "ATE0\r\r\nOK\r\n");
    EXPECT_EQ(bench.at("AT"), ok);
}

TEST(Fault, BurstOfErrors) {
    auto bench = first(Fault::error_burst);
    int errors = 0;
    while (bench->at("AT").find("ERROR") != std::string::npos) ++errors;
    EXPECT_GE(errors, 1);
    EXPECT_LE(errors, 4);
}

// Each of the blows falls in the first lines of a session, in the seconds of a send, or when nothing happens.
TEST(Fault, RestartHangAndUnplug) {
    for (const Fault fault : {Fault::restart, Fault::hang, Fault::unplug, Fault::freeze}) {
        bool taken[2] = {};
        for (std::uint64_t seed = 1; seed <= 40; ++seed) {
            auto bench = first(fault, seed);
            bench->send_text("12345678 APN");
            for (int i = 0; i < 5; ++i) bench->at("AT");
            bench->pass(seconds(10));
            auto& modem = bench->world.modem(0);
            const std::string_view event = fault == Fault::restart  ? "modem_restarted"
                                           : fault == Fault::unplug ? "unplugged"
                                                                    : "hung";
            EXPECT_EQ(bench->logged(event, "modem").size(), 1U) << name(fault) << " " << seed;
            for (const auto& said : bench->logged("send", "told")) {
                if (said == "nothing") taken[bench->logged("send", "taken")[0] == "true" ? 1 : 0] = true;
            }
            EXPECT_EQ(bench->logged("submitted", "text").size(),
                      static_cast<std::size_t>(std::ranges::count(bench->logged("send", "taken"), "true")));
            if (fault == Fault::freeze) {
                modem.reopened(bench->clock.now());
                bench->pass(minutes(5));
                EXPECT_EQ(bench->at("AT"), "");
                modem.power_cycle(bench->clock.now());
            } else {
                modem.reopened(bench->clock.now());
            }
            bench->pass(seconds(130));
            EXPECT_TRUE(bench->at("AT").ends_with(ok)) << name(fault) << " " << seed;
        }
        EXPECT_TRUE(taken[0] && taken[1]) << name(fault) << ": the network may have taken it, or not";
    }
}

TEST(Fault, DeafUntilTheRadioIsSwitched) {
    auto bench = first(Fault::deaf);
    EXPECT_EQ(bench->send_text("12345678 APN"), sent);
    EXPECT_TRUE(bench->world.modem(0).deaf());
    bench->pass(minutes(5));
    EXPECT_EQ(bench->at("AT+CREG?"), "\r\n+CREG: 0,1\r\n\r\nOK\r\n") << "it looks well";
    EXPECT_TRUE(bench->logged("inbound", "text").empty());
    bench->at("AT+CFUN=0");
    bench->at("AT+CFUN=1");
    EXPECT_EQ(bench->pass(seconds(1)), "\r\n+CMTI: \"SM\",1\r\n");
    EXPECT_EQ(bench->logged("inbound", "reply"), bench->logged("reply", "reply"));
}

TEST(Fault, StrangersFillTheStorage) {
    auto bench = first(Fault::storage_full);
    EXPECT_EQ(bench->send_text("12345678 APN"), sent) << "nothing is announced";
    EXPECT_EQ(bench->world.modem(0).stored(), 30U);
    EXPECT_EQ(bench->pass(minutes(1)), "");
    EXPECT_EQ(bench->logged("inbound", "from").size(), 30U);
    EXPECT_NE(bench->at("AT+CMGR=1").find("+CMGR: 0,,"), std::string::npos);
    bench->at("AT+CMGD=1");
    EXPECT_EQ(bench->pass(seconds(1)), "\r\n+CMTI: \"SM\",1\r\n") << "the reply has waited";
}

TEST(Fault, Announcements) {
    auto silent = first(Fault::lost_announcement);
    silent->world.send_to_modem(0, stranger, "one");
    EXPECT_EQ(silent->type(""), "");
    EXPECT_EQ(silent->world.modem(0).stored(), 1U);
    Texts seen;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        auto odd = first(Fault::odd_announcement, seed);
        odd->world.send_to_modem(0, stranger, "one");
        seen.push_back(odd->type(""));
        EXPECT_EQ(odd->world.modem(0).stored(), 1U);
    }
    for (const char* form : {"\r\n+CMTI: SM,1\r\n", "\r\n+CMTI: \"SM\",-1\r\n", "\r\n+CMTI: \"ME\",1\r\n"}) {
        EXPECT_NE(std::ranges::find(seen, form), seen.end()) << form;
    }
}

TEST(Fault, Listings) {
    auto cut = first(Fault::truncated_pdu);
    cut->world.send_to_modem(0, stranger, "one");
    cut->type("");
    const auto bad = cut->at("AT+CMGL=4");
    EXPECT_LT(bad.size(), cut->at("AT+CMGL=4").size());
    auto slow = first(Fault::slow_listing);
    slow->world.send_to_modem(0, stranger, "one");
    slow->type("");
    EXPECT_EQ(slow->at("AT+CMGL=4"), "");
    EXPECT_EQ(slow->pass(seconds(179)), "");
    EXPECT_NE(slow->pass(seconds(1)).find("+CMGL: 1,0"), std::string::npos);
}

// A hang during a slow listing, or while the prompt is late, leaves no command at work behind.
TEST(Fault, AHangEndsWhatIsUnderWay) {
    for (const Fault slow : {Fault::slow_listing, Fault::late_prompt}) {
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            auto bench = first(Fault::hang, seed);
            Faults faults;
            faults.planned = {{Fault::hang, 1}, {slow, 1}};
            bench->world.modem(0).set_faults(faults);
            bench->type("AT+CMGS=20\r\x1B");
            bench->at("AT+CMGL=4");
            for (int i = 0; i < 5; ++i) bench->at("AT");
            bench->pass(minutes(4));
            bench->world.modem(0).reopened(bench->clock.now());
            for (int i = 0; i < 5; ++i) bench->at("AT");
            bench->pass(minutes(4));
            bench->world.modem(0).reopened(bench->clock.now());
            bench->type("\x1B\r");
            EXPECT_TRUE(bench->at("AT").ends_with(ok)) << name(slow) << " " << seed;
        }
    }
}

TEST(Fault, RefusalsByClass) {
    struct Case {
        Fault fault;
        std::vector<unsigned> codes;
        int taken;  // 1 always, 0 never, -1 now and then
    };
    for (const auto& [fault, codes, taken] : {
             Case{Fault::cms_message, {1, 28, 30, 96, 130, 145, 160, 304}, 0},
             Case{Fault::cms_line, {8, 21, 29, 50, 69, 193, 330}, 0},
             Case{Fault::cms_network, {17, 22, 27, 38, 41, 42, 47, 111, 192, 331}, 0},
             Case{Fault::cms_unknown, {332, 500}, -1},
             Case{Fault::cms_done, {197}, 1},
             Case{Fault::cms_storage, {208, 209, 211, 320, 322}, 0},
             Case{Fault::cms_busy, {314, 515, 532, 535}, 0},
             Case{Fault::cms_restart, {210, 213, 300, 302}, 0},
             Case{Fault::cms_hold, {310, 313, 315}, 0},
             Case{Fault::cms_unsupported, {303, 340}, 0},
             Case{Fault::cms_vendor, {512, 513}, -1},
         }) {
        std::size_t submitted = 0;
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            auto bench = first(fault, seed);
            const auto said = bench->send_text("a", stranger);
            const bool known = std::ranges::any_of(
                codes, [&](unsigned code) { return said == "\r\n+CMS ERROR: " + std::to_string(code) + "\r\n"; });
            EXPECT_TRUE(known) << name(fault) << said;
            submitted += bench->logged("submitted", "text").size();
            EXPECT_EQ(bench->logged("send", "taken").front() == "true", !bench->logged("submitted", "text").empty());
        }
        EXPECT_EQ(submitted, taken == 1 ? 20U : taken == 0 ? 0U : submitted) << name(fault);
        if (taken == -1) {
            EXPECT_TRUE(submitted > 0 && submitted < 20) << name(fault);
        }
    }
}

TEST(Fault, RefusalsThatLast) {
    auto sick = first(Fault::cms_restart);
    const auto said = sick->send_text("a", stranger);
    EXPECT_EQ(sick->send_text("a", stranger), said);
    sick->at("ATZ");
    sick->bring_up();
    EXPECT_EQ(sick->send_text("a", stranger), sent);
    auto busy = first(Fault::cms_busy);
    busy->send_text("a", stranger);
    busy->pass(seconds(6));
    EXPECT_EQ(busy->send_text("a", stranger), sent);
    auto held = first(Fault::cms_hold);
    held->send_text("a", stranger);
    EXPECT_TRUE(held->at("AT+CPIN?").starts_with("\r\n+CME ERROR: 1"));
    held->pass(seconds(10));
    EXPECT_EQ(held->send_text("a", stranger), sent);
}

TEST(Fault, RebuildOnlyWithAValidity) {
    auto bench = first(Fault::cms_rebuild);
    EXPECT_EQ(bench->send_text("a", stranger), sent);
    auto unit = SimBench::submit("a", stranger);
    unit.validity = minutes(5);
    EXPECT_TRUE(bench->send(unit).starts_with("\r\n+CMS ERROR: 19"));
}

TEST(Fault, OfTheNetwork) {
    struct Case {
        Fault fault;
        std::size_t delivered, replies, reports;
    };
    for (const auto& [fault, delivered, replies, reports] : {
             Case{Fault::lost, 0, 0, 0},
             Case{Fault::duplicate, 2, 4, 2},
             Case{Fault::lost_report, 1, 1, 0},
             Case{Fault::duplicate_report, 1, 1, 2},
             Case{Fault::reorder, 1, 1, 1},
             Case{Fault::late, 1, 1, 1},
             Case{Fault::late_report, 1, 1, 1},
         }) {
        SimBench bench({make_meter()}, always(fault));
        bench.bring_up();
        auto unit = SimBench::submit("12345678 APN");
        unit.report_requested = true;
        unit.validity = std::chrono::hours(2);
        bench.send(unit);
        bench.pass(minutes(90));
        const auto kinds = bench.logged("inbound", "kind");
        EXPECT_EQ(bench.logged("delivered", "text").size(), delivered) << name(fault);
        EXPECT_EQ(static_cast<std::size_t>(std::ranges::count(kinds, "message")), replies) << name(fault);
        EXPECT_EQ(static_cast<std::size_t>(std::ranges::count(kinds, "report")), reports) << name(fault);
    }
}
