// The n-th read or write fails, for every n that there is: what is said of a message is what became of it.
#include "gsmcfg/base/hex.hpp"
#include "gsmcfg/modem/modem_channel.hpp"
#include "gsmcfg/sim/world.hpp"
#include "support/faulty_link.hpp"
#include "support/sim_link.hpp"
#include "support/virtual_clock.hpp"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <set>
#include <variant>

namespace gsmcfg::modem {
namespace {

using namespace std::chrono_literals;
using channel::SubmitOutcome;
using test::FaultPlan;

constexpr std::array phones{"+99900100001", "+99900100002"};
constexpr auto longest_run = 3h;
constexpr auto time_for_replies = 90s;

sim::Fleet fleet() {
    sim::Fleet made;
    for (const char* const phone : phones) {
        sim::MeterSpec meter;
        meter.phone = phone;
        meter.serial = std::string("0117") + (phone + 4);
        made.meters.push_back(meter);
    }
    return made;
}

sim::WorldOptions options() {
    sim::WorldOptions made;
    made.send_latency = 2s;
    made.reply_delay = 3s;
    made.restart_time = 20s;
    return made;
}

// One short life of a modem: opened, two messages sent, their replies and reports taken and acknowledged.
class Life {
public:
    explicit Life(FaultPlan& plan)
        : plan_(plan),
          world_(options(), fleet(), clock_.now(), [this](const base::Json& event) { log_.push_back(event); }),
          modem_("modem0", [this](base::StopToken) { return opened_link(); }, clock_, {}) {}

    void run() {
        open();
        for (const char* const phone : phones) send(phone);
        const auto end = clock_.now() + time_for_replies;
        while (clock_.now() < end && !given_up_) take(modem_.receive(std::min<base::MonoTime>(end, clock_.now() + 5s), {}));
    }

    // Whatever happened, a modem that answers again works again, and nothing has got lost meanwhile.
    void recover() {
        if (plan_.for_good) return;
        // The world goes on while nobody listens.
        clock_.advance(10min);
        const auto again = modem_.open({});
        EXPECT_TRUE(again) << again.error().message();
        for (int round = 0; again && round < 4; ++round) take(modem_.receive(clock_.now() + 2s, {}));
        for (const auto& tpdu : truth("inbound")) EXPECT_TRUE(delivered_.contains(tpdu)) << "lost: " << tpdu;
    }

    void check() {
        std::map<std::string, int> taken;
        for (const auto& event : log_) {
            if (event.at("event").string() == "submitted") ++taken[event.at("destination").string().value_or("")];
        }
        for (const auto& [phone, outcome] : outcomes_) {
            const int times = taken[phone];
            EXPECT_LE(times, 1) << phone;
            if (outcome == SubmitOutcome::accepted) {
                EXPECT_EQ(times, 1) << phone << " was said to be accepted";
            }
            if (outcome == SubmitOutcome::not_sent || outcome == SubmitOutcome::refused) {
                EXPECT_EQ(times, 0) << phone << " was said not to be sent";
            }
        }
        for (const auto& tpdu : truth("deleted")) EXPECT_TRUE(delivered_.contains(tpdu)) << "deleted unseen: " << tpdu;
        EXPECT_LE(clock_.elapsed(), longest_run);
    }

    // The units in all such events about messages; a report that is handed over is on no storage.
    [[nodiscard]] std::vector<std::string> truth(std::string_view name) const {
        std::vector<std::string> found;
        for (const auto& event : log_) {
            if (event.at("event").string() != name) continue;
            if (event.contains("kind") && event.at("kind").string() != "message") continue;
            found.push_back(event.at("tpdu").string().value_or(""));
        }
        return found;
    }

    [[nodiscard]] std::size_t delivered() const { return delivered_.size(); }
    [[nodiscard]] std::size_t reports() const { return reports_; }
    [[nodiscard]] const std::map<std::string, SubmitOutcome>& outcomes() const { return outcomes_; }

private:
    base::Result<std::unique_ptr<link::ByteLink>> opened_link() {
        auto link = test::SimLink::open(world_, clock_, 0);
        if (!link) return base::fail(std::move(link.error()));
        return std::make_unique<test::FaultyLink>(std::move(*link), plan_);
    }

    void open() {
        constexpr int most = 3;
        for (int attempt = 0; attempt < most; ++attempt) {
            if (modem_.open({})) return;
        }
        given_up_ = true;
        EXPECT_TRUE(plan_.for_good) << "one failure costs more than three openings";
    }

    void send(const char* phone) {
        if (given_up_) return;
        const auto result =
            modem_.submit({*base::PhoneNumber::from_e164(phone), base::Secret("12345678 APN"), true, 5min, true}, {});
        outcomes_[phone] = result.outcome;
        if (result.failure) open();
    }

    void take(const base::Result<std::vector<channel::Event>>& events) {
        if (!events) return open();
        std::vector<channel::Token> tokens;
        for (const auto& event : *events) {
            if (const auto* inbound = std::get_if<channel::Inbound>(&event)) {
                delivered_.insert(base::to_hex(inbound->tpdu));
                tokens.push_back(inbound->token);
            }
            if (const auto* report = std::get_if<channel::Report>(&event)) {
                delivered_.insert(base::to_hex(report->tpdu));
                tokens.push_back(report->token);
                ++reports_;
            }
        }
        if (!modem_.acknowledge(tokens)) open();
    }

    FaultPlan& plan_;
    test::VirtualClock clock_;
    std::vector<base::Json> log_;
    sim::World world_;
    ModemChannel modem_;
    std::map<std::string, SubmitOutcome> outcomes_;
    std::set<std::string> delivered_;
    std::size_t reports_ = 0;
    bool given_up_ = false;
};

TEST(FaultSweep, NothingFailsWithoutAFault) {
    FaultPlan plan;
    Life life(plan);
    life.run();
    life.check();
    EXPECT_EQ(life.outcomes().size(), 2U);
    for (const auto& [phone, outcome] : life.outcomes()) EXPECT_EQ(outcome, SubmitOutcome::accepted) << phone;
    EXPECT_EQ(life.delivered(), 4U);
    EXPECT_EQ(life.reports(), 2U);
    EXPECT_EQ(life.truth("inbound").size(), 2U) << "the sweep would compare nothing";
    EXPECT_EQ(life.truth("deleted").size(), 2U);
}

struct Sweep {
    std::string name;
    FaultPlan plan;
};

class FaultSweepTest : public testing::TestWithParam<Sweep> {};

TEST_P(FaultSweepTest, WhatIsSaidIsTrue) {
    constexpr std::size_t far_too_many = 20000;
    std::size_t nth = 1;
    for (; nth < far_too_many; ++nth) {
        FaultPlan plan = GetParam().plan;
        plan.nth = nth;
        Life life(plan);
        life.run();
        if (!plan.fired) break;
        life.recover();
        life.check();
        if (HasFailure()) {
            ADD_FAILURE() << GetParam().name << ", call " << nth;
            return;
        }
    }
    EXPECT_GT(nth, 30U) << "the sweep has found hardly anything to let fail";
    EXPECT_LT(nth, far_too_many);
}

INSTANTIATE_TEST_SUITE_P(
    Sweeps, FaultSweepTest,
    testing::Values(
        Sweep{"read_lost_once", {.call = test::FaultyCall::read, .code = base::ErrorCode::port_lost}},
        Sweep{"read_times_out_once", {.call = test::FaultyCall::read, .code = base::ErrorCode::timeout}},
        Sweep{"write_lost_once", {.call = test::FaultyCall::write, .code = base::ErrorCode::port_lost}},
        Sweep{"write_times_out_once", {.call = test::FaultyCall::write, .code = base::ErrorCode::timeout}},
        Sweep{"read_lost_for_good", {.call = test::FaultyCall::read, .code = base::ErrorCode::port_lost, .for_good = true}},
        Sweep{"read_times_out_for_good", {.call = test::FaultyCall::read, .code = base::ErrorCode::timeout, .for_good = true}},
        Sweep{"write_lost_for_good", {.call = test::FaultyCall::write, .code = base::ErrorCode::port_lost, .for_good = true}},
        Sweep{"write_times_out_for_good", {.call = test::FaultyCall::write, .code = base::ErrorCode::timeout, .for_good = true}}),
    [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace gsmcfg::modem
