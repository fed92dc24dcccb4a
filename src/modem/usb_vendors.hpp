// Makers of modems, by their USB vendor numbers.
#pragma once

#include "gsmcfg/link/usb_device.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gsmcfg::modem {

struct UsbVendor {
    std::uint16_t number = 0;
    std::string_view name;
    bool last_port_first = false;  // of several ports that do SMS the last announces messages, not the first
};

[[nodiscard]] const UsbVendor* find_usb_vendor(std::uint16_t number);

struct UsbTrouble {
    std::string problem;
    std::string cure;
};
// Why a modem maker's device shows no serial port; nothing if it does not look like a modem at all.
[[nodiscard]] std::optional<UsbTrouble> portless_trouble(const link::UsbDevice& device);

}  // namespace gsmcfg::modem
