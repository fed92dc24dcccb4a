// One message to the network, in its parts.
#pragma once

#include "gsmcfg/channel/channel.hpp"
#include "gsmcfg/modem/dialogue.hpp"
#include "gsmcfg/modem/modem_channel.hpp"
#include "gsmcfg/modem/modem_info.hpp"

#include <cstdint>
#include <string>

namespace gsmcfg::modem {

class Sender {
public:
    explicit Sender(const ModemOptions& options) : options_(options) {}

    // After each bring-up. `gives_reasons`: errors come with a number or in words (AT+CMEE).
    void use(const ModemInfo& info, bool gives_reasons);

    // The first part that fails decides. Once a part has been accepted, a later failure makes the whole uncertain.
    [[nodiscard]] channel::SubmitResult send(Dialogue& dialogue, const channel::Outbound& message, base::StopToken stop);

private:
    [[nodiscard]] channel::SubmitResult send_part(Dialogue& dialogue, std::span<const std::uint8_t> tpdu,
                                                  const channel::Outbound& message, base::StopToken stop);

    [[nodiscard]] channel::SubmitResult before_body(const base::Result<Answer>& answer) const;
    [[nodiscard]] channel::SubmitResult after_body(const base::Result<Answer>& answer) const;

    const ModemOptions& options_;
    std::uint8_t concat_reference_ = 0;
    std::string make_;
    std::string model_;
    bool gives_reasons_ = false;
};

}  // namespace gsmcfg::modem
