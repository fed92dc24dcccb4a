#include "commands.hpp"
#include "interrupt.hpp"
#include "lines.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/link/port_info.hpp"

#include <fmt/format.h>

namespace gsmcfg::cli {
namespace {

// The manual's advice for meters is good for the modem beside them: §7.
std::string signal_words(int dbm) {
    if (dbm >= -85) return "good";
    if (dbm >= -91) return "enough on LTE, weak on GSM";
    return "weak: use an external antenna";
}

base::Json info_json(const std::string& modem, const modem::ModemInfo& info, const std::string& problem) {
    auto json = base::Json::object();
    json.set("modem", modem)
        .set("make", info.make)
        .set("model", info.model)
        .set("firmware", info.firmware)
        .set("imei", info.imei)
        .set("imsi", info.imsi)
        .set("iccid", info.iccid)
        .set("operator", info.operator_name)
        .set("registration", info.registration)
        .set("registration_words", info.registration_words)
        .set("signal_dbm", info.signal_dbm)
        .set("smsc", info.smsc)
        .set("store", info.store)
        .set("store_used", info.store_used)
        .set("store_total", info.store_total)
        .set("ready", problem.empty())
        .set("problem", problem);
    return json;
}

void print_row(std::string_view name, const std::string& value) {
    if (!value.empty()) print(fmt::format("  {:<13}{}\n", name, base::escape_control(value)));
}

void print_info(const std::string& modem, const modem::ModemInfo& info, const std::string& problem) {
    print(modem + "\n");
    print_row("modem", fmt::format("{} {}", info.make, info.model));
    print_row("firmware", info.firmware);
    print_row("IMEI", info.imei);
    print_row("IMSI", info.imsi);
    print_row("ICCID", info.iccid);
    print_row("operator", info.operator_name);
    print_row("registration", info.registration_words);
    if (info.signal_dbm) print_row("signal", fmt::format("{} dBm, {}", *info.signal_dbm, signal_words(*info.signal_dbm)));
    print_row("SMSC", info.smsc);
    if (info.store_total > 0)
        print_row("storage", fmt::format("{}: {} of {} places used", info.store, info.store_used, info.store_total));
    print_row(problem.empty() ? "state" : "problem", problem.empty() ? "ready to send and receive" : problem);
}

Outcome<int> info(Invocation& invocation) {
    const auto choices = chosen_modems(invocation);
    if (!choices) return refuse(choices.error());
    base::SystemClock clock;
    const Interrupt interrupt;
    auto channels = make_channels(invocation, *choices, clock);
    if (!channels) return refuse(channels.error());
    int exit = exit_code::as_wanted;
    for (auto& channel : *channels) {
        const auto opened = channel->open(interrupt.token());
        if (interrupt.requested()) return exit_code::interrupted;
        const auto problem = opened ? std::string() : opened.error().message();
        if (!opened) exit = exit_code::modem;
        if (invocation.json()) print_json(info_json(channel->name(), channel->info(), problem));
        else print_info(channel->name(), channel->info(), problem);
    }
    return exit;
}

Outcome<int> list(Invocation& invocation) {
    const auto configured = invocation.configuration();
    if (!configured) return refuse(configured.error());
    for (const auto& modem : (*configured)->modems) {
        if (invocation.json())
            print_json(base::Json::object().set("modem", modem.name).set("device", modem.device).set("configured", true));
        else print(fmt::format("{:<16} {}  (configuration)\n", modem.name, modem.device));
    }
    const auto ports = link::list_ports();
    for (const auto& port : ports) {
        if (invocation.json()) {
            print_json(base::Json::object()
                           .set("device", port.name)
                           .set("description", port.description)
                           .set("manufacturer", port.manufacturer)
                           .set("product", port.product)
                           .set("serial", port.serial)
                           .set("configured", false));
            continue;
        }
        const auto usb = port.usb_vendor && port.usb_product ? fmt::format("  {:04x}:{:04x}", *port.usb_vendor, *port.usb_product)
                                                             : std::string();
        print(fmt::format("{:<16} {}{}\n", port.name, base::escape_control(port.description), usb));
    }
    if (ports.empty() && (*configured)->modems.empty()) {
        remark("no modem is configured and this machine has no serial port: is the modem plugged in?");
        return exit_code::modem;
    }
    return exit_code::as_wanted;
}

}  // namespace

std::vector<Command> modem_commands() {
    return {{"modem list",
             "",
             0,
             0,
             "Lists the configured modems and the serial ports of this machine.",
             "",
             "  gsmcfg modem list",
             {},
             list},
            {"modem info",
             "",
             0,
             0,
             "Brings the modems up and shows what they are, their SIM, network and storage, and what is wrong.",
             "Exit code 3 if one of them can't send and receive; the last line then says the next step.",
             "  gsmcfg modem info --modem /dev/ttyUSB0",
             {},
             info}};
}

}  // namespace gsmcfg::cli
