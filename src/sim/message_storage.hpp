// A storage of messages with numbered places (TS 27.005 §3.2.3), such as the SIM's.
#pragma once

#include "gsmcfg/base/hex.hpp"
#include "gsmcfg/sim/sim_card.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gsmcfg::sim {

// <stat> of TS 27.005 §3.1, PDU mode.
enum class MessageStatus : std::uint8_t { unread = 0, read = 1, unsent = 2, sent = 3 };

struct StoredMessage {
    MessageStatus status{};
    base::Octets service_centre;  // with its length octet
    base::Octets tpdu;
    std::string from;   // for the log
    bool seen = false;  // the host has read or listed it
    bool report = false;
    std::optional<SmsRecord> raw{};  // as it was written, where it was
};

class MessageStorage {
public:
    MessageStorage(std::string name, std::size_t places, std::size_t first_slot)
        : name_(std::move(name)), first_slot_(first_slot), slots_(places) {}

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] std::size_t used() const { return used_; }
    [[nodiscard]] std::size_t places() const { return slots_.size(); }
    [[nodiscard]] std::size_t first_slot() const { return first_slot_; }
    [[nodiscard]] std::size_t end_slot() const { return first_slot_ + slots_.size(); }

    // So many places, all free.
    void resize(std::size_t places) {
        slots_.assign(places, std::nullopt);
        used_ = 0;
    }
    // Called after every change; null for none.
    void observe(std::function<void()> observer) { observer_ = std::move(observer); }
    // The caller has changed a message in its place.
    void changed() const {
        if (observer_) observer_();
    }

    [[nodiscard]] std::optional<std::size_t> first_free() const {
        const auto slot = std::ranges::find_if(slots_, [](const auto& place) { return !place.has_value(); });
        if (slot == slots_.end()) return std::nullopt;
        return first_slot_ + static_cast<std::size_t>(slot - slots_.begin());
    }
    // Into the first free place. Nothing if there is none.
    std::optional<std::size_t> add(StoredMessage message) {
        const auto index = first_free();
        if (index) put(*index, std::move(message));
        return index;
    }
    // Into that place, whatever is there. Nothing happens if there is no such place.
    void put(std::size_t index, StoredMessage message) {
        if (!valid(index)) return;
        auto& slot = slots_[index - first_slot_];
        if (!slot) ++used_;
        slot = std::move(message);
        changed();
    }
    [[nodiscard]] bool valid(std::size_t index) const { return index >= first_slot_ && index < end_slot(); }
    // Null for an empty or unknown place.
    [[nodiscard]] StoredMessage* at(std::size_t index) {
        if (!valid(index) || !slots_[index - first_slot_]) return nullptr;
        return &*slots_[index - first_slot_];
    }
    void erase(std::size_t index) {
        if (at(index) == nullptr) return;
        slots_[index - first_slot_].reset();
        --used_;
        changed();
    }

private:
    std::string name_;
    std::size_t first_slot_;
    std::size_t used_ = 0;
    std::vector<std::optional<StoredMessage>> slots_;
    std::function<void()> observer_;
};

}  // namespace gsmcfg::sim
