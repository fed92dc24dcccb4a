#include "modem/usb_vendors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace gsmcfg::modem {

namespace {

// Numbers as assigned by the USB Implementers Forum. Huawei's port for a computer's user interface, which announces messages,
// has a higher interface number than the one for calls.
constexpr std::array vendors{
    UsbVendor{0x05c6, "Qualcomm"}, UsbVendor{0x0af0, "Option"},       UsbVendor{0x106c, "Pantech"},
    UsbVendor{0x1199, "Sierra"},   UsbVendor{0x12d1, "Huawei", true}, UsbVendor{0x1410, "Novatel"},
    UsbVendor{0x1546, "u-blox"},   UsbVendor{0x16d8, "CMOTECH"},      UsbVendor{0x19d2, "ZTE"},
    UsbVendor{0x1bbb, "Alcatel"},  UsbVendor{0x1bc7, "Telit"},        UsbVendor{0x1c9e, "Longcheer"},
    UsbVendor{0x1e0e, "SIMCom"},   UsbVendor{0x1e2d, "Cinterion"},    UsbVendor{0x22de, "WeTelecom"},
    UsbVendor{0x2c7c, "Quectel"},  UsbVendor{0x2cb7, "Fibocom"},
};

constexpr int communications = 0x02;
constexpr int mass_storage = 0x08;
constexpr int wireless = 0xe0;
constexpr int miscellaneous = 0xef;
constexpr int vendor_specific = 0xff;

// CDC ECM, NCM and MBIM, the three forms of RNDIS, and vendor-specific ones by their driver.
bool is_network(const link::UsbInterface& one) {
    constexpr std::array<std::string_view, 6> drivers{"cdc_ether",      "cdc_ncm",  "cdc_mbim",
                                                      "huawei_cdc_ncm", "qmi_wwan", "rndis_host"};
    if (std::ranges::find(drivers, one.driver) != drivers.end()) return true;
    if (one.class_code == communications) {
        return one.subclass == 0x06 || one.subclass == 0x0d || one.subclass == 0x0e ||
               (one.subclass == 0x02 && one.protocol == 0xff);
    }
    return (one.class_code == wireless && one.subclass == 0x01 && one.protocol == 0x03) ||
           (one.class_code == miscellaneous && one.subclass == 0x04 && one.protocol == 0x01);
}

// Huawei's message for "modem", not "network card"; others are in the data file of the package.
std::string switch_command(const link::UsbDevice& device) {
    constexpr int huawei = 0x12d1;
    if (device.vendor != huawei) return {};
    return fmt::format(
        " (if it then is a network card: usb_modeswitch -v {:04x} -p {:04x} -M "
        "55534243123456780000000000000011063000000100010000000000000000)",
        device.vendor, device.product);
}

}  // namespace

const UsbVendor* find_usb_vendor(std::uint16_t number) {
    const auto found = std::ranges::find(vendors, number, &UsbVendor::number);
    return found == vendors.end() ? nullptr : &*found;
}

std::optional<UsbTrouble> portless_trouble(const link::UsbDevice& device) {
    const auto any = [&device](auto&& fits) { return std::ranges::any_of(device.interfaces, fits); };
    if (find_usb_vendor(device.vendor) == nullptr) return std::nullopt;
    if (any([](const auto& one) { return one.class_code == vendor_specific && one.driver.empty(); })) {
        return UsbTrouble{"the kernel has no driver for its ports",
                          fmt::format("as root: modprobe option; echo {:04x} {:04x} > /sys/bus/usb-serial/drivers/option1/new_id",
                                      device.vendor, device.product)};
    }
    if (any(is_network)) {
        return UsbTrouble{
            "it is in network mode (a network card without a serial port), in which it takes no AT commands",
            "a stick with a web page (HiLink) needs its maker's stick firmware; of others the make-up of USB ports can "
            "be set by AT on a computer that shows a port; or use another modem"};
    }
    if (any([](const auto& one) { return one.class_code == mass_storage; })) {
        return UsbTrouble{
            "it shows itself as a disk and not yet as a modem",
            "install the package usb-modeswitch, then unplug the stick and plug it in again" + switch_command(device)};
    }
    return std::nullopt;
}

}  // namespace gsmcfg::modem
