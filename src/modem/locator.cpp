#include "gsmcfg/modem/locator.hpp"

#include "gsmcfg/base/digits.hpp"
#include "gsmcfg/base/text.hpp"
#include "modem/port_survey.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <mutex>
#include <utility>

namespace gsmcfg::modem {

namespace {

using base::ErrorCode;

constexpr std::string_view automatic = "auto";
constexpr std::string_view imei_prefix = "imei:";
constexpr std::string_view usb_prefix = "usb:";

// "1-1.2": a bus, then the ports of the hubs on the way.
bool is_usb_path(std::string_view text) {
    const auto parts = base::split(text, '-');
    return parts.size() == 2 && base::all_digits(parts[0]) && std::ranges::all_of(base::split(parts[1], '.'), base::all_digits);
}

// "1.3": configuration and interface.
std::optional<int> interface_of(std::string_view text) {
    const auto parts = base::split(text, '.');
    if (parts.size() != 2 || !base::all_digits(parts[0]) || !base::all_digits(parts[1]) || parts[1].size() > 3)
        return std::nullopt;
    int number = 0;
    std::from_chars(parts[1].data(), parts[1].data() + parts[1].size(), number);
    return number;
}

// Two searches at a time would find each other's ports held.
std::mutex& searching() {
    static std::mutex mutex;
    return mutex;
}

std::string key_of(const link::PortInfo& port) {
    return fmt::format("{} {}#{}", port.name, port.usb_path, port.usb_device_number);
}

// "HUAWEI E1752 (IMEI 35…, USB 1-1.2)".
std::string describe(const FoundModem& modem) {
    std::string text = title(modem);
    if (text.empty()) text = "a modem";
    std::vector<std::string> marks;
    if (!modem.imei.empty()) marks.push_back("IMEI " + modem.imei);
    if (!modem.usb_path.empty()) marks.push_back("USB " + modem.usb_path);
    else if (!modem.ports.empty()) marks.push_back(modem.ports.front().info.name);
    return marks.empty() ? text : fmt::format("{} ({})", text, fmt::join(marks, ", "));
}

bool is_held(const FoundModem& modem) {
    return !modem.sms_port && std::ranges::any_of(modem.ports, [](const auto& port) { return port.state == PortState::held; });
}

}  // namespace

bool Selector::is_selector(std::string_view text) {
    return text == automatic || text.starts_with(imei_prefix) || text.starts_with(usb_prefix);
}

base::Result<Selector> Selector::parse(std::string_view text) {
    const auto refuse = [&](const std::string& why) {
        return base::fail(ErrorCode::invalid_argument, base::escape_control(text), why);
    };
    if (text == automatic) return Selector{Kind::automatic, std::string(text), {}, {}};
    if (text.starts_with(imei_prefix)) {
        const auto digits = text.substr(imei_prefix.size());
        if (!base::all_digits(digits) || digits.size() < 14 || digits.size() > 16)
            return refuse("an IMEI has 15 digits: imei:358…");
        return Selector{Kind::imei, std::string(text), std::string(digits), {}};
    }
    if (!text.starts_with(usb_prefix)) return refuse("neither auto, nor imei:NUMBER, nor usb:PATH");
    const auto parts = base::split(text.substr(usb_prefix.size()), ':');
    const auto interface = parts.size() == 2 ? interface_of(parts[1]) : std::nullopt;
    if (parts.size() > 2 || !is_usb_path(parts[0]) || (parts.size() == 2 && !interface))
        return refuse("a USB path is written usb:1-1.2, with an interface usb:1-1.2:1.3; gsmcfg modem list shows them");
    return Selector{Kind::usb, std::string(text), std::string(parts[0]), interface};
}

ModemLocator::ModemLocator(Selector selector, int baud, PortAccess access)
    : selector_(std::move(selector)), baud_(baud), access_(std::move(access)) {
    if (selector_.kind == Selector::Kind::imei) known_ = Known{selector_.value, {}, {}, {}, 0};
}

base::Result<std::unique_ptr<link::ByteLink>> ModemLocator::open(base::StopToken stop) {
    const std::lock_guard turn(searching());
    const auto ports = candidates();
    if (known_ && !known_->port.empty()) {
        // Where it was last is only a guess, but mostly right, and leaves the other ports in peace.
        std::vector<link::PortInfo> last;
        std::ranges::copy_if(ports, std::back_inserter(last), [this](const link::PortInfo& port) {
            if (known_->usb_path.empty()) return port.name == known_->port;
            return port.usb_path == known_->usb_path && port.usb_interface == known_->usb_interface;
        });
        if (!last.empty()) {
            auto opened = try_ports(last, known_->baud, stop);
            if (opened || opened.error().code == ErrorCode::stopped) return opened;
        }
    }
    return try_ports(ports, 0, stop);
}

std::vector<link::PortInfo> ModemLocator::candidates() const {
    std::vector<link::PortInfo> ports;
    for (link::PortInfo& port : access_.list()) {
        const bool elsewhere = selector_.kind == Selector::Kind::usb && port.usb_path != selector_.value;
        const bool other_interface = selector_.interface && port.usb_interface != selector_.interface;
        // What was on USB comes back on USB: a plain serial port is not asked over and over again.
        const bool other_kind = known_ && !known_->usb_path.empty() && port.usb_path.empty();
        if (!elsewhere && !other_interface && !other_kind && !is_foreign(port)) ports.push_back(std::move(port));
    }
    return ports;
}

bool ModemLocator::is_foreign(const link::PortInfo& port) const {
    const auto found = foreign_.find(key_of(port));
    return selector_.kind != Selector::Kind::usb && known_ && !known_->imei.empty() && !port.usb_path.empty() &&
           found != foreign_.end();
}

base::Result<std::unique_ptr<link::ByteLink>> ModemLocator::try_ports(const std::vector<link::PortInfo>& ports, int only_baud,
                                                                      base::StopToken stop) {
    auto surveyed = survey(access_, ports, only_baud > 0 ? only_baud : baud_, only_baud > 0, stop);
    if (!surveyed) return base::fail(std::move(surveyed.error()));
    std::vector<FoundPort> found;
    for (const SurveyedPort& one : *surveyed) {
        found.push_back(one.port);
        if (known_ && !one.port.imei.empty() && !same_imei(one.port.imei, known_->imei))
            foreign_[key_of(one.port.info)] = one.port.imei;
    }
    const auto modems = group_modems(std::move(found), portless_devices());
    const auto chosen = choose(modems);
    if (!chosen) return base::fail(chosen.error());
    const FoundPort& port = *usable_port(**chosen);
    known_ = Known{(*chosen)->imei.empty() && known_ ? known_->imei : (*chosen)->imei, (*chosen)->usb_path,
                   port.info.usb_interface, port.info.name, port.baud};
    const auto one = std::ranges::find_if(*surveyed, [&](const auto& other) { return other.port.info.name == port.info.name; });
    return std::move(one->link);
}

std::vector<link::UsbDevice> ModemLocator::portless_devices() const {
    auto devices = access_.usb_devices();
    const auto ports = access_.list();
    std::erase_if(devices, [&](const link::UsbDevice& device) {
        const bool elsewhere = selector_.kind == Selector::Kind::usb && device.path != selector_.value;
        return elsewhere || std::ranges::find(ports, device.path, &link::PortInfo::usb_path) != ports.end();
    });
    return devices;
}

bool ModemLocator::is_wanted(const FoundModem& modem) const {
    if (!known_) return true;
    if (!known_->imei.empty()) return same_imei(modem.imei, known_->imei);
    if (!known_->usb_path.empty()) return modem.usb_path == known_->usb_path;
    return std::ranges::any_of(modem.ports, [this](const FoundPort& port) { return port.info.name == known_->port; });
}

const FoundPort* ModemLocator::usable_port(const FoundModem& modem) const {
    if (!selector_.interface) return modem.sms_port ? &modem.ports[*modem.sms_port] : nullptr;
    // The user has chosen the port: what it can't do he is told when the modem is brought up.
    const auto found = std::ranges::find_if(
        modem.ports, [](const FoundPort& port) { return port.state == PortState::sms || port.state == PortState::at_only; });
    return found == modem.ports.end() ? nullptr : &*found;
}

base::Result<const FoundModem*> ModemLocator::choose(const std::vector<FoundModem>& modems) const {
    std::vector<const FoundModem*> fitting;
    for (const FoundModem& modem : modems)
        if (is_wanted(modem) && usable_port(modem) != nullptr) fitting.push_back(&modem);
    // One that another program holds may be the one that is meant: its SIM is another.
    const auto held = std::ranges::find_if(modems, is_held);
    const bool first_choice = selector_.kind == Selector::Kind::automatic && (!known_ || known_->imei.empty());
    if (fitting.size() == 1 && first_choice && held != modems.end() && held->is_modem)
        return base::fail(ErrorCode::conflict, selector_.text,
                          fmt::format("there are several modems: --modem {} for {}; and {}, which {}", fitting.front()->selector,
                                      describe(*fitting.front()), describe(*held), held->problem));
    if (fitting.size() == 1) return fitting.front();
    if (fitting.empty()) return base::fail(nothing_found(modems));
    std::vector<std::string> choices;
    for (const FoundModem* modem : fitting)
        choices.push_back(fmt::format("--modem {} for {}", modem->selector, describe(*modem)));
    std::string detail = fmt::format("there are several modems, choose one: {}", fmt::join(choices, "; "));
    return base::fail(ErrorCode::conflict, selector_.text, std::move(detail));
}

base::Error ModemLocator::nothing_found(const std::vector<FoundModem>& modems) const {
    std::string detail = "no modem answers";
    if (selector_.kind == Selector::Kind::usb) detail = "no modem is plugged in there";
    if (known_ && !known_->imei.empty()) detail = fmt::format("the modem with the IMEI {} is not there", known_->imei);
    const auto held = std::ranges::find_if(modems, is_held);
    if (held != modems.end()) {
        const std::string cure = held->cure.empty() ? "" : "; " + held->cure;
        return {ErrorCode::port_busy, selector_.text, fmt::format("{}; {}{}", detail, held->problem, cure), {}};
    }
    for (const FoundModem& modem : modems) {
        if (usable_port(modem) != nullptr) detail += "; there is another one: " + describe(modem);
        else if (modem.is_modem) detail += fmt::format("; {}: {}; {}", describe(modem), modem.problem, modem.cure);
    }
    if (std::ranges::none_of(modems, &FoundModem::is_modem))
        detail += "; is it plugged in? gsmcfg modem list shows what is there";
    return {ErrorCode::not_found, selector_.text, std::move(detail), {}};
}

}  // namespace gsmcfg::modem
