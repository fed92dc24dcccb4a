// The card in the modem: taken out, put in, noticed or not, and every change of it told.
#include <algorithm>

#include "sim/modem_core.hpp"
#include "sim/sms_record.hpp"

namespace gsmcfg::sim {

bool ModemCore::card_missing() const { return !card_in_ || condition_ == Condition::no_sim; }

void ModemCore::use_card(SimCard card) {
    card_in_ = true;
    own_number_ = std::move(card.number);
    imsi_ = std::move(card.imsi);
    iccid_ = std::move(card.iccid);
    pin_ = std::move(card.pin);
    pin_open_ = false;
    MessageStorage& places = sim_storage();
    places.resize(card.records.size());
    for (std::size_t i = 0; i < card.records.size(); ++i) {
        if (auto message = message_of(card.records[i])) places.put(places.first_slot() + i, std::move(*message));
    }
    places.observe([this] { card_changed(); });
}

SimCard ModemCore::card_in_use() const {
    SimCard card{iccid_, imsi_, own_number_, pin_, {}};
    MessageStorage& places = const_cast<ModemCore*>(this)->sim_storage();
    for (std::size_t i = places.first_slot(); i < places.end_slot(); ++i) card.records.push_back(record_of(places.at(i)));
    return card;
}

std::optional<SimCard> ModemCore::sim_card() const {
    if (card_in_) return card_in_use();
    return unnoticed_card_;
}

void ModemCore::card_changed() {
    if (card_sink_ && card_in_) card_sink_(card_in_use());
}

// The number and, where the modem remembers them, the identities stay until it starts anew.
std::optional<SimCard> ModemCore::remove_card() {
    if (auto unnoticed = std::exchange(unnoticed_card_, std::nullopt)) return pulled_card_ = std::move(unnoticed);
    if (!card_in_) return std::nullopt;
    pulled_card_ = card_in_use();
    card_in_ = false;
    sim_storage().observe(nullptr);
    sim_storage().resize(0);
    pin_ = {};
    pin_open_ = false;
    if (sending_ && !sending_->over) {
        sending_->trouble = cms::no_sim;
        sending_->taken_anyway = false;
    }
    if (personality_.remembers_identity) return pulled_card_;
    iccid_.clear();
    imsi_.clear();
    return pulled_card_;
}

std::optional<SimCard> ModemCore::remove_sim() {
    const bool noticed = card_in_;
    auto card = remove_card();
    if (!card) return card;
    log_.write("sim_removed", [&](base::Json& json) { json.set("modem", index_).set("iccid", card->iccid); });
    if (noticed) {
        for (const std::string_view line : personality_.removed_lines) unsolicited(filled_in(line));
    }
    registration_changed();
    return card;
}

void ModemCore::insert_sim(SimCard card) {
    static_cast<void>(remove_sim());
    ++insertions_;
    log_.write("sim_inserted", [&](base::Json& json) { json.set("modem", index_).set("iccid", card.iccid); });
    const bool running = plugged_ && state_ != State::booting;
    if (!running || personality_.swap == SwapNotice::at_restart) {
        unnoticed_card_ = std::move(card);
        return;
    }
    use_card(std::move(card));
    for (const std::string_view line : personality_.inserted_lines) unsolicited(filled_in(line));
    busy_sim(personality_.sim_busy);
    registration_changed();
    network_.modem_ready(index_);
}

void ModemCore::swap_sim(SimCard card, std::chrono::nanoseconds pause) {
    static_cast<void>(remove_sim());
    queue_.after(pause, [this, card = std::move(card), count = ++insertions_] {
        if (count == insertions_) insert_sim(card);
    });
}

// The start of a modem: it looks what is in its slot.
void ModemCore::look_for_card() {
    if (auto card = std::exchange(unnoticed_card_, std::nullopt)) return use_card(std::move(*card));
    if (card_in_) return;
    iccid_.clear();
    imsi_.clear();
}

}  // namespace gsmcfg::sim
