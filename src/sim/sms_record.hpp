// Records of EF_SMS as stored messages and back.
#pragma once

#include "gsmcfg/sim/sim_card.hpp"
#include "sim/message_storage.hpp"

#include <cstddef>
#include <optional>
#include <span>

namespace gsmcfg::sim {

// A record octet for octet as it was written, if it was, else built; a null message is a free one.
[[nodiscard]] SmsRecord record_of(const StoredMessage* message);
// Nothing for a free record. Whatever is in use is a message, also one that makes no sense: a card does not look inside.
[[nodiscard]] std::optional<StoredMessage> message_of(const SmsRecord& record);
// The octets of a unit in front of its padding: by its fields if it is a DELIVER or SUBMIT, else up to the last that is not FF.
[[nodiscard]] std::size_t unit_length(std::span<const std::uint8_t> octets);

}  // namespace gsmcfg::sim
