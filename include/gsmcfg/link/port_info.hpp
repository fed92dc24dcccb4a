// The serial ports of this machine.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gsmcfg::link {

// What is unknown is empty.
struct PortInfo {
    std::string name;  // "/dev/ttyUSB0"
    std::string description;
    std::optional<std::uint16_t> usb_vendor;
    std::optional<std::uint16_t> usb_product;
    std::string manufacturer;
    std::string product;
    std::string serial;
};

// Sorted by name, with numbers in their order (ttyUSB2 before ttyUSB10). Empty if there are none.
[[nodiscard]] std::vector<PortInfo> list_ports();

}  // namespace gsmcfg::link
