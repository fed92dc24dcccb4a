// Opens a modem by what it is or where it is plugged in, not by the name of a port, which changes with every replug.
#pragma once

#include "gsmcfg/modem/finder.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace gsmcfg::modem {

struct Selector {
    enum class Kind {
        automatic,  // "auto": the one modem there is
        imei,       // "imei:358…": 14 to 16 digits
        usb,        // "usb:1-1.2", or with the interface "usb:1-1.2:1.3"
    } kind{};
    std::string text;              // as it was written
    std::string value;             // the digits, the path
    std::optional<int> interface;  // bInterfaceNumber

    // Whether the text means one of these, well formed or not.
    [[nodiscard]] static bool is_selector(std::string_view text);
    // Errors: invalid_argument.
    [[nodiscard]] static base::Result<Selector> parse(std::string_view text);
};

// Used by one thread; several locators may be used at the same time, they take turns in searching.
class ModemLocator {
public:
    // `baud` is tried first.
    ModemLocator(Selector selector, int baud, PortAccess access);

    // Searches anew each time. Which modem was found first is kept: another one that appears in its place (other IMEI) is
    // not opened.
    // Errors: not_found (no such modem now; it may come back), port_busy (a port that may be the modem's is held), conflict
    // ("auto" with several: they are listed), stopped. The detail names the next step.
    [[nodiscard]] base::Result<std::unique_ptr<link::ByteLink>> open(base::StopToken stop);

private:
    struct Known {
        std::string imei;  // empty if it does not tell
        std::string usb_path;
        std::optional<int> usb_interface;
        std::string port;
        int baud = 0;
    };
    [[nodiscard]] std::vector<link::PortInfo> candidates() const;
    [[nodiscard]] bool is_foreign(const link::PortInfo& port) const;
    [[nodiscard]] base::Result<std::unique_ptr<link::ByteLink>> try_ports(const std::vector<link::PortInfo>& ports, int only_baud,
                                                                          base::StopToken stop);
    [[nodiscard]] std::vector<link::UsbDevice> portless_devices() const;
    [[nodiscard]] bool is_wanted(const FoundModem& modem) const;
    [[nodiscard]] const FoundPort* usable_port(const FoundModem& modem) const;
    [[nodiscard]] base::Result<const FoundModem*> choose(const std::vector<FoundModem>& modems) const;
    [[nodiscard]] base::Error nothing_found(const std::vector<FoundModem>& modems) const;

    Selector selector_;
    int baud_;
    PortAccess access_;
    std::optional<Known> known_;
    std::map<std::string, std::string> foreign_;  // ports that told another IMEI, until they are plugged in anew
};

}  // namespace gsmcfg::modem
