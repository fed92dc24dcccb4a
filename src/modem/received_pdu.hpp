// A PDU from the modem as an event.
#pragma once

#include "gsmcfg/channel/channel.hpp"

#include <optional>
#include <string_view>
#include <variant>

namespace gsmcfg::modem {

// An SMS-DELIVER or SMS-STATUS-REPORT as a channel event, its token still 0. What can't be decoded is an Inbound with
// `problem` and the octets that could be read. `length` is that of the header line (TPDU octets; some modems count all).
[[nodiscard]] std::variant<channel::Inbound, channel::Report> read_pdu(std::string_view hex, std::optional<int> length);

// False if the line was damaged on its way from the modem: not hexadecimal, or not as long as the header line says.
[[nodiscard]] bool is_whole(std::string_view hex, std::optional<int> length);

}  // namespace gsmcfg::modem
