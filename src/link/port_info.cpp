#include "gsmcfg/link/port_info.hpp"

#include "link/udev_devices.hpp"

#include <libserialport.h>

#include <algorithm>
#include <cctype>
#include <memory>
#include <string_view>
#include <utility>

namespace gsmcfg::link {

namespace {

std::string text_or_empty(const char* text) { return text != nullptr ? text : ""; }

PortInfo describe(const sp_port* port) {
    PortInfo info;
    info.name = text_or_empty(sp_get_port_name(port));
    info.description = text_or_empty(sp_get_port_description(port));
    int vendor = 0;
    int product = 0;
    if (sp_get_port_usb_vid_pid(port, &vendor, &product) == SP_OK) {
        info.usb_vendor = static_cast<std::uint16_t>(vendor);
        info.usb_product = static_cast<std::uint16_t>(product);
    }
    info.manufacturer = text_or_empty(sp_get_port_usb_manufacturer(port));
    info.product = text_or_empty(sp_get_port_usb_product(port));
    info.serial = text_or_empty(sp_get_port_usb_serial(port));
    auto place = find_port_place(info.name);
    info.by_path = std::move(place.by_path);
    if (place.usb) {
        info.usb_path = std::move(place.usb->path);
        info.usb_device_number = place.usb->device_number;
        info.usb_interface = place.usb->interface;
        info.driver = std::move(place.usb->driver);
    }
    return info;
}

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

// "/dev/ttyUSB" and 10.
std::pair<std::string_view, long> name_and_number(std::string_view name) {
    std::size_t digits = name.size();
    while (digits > 0 && name.size() - digits < 9 && is_digit(name[digits - 1])) --digits;
    long number = -1;
    for (std::size_t i = digits; i < name.size(); ++i) number = std::max(number, 0L) * 10 + (name[i] - '0');
    return {name.substr(0, digits), number};
}

}  // namespace

std::vector<PortInfo> list_ports() {
    sp_port** list = nullptr;
    if (sp_list_ports(&list) != SP_OK) return {};
    const std::unique_ptr<sp_port*, void (*)(sp_port**)> guard(list, sp_free_port_list);
    std::vector<PortInfo> ports;
    for (sp_port** port = list; *port != nullptr; ++port) ports.push_back(describe(*port));
    std::ranges::sort(ports, {}, [](const PortInfo& port) { return name_and_number(port.name); });
    return ports;
}

}  // namespace gsmcfg::link
