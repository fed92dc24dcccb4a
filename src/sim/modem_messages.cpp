// The commands of TS 27.005 in PDU mode, and what the modem says by itself about messages.
#include <fmt/format.h>

#include <algorithm>

#include "sim/modem_core.hpp"

namespace gsmcfg::sim {
namespace {

// TS 27.005 §3.4.1: after so long without +CNMA the modem stops routing to the host.
constexpr std::chrono::seconds acknowledgement_time{15};

std::string pdu_line(const StoredMessage& message) { return base::to_hex(message.service_centre) + base::to_hex(message.tpdu); }

bool in_range(int value, int low, int high) { return value >= low && value <= high; }

}  // namespace

std::span<const ModemCore::Row> ModemCore::message_rows() {
    static const std::array rows{
        Row{"+CSMS", &ModemCore::on_csms, Needs::nothing},          Row{"+CMGF", &ModemCore::on_cmgf, Needs::nothing},
        Row{"+CPMS", &ModemCore::on_cpms, Needs::sim_for_messages}, Row{"+CNMI", &ModemCore::on_cnmi, Needs::nothing},
        Row{"+CSCA", &ModemCore::on_csca, Needs::sim_for_messages}, Row{"+CMMS", &ModemCore::on_cmms, Needs::nothing},
        Row{"+CMGS", &ModemCore::on_cmgs, Needs::sim_for_messages}, Row{"+CMGW", &ModemCore::on_cmgw, Needs::sim_for_messages},
        Row{"+CMGL", &ModemCore::on_cmgl, Needs::sim_for_messages}, Row{"+CMGR", &ModemCore::on_cmgr, Needs::sim_for_messages},
        Row{"+CMGD", &ModemCore::on_cmgd, Needs::sim_for_messages}, Row{"+CNMA", &ModemCore::on_cnma, Needs::nothing},
    };
    return rows;
}

ModemCore::Answer ModemCore::on_csms(const Command& command) {
    if (command.form == Form::test) return ok({"+CSMS: (0,1)"});
    if (command.form == Form::read) return ok({fmt::format("+CSMS: {},1,1,1", csms_)});
    const int value = command.number(0).value_or(-1);
    if (!in_range(value, 0, 1)) return cms_error(cms::not_supported);
    csms_ = value;
    return ok({"+CSMS: 1,1,1"});
}

// PDU mode only.
ModemCore::Answer ModemCore::on_cmgf(const Command& command) {
    if (command.form == Form::test) return ok({"+CMGF: (0)"});
    if (command.form == Form::read) return ok({"+CMGF: 0"});
    if (command.form == Form::execute || command.number(0) == 0) return ok();
    return cms_error(cms::not_supported);
}

MessageStorage* ModemCore::find_storage(std::string_view name) {
    const auto found = std::ranges::find(storages_, name, &MessageStorage::name);
    return found == storages_.end() ? nullptr : &*found;
}

ModemCore::Answer ModemCore::on_cpms(const Command& command) {
    const std::string names = fmt::format("(\"{}\",\"{}\")", storages_[0].name(), storages_[1].name());
    if (command.form == Form::test) return ok({fmt::format("+CPMS: {0},{0},{0}", names)});
    if (command.form == Form::set) {
        if (command.count() == 0 || command.count() > 3) return cms_error(cms::not_allowed);
        auto selected = selected_;
        for (std::size_t i = 0; i < command.count(); ++i) {
            const MessageStorage* storage = find_storage(command.arguments[i]);
            if (storage == nullptr) return cms_error(cms::not_allowed);
            selected[i] = static_cast<std::size_t>(storage - storages_.data());
        }
        selected_ = selected;
    } else if (command.form != Form::read) {
        return cms_error(cms::not_allowed);
    }
    std::string line = "+CPMS: ";
    for (std::size_t i = 0; i < 3; ++i) {
        const MessageStorage& storage = storages_[selected_[i]];
        if (i > 0) line += ',';
        if (command.form == Form::read) line += '"' + storage.name() + "\",";
        line += fmt::format("{},{}", storage.used(), storage.places());
    }
    return ok({line});
}

ModemCore::Answer ModemCore::on_cnmi(const Command& command) {
    if (command.form == Form::test) return ok({"+CNMI: (0-2),(0-2),(0),(0,1),(0)"});
    if (command.form == Form::read) return ok({fmt::format("+CNMI: {}", fmt::join(cnmi_, ","))});
    constexpr std::array<int, 5> highest{2, 2, 0, 1, 0};
    if (command.form != Form::set || command.count() > 5) return cms_error(cms::not_allowed);
    auto wanted = cnmi_;
    for (std::size_t i = 0; i < command.count(); ++i) {
        if (!command.present(i)) continue;
        const int value = command.number(i).value_or(-1);
        if (!in_range(value, 0, highest[i])) return cms_error(cms::not_supported);
        wanted[i] = value;
    }
    cnmi_ = wanted;
    if (cnmi_[0] != 0) {
        for (std::string& line : std::exchange(buffered_, {})) {
            queue_.after(std::chrono::nanoseconds(0), [this, line = std::move(line)] { unsolicited(line); });
        }
    }
    return ok();
}

ModemCore::Answer ModemCore::on_csca(const Command& command) {
    if (command.form == Form::test) return ok();
    if (command.form == Form::read) {
        return ok({fmt::format("+CSCA: \"{}\",{}", service_centre_, service_centre_.starts_with('+') ? 145 : 129)});
    }
    if (command.count() == 0) return cms_error(cms::bad_pdu_parameter);
    std::string number = command.arguments[0];
    if (command.number(1) == 145 && !number.starts_with('+')) number.insert(number.begin(), '+');
    service_centre_ = number;
    return ok();
}

ModemCore::Answer ModemCore::on_cmms(const Command& command) {
    if (command.form == Form::test) return ok({"+CMMS: (0-2)"});
    if (command.form == Form::read) return ok({fmt::format("+CMMS: {}", cmms_)});
    const int value = command.number(0).value_or(-1);
    if (!in_range(value, 0, 2)) return cms_error(cms::not_supported);
    cmms_ = value;
    return ok();
}

void ModemCore::prompt(std::function<void(std::string)> done) {
    state_ = State::body;
    body_done_ = std::move(done);
    output_ += "\r\n> ";
}

ModemCore::Answer ModemCore::on_cmgs(const Command& command) {
    if (command.form == Form::test) return ok();
    const int length = command.number(0).value_or(-1);
    if (command.form != Form::set || command.count() != 1 || !in_range(length, 7, 176)) return cms_error(cms::bad_pdu_parameter);
    prompt([this, length](std::string body) { send(body, static_cast<std::size_t>(length)); });
    return {Answer::Kind::later, 0, {}};
}

// The PDU as the host gave it: service centre address, then as many octets as announced.
bool ModemCore::split_body(std::string_view hex, std::size_t length, base::Octets& service_centre, base::Octets& tpdu) const {
    const auto octets = base::from_hex(hex);
    if (!octets || octets->empty()) return false;
    const std::size_t head = 1U + octets->front();
    if (head > 12 || octets->size() != head + length) return false;
    service_centre.assign(octets->begin(), octets->begin() + static_cast<std::ptrdiff_t>(head));
    tpdu.assign(octets->begin() + static_cast<std::ptrdiff_t>(head), octets->end());
    return true;
}

void ModemCore::send(std::string_view hex, std::size_t length) {
    base::Octets service_centre;
    base::Octets tpdu;
    if (!split_body(hex, length, service_centre, tpdu)) return finish(cms_error(cms::bad_pdu_parameter));
    const auto submit = decode_submit(tpdu);
    if (!submit) return finish(cms_error(cms::bad_pdu_parameter));
    const unsigned number = ++sends_;
    const bool without_centre = service_centre.size() == 1 && service_centre_.empty();
    unsigned trouble = registration() != 1 ? cms::no_service : without_centre ? cms::no_service_centre : 0U;
    if (const auto planned = faults_.cms_error.find(number); planned != faults_.cms_error.end()) trouble = planned->second;
    state_ = State::busy;
    queue_.after(options_.send_latency, [this, session = sessions_, number, trouble, taken = *submit, tpdu] {
        if (session != sessions_) return;
        state_ = State::command;
        if (trouble != 0) {
            finish(cms_error(trouble));
        } else {
            transmit(taken, tpdu, number, next_reference_++);
        }
        pump();
    });
}

void ModemCore::transmit(const Submit& submit, const base::Octets& tpdu, unsigned number, std::uint8_t reference) {
    // The modem numbers its messages itself (TS 23.040 §9.2.3.6).
    Submit numbered = submit;
    numbered.reference = reference;
    base::Octets unit = tpdu;
    unit[1] = reference;
    const bool unplugs = faults_.unplug_after_send == number;
    if (!unplugs && !faults_.lose_final.contains(number)) finish(ok({fmt::format("+CMGS: {}", reference)}));
    network_.submit(index_, numbered, unit);
    if (unplugs) unplug();
}

ModemCore::Answer ModemCore::on_cmgw(const Command& command) {
    if (command.form == Form::test) return ok();
    const int length = command.number(0).value_or(-1);
    const int status = command.count() > 1 ? command.number(1).value_or(-1) : static_cast<int>(MessageStatus::unsent);
    if (command.form != Form::set || !in_range(length, 1, 176) || !in_range(status, 0, 3))
        return cms_error(cms::bad_pdu_parameter);
    prompt([this, length, status](std::string body) {
        keep(body, static_cast<std::size_t>(length), static_cast<MessageStatus>(status));
    });
    return {Answer::Kind::later, 0, {}};
}

void ModemCore::keep(std::string_view hex, std::size_t length, MessageStatus status) {
    StoredMessage message{status, {}, {}, {}};
    if (!split_body(hex, length, message.service_centre, message.tpdu)) return finish(cms_error(cms::bad_pdu_parameter));
    // A received message is a DELIVER or a STATUS-REPORT, one to be sent a SUBMIT.
    const bool received = status == MessageStatus::unread || status == MessageStatus::read;
    const unsigned kind = message.tpdu[0] & 3U;
    if (received ? kind == 1 : kind != 1) return finish(cms_error(cms::bad_pdu_parameter));
    const auto index = storages_[selected_[1]].add(std::move(message));
    finish(index ? ok({fmt::format("+CMGW: {}", *index)}) : cms_error(cms::storage_full));
}

ModemCore::Answer ModemCore::on_cmgl(const Command& command) {
    if (command.form == Form::test) return ok({"+CMGL: (0-4)"});
    const int wanted = command.form == Form::set ? command.number(0).value_or(-1) : 0;
    if (command.form == Form::read || !in_range(wanted, 0, 4)) return cms_error(cms::bad_pdu_parameter);
    MessageStorage& storage = storages_[selected_[0]];
    Answer answer;
    for (std::size_t index = storage.first_slot(); index < storage.end_slot(); ++index) {
        StoredMessage* message = storage.at(index);
        if (message == nullptr || (wanted != 4 && static_cast<int>(message->status) != wanted)) continue;
        answer.lines.push_back(fmt::format("+CMGL: {},{},,{}", index, static_cast<int>(message->status), message->tpdu.size()));
        answer.lines.push_back(pdu_line(*message));
        if (message->status == MessageStatus::unread) message->status = MessageStatus::read;
    }
    return answer;
}

ModemCore::Answer ModemCore::on_cmgr(const Command& command) {
    if (command.form == Form::test) return ok();
    const int index = command.number(0).value_or(-1);
    if (command.form != Form::set || index < 0) return cms_error(cms::bad_index);
    StoredMessage* message = storages_[selected_[0]].at(static_cast<std::size_t>(index));
    if (message == nullptr) return cms_error(cms::bad_index);
    Answer answer =
        ok({fmt::format("+CMGR: {},,{}", static_cast<int>(message->status), message->tpdu.size()), pdu_line(*message)});
    if (message->status == MessageStatus::unread) message->status = MessageStatus::read;
    return answer;
}

void ModemCore::erase(MessageStorage& storage, std::size_t index) {
    const StoredMessage* message = storage.at(index);
    if (message == nullptr) return;
    log_.write("deleted", [&](base::Json& json) {
        json.set("modem", index_).set("storage", storage.name()).set("index", index).set("from", message->from);
        json.set("tpdu", base::to_hex(message->tpdu));
    });
    storage.erase(index);
    network_.modem_ready(index_);
}

// TS 27.005 §3.5.4: with a flag the index does not matter.
ModemCore::Answer ModemCore::on_cmgd(const Command& command) {
    MessageStorage& storage = storages_[selected_[0]];
    if (command.form == Form::test) {
        std::vector<std::size_t> used;
        for (std::size_t i = storage.first_slot(); i < storage.end_slot(); ++i) {
            if (storage.at(i) != nullptr) used.push_back(i);
        }
        return ok({fmt::format("+CMGD: ({}),(0-4)", fmt::join(used, ","))});
    }
    const int index = command.number(0).value_or(-1);
    const int flag = command.count() > 1 ? command.number(1).value_or(-1) : 0;
    if (command.form != Form::set || index < 0 || !in_range(flag, 0, 4)) return cms_error(cms::bad_index);
    if (flag == 0) {
        if (!storage.valid(static_cast<std::size_t>(index))) return cms_error(cms::bad_index);
        erase(storage, static_cast<std::size_t>(index));
        return ok();
    }
    for (std::size_t i = storage.first_slot(); i < storage.end_slot(); ++i) {
        const StoredMessage* message = storage.at(i);
        if (message == nullptr) continue;
        const MessageStatus status = message->status;
        const bool goes = flag == 4 || status == MessageStatus::read || (flag >= 2 && status == MessageStatus::sent) ||
                          (flag == 3 && status == MessageStatus::unsent);
        if (goes) erase(storage, i);
    }
    return ok();
}

ModemCore::Answer ModemCore::on_cnma(const Command& command) {
    if (command.form == Form::test) return ok({"+CNMA: (0-2)"});
    if (!awaiting_acknowledgement_) return cms_error(cms::no_acknowledgement_expected);
    const int kind = command.form == Form::set ? command.number(0).value_or(-1) : 0;
    if (!in_range(kind, 0, 2)) return cms_error(cms::not_supported);
    awaiting_acknowledgement_ = false;
    network_.modem_ready(index_);
    return ok();
}

void ModemCore::await_acknowledgement() {
    if (csms_ != 1) return;
    awaiting_acknowledgement_ = true;
    queue_.after(acknowledgement_time, [this, number = ++acknowledgements_, session = sessions_] {
        if (!awaiting_acknowledgement_ || number != acknowledgements_ || session != sessions_) return;
        awaiting_acknowledgement_ = false;
        cnmi_[1] = cnmi_[3] = 0;
        network_.modem_ready(index_);
    });
}

bool ModemCore::receive(const Inbound& inbound) {
    if (!reachable()) return false;
    return inbound.report ? receive_report(inbound) : receive_message(inbound);
}

bool ModemCore::receive_report(const Inbound& inbound) {
    if (awaiting_acknowledgement_) return false;
    const bool routed = cnmi_[3] == 1;
    log_.write("inbound", [&](base::Json& json) {
        json.set("modem", index_).set("kind", "report").set("from", inbound.from).set("shown", routed);
        json.set("tpdu", base::to_hex(inbound.tpdu));
    });
    if (!routed) return true;
    const std::string pdu = base::to_hex(encode_service_centre(Network::service_centre())) + base::to_hex(inbound.tpdu);
    std::string lines = fmt::format("+CDS: {}\r\n{}", inbound.tpdu.size(), pdu);
    if (cnmi_[0] == 0) {
        buffered_.push_back(std::move(lines));
    } else {
        unsolicited(std::move(lines));
    }
    await_acknowledgement();
    return true;
}

bool ModemCore::receive_message(const Inbound& inbound) {
    const bool direct = cnmi_[1] == 2;
    if (direct && awaiting_acknowledgement_) return false;
    MessageStorage& storage = storages_[selected_[2]];
    StoredMessage message{MessageStatus::unread, encode_service_centre(Network::service_centre()), inbound.tpdu, inbound.from};
    std::string lines = fmt::format("+CMT: ,{}\r\n{}", inbound.tpdu.size(), pdu_line(message));
    std::optional<std::size_t> index;
    if (!direct) {
        index = storage.add(std::move(message));
        if (!index) return false;
        lines = fmt::format("+CMTI: \"{}\",{}", storage.name(), *index);
    }
    log_.write("inbound", [&](base::Json& json) {
        json.set("modem", index_).set("kind", "message").set("from", inbound.from).set("text", inbound.text);
        if (index) json.set("storage", storage.name()).set("index", *index);
        json.set("tpdu", base::to_hex(inbound.tpdu));
    });
    if (cnmi_[1] == 0) return true;
    if (cnmi_[0] == 0) {
        buffered_.push_back(std::move(lines));
    } else {
        unsolicited(std::move(lines));
    }
    if (direct) await_acknowledgement();
    return true;
}

}  // namespace gsmcfg::sim
