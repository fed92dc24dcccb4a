#include "gsmcfg/master_sim/card.hpp"

#include "gsmcfg/base/hex.hpp"
#include "master_sim/wiped.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace gsmcfg::master_sim {

namespace {

using namespace std::chrono_literals;
using base::ErrorCode;

constexpr auto sim_patience = 20s;
constexpr auto return_time = 60s;
constexpr auto return_pause = 1s;
constexpr std::uint8_t other_status = 0x09;  // in use, and none of those that the standard knows

std::string_view state_words(const modem::SimLook& look) {
    if (look.absent) return "there is no SIM in the modem; insert one";
    if (look.asks_pin) return "the SIM asks for its PIN";
    return "the SIM is not usable";
}

base::Error not_ready(const std::string& where, const modem::SimLook& look) {
    auto detail = std::string(state_words(look));
    if (!look.absent && !look.asks_pin) detail += ": " + look.state;
    return {ErrorCode::refused, where, std::move(detail), {}};
}

base::Error another_sim(const std::string& where) { return {ErrorCode::conflict, where, "another SIM is in the modem now", {}}; }

base::Error unreadable(const std::string& where) {
    return {ErrorCode::refused, where, "the SIM's ICCID can't be read: nobody can tell whether it is still the same SIM", {}};
}

modem::SlotState slot_state(std::uint8_t status) {
    switch (status) {
        case 1: return modem::SlotState::read;
        case 3: return modem::SlotState::unread;
        case 7: return modem::SlotState::unsent;
        default: return (status & 7U) == 5 ? modem::SlotState::sent : modem::SlotState::other;
    }
}

std::uint8_t status_octet(modem::SlotState state) {
    switch (state) {
        case modem::SlotState::unread: return 3;
        case modem::SlotState::read: return 1;
        case modem::SlotState::unsent: return 7;
        case modem::SlotState::sent: return 5;
        case modem::SlotState::other: return other_status;
    }
    return other_status;
}

}  // namespace

bool CardContents::has(int place) const {
    return std::ranges::any_of(used, [&](const CardRecord& record) { return record.place == place; });
}

modem::StoredMessage to_stored_message(const CardRecord& record) {
    const auto pdu = pdu_of(record.octets);
    const std::string& raw = pdu.reveal();
    modem::StoredMessage message;
    message.store = "SM";
    message.index = record.place;
    message.state = slot_state(status_of(record.octets));
    message.pdu = base::to_hex({reinterpret_cast<const std::uint8_t*>(raw.data()), raw.size()});
    const std::size_t smsc = raw.empty() ? 0 : 1U + static_cast<unsigned char>(raw.front());
    message.length = static_cast<int>(raw.size() - std::min(raw.size(), smsc));
    message.whole = true;
    return message;
}

CardRecord to_card_record(const modem::StoredMessage& message) {
    auto octets = base::from_hex(message.pdu).value_or(base::Octets());
    // A length that is that of all octets: the modem leaves the SMSC address out.
    const bool without_smsc = message.length && *message.length > 0 &&
                              octets.size() == static_cast<std::size_t>(*message.length) && !octets.empty() &&
                              octets.front() >= 0x0CU;
    if (without_smsc) octets.insert(octets.begin(), 0);
    CardRecord record{message.index,
                      padded_record(status_octet(message.state), {reinterpret_cast<const char*>(octets.data()), octets.size()})};
    wipe(octets);
    return record;
}

Card::~Card() {
    const auto closed = close();
    static_cast<void>(closed);
    if (hidden_) hidden_->hide_hex(false);
}

base::Result<modem::SimLook> Card::look(base::StopToken stop) {
    if (channel_.dialogue() == nullptr) {
        records_.reset();
        if (auto identified = channel_.identify(stop); !identified) return base::fail(std::move(identified.error()));
    }
    return modem::look_at_sim(dialogue(), channel_.info(), sim_patience, stop);
}

base::Result<void> Card::open(base::StopToken stop) {
    auto seen = look(stop);
    if (!seen) return base::fail(std::move(seen.error()));
    if (!seen->ready) return base::fail(not_ready(channel_.name(), *seen));
    iccid_ = std::move(seen->iccid);
    opened_for_close_ = false;
    auto details = modem::read_sim_details(dialogue(), stop);
    if (!details) return base::fail(std::move(details.error()));
    details_ = std::move(*details);
    auto file = modem::read_iccid_file(dialogue(), stop);
    if (!file) return base::fail(std::move(file.error()));
    iccid_file_ = std::move(*file);
    return attach(stop);
}

base::Result<void> Card::still_here(base::StopToken stop) {
    if (channel_.dialogue() == nullptr) return base::fail(ErrorCode::port_lost, channel_.name(), "the line is closed");
    if (!iccid_file_.empty()) {
        auto file = modem::read_iccid_file(dialogue(), stop);
        if (!file) return base::fail(std::move(file.error()));
        if (!file->empty()) return check_file(*file);
    }
    auto seen = look(stop);
    if (!seen) return base::fail(std::move(seen.error()));
    if (seen->absent) return base::fail(ErrorCode::refused, channel_.name(), "the SIM is gone");
    if (!seen->ready) return base::fail(not_ready(channel_.name(), *seen));
    return check_same(*seen, stop);
}

// Where the SIM itself gave its ICCID before, what the modem remembers of it is no answer.
base::Result<void> Card::check_same(const modem::SimLook& seen, base::StopToken stop) {
    if (!iccid_file_.empty()) {
        auto file = modem::read_iccid_file(dialogue(), stop);
        if (!file) return base::fail(std::move(file.error()));
        return check_file(*file);
    }
    if (seen.iccid.empty()) return base::fail(unreadable(channel_.name()));
    if (seen.iccid != iccid_) return base::fail(another_sim(channel_.name()));
    return {};
}

base::Result<void> Card::check_file(const std::string& file) const {
    if (file.empty()) return base::fail(unreadable(channel_.name()));
    if (file != iccid_file_) return base::fail(another_sim(channel_.name()));
    return {};
}

// PDU mode, and which of the ways to the records there are.
base::Result<void> Card::attach(base::StopToken stop) {
    if (!hidden_ && channel_.mask()) {
        hidden_ = channel_.mask();
        hidden_->hide_hex(true);
    }
    records_ = std::make_unique<modem::SimRecords>(dialogue(), channel_.mask());
    auto messages = storage(stop);
    if (!messages && messages.error().code != ErrorCode::refused) return base::fail(std::move(messages.error()));
    auto table = records_->table(stop);
    if (!table) return base::fail(std::move(table.error()));
    table_ = *table;
    if (!messages && !table_) return base::fail(std::move(messages.error()));
    return {};
}

base::Result<void> Card::reattach(base::StopToken stop) {
    records_.reset();
    return attach(stop);
}

base::Result<modem::MessageStorage> Card::storage(base::StopToken stop) { return modem::MessageStorage::open(dialogue(), stop); }

base::Result<void> Card::put_back() {
    if (channel_.dialogue() == nullptr) {
        if (!radio_.off()) return {};
        return base::fail(ErrorCode::port_lost, channel_.name(), "the line is closed");
    }
    auto stores = stores_.restore(dialogue());
    auto radio = radio_.restore(dialogue());
    if (!radio) return radio;
    return stores;
}

base::Result<void> Card::close() {
    records_.reset();
    auto done = put_back();
    if (!radio_.off() || done.error().code == ErrorCode::refused) return done;
    if (!opened_for_close_) {
        opened_for_close_ = true;
        if (channel_.identify({})) done = put_back();
    }
    if (!radio_.off()) return done;
    return base::fail(done.error().code, channel_.name(),
                      "the radio may still be off: AT+CFUN=1 switches it on (" + done.error().detail + ")");
}

base::Result<void> Card::recover(base::StopToken stop) {
    records_.reset();
    const base::MonoTime deadline = clock().now() + return_time;
    for (;;) {
        auto seen = look(stop);
        if (!seen && seen.error().code != ErrorCode::stopped) {
            if (auto again = channel_.identify(stop)) seen = look(stop);
        }
        if (seen && seen->absent) return base::fail(ErrorCode::refused, channel_.name(), "the SIM is gone");
        auto found = seen ? base::Result<void>() : base::fail(std::move(seen.error()));
        if (found && !seen->ready) found = base::fail(not_ready(channel_.name(), *seen));
        if (found) found = check_same(*seen, stop);
        if (found) return attach(stop);
        const auto code = found.error().code;
        if (code == ErrorCode::stopped || code == ErrorCode::conflict || clock().now() >= deadline) return found;
        clock().wait_until(clock().now() + return_pause, stop);
    }
}

base::Result<CardContents> Card::contents(base::StopToken stop) {
    return table_ ? contents_by_record(stop) : contents_by_listing(stop);
}

base::Result<CardContents> Card::contents_by_record(base::StopToken stop) {
    CardContents contents{{}, table_->count};
    for (std::size_t number = 1; number <= table_->count; ++number) {
        auto record = records_->read(number, *table_, stop);
        if (!record) return base::fail(std::move(record.error()));
        if (is_used(*record)) contents.used.push_back({static_cast<int>(number), std::move(*record)});
    }
    return contents;
}

base::Result<CardContents> Card::contents_by_listing(base::StopToken stop) {
    if (auto selected = stores_.select(dialogue(), false, stop); !selected) return base::fail(std::move(selected.error()));
    auto messages = storage(stop);
    if (!messages) return base::fail(std::move(messages.error()));
    auto listed = messages->list(stores_.name(), stop);
    if (!listed) return base::fail(std::move(listed.error()));
    CardContents contents{{}, stores_.total().value_or(0)};
    for (const auto& message : *listed) contents.used.push_back(to_card_record(message));
    return contents;
}

base::Result<void> Card::erase(const CardRecord& record, base::StopToken stop) {
    if (!table_) {
        auto erased = erase_by_index(record, stop);
        if (!erased) return base::fail(std::move(erased.error()));
        if (*erased) return {};
        return base::fail(ErrorCode::conflict, channel_.name(), fmt::format("place {} holds something else now", record.place));
    }
    const auto number = static_cast<std::size_t>(record.place);
    auto now = records_->read(number, *table_, stop);
    if (!now) return base::fail(std::move(now.error()));
    if (!is_used(*now)) return {};
    if (now->reveal() != record.octets.reveal() && !same_message(record.octets, *now))
        return base::fail(ErrorCode::conflict, channel_.name(), fmt::format("record {} holds something else now", record.place));
    auto updated = records_->update(number, free_record(table_->size), stop);
    if (!updated && updated.error().code != ErrorCode::refused) return updated;
    if (!updated) {
        auto erased = erase_by_index({record.place, std::move(*now)}, stop);
        if (!erased) return base::fail(std::move(erased.error()));
    }
    auto after = records_->read(number, *table_, stop);
    if (!after) return base::fail(std::move(after.error()));
    if (!is_used(*after)) return {};
    return base::fail(ErrorCode::refused, channel_.name(), fmt::format("record {} is still on the SIM", record.place));
}

// AT+CMGD. Modems that count from 0 have record 1 at index 0.
base::Result<bool> Card::erase_by_index(const CardRecord& record, base::StopToken stop) {
    if (auto selected = stores_.select(dialogue(), false, stop); !selected) return base::fail(std::move(selected.error()));
    auto messages = storage(stop);
    if (!messages) return base::fail(std::move(messages.error()));
    for (const int index : {record.place, record.place - 1}) {
        if (index < 0 || (!table_ && index != record.place)) continue;
        auto message = messages->read(stores_.name(), index, stop);
        if (!message && message.error().code != ErrorCode::refused) return base::fail(std::move(message.error()));
        if (!message || !*message || !same_message(record.octets, to_card_record(**message).octets)) continue;
        auto removed = messages->remove(**message, stop);
        if (!removed) return base::fail(std::move(removed.error()));
        return *removed != modem::Removal::changed;
    }
    return false;
}

base::Result<std::string> Card::switch_radio_off(base::StopToken stop) {
    const bool was_off = radio_.off();
    auto switched = radio_.switch_off(dialogue(), stop);
    if (!switched) return base::fail(std::move(switched.error()));
    // The modem may have forgotten its settings with it.
    if (!was_off && records_)
        if (auto attached = reattach(stop); !attached) return base::fail(std::move(attached.error()));
    return radio_.warning();
}

base::Result<void> Card::switch_radio_on() { return radio_.restore(dialogue()); }

base::Result<void> Card::select_stores(bool receiving, base::StopToken stop) {
    return stores_.select(dialogue(), receiving, stop);
}

}  // namespace gsmcfg::master_sim
