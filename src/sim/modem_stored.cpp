// Messages in the storages: listing, reading, deleting, writing (TS 27.005 §3.4, §3.5).
#include <fmt/format.h>

#include <algorithm>

#include "sim/modem_core.hpp"

namespace gsmcfg::sim {
namespace {

constexpr std::chrono::minutes slow_listing_time{3};

constexpr std::array<std::string_view, 5> status_words{"REC UNREAD", "REC READ", "STO UNSENT", "STO SENT", "ALL"};

bool in_range(int value, int low, int high) { return value >= low && value <= high; }

}  // namespace

// The unit as hex; a fault cuts it.
std::string ModemCore::shown_pdu(const StoredMessage& message) {
    std::string hex = base::to_hex(message.service_centre) + base::to_hex(message.tpdu);
    if (chance_.fires(Fault::truncated_pdu)) hex.resize(hex.size() / 2);
    return hex;
}

// Header and body of one message under +CMGL or +CMGR. Reading makes it read.
std::vector<std::string> ModemCore::entry(std::string_view command, std::size_t index, StoredMessage& message) {
    std::vector<std::string> lines;
    if (text_mode_) {
        lines = text_entry(command, index, message);
    } else {
        const std::size_t length = message.tpdu.size() + (personality_.whole_length ? message.service_centre.size() : 0);
        const std::string_view alpha = personality_.header == ListHeader::no_alpha       ? ""
                                       : personality_.header == ListHeader::quoted_alpha ? "\"\","
                                                                                         : ",";
        const std::string place = command == "+CMGL" ? fmt::format("{},", index) : "";
        lines = {fmt::format("{}: {}{},{}{}", command, place, static_cast<int>(message.status), alpha, length),
                 shown_pdu(message)};
    }
    message.seen = true;
    if (message.status == MessageStatus::unread) {
        message.status = MessageStatus::read;
        storage(0).changed();
    }
    return lines;
}

ModemCore::Answer ModemCore::list(int wanted) {
    MessageStorage& places = storage(0);
    Answer answer;
    std::vector<std::size_t> indexes;
    for (std::size_t index = places.first_slot(); index < places.end_slot(); ++index) indexes.push_back(index);
    if (personality_.lists_backwards) std::ranges::reverse(indexes);
    for (const std::size_t index : indexes) {
        StoredMessage* message = places.at(index);
        if (message == nullptr || (wanted != 4 && static_cast<int>(message->status) != wanted)) continue;
        for (std::string& line : entry("+CMGL", index, *message)) answer.lines.push_back(std::move(line));
    }
    return answer;
}

ModemCore::Answer ModemCore::on_cmgl(const Command& command) {
    if (command.form == Form::test) {
        return ok({text_mode_ ? R"(+CMGL: ("REC UNREAD","REC READ","STO UNSENT","STO SENT","ALL"))" : "+CMGL: (0-4)"});
    }
    int wanted = command.form == Form::set ? command.number(0).value_or(-1) : 0;
    if (text_mode_ && command.count() > 0) {
        const auto* word = std::ranges::find(status_words, typed(command.arguments[0]));
        wanted = word == status_words.end() ? -1 : static_cast<int>(word - status_words.begin());
    }
    if (command.form == Form::read || !in_range(wanted, 0, 4)) {
        return cms_error(text_mode_ ? cms::bad_text_parameter : cms::bad_pdu_parameter);
    }
    if (!chance_.fires(Fault::slow_listing)) return list(wanted);
    state_ = State::busy;
    queue_.after(slow_listing_time, [this, wanted, session = sessions_, hangs = hangs_] {
        if (session != sessions_ || hangs != hangs_) return;
        state_ = State::command;
        finish(list(wanted));
        pump();
    });
    return later();
}

ModemCore::Answer ModemCore::on_cmgr(const Command& command) {
    if (command.form == Form::test) return ok();
    const int index = command.number(0).value_or(-1);
    MessageStorage& places = storage(0);
    if (command.form != Form::set || index < 0) return cms_error(cms::bad_index);
    StoredMessage* message = places.at(static_cast<std::size_t>(index));
    if (message != nullptr) return ok(entry("+CMGR", static_cast<std::size_t>(index), *message));
    if (!places.valid(static_cast<std::size_t>(index))) return cms_error(cms::bad_index);
    switch (personality_.empty_slot) {
        case EmptySlot::refused: break;
        case EmptySlot::ok_alone: return ok();
        case EmptySlot::zeros: return ok({"+CMGR: 0,,0"});
    }
    return cms_error(cms::bad_index);
}

void ModemCore::erase(MessageStorage& places, std::size_t index) {
    if (places.at(index) == nullptr) return;
    log_deletion(places, index);
    places.erase(index);
    network_.modem_ready(index_);
}

void ModemCore::log_deletion(MessageStorage& places, std::size_t index) const {
    const StoredMessage* message = places.at(index);
    if (message == nullptr) return;
    log_.write("deleted", [&](base::Json& json) {
        json.set("modem", index_).set("storage", places.name()).set("index", index).set("from", message->from);
        json.set("kind", message->report ? "report" : "message").set("seen", message->seen);
        json.set("tpdu", base::to_hex(message->tpdu));
    });
}

// TS 27.005 §3.5.4: with a flag the index does not matter.
ModemCore::Answer ModemCore::on_cmgd(const Command& command) {
    MessageStorage& places = storage(0);
    if (command.form == Form::test) {
        std::vector<std::size_t> used;
        for (std::size_t i = places.first_slot(); i < places.end_slot(); ++i) {
            if (places.at(i) != nullptr) used.push_back(i);
        }
        return ok({fmt::format("+CMGD: ({}),(0-4)", fmt::join(used, ","))});
    }
    const int index = command.number(0).value_or(-1);
    const int flag = command.count() > 1 ? command.number(1).value_or(-1) : 0;
    if (command.form != Form::set || index < 0 || !in_range(flag, 0, 4)) return cms_error(cms::bad_index);
    if (flag == 0) {
        if (!places.valid(static_cast<std::size_t>(index))) return cms_error(cms::bad_index);
        erase(places, static_cast<std::size_t>(index));
        return ok();
    }
    for (std::size_t i = places.first_slot(); i < places.end_slot(); ++i) {
        const StoredMessage* message = places.at(i);
        if (message == nullptr) continue;
        const MessageStatus status = message->status;
        const bool goes = flag == 4 || status == MessageStatus::read || (flag >= 2 && status == MessageStatus::sent) ||
                          (flag == 3 && status == MessageStatus::unsent);
        if (goes) erase(places, i);
    }
    return ok();
}

ModemCore::Answer ModemCore::on_cmgw(const Command& command) {
    if (command.form == Form::test) return ok();
    if (text_mode_) {
        const std::string number = command.count() > 0 ? typed(command.arguments[0]) : "";
        int status = static_cast<int>(MessageStatus::unsent);
        if (command.count() > 2) {
            const auto* word = std::ranges::find(status_words, typed(command.arguments[2]));
            status = static_cast<int>(word - status_words.begin());
        }
        if (!in_range(status, 0, 3)) return cms_error(cms::bad_text_parameter);
        prompt([this, number, status](const std::string& body) { keep_text(number, body, static_cast<MessageStatus>(status)); });
        return later();
    }
    const int length = command.number(0).value_or(-1);
    if (personality_.cmgw_no_stat && command.count() > 1) return cms_error(cms::bad_pdu_parameter);
    const int status = command.count() > 1 ? command.number(1).value_or(-1) : static_cast<int>(MessageStatus::unsent);
    if (command.form != Form::set || !in_range(length, 1, 176) || !in_range(status, 0, 3))
        return cms_error(cms::bad_pdu_parameter);
    if (personality_.cmgw_submit_only && status < 2) return cms_error(cms::not_allowed);
    prompt([this, length, status](const std::string& body) {
        keep(body, static_cast<std::size_t>(length), static_cast<MessageStatus>(status));
    });
    return later();
}

void ModemCore::keep(std::string_view hex, std::size_t length, MessageStatus status) {
    StoredMessage message{status, {}, {}, {}};
    if (!split_body(hex, length, message.service_centre, message.tpdu)) return finish(cms_error(cms::bad_pdu_parameter));
    // A received message is a DELIVER or a STATUS-REPORT, one to be sent a SUBMIT.
    const bool received = status == MessageStatus::unread || status == MessageStatus::read;
    const unsigned kind = message.tpdu[0] & 3U;
    if (received ? kind == 1 : kind != 1) return finish(cms_error(cms::bad_pdu_parameter));
    message.report = kind == 2;
    keep_message(std::move(message));
}

// The SIM may have gone while the host typed.
void ModemCore::keep_message(StoredMessage message) {
    if (auto trouble = sim_trouble(Needs::sim_for_messages)) return finish(*trouble);
    if (!writes_) return finish(ok());
    MessageStorage& places = storage(1);
    const auto index = places.first_free();
    if (!index) return finish(cms_error(cms::storage_full));
    auto written = Written::done;
    if (&places == &sim_storage()) {
        written = write_record(*index, std::move(message));
    } else {
        places.put(*index, std::move(message));
    }
    switch (written) {
        case Written::done: return finish(ok({fmt::format("+CMGW: {}", *index)}));
        case Written::no_card: return finish(cms_error(cms::no_sim));
        case Written::no_power: break;
    }
}

// MC55 AT Command Set, AT^SM20: with 1,1, as it starts, +CMGW does as an older modem did.
ModemCore::Answer ModemCore::on_sm20(const Command& command) {
    if (command.form == Form::test) return ok({"^SM20: (0,1),(0,1)"});
    if (command.form == Form::read) return ok({writes_ ? "^SM20: 0,0" : "^SM20: 1,1"});
    const int first = command.number(0).value_or(-1);
    const int second = command.number(1).value_or(first);
    if (command.form != Form::set || !in_range(first, 0, 1) || !in_range(second, 0, 1)) return cme_error(cme::bad_parameters);
    writes_ = first == 0 && second == 0;
    return ok();
}

void ModemCore::keep_text(const std::string& number, const std::string& body, MessageStatus status) {
    StoredMessage message{status, {0}, {}, {}};
    const Submit submit = text_submit(number, body);
    if (status == MessageStatus::unsent || status == MessageStatus::sent) {
        message.tpdu = encode_submit(submit);
    } else {
        Deliver deliver;
        deliver.originator = submit.destination;
        deliver.sent = options_.start_utc + queue_.elapsed();
        deliver.text = submit.text;
        message.tpdu = encode_deliver(deliver);
    }
    keep_message(std::move(message));
}

}  // namespace gsmcfg::sim
