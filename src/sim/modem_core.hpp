// The inside of a simulated modem: line discipline, commands, storages, sending and receiving.
#pragma once

#include "gsmcfg/sim/modem.hpp"
#include "gsmcfg/sim/world.hpp"
#include "sim/command_line.hpp"
#include "sim/message_storage.hpp"
#include "sim/network.hpp"

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::sim {

// Values of TS 27.007 §9.2 and TS 27.005 §3.2.5 that the modem gives.
namespace cme {
constexpr unsigned not_allowed = 3, not_supported = 4, no_sim = 10, pin_needed = 11, puk_needed = 12, bad_password = 16,
                   bad_index = 21, bad_parameters = 50;
}
namespace cms {
constexpr unsigned not_allowed = 302, not_supported = 303, bad_pdu_parameter = 304, no_sim = 310, pin_needed = 311,
                   puk_needed = 316, bad_index = 321, storage_full = 322, no_service_centre = 330, no_service = 331,
                   no_acknowledgement_expected = 340;
}

class ModemCore {
public:
    ModemCore(std::size_t index, const WorldOptions& options, EventQueue& queue, const TruthLog& log, Network& network);

    void feed(std::string_view bytes);
    [[nodiscard]] std::string take_output();
    // A unit from the network. False: keep it, and try again after modem_ready.
    [[nodiscard]] bool receive(const Inbound& inbound);

    [[nodiscard]] bool plugged() const { return plugged_; }
    void unplug();
    void plug();
    void set_condition(Condition condition);
    void set_faults(const Faults& faults);
    void say(std::string_view line) { unsolicited(std::string(line)); }
    void advance_world(base::MonoTime now) { queue_.advance(now); }

    [[nodiscard]] const std::string& own_number() const { return own_number_; }
    [[nodiscard]] const std::string& imei() const { return imei_; }
    [[nodiscard]] const std::string& imsi() const { return imsi_; }
    [[nodiscard]] const std::string& iccid() const { return iccid_; }
    [[nodiscard]] std::size_t stored() const { return storages_[0].used(); }
    [[nodiscard]] unsigned sends() const { return sends_; }

private:
    // What a command comes to. `later`: it goes on by itself (a prompt, a send) and gives its own final.
    struct Answer {
        enum class Kind { ok, error, cme, cms, no_carrier, later };
        Kind kind = Kind::ok;
        unsigned code = 0;
        std::vector<std::string> lines;
    };
    static Answer ok(std::vector<std::string> lines = {}) { return {Answer::Kind::ok, 0, std::move(lines)}; }
    static Answer error() { return {Answer::Kind::error, 0, {}}; }
    static Answer cme_error(unsigned code) { return {Answer::Kind::cme, code, {}}; }
    static Answer cms_error(unsigned code) { return {Answer::Kind::cms, code, {}}; }

    // Which failures of the SIM a command has, and in which words.
    enum class Needs { nothing, sim, sim_for_messages };
    using Handler = Answer (ModemCore::*)(const Command&);
    struct Row {
        std::string_view name;
        Handler handler;
        Needs needs;
    };
    static std::span<const Row> basic_rows();
    static std::span<const Row> general_rows();
    static std::span<const Row> message_rows();
    static const Row* find_row(std::string_view name);

    // modem_core.cpp: the line discipline.
    enum class State { command, body, busy, booting };
    void pump();
    void take_command_byte(char c);
    void take_body_byte(char c);
    void run_line(std::string_view line);
    [[nodiscard]] Answer run(const Command& command);
    [[nodiscard]] std::optional<Answer> sim_trouble(Needs needs) const;
    void finish(const Answer& answer);
    void information(const std::vector<std::string>& lines);
    void result(std::string_view words, std::string_view digits);
    void unsolicited(std::string line);
    void flush_unsolicited();
    void reset_interface();
    [[nodiscard]] bool reachable() const;
    [[nodiscard]] int registration() const;
    void reboot();

    // modem_general.cpp: V.250 and TS 27.007.
    Answer on_echo(const Command& command);
    Answer on_verbose(const Command& command);
    Answer on_accepted(const Command& command);
    Answer on_reset(const Command& command);
    Answer on_dial(const Command& command);
    Answer on_register(const Command& command);
    Answer on_identification(const Command& command);
    Answer on_manufacturer(const Command& command);
    Answer on_model(const Command& command);
    Answer on_revision(const Command& command);
    Answer on_imei(const Command& command);
    Answer on_imsi(const Command& command);
    Answer on_iccid(const Command& command);
    Answer on_capabilities(const Command& command);
    Answer on_cmee(const Command& command);
    Answer on_cfun(const Command& command);
    Answer on_cpin(const Command& command);
    Answer on_creg(const Command& command);
    Answer on_csq(const Command& command);
    Answer on_cops(const Command& command);
    Answer on_cscs(const Command& command);
    Answer on_clck(const Command& command);
    Answer on_cnum(const Command& command);
    Answer on_cpas(const Command& command);
    Answer bare(const Command& command, const std::string& text) const;

    // modem_messages.cpp: TS 27.005.
    Answer on_csms(const Command& command);
    Answer on_cmgf(const Command& command);
    Answer on_cpms(const Command& command);
    Answer on_cnmi(const Command& command);
    Answer on_csca(const Command& command);
    Answer on_cmms(const Command& command);
    Answer on_cmgs(const Command& command);
    Answer on_cmgw(const Command& command);
    Answer on_cmgl(const Command& command);
    Answer on_cmgr(const Command& command);
    Answer on_cmgd(const Command& command);
    Answer on_cnma(const Command& command);
    [[nodiscard]] MessageStorage* find_storage(std::string_view name);
    void erase(MessageStorage& storage, std::size_t index);
    void prompt(std::function<void(std::string)> done);
    [[nodiscard]] bool split_body(std::string_view hex, std::size_t length, base::Octets& service_centre,
                                  base::Octets& tpdu) const;
    void send(std::string_view hex, std::size_t length);
    void transmit(const Submit& submit, const base::Octets& tpdu, unsigned number, std::uint8_t reference);
    void keep(std::string_view hex, std::size_t length, MessageStatus status);
    [[nodiscard]] bool receive_report(const Inbound& inbound);
    [[nodiscard]] bool receive_message(const Inbound& inbound);
    void await_acknowledgement();

    const std::size_t index_;
    const WorldOptions& options_;
    EventQueue& queue_;
    const TruthLog& log_;
    Network& network_;
    const Personality& personality_;
    std::string own_number_, imei_, imsi_, iccid_;
    Faults faults_;
    Condition condition_;
    bool plugged_ = true;
    unsigned sessions_ = 0;  // tells what was planned before an unplug or a restart from what is current

    State state_ = State::command;
    std::string input_;  // not yet looked at
    std::string line_;   // the command line so far
    std::string output_;
    std::vector<std::string> held_back_;  // unsolicited lines while the host types a body
    std::string body_;
    std::function<void(std::string)> body_done_;

    // The command interface; reset_interface() gives these values.
    bool echo_ = true;
    bool verbose_ = true;
    int cmee_ = 0;
    std::array<int, 5> cnmi_{};
    int csms_ = 0;
    std::array<int, 3> creg_{};  // +CREG, +CGREG, +CEREG
    int cmms_ = 0;
    int cops_format_ = 0;
    std::string character_set_ = "GSM";

    int cfun_ = 1;
    bool pin_open_ = false;
    int pin_attempts_ = 3;
    std::string service_centre_;
    std::vector<MessageStorage> storages_;
    std::array<std::size_t, 3> selected_{};  // mem1–mem3 of +CPMS
    std::vector<std::string> buffered_;      // notifications while +CNMI mode is 0
    bool awaiting_acknowledgement_ = false;
    unsigned acknowledgements_ = 0;
    unsigned sends_ = 0;
    std::uint8_t next_reference_ = 0;
};

}  // namespace gsmcfg::sim
