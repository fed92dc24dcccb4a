#include "lines.hpp"

#include "modem_options.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/link/open_link.hpp"
#include "gsmcfg/link/port_info.hpp"
#include "gsmcfg/link/trace_link.hpp"
#include "gsmcfg/modem/locator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace gsmcfg::cli {
namespace {

constexpr auto open_timeout = std::chrono::seconds(10);

ModemChoice from_configuration(const config::Modem& modem) {
    ModemChoice choice{modem.name, modem.device, modem.baud, std::nullopt, std::nullopt, modem.power_cycle};
    if (modem.sms_per_minute) choice.sms_per_minute = *modem.sms_per_minute;
    if (modem.pin_file) choice.pin_file = modem.pin_file->string();
    return choice;
}

Failure no_modem() {
    Failure failure{exit_code::modem,
                    {"no modem: give --modem auto or --modem DEVICE, or add [modem.NAME] to the configuration"}};
    const auto ports = link::list_ports();
    if (ports.empty()) failure.lines.emplace_back("this machine has no serial port: is the modem plugged in?");
    for (const auto& port : ports)
        failure.lines.push_back(
            fmt::format("there is: --modem {}{}{}", port.name, port.description.empty() ? "" : "  ", port.description));
    return failure;
}

// A modem named by what it is or where it is plugged in is looked up anew each time.
Outcome<modem::LinkOpener> opener_of(const ModemChoice& choice, base::Clock& clock) {
    if (!modem::Selector::is_selector(choice.device)) {
        return [device = choice.device, baud = choice.baud, &clock](base::StopToken stop) {
            return link::open_link(device, {baud}, clock.now() + open_timeout, stop);
        };
    }
    auto selector = modem::Selector::parse(choice.device);
    if (!selector) return refuse(exit_code::usage, selector.error().message());
    auto locator = std::make_shared<modem::ModemLocator>(std::move(*selector), choice.baud, modem::machine_access());
    return [locator](base::StopToken stop) { return locator->open(stop); };
}

}  // namespace

Outcome<std::vector<ModemChoice>> chosen_modems(Invocation& invocation) {
    const auto configured = invocation.configuration();
    if (!configured) return refuse(configured.error());
    std::vector<ModemChoice> choices;
    for (const auto& word : invocation.arguments().all("modem")) {
        if (const auto* named = (*configured)->find_modem(word)) {
            choices.push_back(from_configuration(*named));
        } else if (modem::Selector::is_selector(word)) {
            if (const auto parsed = modem::Selector::parse(word); !parsed)
                return refuse(exit_code::usage, "--modem " + parsed.error().message());
            choices.push_back({word, word, 115200, std::nullopt, std::nullopt, {}});
        } else if (word.find('/') != std::string::npos) {
            choices.push_back({word, word, 115200, std::nullopt, std::nullopt, {}});
        } else {
            std::vector<std::string> names;
            for (const auto& modem : (*configured)->modems) names.push_back(modem.name);
            auto text = fmt::format(
                "--modem {}: neither a modem of the configuration, nor auto, imei:…, usb:…, a path or tcp://host:port", word);
            if (const auto near = base::nearest_word(word, names)) text += fmt::format("; did you mean '{}'?", *near);
            return refuse(exit_code::usage, text);
        }
    }
    if (choices.empty())
        for (const auto& modem : (*configured)->modems) choices.push_back(from_configuration(modem));
    if (choices.empty()) return refuse(no_modem());
    if (const auto file = invocation.arguments().value("pin-file")) {
        if (choices.size() > 1)
            return refuse(exit_code::usage, "--pin-file: with several modems, give pin_file in the configuration of each");
        choices.front().pin_file = *file;
    }
    return choices;
}

Outcome<std::vector<std::unique_ptr<modem::ModemChannel>>> make_channels(Invocation& invocation,
                                                                         const std::vector<ModemChoice>& choices,
                                                                         base::Clock& clock, Purpose purpose) {
    std::shared_ptr<link::TraceFile> trace;
    if (const auto path = invocation.arguments().value("trace")) {
        auto opened = link::TraceFile::open(*path);
        if (!opened) return refuse(exit_code::usage, opened.error().message());
        trace = std::move(*opened);
    }
    const auto begin = clock.now();
    std::vector<std::unique_ptr<modem::ModemChannel>> channels;
    for (const auto& choice : choices) {
        auto made = make_modem_options(invocation, choice, clock, purpose);
        if (!made) return refuse(made.error());
        auto& options = *made;
        const auto plain = opener_of(choice, clock);
        if (!plain) return refuse(plain.error());
        auto opener = [open = *plain, trace, mask = options.mask,
                       begin](base::StopToken stop) -> base::Result<std::unique_ptr<link::ByteLink>> {
            auto opened = open(stop);
            if (!opened || !trace) return opened;
            return std::make_unique<link::TraceLink>(std::move(*opened), trace, mask, begin);
        };
        channels.push_back(std::make_unique<modem::ModemChannel>(choice.name, std::move(opener), clock, std::move(options)));
    }
    return channels;
}

namespace {

// Another run is at work, with whatever database.
bool held_by_gsmcfg(const base::Error& error) {
    return error.code == base::ErrorCode::port_busy && error.detail.find("in use by gsmcfg (") != std::string::npos;
}

}  // namespace

Outcome<std::vector<service::Line>> open_lines(Invocation& invocation, const std::vector<ModemChoice>& choices,
                                               base::Clock& clock, base::StopToken stop) {
    auto channels = make_channels(invocation, choices, clock, Purpose::work);
    if (!channels) return refuse(channels.error());
    std::vector<service::Line> lines;
    std::vector<service::Line> absent;
    Failure failure{exit_code::modem, {}};
    bool all_ours = true;
    for (auto& channel : *channels) {
        auto opened = channel->open(stop);
        if (stop.requested()) return refuse({exit_code::interrupted, {"interrupted before anything was sent"}});
        if (!opened) {
            failure.lines.push_back(base::escape_control(opened.error().message()));
            all_ours = all_ours && held_by_gsmcfg(opened.error());
            absent.push_back({std::move(channel), std::nullopt});
            continue;
        }
        lines.push_back({std::move(channel), std::move(*opened)});
    }
    if (lines.empty()) {
        if (all_ours) failure.exit = exit_code::another_run;
        return refuse(failure);
    }
    for (const auto& line : failure.lines) remark(line);
    std::ranges::move(absent, std::back_inserter(lines));
    return lines;
}

}  // namespace gsmcfg::cli
