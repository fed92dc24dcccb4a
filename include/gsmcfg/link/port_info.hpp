// The serial ports of this machine.
#pragma once

#include "gsmcfg/base/result.hpp"

#include <cstdint>
#include <filesystem>
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
    std::string usb_path;              // where the device is plugged in, kept over a replug: "1-1.2"
    int usb_device_number = 0;         // another one after each replug
    std::optional<int> usb_interface;  // bInterfaceNumber
    std::string driver;                // of the kernel, USB ports only: "option", "cdc_acm"
    std::string by_path;               // "/dev/serial/by-path/…"
};

// Sorted by name, with numbers in their order (ttyUSB2 before ttyUSB10). Empty if there are none.
[[nodiscard]] std::vector<PortInfo> list_ports();
// The device that a name leads to, symbolic links followed: "/dev/ttyUSB0". The device itself is not opened.
// Errors: not_found, permission, io.
[[nodiscard]] base::Result<std::filesystem::path> real_device(const std::string& name);
// Who has the port: "minicom (process 4711)"; empty if nobody is seen. Does not open it. Locks of other processes are seen
// always (lock file, flock), open files only of those processes that this one may look into.
[[nodiscard]] std::string port_holder(const std::string& port);
// What to do about a holder: a sentence without a final stop; empty for an empty holder.
[[nodiscard]] std::string holder_cure(const std::string& holder);

}  // namespace gsmcfg::link
