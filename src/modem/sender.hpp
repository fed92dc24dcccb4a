// One message to the network, in its parts.
#pragma once

#include "gsmcfg/channel/channel.hpp"
#include "gsmcfg/modem/dialogue.hpp"
#include "gsmcfg/modem/modem_channel.hpp"

#include <cstdint>

namespace gsmcfg::modem {

class Sender {
public:
    explicit Sender(const ModemOptions& options) : options_(options) {}

    // The first part that fails decides. Once a part has been accepted, a later failure makes the whole uncertain.
    [[nodiscard]] channel::SubmitResult send(Dialogue& dialogue, const channel::Outbound& message, base::StopToken stop);

private:
    [[nodiscard]] channel::SubmitResult send_part(Dialogue& dialogue, std::span<const std::uint8_t> tpdu, bool sensitive,
                                                  base::StopToken stop);

    const ModemOptions& options_;
    std::uint8_t concat_reference_ = 0;
};

}  // namespace gsmcfg::modem
