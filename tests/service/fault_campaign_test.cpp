// Every fault of modem and network at once, and a campaign through it: what the database says is what the simulator's log says.
#include "worker_fixture.hpp"

#include "support/send_accounts.hpp"
#include "support/virtual_clock.hpp"

#include "gsmcfg/sim/personality.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace gsmcfg::service {
namespace {

using namespace std::chrono_literals;

struct Case {
    std::string personality;
    std::uint64_t seed = 1;
};

std::ostream& operator<<(std::ostream& out, const Case& one) { return out << one.personality << " seed " << one.seed; }

// scripts/proof.sh asks for more seeds, and then for every make of modem.
std::vector<Case> cases() {
    const char* const wanted = std::getenv("GSMCFG_FAULT_SEEDS");
    const std::uint64_t seeds = wanted == nullptr ? 1 : std::strtoull(wanted, nullptr, 10);
    std::vector<Case> all;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) all.push_back({"generic", seed});
    for (const auto& personality : sim::personalities())
        if (personality.name != "generic" && (seeds > 1 || personality.name == "huawei-e1752"))
            all.push_back({std::string(personality.name), 1});
    return all;
}

constexpr int fleet_size = 200;
constexpr double rate = 0.01;

class FaultCampaign : public WorkerTest {
protected:
    void make_faulty_world(std::uint64_t seed, const std::string& personality) {
        world_options.seed = seed;
        world_options.personality = personality;
        world_options.send_latency = 1s;
        world_options.reply_delay = 3s;
        world_options.storage = 20;
        world_options.faults = sim::FaultRates::all(rate);
        run_options.reopen_limit = 24h;
        run_options.hold_after = 1000;
        modem_options.power_cycle = [this](base::StopToken) -> base::Result<void> {
            world->modem(0).power_cycle(clock.now());
            return {};
        };
        phones = make_fleet(fleet_size);
    }

    // "+CMS ERROR: 197" (it was sent already) that came as "+CMS ERROR: 17", since a digit was lost on the line: nobody can
    // tell that from the real 17.
    std::int64_t misread_answers(store::Id campaign, const test::SendAccounts::Key& sent) {
        std::vector<std::string> told;
        for (const auto& event : truth("send", sent.first))
            if (event.at("text").string() == sent.second && event.at("taken").boolean().value_or(false))
                told.push_back(event.at("told").string().value());
        std::int64_t count = 0;
        for (const auto& message : messages(campaign, sent.first))
            for (const auto& attempt : store->messages.attempts_of(message.id)) {
                if (attempt.submission != store::Submission::refused || !attempt.cms_error) continue;
                const auto code = std::to_string(*attempt.cms_error);
                count += std::ranges::any_of(told, [&](const std::string& text) {
                    auto left = code.begin();
                    for (const char c : text)
                        if (left != code.end() && c == *left) ++left;
                    return text.starts_with("+CMS ERROR") && left == code.end() && !text.ends_with(" " + code);
                });
            }
        return count;
    }

    bool any_misread(store::Id campaign, const std::string& phone) {
        return std::ranges::any_of(truth("send", phone), [&](const base::Json& event) {
            return misread_answers(campaign, {phone, event.at("text").string().value()}) > 0;
        });
    }

    // What the network took is an attempt that was accepted or is uncertain, and nothing else.
    void expect_every_send_accounted_for(store::Id campaign) {
        const auto accounts = test::accounts_of(*store, {campaign}, truth("submitted"), password);
        EXPECT_TRUE(accounts.never_sent().empty()) << fmt::format("{}", fmt::join(accounts.never_sent(), "\n"));
        for (const auto& [key, count] : accounts.taken)
            if (const auto known = accounts.known(key); count > known) {
                EXPECT_LE(count, known + misread_answers(campaign, key))
                    << key.first << " " << key.second << ": sent twice, and not marked\n"
                    << attempts_of(campaign, key.first);
            }
    }

    std::string attempts_of(store::Id campaign, const std::string& phone) {
        std::string lines;
        for (const auto& message : messages(campaign, phone)) {
            lines += fmt::format(" {} {} {}\n", message.text, store::name(message.outcome), message.detail);
            for (const auto& attempt : store->messages.attempts_of(message.id))
                lines += fmt::format("  {} {} {} at {}: {}\n", message.text, attempt.number, store::name(attempt.submission),
                                     (attempt.submitting_at - test::VirtualClock::start_utc).count(), attempt.failure);
        }
        for (const auto& event : truth("submitted", phone)) lines += " truth: " + event.dump() + "\n";
        for (const auto& event : truth("send", phone)) lines += " truth: " + event.dump() + "\n";
        return lines;
    }

    // What was deleted from a modem is in the database.
    void expect_no_inbound_lost() {
        const auto deleted = truth("deleted");
        EXPECT_GT(deleted.size(), static_cast<std::size_t>(fleet_size));
        const auto lost = test::lost_inbound(*store, deleted);
        EXPECT_TRUE(lost.empty()) << "deleted and not kept: " << fmt::format("{}", fmt::join(lost, "\n"));
    }

    void expect_true_outcomes(store::Id campaign) {
        for (const auto& phone : phones) {
            const auto meter = target(campaign, phone);
            const bool right = applied(phone) == profile;
            if (meter.outcome == store::MeterOutcome::confirmed) {
                EXPECT_TRUE(right) << phone;
            } else if (meter.outcome == store::MeterOutcome::no_reply || meter.outcome == store::MeterOutcome::uncertain) {
                // The last message of it went unanswered: fewer answers than messages came.
                EXPECT_LT(answered(campaign, phone), messages(campaign, phone).size()) << phone;
            } else if (meter.outcome == store::MeterOutcome::failed) {
                // The network, or the modem, refused one of its messages for good: that is one of the faults.
                EXPECT_NE(meter.detail.find("ERROR"), std::string::npos) << phone << ": " << meter.detail;
                if (right && messages(campaign, phone).back().kind != "query") {
                    EXPECT_TRUE(any_misread(campaign, phone)) << phone << "\n" << attempts_of(campaign, phone);
                }
            } else if (meter.outcome == store::MeterOutcome::mismatch || meter.outcome == store::MeterOutcome::partial ||
                       meter.outcome == store::MeterOutcome::undeliverable) {
                EXPECT_FALSE(right) << phone << "\n" << attempts_of(campaign, phone);
            } else if (meter.outcome == store::MeterOutcome::stored) {
                // Whether it restarted is what nobody could tell.
                EXPECT_EQ(as_map(*world->stored(phone)), profile) << phone;
            } else {
                ADD_FAILURE() << phone << ": " << store::name(meter.outcome) << ": " << meter.detail << "\n"
                              << attempts_of(campaign, phone);
            }
        }
    }
    std::size_t answered(store::Id campaign, const std::string& phone) {
        std::size_t count = 0;
        for (const auto& message : messages(campaign, phone))
            if (message.outcome == store::Outcome::confirmed) ++count;
        return count;
    }

    std::vector<std::string> phones;
    const std::map<std::string, std::string> profile{
        {"mode", "6"},    {"apn", "m2m.example"}, {"user", "meter"}, {"psw", "hush"}, {"dns", "collect.example"},
        {"port", "4059"}, {"timeout", "600"},     {"reset", "12"}};
};

class FaultCampaignOf : public FaultCampaign, public testing::WithParamInterface<Case> {};

TEST_P(FaultCampaignOf, EndsAsTheTruthIs) {
    make_faulty_world(GetParam().seed, GetParam().personality);
    const auto campaign = apply(phones);
    const auto report = run(campaign);
    EXPECT_EQ(report.end, LineReport::End::finished) << report.reason;
    // What is on its way arrives, and restarts end.
    clock.advance(30min);
    world->advance(clock.now());
    EXPECT_GE(tally(campaign)[store::MeterOutcome::confirmed], fleet_size * 70 / 100);
    expect_every_send_accounted_for(campaign);
    expect_no_inbound_lost();
    expect_true_outcomes(campaign);
}

INSTANTIATE_TEST_SUITE_P(Modems, FaultCampaignOf, testing::ValuesIn(cases()), [](const auto& one) {
    std::string name = one.param.personality + "_" + std::to_string(one.param.seed);
    std::ranges::replace(name, '-', '_');
    return name;
});

}  // namespace
}  // namespace gsmcfg::service
