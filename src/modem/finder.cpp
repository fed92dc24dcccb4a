#include "gsmcfg/modem/finder.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/link/open_link.hpp"
#include "modem/port_survey.hpp"
#include "modem/usb_vendors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace gsmcfg::modem {

namespace {

constexpr auto open_timeout = std::chrono::seconds(2);
constexpr std::size_t significant_digits = 14;

bool is_stick(const FoundPort& port) { return port.info.usb_vendor && find_usb_vendor(*port.info.usb_vendor) != nullptr; }

bool are_one(const FoundPort& left, const FoundPort& right) {
    if (!left.info.usb_path.empty() && left.info.usb_path == right.info.usb_path) return true;
    // Two sticks with one IMEI are two modems all the same: copied numbers exist.
    return same_imei(left.imei, right.imei) && !(is_stick(left) && is_stick(right));
}

bool belongs(const FoundModem& modem, const FoundPort& port) {
    return std::ranges::any_of(modem.ports, [&](const FoundPort& other) { return are_one(other, port); });
}

// Two groups may turn out to be one modem when a later port tells the IMEI.
void merge_by_imei(std::vector<FoundModem>& modems) {
    for (std::size_t to = 0; to < modems.size(); ++to) {
        for (std::size_t from = to + 1; from < modems.size();) {
            const auto& others = modems[from].ports;
            if (std::ranges::none_of(others, [&](const FoundPort& port) { return belongs(modems[to], port); })) {
                ++from;
                continue;
            }
            modems[to].ports.insert(modems[to].ports.end(), others.begin(), others.end());
            modems.erase(modems.begin() + static_cast<std::ptrdiff_t>(from));
        }
    }
}

std::vector<FoundModem> by_device(std::vector<FoundPort> ports) {
    std::vector<FoundModem> modems;
    for (FoundPort& port : ports) {
        auto place = std::ranges::find_if(modems, [&](const FoundModem& modem) { return belongs(modem, port); });
        if (place == modems.end()) {
            FoundModem fresh;
            fresh.usb_path = port.info.usb_path;
            fresh.usb_vendor = port.info.usb_vendor;
            fresh.usb_product = port.info.usb_product;
            place = modems.insert(modems.end(), std::move(fresh));
        }
        place->ports.push_back(std::move(port));
    }
    merge_by_imei(modems);
    return modems;
}

std::optional<std::size_t> choose_port(const FoundModem& modem) {
    const auto* vendor = modem.usb_vendor ? find_usb_vendor(*modem.usb_vendor) : nullptr;
    std::optional<std::size_t> chosen;
    for (std::size_t at = 0; at < modem.ports.size(); ++at) {
        const bool later = vendor != nullptr && vendor->last_port_first;
        if (modem.ports[at].state == PortState::sms && (!chosen || later)) chosen = at;
    }
    return chosen;
}

const FoundPort* first_in(const FoundModem& modem, PortState state) {
    const auto found = std::ranges::find(modem.ports, state, &FoundPort::state);
    return found == modem.ports.end() ? nullptr : &*found;
}

void name_modem(FoundModem& modem) {
    const FoundPort* best = modem.sms_port ? &modem.ports[*modem.sms_port] : first_in(modem, PortState::at_only);
    const link::PortInfo& info = modem.ports.front().info;
    modem.make = best != nullptr && !best->make.empty() ? best->make : info.manufacturer;
    modem.model = best != nullptr && !best->model.empty() ? best->model : info.product;
    for (const FoundPort& port : modem.ports)
        if (modem.imei.empty()) modem.imei = port.imei;
    modem.is_modem = best != nullptr || (modem.usb_vendor && find_usb_vendor(*modem.usb_vendor) != nullptr);
}

void explain(FoundModem& modem) {
    if (modem.sms_port || first_in(modem, PortState::not_probed) != nullptr) return;
    if (const FoundPort* held = first_in(modem, PortState::held)) {
        modem.problem = held->info.name + ": " + held->problem;
        modem.cure = held->cure;
    } else if (const FoundPort* failed = first_in(modem, PortState::failed)) {
        modem.problem = failed->info.name + ": " + failed->problem;
        modem.cure = failed->cure;
    } else if (first_in(modem, PortState::at_only) != nullptr) {
        modem.problem = "it answers AT, but takes no SMS command";
        modem.cure = "try again in half a minute, in case it is still starting; a modem for data alone can't be used";
    } else if (modem.is_modem) {
        modem.problem = "none of its ports answers";
        modem.cure = "wait half a minute, in case it is starting; else unplug it and plug it in again";
    } else {
        modem.problem = "nothing answers AT";
        modem.cure = "if a modem is behind it: check its power and cable";
    }
}

std::string selector_of(const FoundModem& modem, const std::vector<FoundModem>& all) {
    const bool unique = std::ranges::count_if(all, [&](const auto& other) { return same_imei(other.imei, modem.imei); }) == 1;
    if (unique) return "imei:" + modem.imei;
    if (!modem.usb_path.empty()) return "usb:" + modem.usb_path;
    return modem.ports.front().info.name;
}

void add_portless(std::vector<FoundModem>& modems, const std::vector<link::UsbDevice>& devices) {
    for (const link::UsbDevice& device : devices) {
        if (std::ranges::find(modems, device.path, &FoundModem::usb_path) != modems.end()) continue;
        auto trouble = portless_trouble(device);
        if (!trouble) continue;
        FoundModem modem;
        modem.usb_path = device.path;
        modem.usb_vendor = device.vendor;
        modem.usb_product = device.product;
        modem.make = device.manufacturer.empty() ? std::string(find_usb_vendor(device.vendor)->name) : device.manufacturer;
        modem.model = device.product_name;
        modem.is_modem = true;
        modem.problem = std::move(trouble->problem);
        modem.cure = std::move(trouble->cure);
        modems.push_back(std::move(modem));
    }
}

}  // namespace

std::string_view name(PortState state) {
    switch (state) {
        case PortState::sms: return "sms";
        case PortState::at_only: return "at only";
        case PortState::silent: return "silent";
        case PortState::held: return "in use";
        case PortState::failed: return "can't be opened";
        case PortState::not_probed: return "not probed";
    }
    return "";
}

std::string title(const FoundModem& modem) {
    const std::string model = base::to_lower(modem.model);
    const bool doubled = !modem.make.empty() && model.starts_with(base::to_lower(modem.make));
    return base::escape_control(base::trim(doubled ? modem.model : modem.make + " " + modem.model));
}

bool same_imei(std::string_view left, std::string_view right) {
    return left.size() >= significant_digits && right.size() >= significant_digits &&
           left.substr(0, significant_digits) == right.substr(0, significant_digits);
}

PortAccess machine_access() {
    PortAccess access;
    access.list = link::list_ports;
    access.usb_devices = link::list_usb_devices;
    access.holder = link::port_holder;
    access.open = [](const std::string& port, int baud, base::StopToken stop) {
        return link::open_link(port, {baud}, base::SystemClock().now() + open_timeout, stop);
    };
    return access;
}

std::vector<FoundModem> group_modems(std::vector<FoundPort> ports, const std::vector<link::UsbDevice>& devices) {
    auto modems = by_device(std::move(ports));
    for (FoundModem& modem : modems) {
        std::ranges::stable_sort(modem.ports, {}, [](const FoundPort& port) { return port.info.usb_interface.value_or(-1); });
        modem.sms_port = choose_port(modem);
        name_modem(modem);
        explain(modem);
    }
    add_portless(modems, devices);
    for (FoundModem& modem : modems) modem.selector = selector_of(modem, modems);
    return modems;
}

base::Result<std::vector<FoundModem>> find_modems(const PortAccess& access, bool probe, base::StopToken stop) {
    const auto ports = access.list();
    std::vector<FoundPort> found;
    if (probe) {
        auto surveyed = survey(access, ports, 0, false, stop);
        if (!surveyed) return base::fail(std::move(surveyed.error()));
        for (SurveyedPort& one : *surveyed) found.push_back(std::move(one.port));
    } else {
        for (const auto& info : ports) found.push_back({.info = info});
    }
    return group_modems(std::move(found), access.usb_devices());
}

}  // namespace gsmcfg::modem
