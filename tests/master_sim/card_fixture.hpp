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

// What a test does to the line: before each write, which it may change, and before each read, which it may make fail.
struct LineTap {
    std::function<void(std::string& bytes)> on_write;
    std::function<std::optional<base::Error>()> on_read;
    std::shared_ptr<link::TraceFile> trace;
};

class TappedLink final : public link::ByteLink {
public:
    TappedLink(std::unique_ptr<link::ByteLink> inner, const LineTap& tap) : inner_(std::move(inner)), tap_(tap) {}
    base::Result<std::size_t> read_some(std::span<char> buffer, base::MonoTime deadline, base::StopToken stop) override {
        if (tap_.on_read)
            if (auto error = tap_.on_read()) return base::fail(std::move(*error));
        return inner_->read_some(buffer, deadline, stop);
    }
    base::Result<void> write_all(std::string_view bytes, base::MonoTime deadline) override {
        std::string sent(bytes);
        if (tap_.on_write) tap_.on_write(sent);
        return inner_->write_all(sent, deadline);
    }
    base::Clock& clock() override { return inner_->clock(); }
    std::string name() const override { return inner_->name(); }

private:
    std::unique_ptr<link::ByteLink> inner_;
    const LineTap& tap_;
};

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

inline std::string all_said(const WriteReport& report) {
    std::string text = report.error ? report.error->message() + "\n" : "";
    for (const auto& one : report.failed) text += std::string(name(one.way)) + ": " + one.why_not + "\n";
    for (const auto& one : report.records)
        text += one.settings + " " + std::string(name(one.fate)) + " " + std::to_string(one.place) + " " + one.note + "\n";
    return text;
}

inline WriteOptions only(Way way) {
    WriteOptions options;
    options.only = way;
    return options;
}

class CardTest : public testing::Test {
protected:
    void start(std::string personality = "generic", std::size_t places = 20) {
        tap = {};
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
        make_card();
        const auto opened = card->open({});
        ASSERT_TRUE(opened) << opened.error().message();
    }
    // A new channel to the modem, and a card that is not open yet.
    void make_card() {
        channel = std::make_unique<modem::ModemChannel>(
            "modem0",
            [this](base::StopToken) -> base::Result<std::unique_ptr<link::ByteLink>> {
                auto opened = test::SimLink::open(*world, clock);
                if (!opened) return base::fail(std::move(opened.error()));
                (*opened)->before_each_call([this] {
                    if (hook) hook();
                });
                auto line = std::unique_ptr<link::ByteLink>(std::make_unique<TappedLink>(std::move(*opened), tap));
                if (!tap.trace) return line;
                line = std::make_unique<link::TraceLink>(std::move(line), tap.trace, modem_options.mask, clock.now());
                return line;
            },
            clock, modem_options);
        card = std::make_unique<Card>(*channel);
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
        if (!write_options.save)
            write_options.save = [this](const std::vector<CardRecord>& records) -> base::Result<void> {
                saved.insert(saved.end(), records.begin(), records.end());
                return {};
            };
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
    bool has_text(const std::string& text) {
        for (std::size_t number = 1; number <= truth().size(); ++number)
            if (text_at(number) == text) return true;
        return false;
    }
    // A message that has reached the SIM when this returns.
    void arrive(const std::string& text) {
        world->send_to_modem(0, "+99900000055", text);
        clock.advance(10s);
        world->advance(clock.now());
    }
    std::string boot() {
        const auto boot = world->boot_meter(meter_phone, *world->modem(0).sim_card());
        return boot ? std::string(sim::name(boot->result)) + (boot->problem.empty() ? "" : ": " + boot->problem) : "no meter";
    }

    void TearDown() override {
        hook = nullptr;
        tap.on_write = nullptr;
        tap.on_read = nullptr;
        card.reset();
    }

    test::VirtualClock clock;
    LineTap tap;
    sim::WorldOptions options;
    modem::ModemOptions modem_options;
    std::unique_ptr<sim::World> world;
    std::unique_ptr<modem::ModemChannel> channel;
    std::unique_ptr<Card> card;
    std::function<void()> hook;     // before each call of the link
    std::vector<CardRecord> saved;  // what write() kept before it was deleted
};

}  // namespace gsmcfg::master_sim
