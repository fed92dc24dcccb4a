// A simulated world: modems, a network and meters in virtual time. Everything random comes from one seed.
#pragma once

#include "gsmcfg/base/clock.hpp"
#include "gsmcfg/base/json.hpp"
#include "gsmcfg/sim/fleet.hpp"
#include "gsmcfg/sim/meter_boot.hpp"
#include "gsmcfg/sim/modem.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::sim {

struct WorldOptions {
    std::uint64_t seed = 1;
    std::size_t modems = 1;
    std::chrono::milliseconds send_latency{500};            // Ctrl-Z to +CMGS; the network takes the message at its end
    std::chrono::milliseconds transit{0};                   // acceptance to the meter
    std::chrono::milliseconds reply_delay{2000};            // a command's delivery to its reply's arrival at the modem
    std::chrono::milliseconds report_delay{0};              // delivery (or expiry) to the status report's arrival at the modem
    std::chrono::milliseconds jitter{0};                    // at most so much more transit
    std::optional<std::chrono::milliseconds> restart_time;  // a meter's; else 15–30 s, by the seed
    std::size_t storage = 30;                               // places of the SIM's storage
    std::chrono::milliseconds redelivery{200};              // a place is free, to the next waiting message
    std::chrono::seconds default_validity{72 * 3600};       // of messages without TP-VP
    double loss = 0;                                        // rates, 0–1: commands and replies alike
    double duplicates = 0;
    double reordering = 0;  // so many are late by up to reorder_delay
    std::chrono::milliseconds reorder_delay{10000};
    std::string personality{"generic"};      // of every modem; see personalities()
    std::vector<std::string> personalities;  // of the first modems, in place of that
    std::vector<SimCard> sims;               // in the first modems; those without an ICCID, and the rest, are blank ones
    bool chatter = true;                     // false: no unsolicited lines at intervals, whatever the personality
    FaultRates faults;                       // of every modem and the network
    double balance = 100;                    // credit of each SIM, as AT+CUSD=1,"*100#" tells it
    double price = 0;                        // of each message that the network takes
    Condition condition = Condition::none;   // of every modem
    base::UtcTime start_utc{std::chrono::milliseconds(1'772'355'600'000)};  // 2026-03-01 09:00 UTC: the base of all time stamps
    int zone_quarters = 0;                                                  // zone of the service centre's time stamps
};

// The ground truth, an object an event: {"event": "…", "t_ms": …, …}. src/sim/README.md lists the events.
using LogSink = std::function<void(const base::Json&)>;

// One thread. The names of personalities and families must exist (std::invalid_argument). Times are the host's; t_ms counts
// from `start`.
class World {
public:
    World(WorldOptions options, Fleet fleet, base::MonoTime start, LogSink log = {});
    ~World();
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    [[nodiscard]] SimModem& modem(std::size_t index);
    [[nodiscard]] std::size_t modem_count() const;
    [[nodiscard]] std::size_t meter_count() const;

    // When something happens next without more bytes from a host.
    [[nodiscard]] std::optional<base::MonoTime> next_event() const;
    // Everything up to `now` happens, in order. Never goes back.
    void advance(base::MonoTime now);

    // Switches a meter off, or on again: then it starts up with its stored settings and gets what waits for it.
    // False if no meter has that number.
    bool power(std::string_view phone, bool on);

    // A SIM in a GS04 or GB04 meter, whatever number it has: the meter keeps its own. It is read when the meter starts the next
    // time (power off and on, MODE). False, null: there is no such meter, or no SIM in it.
    bool insert_sim(std::string_view phone, SimCard card);
    std::optional<SimCard> remove_sim(std::string_view phone);
    [[nodiscard]] const SimCard* sim(std::string_view phone) const;
    // The same at once, without waiting: the meter is on, starts with that SIM and starts anew as often as MODE on it asks for,
    // at most most_starts. The card is not changed by it. Nothing if no meter has that number.
    std::optional<MeterBoot> boot_meter(std::string_view phone, const SimCard& card);

    // A text from any number to a modem, as if sent by a stranger or the operator. It arrives at once.
    void send_to_modem(std::size_t modem, std::string_view from, std::string_view text);
    // Null if no GS04/GB04 has that number.
    [[nodiscard]] const Settings* stored(std::string_view phone) const;
    [[nodiscard]] const Settings* applied(std::string_view phone) const;
    // The same by name, for devices of all families. Empty if no device has that number.
    [[nodiscard]] SettingValues stored_values(std::string_view phone) const;
    [[nodiscard]] SettingValues applied_values(std::string_view phone) const;
    [[nodiscard]] std::optional<unsigned> restarts(std::string_view phone) const;

    // Writes the event "final" for each meter, in the order of the fleet.
    void write_final();

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace gsmcfg::sim
