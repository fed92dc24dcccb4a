// Finds the modems of this machine behind their serial ports, and the sticks that show none.
#pragma once

#include "gsmcfg/link/byte_link.hpp"
#include "gsmcfg/link/port_info.hpp"
#include "gsmcfg/link/usb_device.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::modem {

enum class PortState {
    sms,         // a modem that takes SMS commands
    at_only,     // a modem's port for something else
    silent,      // nothing answers
    held,        // another program has it: it was not touched
    failed,      // it can't be opened
    not_probed,  // nobody asked
};

// "sms", "at only", …: for people and JSON.
[[nodiscard]] std::string_view name(PortState state);

struct FoundPort {
    link::PortInfo info{};
    PortState state = PortState::not_probed;
    std::string problem{};  // held: by whom; failed: why
    std::string cure{};     // the next step; may be empty
    int baud = 0;           // at which it answers; 0 if it does not
    std::string make{};     // these three only if it answers and tells
    std::string model{};
    std::string imei{};
};

// One modem with all its ports, or a port on which no modem was found.
struct FoundModem {
    std::string usb_path;  // "1-1.2"; empty: not on USB
    std::optional<std::uint16_t> usb_vendor;
    std::optional<std::uint16_t> usb_product;
    std::string make;  // as the modem says, else as USB says
    std::string model;
    std::string imei;
    std::string selector;   // names it for --modem: by IMEI, else by place
    bool is_modem = false;  // false: nothing speaks for one
    std::vector<FoundPort> ports;
    std::optional<std::size_t> sms_port;  // the one to use, an index into ports
    std::string problem;                  // empty if it can be used, or was not asked
    std::string cure;                     // the next step; empty without a problem
};

// "Quectel EC25", "HUAWEI_MOBILE": make and model, not twice the same word; control characters escaped. May be empty.
[[nodiscard]] std::string title(const FoundModem& modem);

// What finding needs of the machine; tests put their own there. list, holder and open are called from several threads.
struct PortAccess {
    std::function<std::vector<link::PortInfo>()> list;
    std::function<std::vector<link::UsbDevice>()> usb_devices;
    std::function<std::string(const std::string& port)> holder;  // as link::port_holder
    std::function<base::Result<std::unique_ptr<link::ByteLink>>(const std::string& port, int baud, base::StopToken)> open;
    bool parallel = true;  // a thread for each port
};
[[nodiscard]] PortAccess machine_access();

// Ports of one USB device and ports that tell the same IMEI are one modem. Modems without a port come last. Pure.
[[nodiscard]] std::vector<FoundModem> group_modems(std::vector<FoundPort> ports, const std::vector<link::UsbDevice>& devices);

// Without `probe` no port is opened. Takes 2 s if nothing but USB modems is there, 11 s with ports of unknown speed.
// Errors: stopped.
[[nodiscard]] base::Result<std::vector<FoundModem>> find_modems(const PortAccess& access, bool probe, base::StopToken stop);

// The first 14 digits, TAC and serial number: the last may be a check digit, a zero or missing (TS 23.003 §6.2.1).
[[nodiscard]] bool same_imei(std::string_view left, std::string_view right);

}  // namespace gsmcfg::modem
