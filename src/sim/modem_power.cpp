// What starts, stops, hangs and comes back: power, port, radio.
#include <fmt/format.h>

#include <algorithm>

#include "sim/modem_core.hpp"

namespace gsmcfg::sim {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

// AT+CFUN=1,1 is answered before the port goes.
constexpr seconds port_stays{1};

}  // namespace

bool ModemCore::reachable() const { return plugged_ && state_ != State::booting && !hung() && !deaf_ && registration() == 1; }

// <stat> of +CREG, TS 27.007 §7.2.
int ModemCore::registration() const {
    if (cfun_ != 1 || sim_trouble(Needs::sim)) return 0;
    return condition_ == Condition::unregistered || condition_ == Condition::no_signal ? 2 : 1;
}

void ModemCore::registration_changed() {
    const int status = registration();
    if (std::exchange(last_registration_, status) == status) return;
    constexpr std::array<std::string_view, 3> names{"+CREG", "+CGREG", "+CEREG"};
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (creg_[i] == 0) continue;
        const std::string_view cell = creg_[i] == 2 && status == 1 ? ",\"03E8\",\"0000A1B2\"" : "";
        unsolicited(fmt::format("{}: {}{}", names[i], status, cell));
    }
}

void ModemCore::forget_everything() {
    abandon_send(std::nullopt);
    ++sessions_;
    ++hangs_;
    hang_ = Hang::none;
    undeafen();
    strike_ = Strike::none;
    errors_left_ = 0;
    sim_away_ = 0;
    busy_code_ = 0;
    input_.clear();
    line_.clear();
    line_begun_ = false;
    body_.clear();
    held_back_.clear();
    body_done_ = nullptr;
    state_ = State::command;
}

void ModemCore::unplug() {
    if (!plugged_) return;
    forget_everything();
    plugged_ = false;
    output_.clear();
    log_.write("unplugged", [&](base::Json& json) { json.set("modem", index_); });
}

void ModemCore::plug() {
    if (plugged_) return;
    plugged_ = true;
    ++appearances_;
    log_.write("plugged", [&](base::Json& json) { json.set("modem", index_); });
    power_up(personality_.boot_time);
}

void ModemCore::reboot() {
    forget_everything();
    state_ = State::booting;
    reset_interface();
    log_.write("modem_restarted", [&](base::Json& json) { json.set("modem", index_); });
    const unsigned session = sessions_;
    if (!personality_.port_vanishes) {
        queue_.after(personality_.boot_time, [this, session] {
            if (session == sessions_) power_up(personality_.boot_time);
        });
        return;
    }
    queue_.after(port_stays, [this, session] {
        if (session != sessions_) return;
        unplug();
        if (chance_.fires(Fault::mode_switch)) return;
        queue_.after(std::max<nanoseconds>(personality_.boot_time - port_stays, seconds(1)), [this, gone = sessions_] {
            if (gone == sessions_) plug();
        });
    });
}

// The command interface answers from now on; `already` is how long the modem has had power.
void ModemCore::power_up(nanoseconds already) {
    state_ = State::command;
    reset_interface();
    cfun_ = 1;
    pin_open_ = false;
    look_for_card();
    chatters_ = true;
    deafening_line_ = personality_.autobaud;
    for (const BootLine& line : personality_.boot_lines) {
        queue_.after(std::max<nanoseconds>(line.after - already, nanoseconds(0)), [this, session = sessions_, &line] {
            if (session == sessions_ && !(line.needs_sim && card_missing())) unsolicited(filled_in(line.line));
        });
    }
    busy_sim(personality_.sim_busy);
    schedule_chatter();
    network_.modem_ready(index_);
}

void ModemCore::busy_sim(nanoseconds period) {
    if (period <= nanoseconds(0)) return;
    sim_ready_at_ = queue_.now() + period;
    last_registration_ = registration();
    queue_.at(sim_ready_at_, [this, session = sessions_] {
        if (session != sessions_ || queue_.now() < sim_ready_at_) return;
        registration_changed();
        network_.modem_ready(index_);
    });
}

void ModemCore::schedule_chatter() {
    if (!options_.chatter || personality_.chatter.empty()) return;
    queue_.after(personality_.chatter_period, [this, session = sessions_] {
        if (session != sessions_) return;
        const auto& lines = personality_.chatter;
        if (chatters_) unsolicited(filled_in(lines[chatter_random_.up_to(lines.size() - 1)]));
        schedule_chatter();
    });
}

// Once a send: what ends the session within the next lines or seconds, if anything.
void ModemCore::plan_strike() {
    constexpr std::array kinds{std::pair(Fault::restart, Strike::restart), std::pair(Fault::hang, Strike::hang),
                               std::pair(Fault::freeze, Strike::freeze), std::pair(Fault::unplug, Strike::unplug)};
    for (const auto& [fault, kind] : kinds) {
        if (!chance_.fires(fault)) continue;
        Random& random = chance_.random(fault);
        if (random.chance(0.5) && strike_ == Strike::none) {
            strike_ = kind;
            strike_in_ = static_cast<unsigned>(random.up_to(4));
        } else {
            queue_.after(milliseconds(random.up_to(8000)), [this, kind = kind, session = sessions_] {
                if (session == sessions_) strike(kind);
            });
        }
    }
}

// At a command line and after Ctrl-Z.
bool ModemCore::struck() {
    if (strike_ == Strike::none) return false;
    if (strike_in_ > 0) {
        --strike_in_;
        return false;
    }
    strike(strike_);
    return true;
}

void ModemCore::strike(Strike kind) {
    strike_ = Strike::none;
    switch (kind) {
        case Strike::none: break;
        case Strike::restart:
            abandon_send(Fault::restart);
            reboot();
            break;
        case Strike::hang: hang(chance_.random(Fault::hang).chance(0.5) ? Hang::timed : Hang::until_opened); break;
        case Strike::freeze: hang(Hang::until_power); break;
        case Strike::unplug:
            abandon_send(Fault::unplug);
            unplug();
            queue_.after(seconds(5 + chance_.random(Fault::unplug).up_to(55)), [this, gone = sessions_] {
                if (gone == sessions_) plug();
            });
            break;
    }
}

void ModemCore::hang(Hang kind) {
    if (hung()) return;
    abandon_send(Fault::hang);
    if (state_ != State::booting) state_ = State::command;
    hang_ = kind;
    input_.clear();
    line_.clear();
    body_.clear();
    held_back_.clear();
    log_.write("hung", [&](base::Json& json) {
        json.set("modem", index_).set("until", kind == Hang::timed ? "time" : kind == Hang::until_opened ? "opened" : "power");
    });
    const unsigned number = ++hangs_;
    if (kind != Hang::timed) return;
    queue_.after(seconds(10 + chance_.random(Fault::hang).up_to(110)), [this, number] {
        if (number == hangs_) recover("hang");
    });
}

void ModemCore::recover(std::string_view what) {
    hang_ = Hang::none;
    ++hangs_;
    log_.write("recovered", [&](base::Json& json) { json.set("modem", index_).set("from", what); });
    network_.modem_ready(index_);
}

void ModemCore::reopened() {
    if (hang_ == Hang::until_opened) recover("hang");
}

void ModemCore::power_cycle() {
    log_.write("power_cycled", [&](base::Json& json) { json.set("modem", index_); });
    if (plugged_ && !personality_.port_vanishes) return reboot();
    unplug();
    queue_.after(personality_.boot_time, [this, gone = ++sessions_] {
        if (gone == sessions_) plug();
    });
}

void ModemCore::undeafen() {
    if (!std::exchange(deaf_, false)) return;
    log_.write("recovered", [&](base::Json& json) { json.set("modem", index_).set("from", "deaf"); });
}

}  // namespace gsmcfg::sim
