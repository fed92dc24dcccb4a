// A simulated modem as its host sees it: bytes in, bytes out (V.250, TS 27.005, TS 27.007).
#pragma once

#include "gsmcfg/base/clock.hpp"
#include "gsmcfg/sim/fault.hpp"
#include "gsmcfg/sim/personality.hpp"
#include "gsmcfg/sim/sim_card.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::sim {

// What is wrong with the modem's SIM or its surroundings.
enum class Condition {
    none,
    no_sim,        // +CPIN? says that there is no SIM
    pin,           // the SIM asks for its PIN (1234, three attempts)
    unregistered,  // searching: nothing is sent, nothing comes
    no_smsc,       // no service centre number on the SIM
    no_signal,     // +CSQ: 99,99, and not registered
    no_storage,    // +CPMS: (),(),(): it sends, and what comes goes to the host or waits
};

// What goes wrong on purpose. Sends count from 1: every PDU that the modem has taken after Ctrl-Z.
struct Faults {
    std::map<unsigned, unsigned> cms_error;     // the n-th send is refused with this +CMS ERROR; the network gets nothing
    std::set<unsigned> lose_final;              // the network takes the n-th message, the host gets no answer
    std::optional<unsigned> unplug_after_send;  // the network takes the n-th message, then the port is gone
    std::optional<std::chrono::milliseconds> unplug_at;  // since the start of the world; see SimModem::set_faults
    std::vector<PlannedFault> planned;                   // counted from SimModem::set_faults on
};

class ModemCore;

// Owned by a World, used by its thread.
class SimModem {
public:
    explicit SimModem(std::unique_ptr<ModemCore> core);
    ~SimModem();

    // Bytes from the host, in any chunks. Brings the world forward to `now` first. An unplugged modem drops them.
    void feed(std::string_view bytes, base::MonoTime now);
    // Everything that is due to the host by now.
    [[nodiscard]] std::string take_output(base::MonoTime now);

    [[nodiscard]] bool plugged() const;
    // The port is gone, with a command in progress if there is one; what is stored stays.
    void unplug(base::MonoTime now);
    // It comes back with factory settings of the command interface.
    void plug(base::MonoTime now);
    // How often the port has appeared, 1 at the start: who opened it at a smaller count holds a dead descriptor.
    [[nodiscard]] unsigned appearances() const;
    // The host has opened the port: that ends some hangs.
    void reopened(base::MonoTime now);
    // Off and on: ends everything but the condition; the modem starts up in its boot time.
    void power_cycle(base::MonoTime now);

    // Takes the SIM out; nothing if there is none. Meanwhile: CME 10, CMS 310. What is being sent fails.
    std::optional<SimCard> remove_sim(base::MonoTime now);
    // In place of the one that is there, if any. A modem that runs and is SwapNotice::at_restart goes on without a SIM until it
    // starts anew (CFUN=1,1, a power cycle, unplug and plug).
    void insert_sim(SimCard card, base::MonoTime now);
    // Out, a pause, in: what a clerk does.
    void swap_sim(SimCard card, std::chrono::nanoseconds pause, base::MonoTime now);
    // What is in the slot now, noticed or not.
    [[nodiscard]] std::optional<SimCard> sim_card() const;
    // The last one that came out, by remove_sim or Fault::sim_pulled.
    [[nodiscard]] const std::optional<SimCard>& pulled_sim() const;
    // Called at once with the whole card whenever a record or its PIN changes. Null for none.
    void on_sim_change(std::function<void(const SimCard&)> sink);

    void set_condition(Condition condition, base::MonoTime now);
    void set_faults(const Faults& faults);
    // An unsolicited line, such as "^RSSI: 12": between lines, never inside one.
    void say(std::string_view line, base::MonoTime now);

    [[nodiscard]] const Personality& personality() const;
    // Nothing arrives (Fault::deaf); nothing is answered (Fault::hang, Fault::freeze).
    [[nodiscard]] bool deaf() const;
    [[nodiscard]] bool hung() const;
    [[nodiscard]] const std::string& own_number() const;  // "+99900000001" is the first modem's
    [[nodiscard]] const std::string& imei() const;
    // Of the SIM in use; what the modem remembers of the last one while it is out.
    [[nodiscard]] const std::string& imsi() const;
    [[nodiscard]] const std::string& iccid() const;
    // Messages in the SIM's storage.
    [[nodiscard]] std::size_t stored() const;
    // Sends so far, as Faults counts them.
    [[nodiscard]] unsigned sends() const;

private:
    std::unique_ptr<ModemCore> core_;
};

}  // namespace gsmcfg::sim
