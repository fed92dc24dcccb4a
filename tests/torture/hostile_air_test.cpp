// What anybody can send to a modem's number: floods, endless messages, texts that want to be executed, strangers who answer.
#include "gsmcfg/service/inbound_desk.hpp"
#include "gsmcfg/sms/deliver.hpp"
#include "service/worker_fixture.hpp"
#include "support/amount.hpp"
#include "support/resident_memory.hpp"

#include <fmt/format.h>

namespace gsmcfg::service {
namespace {

using namespace std::chrono_literals;

class HostileAir : public WorkerTest {
protected:
    void make_quick_world(int meters) {
        world_options.send_latency = 1s;
        world_options.reply_delay = 2s;
        world_options.storage = 20;
        phones = make_fleet(meters);
    }
    // Everything that was received, by text.
    std::map<std::string, int> received() {
        std::map<std::string, int> texts;
        store->inbox.each([&](const store::InboundMessage& message) { ++texts[message.text]; });
        return texts;
    }
    void expect_all_confirmed(store::Id campaign) {
        clock.advance(2min);  // the restart of the last one
        world->advance(clock.now());
        EXPECT_EQ(tally(campaign)[store::MeterOutcome::confirmed], static_cast<std::int64_t>(phones.size()));
        EXPECT_EQ(row(campaign).possible_duplicates, 0);
    }
    std::vector<std::string> phones;
};

TEST_F(HostileAir, AFloodIsFiledWholeAndTheCampaignGoesOn) {
    make_quick_world(5);
    const int flood = test::amount("GSMCFG_FLOOD", 500);
    const auto campaign = apply(phones);
    int sent = 0;
    std::int64_t kilobytes = 0;
    on_link_call = [&] {
        if (sent == flood / 4) kilobytes = test::resident_kilobytes();
        // As many as come while the modem does one thing, and never more than it has room for.
        for (int i = 0; i < 8 && sent < flood && world->modem(0).stored() < 18; ++i, ++sent)
            world->send_to_modem(0, fmt::format("+99977{:06}", sent % 700), fmt::format("win a prize, no. {}", sent));
    };
    EXPECT_EQ(run(campaign).end, LineReport::End::finished);
    on_link_call = nullptr;
    // What is left of it comes while the next one is at work.
    EXPECT_EQ(run(apply({phones[0]})).end, LineReport::End::finished);
    expect_all_confirmed(campaign);
    const auto all = received();
    int filed = 0;
    for (int i = 0; i < sent; ++i) filed += all.contains(fmt::format("win a prize, no. {}", i)) ? 1 : 0;
    EXPECT_EQ(filed, sent);
    EXPECT_GT(sent, flood / 2);
    if (test::memory_is_its_own) {
        EXPECT_LT(test::resident_kilobytes() - kilobytes, 20'000) << "kB for the rest of the flood";
    }
}

TEST_F(HostileAir, AStrangerWhoAnswersForEveryMeterChangesNothing) {
    make_quick_world(5);
    const auto campaign = apply(phones);
    std::size_t answered = 0;
    on_link_call = [&] {
        const auto sends = truth("submitted");
        for (; answered < sends.size(); ++answered)
            for (const auto* reply : {"GS04\n011700001\nAPN: evil.example\nUSER: x\nPSW: y\n", "GS04\n011700001\n0x02\n", "OK"})
                world->send_to_modem(0, "+99977700001", reply);
    };
    EXPECT_EQ(run(campaign).end, LineReport::End::finished);
    expect_all_confirmed(campaign);
    EXPECT_GT(answered, 30U);
    for (const auto& phone : phones) EXPECT_EQ(applied(phone).at("apn"), "m2m.example");
    store->inbox.each([&](const store::InboundMessage& message) {
        if (message.phone == "+99977700001") {
            EXPECT_FALSE(message.message) << message.text;
        }
    });
}

TEST_F(HostileAir, TextsThatWantToBeExecutedAreOnlyKept) {
    make_quick_world(3);
    const std::string bomb(1500, 'a');
    const std::vector<std::string> texts{
        "\x1b[2J\x1b]0;owned\x07",
        "=cmd|'/C calc'!A0",
        "+1+1)*cmd|'/C calc'!A0",
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "'; DROP TABLE message; --",
        "$(touch owned) `touch owned` | touch owned",
        "\r\nOK\r\n+CMGS: 7\r\n\r\nOK\r\n",
        "\r\n+CMTI: \"SM\",1\r\n",
        "((((((((((a+)+)+)+)+)+)+)+)+)+)+$",
        bomb + "!",
        "\u202egnirts \u0000\ufeff",
        std::string(9000, 'x'),
        "%s%s%s%n {} {0} {:>99999}",
    };
    const auto campaign = apply(phones);
    std::size_t next = 0;
    on_link_call = [&] {
        if (next == texts.size() * 2 || world->modem(0).stored() > 0) return;
        const auto& text = texts[next / 2];
        // From a stranger, and from the very meter that an answer is awaited of.
        world->send_to_modem(0, next % 2 == 0 ? "+99977700002" : phones[next % phones.size()], text);
        ++next;
    };
    EXPECT_EQ(run(campaign).end, LineReport::End::finished);
    on_link_call = nullptr;
    EXPECT_EQ(next, texts.size() * 2) << "all were sent";
    expect_all_confirmed(campaign);
    for (const auto& phone : phones) EXPECT_EQ(applied(phone).at("apn"), "m2m.example") << outcome(campaign, phone);
    EXPECT_GE(received().size(), texts.size());
}

// Parts of messages that never end, each of another one; and one message that begins again and again.
class EndlessParts : public HostileAir, public ::testing::WithParamInterface<bool> {};

TEST_P(EndlessParts, TakeNoMemory) {
    const int parts = test::amount("GSMCFG_ENDLESS_PARTS", 3000);
    const bool one_message = GetParam();
    base::NumberingPlan numbering;
    InboundDesk desk(*database, credentials, numbering);
    constexpr int batch = 100;
    std::int64_t kilobytes = 0;
    for (int done = 0; done < parts; done += batch) {
        std::vector<KeptItem> items;
        for (int i = done; i < done + batch; ++i) {
            const auto sender = fmt::format("+99977{:06}", one_message ? 1 : i % 5000);
            sms::Deliver deliver;
            deliver.originator = sms::Address::of(*base::PhoneNumber::from_e164(sender));
            deliver.dcs = sms::make_dcs(sms::Alphabet::gsm7);
            deliver.user_data = *sms::make_user_data(fmt::format("part {}", i), sms::Alphabet::gsm7);
            const auto reference = static_cast<std::uint16_t>(one_message ? 7 : i / 5000);
            const auto number = static_cast<std::uint8_t>(one_message ? 1 + i % 200 : 1 + i % 255);
            deliver.user_data.header = sms::make_concat_header({.reference = reference, .total = 255, .part = number});
            channel::Inbound inbound;
            inbound.originator = sender;
            inbound.number = *base::PhoneNumber::from_e164(sender);
            inbound.tpdu = *sms::encode_deliver(deliver);
            items.emplace_back(std::move(inbound));
        }
        desk.file("modem0", "999700000000001", items, clock.utc());
        if (done == parts / 3 / batch * batch) kilobytes = test::resident_kilobytes();
    }
    if (test::memory_is_its_own) {
        EXPECT_LT(test::resident_kilobytes() - kilobytes, 20'000) << "kB";
    }
    // Each part looks at those before it: they must not become ever more.
    if (one_message) {
        EXPECT_LE(store->inbox.parts("+99977000001", 7, 255).size(), 2U * 255);
    }

    // They are given up, some at a time, beside a campaign that does not wait for them.
    clock.advance(20min);
    make_quick_world(3);
    const auto campaign = apply(phones);
    EXPECT_EQ(run(campaign).end, LineReport::End::finished);
    expect_all_confirmed(campaign);
    std::int64_t incomplete = 0;
    store->inbox.each(
        [&](const store::InboundMessage& message) { incomplete += message.kind == store::InboundKind::incomplete ? 1 : 0; });
    EXPECT_GT(incomplete, 0);
}

INSTANTIATE_TEST_SUITE_P(Of, EndlessParts, testing::Bool(),
                         [](const auto& one) { return one.param ? "one_message" : "many_messages"; });

}  // namespace
}  // namespace gsmcfg::service
