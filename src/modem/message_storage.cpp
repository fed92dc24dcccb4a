#include "gsmcfg/modem/message_storage.hpp"

#include "gsmcfg/at/fields.hpp"
#include "gsmcfg/base/hex.hpp"
#include "gsmcfg/base/text.hpp"
#include "modem/failure.hpp"
#include "modem/received_pdu.hpp"
#include "modem/sim_question.hpp"
#include "modem/slot_answers.hpp"
#include "modem/store_names.hpp"

#include <algorithm>
#include <utility>

namespace gsmcfg::modem {

namespace {

using namespace std::chrono_literals;
using base::ErrorCode;
using Names = StoreNames;

constexpr auto answer_timeout = 5s;
constexpr auto store_timeout = 20s;
constexpr auto delete_timeout = 25s;
constexpr auto listing_timeout = 30s;
constexpr auto busy_pause = 1s;
constexpr int busy_tries = 20;
constexpr int places_to_try = 50;
constexpr int most_places = 500;

// The fields after the index: <stat>,[<alpha>],<length>.
StoredMessage to_message(const std::string& store, int index, const std::vector<at::Field>& fields, std::size_t first,
                         const std::string& pdu) {
    StoredMessage message{store, index, SlotState::other, pdu, std::nullopt, false};
    if (fields.size() > first) message.state = slot_state(fields[first]);
    if (fields.size() > first + 1) message.length = fields.back().number();
    message.whole = is_whole(pdu, message.length);
    return message;
}

base::Error sim_problem(const std::string& where, const std::string& state) {
    if (state == "SIM PIN") return {ErrorCode::refused, where, "the SIM asks for its PIN", {}};
    return {ErrorCode::refused, where, "the SIM is not usable: " + base::escape_control(state), {}};
}

}  // namespace

std::string_view name(SlotState state) {
    switch (state) {
        case SlotState::unread: return "unread";
        case SlotState::read: return "read";
        case SlotState::unsent: return "unsent";
        case SlotState::sent: return "sent";
        case SlotState::other: return "other";
    }
    return "";
}

base::Result<sms::DecodedPdu> decode_stored(const StoredMessage& message) {
    const auto octets = base::from_hex(message.pdu);
    if (!octets) return base::fail(octets.error());
    const bool counted = message.length && *message.length > 0 && octets->size() == static_cast<std::size_t>(*message.length);
    const auto smsc = counted || !message.length ? sms::SmscField::detect : sms::SmscField::present;
    const bool outgoing = message.state == SlotState::unsent || message.state == SlotState::sent;
    const auto direction = message.state == SlotState::other ? sms::Direction::unknown
                           : outgoing                        ? sms::Direction::to_network
                                                             : sms::Direction::from_network;
    auto pdu = sms::decode_pdu(*octets, smsc, direction);
    if (pdu || direction == sms::Direction::unknown) return pdu;
    if (auto any = sms::decode_pdu(*octets, smsc, sms::Direction::unknown)) return any;
    return pdu;
}

std::variant<channel::Inbound, channel::Report> to_received(const StoredMessage& message) {
    return read_pdu(message.pdu, message.length);
}

base::Result<MessageStorage> MessageStorage::open(Dialogue& dialogue, base::StopToken stop) {
    MessageStorage storage(dialogue);
    if (auto awake = storage.await_sim(stop); !awake) return base::fail(std::move(awake.error()));
    if (auto mode = storage.choose_pdu_mode(stop); !mode) return base::fail(std::move(mode.error()));
    if (auto found = storage.find_stores(stop); !found) return base::fail(std::move(found.error()));
    return storage;
}

// The same, as often as the SIM or the modem says that it is busy.
base::Result<Answer> MessageStorage::ask(const at::Command& command, std::chrono::nanoseconds timeout, base::StopToken stop) {
    for (int tries = 1;; ++tries) {
        auto answer = dialogue_->run(command, timeout, stop);
        if (!answer || answer->ok() || !is_busy(answer->final) || tries == busy_tries) return answer;
        if (auto waited = dialogue_->wait(busy_pause, stop); !waited) return base::fail(std::move(waited.error()));
    }
}

base::Result<void> MessageStorage::await_sim(base::StopToken stop) {
    for (int tries = 1;; ++tries) {
        auto answer = ask_sim(*dialogue_, answer_timeout, stop);
        if (!answer) return base::fail(std::move(answer.error()));
        if (answer->ready()) return {};
        const bool busy = answer->final.ok() ? answer->state == "NOT READY" : is_busy(answer->final);
        if (!busy || tries == busy_tries) {
            return base::fail(answer->final.ok() ? sim_problem(where(), answer->state)
                                                 : to_error(where(), "the SIM is not usable", answer->final));
        }
        if (auto waited = dialogue_->wait(busy_pause, stop); !waited) return waited;
    }
}

base::Result<void> MessageStorage::choose_pdu_mode(base::StopToken stop) {
    auto answer = ask({.text = "AT+CMGF=0"}, answer_timeout, stop);
    if (!answer) return base::fail(std::move(answer.error()));
    if (!answer->ok()) return base::fail(to_error(where(), "the modem refuses PDU mode (AT+CMGF=0)", answer->final));
    return {};
}

base::Result<void> MessageStorage::find_stores(base::StopToken stop) {
    auto offered = ask({.text = "AT+CPMS=?", .answers = {"+CPMS:"}}, store_timeout, stop);
    if (!offered) return base::fail(std::move(offered.error()));
    if (offered->ok()) stores_ = parse_store_offer(offered->parameters()).readable();
    auto current = ask({.text = "AT+CPMS?", .answers = {"+CPMS:"}}, store_timeout, stop);
    if (!current) return base::fail(std::move(current.error()));
    if (current->ok()) initial_ = current_stores(current->parameters());
    if (!initial_.empty() && !offers(initial_.front())) stores_.push_back(initial_.front());
    if (!stores_.empty()) return {};
    return base::fail(ErrorCode::refused, where(),
                      "the modem names no store that can be read (AT+CPMS); move the SIM to another modem to read it");
}

std::vector<std::string> MessageStorage::message_stores() const {
    Names names;
    for (const std::string& store : stores_) {
        const bool repeats = store == "MT" && (offers("SM") || offers("ME"));
        if (!repeats && store != "BM") names.push_back(store);
    }
    return names.empty() ? stores_ : names;
}

bool MessageStorage::offers(std::string_view store) const { return std::ranges::find(stores_, store) != stores_.end(); }

// mem1 alone; with the others as they are, which some want; last all three the same.
base::Result<std::optional<MessageStorage::Counts>> MessageStorage::try_select(const std::string& store, base::StopToken stop) {
    std::vector<Names> forms{{store}};
    if (initial_.size() > 1) {
        forms.push_back(initial_);
        forms.back().front() = store;
    }
    forms.push_back({store, store, store});
    for (const Names& form : forms) {
        touched_ = true;
        auto answer = ask({.text = "AT+CPMS=" + quoted_list(form), .answers = {"+CPMS:"}}, store_timeout, stop);
        if (!answer) return base::fail(std::move(answer.error()));
        if (!answer->ok()) continue;
        const auto counts = first_counts(answer->parameters());
        return Counts{counts.used, counts.total};
    }
    return std::optional<Counts>();
}

base::Result<MessageStorage::Counts> MessageStorage::select(const std::string& store, base::StopToken stop) {
    auto counts = try_select(store, stop);
    if (!counts) return base::fail(std::move(counts.error()));
    if (*counts) return **counts;
    return base::fail(ErrorCode::refused, where(), "the modem refuses to select the store " + base::escape_control(store));
}

base::Result<std::vector<StoreStatus>> MessageStorage::status(base::StopToken stop) {
    std::vector<StoreStatus> all;
    for (const std::string& store : stores_) {
        auto counts = try_select(store, stop);
        if (!counts) return base::fail(std::move(counts.error()));
        StoreStatus one{store, {}, {}, false, {}};
        one.receives = initial_.size() > 2 ? initial_[2] == store : !initial_.empty() && initial_.front() == store;
        if (*counts) {
            one.used = (*counts)->used;
            one.total = (*counts)->total;
        } else {
            one.problem = "the modem refuses to select it";
        }
        all.push_back(std::move(one));
    }
    return all;
}

base::Result<std::optional<StoredMessage>> MessageStorage::read_selected(const std::string& store, int index,
                                                                         base::StopToken stop) {
    auto answer =
        ask({.text = "AT+CMGR=" + std::to_string(index), .answers = {"+CMGR:"}, .pdu_lines = true}, answer_timeout, stop);
    if (!answer) return base::fail(std::move(answer.error()));
    if (!answer->ok() && !is_empty_slot(answer->final))
        return base::fail(to_error(where(), "AT+CMGR=" + std::to_string(index), answer->final));
    if (!answer->ok() || answer->lines.empty()) return std::optional<StoredMessage>();
    const auto fields = at::split_fields(answer->parameters());
    auto message = to_message(store, index, fields, 0, answer->lines.back().pdu);
    // "+CMGR: 0,,0" without a PDU is an empty place.
    if (message.pdu.empty() && message.length.value_or(0) == 0) return std::optional<StoredMessage>();
    return std::optional(std::move(message));
}

base::Result<std::optional<StoredMessage>> MessageStorage::read(const std::string& store, int index, base::StopToken stop) {
    if (auto selected = select(store, stop); !selected) return base::fail(std::move(selected.error()));
    return read_selected(store, index, stop);
}

base::Result<std::vector<StoredMessage>> MessageStorage::list(const std::string& store, base::StopToken stop) {
    auto counts = select(store, stop);
    if (!counts) return base::fail(std::move(counts.error()));
    auto answer = ask({.text = "AT+CMGL=4", .answers = {"+CMGL:"}, .pdu_lines = true}, listing_timeout, stop);
    if (!answer && answer.error().code != ErrorCode::timeout) return base::fail(std::move(answer.error()));
    if (answer && answer->ok()) return take_listing(store, *answer, stop);
    if (answer && is_empty_slot(answer->final)) return std::vector<StoredMessage>();
    return list_one_by_one(store, *counts, stop);
}

base::Result<std::vector<StoredMessage>> MessageStorage::take_listing(const std::string& store, const Answer& answer,
                                                                      base::StopToken stop) {
    std::vector<StoredMessage> messages;
    for (const at::AnswerLine& line : answer.lines) {
        const auto fields = at::split_fields(at::parameters(line.text));
        const auto index = fields.empty() ? std::nullopt : fields.front().number();
        if (!index || *index < 0) continue;
        messages.push_back(to_message(store, *index, fields, 1, line.pdu));
    }
    for (StoredMessage& message : messages) {
        if (message.whole) continue;
        auto again = read_selected(store, message.index, stop);
        if (!again && again.error().code != ErrorCode::refused) return base::fail(std::move(again.error()));
        if (again && *again) message = std::move(**again);
    }
    std::ranges::sort(messages, {}, &StoredMessage::index);
    return messages;
}

base::Result<std::vector<StoredMessage>> MessageStorage::list_one_by_one(const std::string& store, const Counts& counts,
                                                                         base::StopToken stop) {
    const int total = counts.total ? std::min(static_cast<int>(*counts.total), most_places) : places_to_try;
    std::vector<StoredMessage> messages;
    for (int index = 0; index <= total; ++index) {
        auto message = read_selected(store, index, stop);
        // Place 0 is wrong for a modem that counts from 1, and the last one for the others.
        if (!message && message.error().code != ErrorCode::refused) return base::fail(std::move(message.error()));
        if (message && *message) messages.push_back(std::move(**message));
    }
    const bool all_missing = messages.empty() && counts.used.value_or(0) > 0;
    if (!all_missing) return messages;
    return base::fail(ErrorCode::refused, where(),
                      "the modem lists no message of " + store + " although there are some; restart the modem and try again");
}

base::Result<Removal> MessageStorage::remove(const StoredMessage& message, base::StopToken stop) {
    auto now = read(message.store, message.index, stop);
    if (!now) return base::fail(std::move(now.error()));
    if (!*now) return Removal::empty;
    if ((*now)->pdu != message.pdu) return Removal::changed;
    auto answer = ask({.text = "AT+CMGD=" + std::to_string(message.index)}, delete_timeout, stop);
    if (!answer) return base::fail(std::move(answer.error()));
    if (answer->ok()) return Removal::removed;
    if (is_empty_slot(answer->final)) return Removal::empty;
    return base::fail(to_error(where(), "AT+CMGD=" + std::to_string(message.index), answer->final));
}

base::Result<void> MessageStorage::restore() {
    if (!touched_ || initial_.empty()) return {};
    auto answer = ask({.text = "AT+CPMS=" + quoted_list(initial_), .answers = {"+CPMS:"}}, store_timeout, {});
    if (!answer) return base::fail(std::move(answer.error()));
    if (!answer->ok()) return base::fail(to_error(where(), "the modem refuses its former stores (AT+CPMS)", answer->final));
    touched_ = false;
    return {};
}

}  // namespace gsmcfg::modem
