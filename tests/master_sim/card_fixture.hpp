// A SIM in a simulated modem, to be written with the settings of a module.
#pragma once

#include "gsmcfg/master_sim/manifest.hpp"
#include "gsmcfg/master_sim/verification.hpp"
#include "gsmcfg/master_sim/writer.hpp"
#include "gsmcfg/sim/meter_boot.hpp"
#include "gsmcfg/sim/world.hpp"
#include "support/sim_link.hpp"
#include "support/virtual_clock.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace gsmcfg::master_sim {

using namespace std::chrono_literals;

inline constexpr const char* password = "87654321";
inline constexpr const char* meter_phone = "+99900100001";

// The sample profile's settings.
inline meter::Settings sample_settings() {
    return {{"apn", "m2m.example"}, {"user", "meter"},  {"psw", "secret7"}, {"dns", "collect.example"},
            {"port", "4059"},       {"timeout", "300"}, {"reset", "24"},    {"mode", "client"}};
}

inline ContentRequest sample_request() {
    ContentRequest request;
    request.settings = sample_settings();
    request.credential_name = "default";
    request.credential = base::Secret(password);
    request.sender = sms::Address::of(*base::PhoneNumber::from_e164("+99900000077"));
    request.time = {std::chrono::sys_days(std::chrono::year(2026) / 3 / 1) + 12h, 3h};
    return request;
}

inline const meter::Dialect& dialect() {
    static const auto found = meter::find_embedded(meter::default_dialect);
    return *found;
}

inline Content sample_content(const ContentRequest& request = sample_request()) {
    auto content = compose_content(dialect(), request);
    if (!content) throw std::runtime_error(content.error().message());
    return std::move(*content);
}

class CardTest : public testing::Test {
protected:
    void start(std::string personality = "generic", std::size_t places = 20) {
        card.reset();
        channel.reset();
        options.personality = std::move(personality);
        options.storage = places;
        sim::Fleet fleet;
        sim::MeterSpec meter;
        meter.phone = meter_phone;
        meter.serial = "011720163007919";
        meter.password = password;
        fleet.meters.push_back(meter);
        world = std::make_unique<sim::World>(options, fleet, clock.now());
        channel = std::make_unique<modem::ModemChannel>(
            "modem0",
            [this](base::StopToken) -> base::Result<std::unique_ptr<link::ByteLink>> {
                auto opened = test::SimLink::open(*world, clock);
                if (!opened) return base::fail(std::move(opened.error()));
                (*opened)->before_each_call([this] {
                    if (hook) hook();
                });
                return std::unique_ptr<link::ByteLink>(std::move(*opened));
            },
            clock, modem_options);
        card = std::make_unique<Card>(*channel);
        const auto opened = card->open({});
        ASSERT_TRUE(opened) << opened.error().message();
    }
    void plan(sim::Fault fault, unsigned nth) {
        sim::Faults faults;
        faults.planned.push_back({fault, nth});
        world->modem(0).set_faults(faults);
    }
    CardContents contents() {
        auto found = card->contents({});
        if (!found) throw std::runtime_error(found.error().message());
        return std::move(*found);
    }
    WriteReport write(const Content& content, WriteOptions write_options = {}, base::StopToken stop = {}) {
        const auto before = contents();
        return write_content(*card, content, before, write_options, stop);
    }
    // What is on the SIM, as the simulator knows it.
    std::vector<sim::SmsRecord> truth() {
        world->advance(clock.now());
        const auto sim = world->modem(0).sim_card();
        return sim ? sim->records : std::vector<sim::SmsRecord>();
    }
    std::size_t used() {
        std::size_t count = 0;
        for (const auto& record : truth()) count += sim::in_use(record) ? 1 : 0;
        return count;
    }
    std::string text_at(std::size_t number) {
        const auto record = truth().at(number - 1);
        return text_of(base::Secret(std::string_view(reinterpret_cast<const char*>(record.data()), record.size()))).reveal();
    }
    std::string boot() {
        const auto boot = world->boot_meter(meter_phone, *world->modem(0).sim_card());
        return boot ? std::string(sim::name(boot->result)) + (boot->problem.empty() ? "" : ": " + boot->problem) : "no meter";
    }

    void TearDown() override {
        hook = nullptr;
        card.reset();
    }

    test::VirtualClock clock;
    sim::WorldOptions options;
    modem::ModemOptions modem_options;
    std::unique_ptr<sim::World> world;
    std::unique_ptr<modem::ModemChannel> channel;
    std::unique_ptr<Card> card;
    std::function<void()> hook;  // before each call of the link
};

}  // namespace gsmcfg::master_sim
