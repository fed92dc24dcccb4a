// The network between modems and meters: carries, holds, loses, repeats, lets expire, reports.
#pragma once

#include "gsmcfg/sim/world.hpp"
#include "sim/event_queue.hpp"
#include "sim/fault_source.hpp"
#include "sim/meter.hpp"
#include "sim/meter_startup.hpp"
#include "sim/random.hpp"
#include "sim/tpdu.hpp"
#include "sim/truth_log.hpp"

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace gsmcfg::sim {

class ModemCore;

// A unit on its way to a modem.
struct Inbound {
    base::Octets tpdu;
    bool report = false;
    std::string from;  // for the log, like text
    std::string text;
    unsigned reply = 0;  // the meter's reply that it carries; 0 = none
    std::string to{};    // the number of the SIM that it is for
};

// TP-ST of §9.2.3.15.
enum class Discharge : std::uint8_t { received = 0x00, expired = 0x46 };

class Network {
public:
    Network(const WorldOptions& options, EventQueue& queue, const TruthLog& log, Fleet fleet);

    void attach(ModemCore& modem) { modems_.push_back(&modem); }
    [[nodiscard]] static std::string_view service_centre() { return "+99990000000"; }

    // The network takes a message from a modem.
    void submit(std::size_t modem, const Submit& submit, const base::Octets& tpdu);
    // A modem can take messages again, or has a free place.
    void modem_ready(std::size_t modem);
    // A time stamp that several copies of one message share; set by the first of them.
    using SharedStamp = std::shared_ptr<std::optional<base::UtcTime>>;
    void send_text(std::size_t modem, const std::string& from, const std::string& text, std::chrono::nanoseconds delay,
                   const SharedStamp& stamp = nullptr, unsigned reply = 0);

    bool power(std::string_view phone, bool on);
    // The card in a meter (GS04, GB04). Nothing happens before it starts anew; false, null: no such meter, or no card in it.
    bool insert_card(std::string_view phone, SimCard card);
    std::optional<SimCard> remove_card(std::string_view phone);
    [[nodiscard]] const SimCard* card(std::string_view phone) const;
    // Starts with that card at once, until it starts no more or most_starts. Nothing if there is no such meter.
    [[nodiscard]] std::optional<MeterBoot> boot(std::string_view phone, const SimCard& card);
    [[nodiscard]] const Device* find(std::string_view phone) const;
    // Null for a device of another family too.
    [[nodiscard]] const SimMeter* find_module(std::string_view phone) const;
    [[nodiscard]] std::size_t meter_count() const { return stations_.size(); }
    // What waits for each modem, then what each meter holds.
    void write_final() const;

private:
    struct Carried {
        std::size_t modem;
        std::string from;
        Submit submit;
        base::MonoTime taken;
        base::MonoTime expires;
        bool done = false;
    };
    using CarriedPtr = std::shared_ptr<Carried>;
    // A meter and its place in the network.
    struct Station {
        Station(MeterSpec spec, std::uint64_t seed)
            : random(seed, spec.phone), on(!spec.behaviour.off), device(make_device(std::move(spec))) {}
        Random random;
        bool on;
        bool restarting = false;
        unsigned boots = 0;  // tells the end of this restart from that of a cancelled one
        unsigned commands = 0;
        unsigned replies = 0;
        std::deque<CarriedPtr> held;
        std::map<std::pair<std::string, unsigned>, std::map<unsigned, std::string>> fragments;
        std::unique_ptr<Device> device;
        SimMeter* module = dynamic_cast<SimMeter*>(device.get());  // null: a device of another family
        std::optional<SimCard> card{};
        unsigned card_starts = 0;  // in a row, because of MODE on the card
    };

    void carry(const CarriedPtr& message, std::chrono::nanoseconds delay, Station& station);
    void arrive(const CarriedPtr& message, Station& station);
    void expire(const CarriedPtr& message);
    void deliver(const CarriedPtr& message, Station& station);
    void report(const Carried& message, Discharge status);
    [[nodiscard]] static std::optional<std::string> assemble(Station& station, const Carried& message);
    void command(Station& station, const Carried& message, const std::string& text);
    void begin_restart(Station& station, std::chrono::nanoseconds duration);
    void end_restart(Station& station);
    [[nodiscard]] Startup start(Station& station);
    void log_startup(const Station& station, const Startup& startup) const;
    void clear_card(Station& station);
    [[nodiscard]] std::chrono::nanoseconds restart_time(Station& station) const;
    [[nodiscard]] std::chrono::nanoseconds reply_delay(Station& station, const Device::Response& response) const;
    void plan_reply(Station& station, std::size_t modem, const std::string& text, std::chrono::nanoseconds delay);
    void send_reply(Station& station, std::size_t modem, const std::string& text, bool lost, const SharedStamp& stamp);
    [[nodiscard]] base::UtcTime stamp_of(const std::string& from, const SharedStamp& shared);
    void to_modem(std::size_t modem, Inbound inbound);
    void drain(std::size_t modem);
    // More delay by Fault::reorder and Fault::late.
    [[nodiscard]] std::chrono::nanoseconds fault_delay();
    [[nodiscard]] base::UtcTime utc() const;

    const WorldOptions& options_;
    EventQueue& queue_;
    const TruthLog& log_;
    Random random_;
    FaultSource chance_;
    unsigned replies_ = 0;
    unsigned concat_reference_ = 0;
    std::vector<ModemCore*> modems_;
    std::vector<std::unique_ptr<Station>> stations_;
    std::unordered_map<std::string, Station*> by_phone_;
    std::unordered_map<std::string, std::chrono::sys_seconds> last_stamps_;  // by sender
    std::map<std::size_t, std::deque<Inbound>> waiting_;                     // for each modem
};

}  // namespace gsmcfg::sim
