#include "commands.hpp"
#include "database_access.hpp"
#include "interrupt.hpp"
#include "invocation.hpp"
#include "terminal.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/link/port_info.hpp"
#include "gsmcfg/modem/finder.hpp"
#include "gsmcfg/modem/locator.hpp"
#include "gsmcfg/store/hosts.hpp"
#include "gsmcfg/store/inspection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace gsmcfg::cli {
namespace {

using modem::FoundModem;
using modem::FoundPort;

std::string usb_id(const FoundModem& modem) {
    return modem.usb_vendor && modem.usb_product ? fmt::format("{:04x}:{:04x}", *modem.usb_vendor, *modem.usb_product) : "";
}

// Whether the configuration's `device` means this one, as far as that can be told without opening anything.
bool is_configured_as(const FoundModem& modem, const std::string& device) {
    if (modem::Selector::is_selector(device)) {
        const auto selector = modem::Selector::parse(device);
        if (!selector) return false;
        switch (selector->kind) {
            case modem::Selector::Kind::automatic: return modem.sms_port.has_value();
            case modem::Selector::Kind::imei: return modem::same_imei(modem.imei, selector->value);
            case modem::Selector::Kind::usb: return modem.usb_path == selector->value;
        }
    }
    const auto real = link::real_device(device);
    return std::ranges::any_of(modem.ports, [&](const FoundPort& port) {
        return port.info.name == device || (real && link::real_device(port.info.name).value_or("") == *real);
    });
}

std::vector<std::string> names_of(const FoundModem& modem, const std::vector<config::Modem>& configured) {
    std::vector<std::string> names;
    for (const auto& one : configured)
        if (is_configured_as(modem, one.device)) names.push_back(one.name);
    return names;
}

base::Json port_json(const FoundPort& port) {
    return base::Json::object()
        .set("device", port.info.name)
        .set("state", name(port.state))
        .set("baud", port.baud == 0 ? std::nullopt : std::optional(port.baud))
        .set("usb_interface", port.info.usb_interface)
        .set("driver", port.info.driver)
        .set("by_path", port.info.by_path)
        .set("description", port.info.description)
        .set("problem", port.problem)
        .set("cure", port.cure);
}

base::Json modem_json(const FoundModem& modem, const std::vector<std::string>& names) {
    auto ports = base::Json::array();
    for (const auto& port : modem.ports) ports.push(port_json(port));
    auto configured = base::Json::array();
    for (const auto& one : names) configured.push(one);
    auto json = base::Json::object();
    json.set("make", modem.make)
        .set("model", modem.model)
        .set("imei", modem.imei)
        .set("usb_path", modem.usb_path)
        .set("usb_id", usb_id(modem))
        .set("is_modem", modem.is_modem)
        .set("usable", modem.sms_port.has_value())
        .set("selector", modem.selector)
        .set("device", modem.sms_port ? base::Json(modem.ports[*modem.sms_port].info.name) : base::Json())
        .set("configured", configured)
        .set("problem", modem.problem)
        .set("cure", modem.cure)
        .set("ports", ports);
    return json;
}

using Row = std::array<std::string, 6>;

void print_table(const std::vector<Row>& rows) {
    std::array<std::size_t, 6> widths{};
    for (const auto& row : rows)
        for (std::size_t at = 0; at < row.size(); ++at) widths[at] = std::max(widths[at], base::to_code_points(row[at]).size());
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t at = 0; at < row.size(); ++at)
            line += row[at] + std::string(widths[at] + 2 - base::to_code_points(row[at]).size(), ' ');
        print(std::string(line.substr(0, line.find_last_not_of(' ') + 1)) + "\n");
    }
}

void add_rows(const FoundModem& modem, const std::vector<std::string>& names, std::vector<Row>& rows) {
    auto what = title(modem);
    if (what.empty()) what = modem.is_modem ? "modem" : "-";
    if (!names.empty()) what += fmt::format(" [{}]", fmt::join(names, ", "));
    const auto place = modem.usb_path.empty() ? "" : fmt::format("{} ({})", modem.usb_path, usb_id(modem));
    Row row{what, modem.imei, place, "-", "no port", ""};
    if (modem.ports.empty()) rows.push_back(row);
    for (std::size_t at = 0; at < modem.ports.size(); ++at) {
        const auto& port = modem.ports[at];
        row[3] = port.info.name;
        row[4] = std::string(name(port.state)) + (port.baud > 0 ? fmt::format(", {} baud", port.baud) : "");
        row[5] = modem.sms_port == at ? "--modem " + modem.selector : "";
        rows.push_back(row);
        row[0] = row[1] = row[2] = "";
    }
}

void print_modems(const std::vector<FoundModem>& modems, const std::vector<config::Modem>& configured) {
    std::vector<Row> rows{{"MODEM", "IMEI", "USB", "PORT", "STATE", "USE IT WITH"}};
    for (const auto& modem : modems) add_rows(modem, names_of(modem, configured), rows);
    if (!modems.empty()) print_table(rows);
    for (const auto& modem : modems) {
        if (modem.problem.empty()) continue;
        const auto what = title(modem);
        const auto where = modem.usb_path.empty() ? modem.ports.front().info.name : "USB " + modem.usb_path;
        print(fmt::format("\n{}{}{}: {}\n", what, what.empty() ? "" : ", ", where, base::escape_control(modem.problem)));
        if (!modem.cure.empty()) print(fmt::format("  next step: {}\n", modem.cure));
    }
}

// Those of the configuration that are not on this machine's ports: behind TCP, or not plugged in.
std::vector<config::Modem> elsewhere(const std::vector<FoundModem>& modems, const std::vector<config::Modem>& configured) {
    std::vector<config::Modem> rest;
    std::ranges::copy_if(configured, std::back_inserter(rest), [&](const config::Modem& one) {
        return std::ranges::none_of(modems, [&](const FoundModem& modem) { return is_configured_as(modem, one.device); });
    });
    return rest;
}

// Those that other hosts work with on the same database.
std::vector<store::HostedModem> of_other_hosts(Invocation& invocation) {
    const auto url = invocation.database_url();
    const auto host = invocation.host();
    if (!url || !host || !is_there(*url)) return {};
    const auto database = store::open_as_is(*url);
    if (!database || store::schema_version(**database) != store::newest_schema()) return {};
    auto modems = store::hosted_modems(**database);
    std::erase_if(modems, [&](const auto& modem) { return modem.host == *host; });
    return modems;
}

int exit_of(const std::vector<FoundModem>& modems, const std::vector<config::Modem>& rest, bool probed) {
    if (modems.empty() && rest.empty()) {
        remark("no modem is configured and this machine has no serial port: is the modem plugged in?");
        return exit_code::modem;
    }
    const bool usable = std::ranges::any_of(
        modems, [probed](const FoundModem& modem) { return modem.sms_port || (!probed && !modem.ports.empty()); });
    return usable || (modems.empty() && !rest.empty()) ? exit_code::as_wanted : exit_code::modem;
}

Outcome<int> list(Invocation& invocation) {
    const auto loaded = invocation.configuration();
    if (!loaded) return refuse(loaded.error());
    const auto& configured = (*loaded)->modems;
    const bool probe = !invocation.arguments().flag("no-probe");
    const Interrupt interrupt;
    if (probe && errors_are_terminal()) remark("asking the serial ports, a few seconds");
    const auto modems = modem::find_modems(modem::machine_access(), probe, interrupt.token());
    if (interrupt.requested()) return exit_code::interrupted;
    if (!modems) return refuse(exit_code::modem, modems.error().message());
    const auto rest = elsewhere(*modems, configured);
    const auto remote = of_other_hosts(invocation);
    if (invocation.json()) {
        for (const auto& modem : *modems) print_json(modem_json(modem, names_of(modem, configured)));
        for (const auto& one : rest)
            print_json(base::Json::object().set("device", one.device).set("configured", base::Json::array().push(one.name)));
        for (const auto& [host, modem] : remote)
            print_json(base::Json::object()
                           .set("host", host)
                           .set("name", modem.name)
                           .set("state", store::name(modem.state))
                           .set("device", modem.device)
                           .set("imei", modem.imei));
    } else {
        print_modems(*modems, configured);
        for (const auto& one : rest)
            print(fmt::format("{} (configuration): {}, not among the ports of this machine\n", one.name, one.device));
        for (const auto& [host, modem] : remote)
            print(fmt::format("{} (host {}): {}, {}\n", base::escape_control(modem.name), base::escape_control(host),
                              base::escape_control(modem.device), store::name(modem.state)));
    }
    return exit_of(*modems, rest, probe);
}

}  // namespace

Command modem_list_command() {
    return {
        "modem list",
        "",
        0,
        0,
        "Finds the modems behind all serial ports, and says which port of each can do SMS.",
        "Opens every port that no other program holds, asks at several speeds whether a modem answers, and leaves the port as it "
        "was; takes a few seconds. Sticks that show no serial port are named with the cure. The last column can be "
        "given to every command and stays right when ports are renumbered: imei:NUMBER is that modem wherever it is plugged in, "
        "usb:PATH whatever is plugged in there, usb:PATH:1.3 one interface of it, auto the only modem there is.\n"
        "Exit code 3 if no modem was found that can do SMS.",
        "  gsmcfg modem list\n  gsmcfg modem list --no-probe --json",
        {{"no-probe", "", "open no port: only what the USB devices say of themselves"}},
        list};
}

}  // namespace gsmcfg::cli
