// A campaign of 1,000 simulated meters with every behaviour among them, checked message by message against the simulator's log.
#include "worker_fixture.hpp"

#include <algorithm>
#include <set>

namespace gsmcfg::service {
namespace {

using namespace std::chrono_literals;

constexpr int fleet_size = 1000;
// One meter in ten misbehaves; these take turns.
constexpr const char* behaviours[] = {
    "silent",          "off",          "wrong-value",          "garbled",        "slow=120",    "one-way",
    "duplicate-reply", "lost-reply=1", "restart-before-reply", "no-mode-reply",  "error=0x02",  "error-on=dns:0x05",
    "stranger",        "mode-name",    "empty-as-dash",        "late-first=400", "unsolicited", "lost-reply=3"};

TEST_F(WorkerTest, AThousandMetersWithEveryBehaviourAgreeWithTheTruth) {
    world_options.send_latency = 100ms;
    world_options.reply_delay = 2s;
    std::string fleet;
    std::vector<std::string> phones;
    for (int i = 1; i <= fleet_size; ++i) {
        phones.push_back(phone_of(i));
        fleet +=
            meter_line(phones.back(), i % 10 == 0 ? behaviours[static_cast<std::size_t>(i / 10) % std::size(behaviours)] : "");
    }
    make_world(fleet);
    const auto campaign = apply(phones);
    EXPECT_EQ(run(campaign).end, LineReport::End::finished);
    clock.advance(30min);
    world->advance(clock.now());

    // Outcomes sum to the number of meters.
    std::int64_t sum = 0;
    for (const auto& [outcome, count] : tally(campaign)) sum += count;
    EXPECT_EQ(sum, fleet_size);
    EXPECT_GE(tally(campaign)[store::MeterOutcome::confirmed], fleet_size * 9 / 10);

    // Whatever was sent is an attempt in the database, and the other way round, message by message in the same order.
    std::map<std::string, std::vector<std::string>> sent;
    for (const auto& event : truth("submitted"))
        sent[event.at("destination").string().value()].push_back(event.at("text").string().value());
    EXPECT_EQ(row(campaign).sms_sent, static_cast<std::int64_t>(truth("submitted").size()));
    std::map<std::string, store::Target> targets;
    store->targets.each(campaign, [&](const store::Target& target) { targets.emplace(target.phone, target); });
    const std::map<std::string, std::string> profile{
        {"mode", "6"},    {"apn", "m2m.example"}, {"user", "meter"}, {"psw", "hush"}, {"dns", "collect.example"},
        {"port", "4059"}, {"timeout", "600"},     {"reset", "12"}};
    for (const auto& phone : phones) {
        const auto& target = targets.at(phone);
        std::vector<std::pair<store::Id, std::string>> recorded;
        for (const auto& message : store->messages.of_target(target.id))
            for (const auto& attempt : store->messages.attempts_of(message.id)) {
                auto text = message.text;
                text.replace(text.find("{credential}"), std::string("{credential}").size(), password);
                recorded.emplace_back(attempt.id, std::move(text));
            }
        std::ranges::sort(recorded);
        std::vector<std::string> texts;
        for (auto& [id, text] : recorded) texts.push_back(std::move(text));
        EXPECT_EQ(texts, sent[phone]) << phone << " " << store::name(target.outcome);
        // A confirmed meter really runs on the profile; nobody is left in the middle of a restart that was not meant.
        if (target.outcome == store::MeterOutcome::confirmed) {
            EXPECT_EQ(applied(phone), profile) << phone;
        }
        if (target.outcome != store::MeterOutcome::confirmed && target.outcome != store::MeterOutcome::stored) {
            EXPECT_EQ(world->restarts(phone), 0U) << phone << " " << store::name(target.outcome);
        }
    }

    // No inbound message is missing, and none is left on the modem.
    std::size_t delivered = 0;
    for (const auto& event : truth("inbound"))
        if (event.at("kind").string() == "message") ++delivered;
    std::size_t kept = 0;
    store->inbox.each([&](const store::InboundMessage& message) {
        if (message.kind != store::InboundKind::report) kept += 1 + static_cast<std::size_t>(message.seen_again);
    });
    EXPECT_LE(kept, delivered);
    EXPECT_GE(kept + world->modem(0).stored(), delivered) << "but what came after the end waits on the SIM";
}

}  // namespace
}  // namespace gsmcfg::service
