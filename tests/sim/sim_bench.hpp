// A world, a clock and a host's hands for the simulator's own tests.
#pragma once

#include "gsmcfg/sim/world.hpp"
#include "sim/tpdu.hpp"
#include "support/virtual_clock.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::test {

inline constexpr std::string_view meter_phone = "+99900100001";
inline constexpr std::string_view other_phone = "+99900100002";

inline sim::MeterSpec make_meter(std::string_view phone = meter_phone, std::string_view behaviour = "") {
    sim::MeterSpec spec;
    spec.phone = phone;
    spec.serial = "011720163000001";
    spec.behaviour = sim::parse_behaviour(behaviour).value();
    return spec;
}

inline sim::WorldOptions quick_options() {
    sim::WorldOptions options;
    options.send_latency = std::chrono::milliseconds(2000);
    options.reply_delay = std::chrono::milliseconds(5000);
    options.restart_time = std::chrono::milliseconds(20000);
    return options;
}

class SimBench {
public:
    explicit SimBench(std::vector<sim::MeterSpec> meters = {make_meter()}, sim::WorldOptions options = quick_options())
        : world(options, sim::Fleet{std::move(meters)}, VirtualClock::start,
                [this](const base::Json& event) { log.push_back(event); }) {}

    // Types the bytes; what the modem says at once.
    std::string type(std::string_view bytes, std::size_t modem = 0) {
        world.modem(modem).feed(bytes, clock.now());
        return world.modem(modem).take_output(clock.now());
    }
    // A command line without echo.
    std::string at(std::string_view command, std::size_t modem = 0) { return type(std::string(command) + "\r", modem); }
    // Echo off, numeric errors, announcements and reports on.
    void bring_up(std::size_t modem = 0) {
        at("ATE0", modem);
        at("AT+CMEE=1", modem);
        at("AT+CNMI=2,1,0,1,0", modem);
    }
    // Lets time pass, event by event; what the first modem says meanwhile.
    std::string pass(std::chrono::milliseconds period) {
        const auto end = clock.now() + period;
        std::string said;
        while (world.next_event() && *world.next_event() <= end) {
            clock.advance_to(*world.next_event());
            said += world.modem(0).take_output(clock.now());
        }
        clock.advance_to(end);
        return said + world.modem(0).take_output(clock.now());
    }
    // Sends a unit; what the modem says until the end of the send.
    std::string send(const sim::Submit& submit, std::size_t modem = 0) {
        const auto tpdu = sim::encode_submit(submit);
        type("AT+CMGS=" + std::to_string(tpdu.size()) + "\r", modem);
        type("00" + base::to_hex(tpdu) + "\x1A", modem);
        return pass(std::chrono::milliseconds(2000));
    }
    std::string send_text(std::string_view text, std::string_view to = meter_phone) { return send(submit(text, to)); }
    static sim::Submit submit(std::string_view text, std::string_view to = meter_phone) {
        sim::Submit unit;
        unit.destination = sim::make_address(to);
        unit.text = text;
        return unit;
    }
    // The texts of all logged events of that kind, under that key.
    [[nodiscard]] std::vector<std::string> logged(std::string_view event, std::string_view key) const {
        std::vector<std::string> values;
        for (const auto& entry : log) {
            if (entry.at("event").string() == event) values.push_back(entry.at(key).string().value_or(entry.at(key).dump()));
        }
        return values;
    }
    // Sends a command and waits a minute: the texts of the replies that reached the modem.
    std::vector<std::string> ask(std::string_view text, std::chrono::milliseconds wait = std::chrono::minutes(1)) {
        const auto before = logged("inbound", "text").size();
        send_text(text);
        pass(wait);
        auto texts = logged("inbound", "text");
        texts.erase(texts.begin(), texts.begin() + static_cast<std::ptrdiff_t>(before));
        return texts;
    }

    std::vector<base::Json> log;
    VirtualClock clock;
    sim::World world;
};

}  // namespace gsmcfg::test
