// The inside of a simulated modem: line discipline, commands, storages, sending and receiving.
#pragma once

#include "gsmcfg/sim/modem.hpp"
#include "gsmcfg/sim/sim_card.hpp"
#include "gsmcfg/sim/world.hpp"
#include "sim/command_line.hpp"
#include "sim/fault_source.hpp"
#include "sim/message_storage.hpp"
#include "sim/network.hpp"

#include <array>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::sim {

// Values of TS 27.007 §9.2 and TS 27.005 §3.2.5 that the modem gives.
namespace cme {
constexpr unsigned not_allowed = 3, not_supported = 4, no_sim = 10, pin_needed = 11, puk_needed = 12, sim_busy = 14,
                   bad_password = 16, bad_index = 21, no_network = 30, bad_parameters = 50;
}
namespace cms {
constexpr unsigned not_allowed = 302, not_supported = 303, bad_pdu_parameter = 304, bad_text_parameter = 305, no_sim = 310,
                   pin_needed = 311, sim_busy = 314, puk_needed = 316, bad_index = 321, storage_full = 322,
                   no_service_centre = 330, no_service = 331, no_acknowledgement_expected = 340;
}

class ModemCore {
public:
    ModemCore(std::size_t index, const WorldOptions& options, EventQueue& queue, const TruthLog& log, Network& network);

    void feed(std::string_view bytes);
    [[nodiscard]] std::string take_output();
    // A unit from the network. False: keep it, and try again after modem_ready.
    [[nodiscard]] bool receive(const Inbound& inbound);

    [[nodiscard]] bool plugged() const { return plugged_; }
    [[nodiscard]] unsigned appearances() const { return appearances_; }
    [[nodiscard]] bool deaf() const { return deaf_; }
    [[nodiscard]] bool hung() const { return hang_ != Hang::none; }
    void unplug();
    void plug();
    void reopened();
    void power_cycle();
    void set_condition(Condition condition);
    void set_faults(const Faults& faults);
    void say(std::string_view line) { unsolicited(std::string(line)); }
    std::optional<SimCard> remove_sim();
    void insert_sim(SimCard card);
    void swap_sim(SimCard card, std::chrono::nanoseconds pause);
    [[nodiscard]] std::optional<SimCard> sim_card() const;
    [[nodiscard]] const std::optional<SimCard>& pulled_card() const { return pulled_card_; }
    void on_sim_change(std::function<void(const SimCard&)> sink) { card_sink_ = std::move(sink); }
    void advance_world(base::MonoTime now) { queue_.advance(now); }

    [[nodiscard]] const Personality& personality() const { return personality_; }
    [[nodiscard]] const std::string& own_number() const { return own_number_; }
    [[nodiscard]] const std::string& imei() const { return imei_; }
    [[nodiscard]] const std::string& imsi() const { return imsi_; }
    [[nodiscard]] const std::string& iccid() const { return iccid_; }
    [[nodiscard]] std::size_t stored() const { return sim_storage().used(); }
    [[nodiscard]] unsigned sends() const { return sends_; }

private:
    // What a command comes to. `later`: it goes on by itself (a prompt, a send) and gives its own final.
    struct Answer {
        enum class Kind { ok, error, cme, cms, words, no_final, no_carrier, later };
        Kind kind = Kind::ok;
        unsigned code = 0;
        std::vector<std::string> lines;
        std::string words;
    };
    static Answer ok(std::vector<std::string> lines = {}) { return {Answer::Kind::ok, 0, std::move(lines), {}}; }
    static Answer error() { return {Answer::Kind::error, 0, {}, {}}; }
    static Answer later() { return {Answer::Kind::later, 0, {}, {}}; }
    static Answer cme_error(unsigned code) { return {Answer::Kind::cme, code, {}, {}}; }
    static Answer cms_error(unsigned code) { return {Answer::Kind::cms, code, {}, {}}; }

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
    static std::span<const Row> sim_rows();
    static std::span<const Row> message_rows();
    static const Row* find_row(std::string_view name);

    // modem_core.cpp: the line discipline.
    enum class State { command, body, busy, booting };
    void pump();
    void take_command_byte(char c);
    void take_body_byte(char c);
    void run_line(std::string_view line);
    [[nodiscard]] Answer run(const Command& command);
    [[nodiscard]] Answer refuse_unknown(const Command& command) const;
    [[nodiscard]] std::optional<Answer> fixed_answer(const Command& command) const;
    [[nodiscard]] static Answer trouble(Needs needs, unsigned for_messages, unsigned else_where);
    [[nodiscard]] std::optional<Answer> sim_trouble(Needs needs) const;
    // The same without the PIN.
    [[nodiscard]] std::optional<Answer> card_trouble(Needs needs) const;
    void reset_interface();
    void prompt(std::function<void(std::string)> done);

    // modem_output.cpp: what the host gets to see.
    void put(std::string bytes);
    void finish(const Answer& answer);
    void information(const std::vector<std::string>& lines);
    void result(std::string_view words, std::string_view digits);
    void unsolicited(std::string line);
    void notify(std::string line);
    void flush_unsolicited();
    void interject();
    [[nodiscard]] std::string filled_in(std::string_view line) const;
    [[nodiscard]] std::string shown(std::string_view text) const;
    [[nodiscard]] std::string typed(std::string_view text) const;

    // modem_power.cpp: what starts, stops, hangs and comes back.
    enum class Hang { none, timed, until_opened, until_power };
    enum class Strike { none, restart, hang, freeze, unplug };
    void reboot();
    void power_up(std::chrono::nanoseconds already);
    void forget_everything();
    void schedule_chatter();
    void plan_strike();
    [[nodiscard]] bool struck();
    void strike(Strike kind);
    void hang(Hang kind);
    void recover(std::string_view what);
    void undeafen();
    void busy_sim(std::chrono::nanoseconds period);
    [[nodiscard]] bool reachable() const;
    [[nodiscard]] int registration() const;
    void registration_changed();

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
    Answer on_capabilities(const Command& command);
    Answer on_cmee(const Command& command);
    Answer on_cfun(const Command& command);
    Answer on_cpof(const Command& command);
    Answer on_creg(const Command& command);
    Answer on_csq(const Command& command);
    Answer on_cops(const Command& command);
    Answer on_cscs(const Command& command);
    Answer on_cpas(const Command& command);
    Answer bare(const Command& command, const std::string& text) const;

    // modem_sim.cpp: the SIM's identity, locks and records; modem_ussd.cpp.
    Answer on_imsi(const Command& command);
    Answer on_cpin(const Command& command);
    Answer on_clck(const Command& command);
    Answer on_cpwd(const Command& command);
    Answer on_cnum(const Command& command);
    Answer on_crsm(const Command& command);
    Answer on_cusd(const Command& command);
    [[nodiscard]] bool locked() const { return pin_.attempts == 0 || (pin_.enabled && !pin_open_); }
    [[nodiscard]] std::string lock_state() const;
    [[nodiscard]] Answer try_pin(std::string_view pin);
    [[nodiscard]] Answer try_puk(std::string_view puk, const std::string& new_pin);

    // modem_records.cpp: the SIM's files, and what the host writes there.
    enum class Written { done, no_card, no_power };
    [[nodiscard]] Answer update(std::size_t index, std::string_view hex);
    [[nodiscard]] Written write_record(std::size_t index, StoredMessage message);
    [[nodiscard]] StoredMessage garbled(const StoredMessage& message);
    [[nodiscard]] Answer access_file(int command, int file) const;
    [[nodiscard]] Answer card(unsigned status, std::span<const std::uint8_t> octets = {}) const;

    void answer_ussd(const std::string& code);

    // modem_card.cpp: the card itself.
    [[nodiscard]] bool card_missing() const;
    void use_card(SimCard card);
    [[nodiscard]] SimCard card_in_use() const;
    [[nodiscard]] std::optional<SimCard> remove_card();
    void look_for_card();
    void card_changed();

    // modem_messages.cpp: TS 27.005, settings.
    Answer on_csms(const Command& command);
    Answer on_cmgf(const Command& command);
    Answer on_cpms(const Command& command);
    Answer on_cnmi(const Command& command);
    Answer on_csca(const Command& command);
    Answer on_csmp(const Command& command);
    Answer on_csdh(const Command& command);
    Answer on_cmms(const Command& command);
    Answer on_cnma(const Command& command);
    [[nodiscard]] std::optional<std::size_t> find_row_of(std::string_view store) const;
    [[nodiscard]] MessageStorage& storage(std::size_t memory) { return storages_[places_of_[selected_[memory]]]; }
    [[nodiscard]] MessageStorage* find_storage(std::string_view name);
    [[nodiscard]] MessageStorage& sim_storage() { return *find_storage("SM"); }
    [[nodiscard]] const MessageStorage& sim_storage() const { return *const_cast<ModemCore*>(this)->find_storage("SM"); }

    // modem_stored.cpp: listing, reading, deleting, writing.
    Answer on_cmgw(const Command& command);
    Answer on_cmgl(const Command& command);
    Answer on_cmgr(const Command& command);
    Answer on_cmgd(const Command& command);
    [[nodiscard]] Answer list(int wanted);
    [[nodiscard]] std::vector<std::string> entry(std::string_view command, std::size_t index, StoredMessage& message);
    [[nodiscard]] std::string shown_pdu(const StoredMessage& message);
    void erase(MessageStorage& storage, std::size_t index);
    void log_deletion(MessageStorage& storage, std::size_t index) const;
    Answer on_sm20(const Command& command);
    void keep_message(StoredMessage message);
    void keep(std::string_view hex, std::size_t length, MessageStatus status);
    void keep_text(const std::string& number, const std::string& body, MessageStatus status);

    // modem_sending.cpp.
    struct Send {
        unsigned number = 0;
        Submit submit;
        base::Octets tpdu;
        unsigned trouble = 0;       // +CMS ERROR; 0: it goes
        bool taken_anyway = false;  // the network takes it in spite of the error
        std::chrono::nanoseconds late{0};
        bool over = false;  // for the network; only the answer is late
    };
    Answer on_cmgs(const Command& command);
    Answer on_cmss(const Command& command);
    [[nodiscard]] static bool split_body(std::string_view hex, std::size_t length, base::Octets& service_centre,
                                         base::Octets& tpdu);
    void send_pdu(std::string_view hex, std::size_t length);
    void send_text(const std::string& number, const std::string& body);
    void begin_send(const Submit& submit, const base::Octets& tpdu, bool own_centre);
    [[nodiscard]] unsigned refusal(Send& send);
    void complete_send();
    std::uint8_t transmit(const Send& send);
    void write_send(const Send& send, bool taken, std::string_view told) const;
    // What is under way ends without an answer. The network may have taken it, by `fault`; never if there is none.
    void abandon_send(std::optional<Fault> fault);

    // modem_text_mode.cpp.
    [[nodiscard]] Submit text_submit(const std::string& number, const std::string& body) const;
    [[nodiscard]] std::vector<std::string> text_entry(std::string_view command, std::size_t index,
                                                      const StoredMessage& message) const;
    [[nodiscard]] std::string text_announcement(const Inbound& inbound) const;

    // modem_receiving.cpp.
    [[nodiscard]] bool receive_report(const Inbound& inbound);
    [[nodiscard]] bool receive_message(const Inbound& inbound);
    void announce(const MessageStorage& storage, std::size_t index);
    void await_acknowledgement();
    void fill_with_strangers();

    const std::size_t index_;
    const WorldOptions& options_;
    EventQueue& queue_;
    const TruthLog& log_;
    Network& network_;
    const Personality& personality_;
    FaultSource chance_;
    Random chatter_random_;
    const std::string imei_;
    bool card_in_ = true;                    // and in use: the four below and the places of "SM" are its contents
    std::string own_number_, imsi_, iccid_;  // without a card: the last one's number, and what the modem remembers
    SimPin pin_;
    std::optional<SimCard> unnoticed_card_;  // put in, not in use until the modem starts anew
    std::optional<SimCard> pulled_card_;     // the last that was taken out
    unsigned insertions_ = 0;
    std::function<void(const SimCard&)> card_sink_;
    Faults faults_;
    Condition condition_;
    bool plugged_ = true;
    unsigned appearances_ = 1;
    unsigned sessions_ = 0;  // tells what was planned before an unplug or a restart from what is current

    Hang hang_ = Hang::none;
    unsigned hangs_ = 0;
    bool deaf_ = false;
    Strike strike_ = Strike::none;
    unsigned strike_in_ = 0;  // lines until it hits
    unsigned errors_left_ = 0;
    std::string error_words_;
    unsigned sick_ = 0;  // this +CMS ERROR until a restart of some kind
    unsigned busy_code_ = 0;
    base::MonoTime busy_until_{};
    unsigned sim_away_ = 0;  // this +CMS ERROR while the SIM is away
    base::MonoTime sim_ready_at_{};
    bool deafening_line_ = false;  // autobaud: the next line is not understood

    State state_ = State::command;
    std::string input_;  // not yet looked at
    std::string line_;   // the command line so far
    bool line_begun_ = false;
    std::string output_;
    std::vector<std::string> held_back_;  // unsolicited lines while the host types a body
    std::string body_;
    std::function<void(std::string)> body_done_;

    // The command interface; reset_interface() gives these values.
    bool echo_ = true;
    bool verbose_ = true;
    bool text_mode_ = false;
    bool details_ = false;  // +CSDH
    int cmee_ = 0;
    std::array<int, 5> cnmi_{};
    std::array<int, 4> csmp_{17, 167, 0, 0};
    int csms_ = 0;
    std::array<int, 3> creg_{};  // +CREG, +CGREG, +CEREG
    int cmms_ = 0;
    int cops_format_ = 0;
    int cusd_ = 0;
    std::string character_set_ = "GSM";

    bool chatters_ = true;
    int cfun_ = 1;
    int last_registration_ = 1;
    bool pin_open_ = false;
    bool writes_ = true;  // +CMGW stores
    std::string service_centre_;
    double spent_ = 0;
    std::vector<MessageStorage> storages_;
    std::vector<std::size_t> places_of_;     // of each row of Personality::stores, its storage
    std::array<std::size_t, 3> selected_{};  // mem1–mem3 of +CPMS, rows of Personality::stores
    std::vector<std::string> buffered_;      // notifications while +CNMI mode is 0
    bool awaiting_acknowledgement_ = false;
    unsigned acknowledgements_ = 0;
    unsigned sends_ = 0;
    unsigned strangers_ = 0;
    std::uint8_t next_reference_ = 0;
    std::optional<Send> sending_;
};

}  // namespace gsmcfg::sim
