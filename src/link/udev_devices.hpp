// What libudev knows about a serial port's place.
#pragma once

#include <optional>
#include <string>

namespace gsmcfg::link {

struct UsbPlace {
    std::string path;       // "1-1.2"
    int device_number = 0;  // devnum: another one after each replug
    int interface = 0;      // bInterfaceNumber
    std::string driver;     // "option", "cdc_acm"
};

struct PortPlace {
    std::string by_path;          // "/dev/serial/by-path/…", empty if udev has made none
    std::optional<UsbPlace> usb;  // absent: not a USB port
};

// `port`: "/dev/ttyUSB0". A port that udev doesn't know has an empty place.
[[nodiscard]] PortPlace find_port_place(const std::string& port);

}  // namespace gsmcfg::link
