#include "link/udev_devices.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/link/usb_device.hpp"

#include <libudev.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <string_view>

namespace gsmcfg::link {

namespace {

struct Release {
    void operator()(udev* context) const noexcept { udev_unref(context); }
    void operator()(udev_device* device) const noexcept { udev_device_unref(device); }
    void operator()(udev_enumerate* list) const noexcept { udev_enumerate_unref(list); }
};
using Context = std::unique_ptr<udev, Release>;
using Device = std::unique_ptr<udev_device, Release>;
using Enumeration = std::unique_ptr<udev_enumerate, Release>;

std::string text_or_empty(const char* text) { return text != nullptr ? text : ""; }

std::string attribute(udev_device* device, const char* name) {
    return std::string(base::trim(text_or_empty(udev_device_get_sysattr_value(device, name))));
}

int number(const std::string& text, int base) {
    int value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value, base);
    return value;
}

std::string by_path_of(udev_device* device) {
    const std::string links = text_or_empty(udev_device_get_property_value(device, "DEVLINKS"));
    for (const auto link : base::split(links, ' '))
        if (link.starts_with("/dev/serial/by-path/")) return std::string(link);
    return {};
}

// The paths in sysfs of all devices of a subsystem and type, optionally below one device.
std::vector<std::string> enumerate(udev* context, const char* type, udev_device* parent) {
    const Enumeration list(udev_enumerate_new(context));
    std::vector<std::string> paths;
    if (!list) return paths;
    udev_enumerate_add_match_subsystem(list.get(), "usb");
    udev_enumerate_add_match_property(list.get(), "DEVTYPE", type);
    if (parent != nullptr) udev_enumerate_add_match_parent(list.get(), parent);
    udev_enumerate_scan_devices(list.get());
    for (auto* entry = udev_enumerate_get_list_entry(list.get()); entry != nullptr; entry = udev_list_entry_get_next(entry))
        paths.push_back(text_or_empty(udev_list_entry_get_name(entry)));
    return paths;
}

std::vector<UsbInterface> interfaces_of(udev* context, udev_device* device) {
    std::vector<UsbInterface> interfaces;
    for (const auto& path : enumerate(context, "usb_interface", device)) {
        const Device one(udev_device_new_from_syspath(context, path.c_str()));
        // Below a hub are the interfaces of other devices too.
        if (!one || udev_device_get_parent(one.get()) == nullptr ||
            text_or_empty(udev_device_get_syspath(udev_device_get_parent(one.get()))) != udev_device_get_syspath(device))
            continue;
        interfaces.push_back({number(attribute(one.get(), "bInterfaceNumber"), 16),
                              static_cast<std::uint8_t>(number(attribute(one.get(), "bInterfaceClass"), 16)),
                              static_cast<std::uint8_t>(number(attribute(one.get(), "bInterfaceSubClass"), 16)),
                              static_cast<std::uint8_t>(number(attribute(one.get(), "bInterfaceProtocol"), 16)),
                              text_or_empty(udev_device_get_driver(one.get()))});
    }
    std::ranges::sort(interfaces, {}, &UsbInterface::number);
    return interfaces;
}

}  // namespace

PortPlace find_port_place(const std::string& port) {
    PortPlace place;
    const Context context(udev_new());
    const std::string name = port.substr(port.rfind('/') + 1);
    if (!context) return place;
    const Device device(udev_device_new_from_subsystem_sysname(context.get(), "tty", name.c_str()));
    if (!device) return place;
    place.by_path = by_path_of(device.get());
    // Parents belong to their child.
    auto* const interface = udev_device_get_parent_with_subsystem_devtype(device.get(), "usb", "usb_interface");
    auto* const stick = udev_device_get_parent_with_subsystem_devtype(device.get(), "usb", "usb_device");
    if (interface == nullptr || stick == nullptr) return place;
    place.usb = {text_or_empty(udev_device_get_sysname(stick)), number(attribute(stick, "devnum"), 10),
                 number(attribute(interface, "bInterfaceNumber"), 16), text_or_empty(udev_device_get_driver(interface))};
    return place;
}

std::vector<UsbDevice> list_usb_devices() {
    constexpr int hub_class = 0x09;
    std::vector<UsbDevice> devices;
    const Context context(udev_new());
    if (!context) return devices;
    for (const auto& path : enumerate(context.get(), "usb_device", nullptr)) {
        const Device one(udev_device_new_from_syspath(context.get(), path.c_str()));
        if (!one || number(attribute(one.get(), "bDeviceClass"), 16) == hub_class) continue;
        devices.push_back({text_or_empty(udev_device_get_sysname(one.get())),
                           static_cast<std::uint16_t>(number(attribute(one.get(), "idVendor"), 16)),
                           static_cast<std::uint16_t>(number(attribute(one.get(), "idProduct"), 16)),
                           attribute(one.get(), "manufacturer"), attribute(one.get(), "product"), attribute(one.get(), "serial"),
                           interfaces_of(context.get(), one.get())});
    }
    std::ranges::sort(devices, {}, &UsbDevice::path);
    return devices;
}

}  // namespace gsmcfg::link
