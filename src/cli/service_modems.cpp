#include "service_modems.hpp"

#include "gsmcfg/link/port_info.hpp"
#include "gsmcfg/modem/finder.hpp"
#include "gsmcfg/modem/locator.hpp"
#include "gsmcfg/store/registers.hpp"

#include <algorithm>
#include <filesystem>

namespace gsmcfg::cli {
namespace {

std::string canonical(const std::string& device) {
    if (!device.starts_with('/')) return device;
    std::error_code ignored;
    auto path = std::filesystem::weakly_canonical(device, ignored).string();
    return path.empty() ? device : path;
}

// Where the stick is plugged in that has this port; empty if that is not known.
std::string usb_path_of(const std::string& port, const std::vector<link::PortInfo>& ports) {
    for (const auto& one : ports)
        if (canonical(one.name) == canonical(port)) return one.usb_path;
    return {};
}

// The modem that the service has opened by another name: by what it is, by its place, or by another port of the same stick.
bool is_same(const store::ModemRecord& opened, const std::string& device, const std::vector<link::PortInfo>& ports) {
    if (canonical(opened.device) == canonical(device)) return true;
    const auto place = usb_path_of(opened.device, ports);
    if (!modem::Selector::is_selector(device)) return !place.empty() && usb_path_of(device, ports) == place;
    const auto selector = modem::Selector::parse(device);
    if (!selector) return false;
    switch (selector->kind) {
        case modem::Selector::Kind::imei: return modem::same_imei(opened.imei, selector->value);
        case modem::Selector::Kind::usb: return !place.empty() && selector->value == place;
        case modem::Selector::Kind::automatic: return false;
    }
    return false;
}

}  // namespace

std::optional<std::string> name_at_service(store::Database& database, const store::ServiceRecord& service,
                                           const ModemChoice& choice) {
    if (choice.device == "auto" && service.modems.size() == 1) return service.modems.front().name;
    for (const auto& modem : service.modems)
        if (canonical(modem.device) == canonical(choice.device)) return modem.name;
    const auto ports = link::list_ports();
    for (const auto& record : store::Registers(database).modems()) {
        // Of others the port may be another modem's by now.
        const bool opened = record.state == store::ModemState::ready || record.state == store::ModemState::opening;
        if (opened && record.owner == service.owner && is_same(record, choice.device, ports)) return record.name;
    }
    return std::nullopt;
}

}  // namespace gsmcfg::cli
