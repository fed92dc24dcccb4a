// The USB devices of this machine: for modems that show no serial port.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace gsmcfg::link {

struct UsbInterface {
    int number = 0;               // bInterfaceNumber
    std::uint8_t class_code = 0;  // bInterfaceClass: 0x02 communications, 0x08 mass storage, 0xff vendor-specific
    std::uint8_t subclass = 0;    // of class 0x02: 0x02 ACM, 0x06 ECM, 0x0d NCM, 0x0e MBIM
    std::uint8_t protocol = 0;    // bInterfaceProtocol
    std::string driver;           // of the kernel; empty: none has taken it

    bool operator==(const UsbInterface&) const = default;
};

// What is unknown is empty.
struct UsbDevice {
    std::string path;  // where it is plugged in, kept over a replug: "1-1.2"
    std::uint16_t vendor = 0;
    std::uint16_t product = 0;
    std::string manufacturer;
    std::string product_name;
    std::string serial;
    std::vector<UsbInterface> interfaces;  // by number
};

// Sorted by path. Hubs are left out. Empty if there are none.
[[nodiscard]] std::vector<UsbDevice> list_usb_devices();

}  // namespace gsmcfg::link
