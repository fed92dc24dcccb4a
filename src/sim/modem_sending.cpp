// Sending: prompt, body, the network's answer, and every way in which it may fail (TS 27.005 §3.5.1, §3.5.5).
#include <fmt/format.h>

#include <algorithm>

#include "sim/modem_core.hpp"

namespace gsmcfg::sim {
namespace {

using std::chrono::seconds;

// A class of +CMS ERROR: TS 24.011 annex E, TS 23.040 §9.2.3.22, TS 27.005 §3.2.5.
struct Refusal {
    Fault fault;
    std::vector<unsigned> codes;
};

const std::vector<Refusal>& refusals() {
    static const std::vector<Refusal> all{
        {Fault::cms_message, {1, 28, 30, 96, 130, 145, 160, 304}},
        {Fault::cms_line, {8, 21, 29, 50, 69, 193, 330}},
        {Fault::cms_network, {17, 22, 27, 38, 41, 42, 47, 111, 192, 331}},
        {Fault::cms_unknown, {332, 500}},
        {Fault::cms_done, {197}},
        {Fault::cms_rebuild, {198, 199}},
        {Fault::cms_storage, {208, 209, 211, 320, 322}},
        {Fault::cms_busy, {314, 515, 532, 535}},
        {Fault::cms_restart, {210, 213, 300, 302}},
        {Fault::cms_hold, {310, 313, 315}},
        {Fault::cms_unsupported, {303, 340}},
        {Fault::cms_vendor, {512, 513}},
    };
    return all;
}

}  // namespace

ModemCore::Answer ModemCore::on_cmgs(const Command& command) {
    if (command.form == Form::test) return ok();
    if (text_mode_) {
        const std::string number = command.count() > 0 ? typed(command.arguments[0]) : "";
        if (command.form != Form::set || number.empty()) return cms_error(cms::bad_text_parameter);
        plan_strike();
        if (struck()) return later();
        prompt([this, number](const std::string& body) { send_text(number, body); });
        return later();
    }
    const int length = command.number(0).value_or(-1);
    if (command.form != Form::set || command.count() != 1 || length < 7 || length > 176) return cms_error(cms::bad_pdu_parameter);
    plan_strike();
    if (struck()) return later();
    prompt([this, length](const std::string& body) { send_pdu(body, static_cast<std::size_t>(length)); });
    return later();
}

// Sends what is stored.
ModemCore::Answer ModemCore::on_cmss(const Command& command) {
    if (command.form == Form::test) return ok();
    const int index = command.form == Form::set ? command.number(0).value_or(-1) : -1;
    const StoredMessage* message = index < 0 ? nullptr : storage(1).at(static_cast<std::size_t>(index));
    if (message == nullptr) return cms_error(cms::bad_index);
    auto submit = decode_submit(message->tpdu);
    if (!submit) return cms_error(cms::not_allowed);
    base::Octets tpdu = message->tpdu;
    if (command.count() > 1) {
        submit->destination = make_address(typed(command.arguments[1]));
        tpdu = encode_submit(*submit);
    }
    begin_send(*submit, tpdu, message->service_centre.size() > 1);
    return later();
}

// The PDU as the host gave it: service centre address, then as many octets as announced.
bool ModemCore::split_body(std::string_view hex, std::size_t length, base::Octets& service_centre, base::Octets& tpdu) {
    const auto octets = base::from_hex(hex);
    if (!octets || octets->empty()) return false;
    const std::size_t head = 1U + octets->front();
    if (head > 12 || octets->size() != head + length) return false;
    service_centre.assign(octets->begin(), octets->begin() + static_cast<std::ptrdiff_t>(head));
    tpdu.assign(octets->begin() + static_cast<std::ptrdiff_t>(head), octets->end());
    return true;
}

void ModemCore::send_pdu(std::string_view hex, std::size_t length) {
    base::Octets service_centre;
    base::Octets tpdu;
    if (!split_body(hex, length, service_centre, tpdu)) return finish(cms_error(cms::bad_pdu_parameter));
    const auto submit = decode_submit(tpdu);
    if (!submit) return finish(cms_error(cms::bad_pdu_parameter));
    begin_send(*submit, tpdu, service_centre.size() > 1);
}

void ModemCore::send_text(const std::string& number, const std::string& body) {
    const Submit submit = text_submit(number, body);
    if (split_text(submit.text).size() > 1) return finish(cms_error(cms::bad_text_parameter));
    begin_send(submit, encode_submit(submit), false);
}

void ModemCore::begin_send(const Submit& submit, const base::Octets& tpdu, bool own_centre) {
    Send send{++sends_, submit, tpdu, 0, false, {}, false};
    if (chance_.fires(Fault::storage_full)) fill_with_strangers();
    if (chance_.fires(Fault::deaf)) deaf_ = true;
    if (chance_.fires(Fault::late_cmgs)) {
        Random& random = chance_.random(Fault::late_cmgs);
        send.late = seconds(10 + random.up_to(random.chance(0.25) ? 350 : 80));
    }
    if (!own_centre && service_centre_.empty()) send.trouble = cms::no_service_centre;
    if (registration() != 1) send.trouble = cms::no_service;
    if (send.trouble == 0) send.trouble = refusal(send);
    if (const auto planned = faults_.cms_error.find(send.number); planned != faults_.cms_error.end()) {
        send.trouble = planned->second;
        send.taken_anyway = false;
    }
    state_ = State::busy;
    queue_.after(options_.send_latency, [this, number = send.number] {
        if (sending_ && sending_->number == number) complete_send();
    });
    sending_ = std::move(send);
}

// The +CMS ERROR of this send by chance, and what else comes with its class.
unsigned ModemCore::refusal(Send& send) {
    if (sick_ != 0) return sick_;
    if (queue_.now() < busy_until_) return busy_code_;
    for (const auto& [fault, codes] : refusals()) {
        if (fault == Fault::cms_rebuild && !send.submit.validity && !send.submit.valid_until) continue;
        if (!chance_.fires(fault)) continue;
        Random& random = chance_.random(fault);
        const unsigned code = codes[random.up_to(codes.size() - 1)];
        if (fault == Fault::cms_done) send.taken_anyway = true;
        if (fault == Fault::cms_unknown || fault == Fault::cms_vendor) send.taken_anyway = random.chance(0.5);
        if (fault == Fault::cms_restart) sick_ = code;
        if (fault == Fault::cms_busy) {
            busy_code_ = code;
            busy_until_ = queue_.now() + seconds(2 + random.up_to(4));
        }
        if (fault == Fault::cms_hold) {
            sim_away_ = code;
            queue_.after(seconds(10), [this, session = sessions_] {
                if (session != sessions_) return;
                sim_away_ = 0;
                network_.modem_ready(index_);
            });
        }
        return code;
    }
    return 0;
}

void ModemCore::complete_send() {
    Send& send = *sending_;
    const bool taken = send.trouble == 0 || send.taken_anyway;
    const bool unplugs = taken && faults_.unplug_after_send == send.number;
    const bool silent = unplugs || (taken && faults_.lose_final.contains(send.number));
    Answer answer = send.trouble != 0 ? cms_error(send.trouble) : ok({fmt::format("+CMGS: {}", next_reference_)});
    write_send(send, taken,
               silent              ? std::string("nothing")
               : send.trouble != 0 ? fmt::format("+CMS ERROR: {}", send.trouble)
                                   : answer.lines.front());
    const Send copy = send;
    if (send.late.count() > 0 && !silent) {
        send.over = true;
        queue_.after(send.late, [this, number = send.number, answer] {
            if (!sending_ || sending_->number != number) return;
            sending_.reset();
            state_ = State::command;
            finish(answer);
            pump();
        });
    } else {
        sending_.reset();
        state_ = State::command;
        if (!silent) finish(answer);
    }
    if (taken) transmit(copy);
    if (unplugs) unplug();
    pump();
}

// The modem numbers its messages itself (TS 23.040 §9.2.3.6).
std::uint8_t ModemCore::transmit(const Send& send) {
    const std::uint8_t reference = next_reference_++;
    Submit numbered = send.submit;
    numbered.reference = reference;
    base::Octets unit = send.tpdu;
    unit[1] = reference;
    spent_ += options_.price;
    network_.submit(index_, numbered, unit);
    return reference;
}

void ModemCore::write_send(const Send& send, bool taken, std::string_view told) const {
    log_.write("send", [&](base::Json& json) {
        json.set("modem", index_).set("send", send.number).set("destination", send.submit.destination.text);
        json.set("text", send.submit.text).set("taken", taken).set("told", told).set("late_s", send.late.count() / 1'000'000'000);
    });
}

void ModemCore::abandon_send(std::optional<Fault> fault) {
    if (!sending_) return;
    const Send send = *std::exchange(sending_, std::nullopt);
    if (state_ == State::busy) state_ = State::command;
    if (send.over) return;
    const bool taken = fault && send.trouble == 0 && chance_.random(*fault).chance(0.5);
    write_send(send, taken, "nothing");
    if (taken) transmit(send);
}

}  // namespace gsmcfg::sim
