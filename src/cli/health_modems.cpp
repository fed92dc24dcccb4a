// The part of gsmcfg check that looks for the modems.
#include "health.hpp"
#include "line_view.hpp"
#include "lines.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/link/port_info.hpp"
#include "gsmcfg/modem/finder.hpp"
#include "gsmcfg/modem/locator.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

namespace gsmcfg::cli {
namespace {

constexpr std::string_view area = "modems";

bool is_gsmcfg(const std::string& holder) { return holder.starts_with("gsmcfg (process"); }

std::string title_of(const ModemChoice& choice) {
    return base::escape_control(choice.name == choice.device ? choice.name : fmt::format("{} ({})", choice.name, choice.device));
}

Finding held(const ModemChoice& choice, const std::string& holder) {
    if (is_gsmcfg(holder))
        return {Severity::ok, area, fmt::format("{} is at work: {}", title_of(choice), base::escape_control(holder)), ""};
    return {Severity::critical, area, fmt::format("{} is held by {}", title_of(choice), base::escape_control(holder)),
            link::holder_cure(holder)};
}

// A port by its path, without opening it. Nothing: nobody holds it, and it may be asked.
std::optional<Finding> port_trouble(const ModemChoice& choice) {
    const auto device = link::real_device(choice.device);
    if (!device)
        return Finding{Severity::critical, area, fmt::format("{} is not there", title_of(choice)),
                       "is the modem plugged in? gsmcfg modem list"};
    if (const auto holder = link::port_holder(choice.device); !holder.empty()) return held(choice, holder);
    if (access(device->c_str(), R_OK | W_OK) != 0)
        return Finding{Severity::critical, area, fmt::format("this user may not use {}", title_of(choice)),
                       "add it to the group dialout"};
    return std::nullopt;
}

// auto, imei:… and usb:… among the ports of this machine.
Finding selected(const ModemChoice& choice, base::StopToken stop) {
    const auto selector = modem::Selector::parse(choice.device);
    if (!selector) return {Severity::critical, area, selector.error().message(), ""};
    const auto found = modem::find_modems(modem::machine_access(), false, stop);
    if (!found) return {Severity::critical, area, found.error().message(), ""};
    const bool by_place = selector->kind == modem::Selector::Kind::usb;
    const auto fits = [&](const modem::FoundModem& one) {
        return !one.ports.empty() && (by_place ? one.usb_path == selector->value : one.is_modem);
    };
    const auto modem = std::ranges::find_if(*found, fits);
    if (modem == found->end())
        return {Severity::critical, area, fmt::format("{}: there is no such modem", title_of(choice)),
                "is it plugged in? gsmcfg modem list"};
    for (const auto& port : modem->ports)
        if (const auto holder = link::port_holder(port.info.name); !holder.empty()) return held(choice, holder);
    return {Severity::ok, area,
            fmt::format("{}: there is {}{}", title_of(choice), modem::title(*modem).empty() ? "a modem" : modem::title(*modem),
                        by_place ? "" : "; which one it is, --probe asks"),
            ""};
}

Finding seen(const ModemChoice& choice, base::StopToken stop) {
    if (modem::Selector::is_selector(choice.device)) return selected(choice, stop);
    if (choice.device.starts_with("tcp://"))
        return {Severity::ok, area, fmt::format("{}: only --probe looks at it", title_of(choice)), ""};
    if (auto trouble = port_trouble(choice)) return std::move(*trouble);
    return {Severity::ok, area, fmt::format("{} is there, and nobody holds it", title_of(choice)), ""};
}

// Opened and asked.
Findings probed(const ModemChoice& choice, modem::ModemChannel& channel, base::StopToken stop) {
    const bool by_path = !modem::Selector::is_selector(choice.device) && !choice.device.starts_with("tcp://");
    if (by_path)
        if (auto trouble = port_trouble(choice)) return {std::move(*trouble)};
    const auto view = look_at(channel, stop);
    if (!view.ready && view.problem.find("gsmcfg (process") != std::string::npos)
        return {{Severity::ok, area, fmt::format("{} is at work: another gsmcfg holds it", title_of(choice)), ""}};
    if (!view.ready)
        return {{Severity::critical, area, fmt::format("{}: {}", title_of(choice), base::escape_control(problem_words(view))),
                 "gsmcfg modem check"}};
    Findings findings;
    for (const auto& advice : advice_of(view))
        findings.push_back({Severity::warning, area, fmt::format("{}: {}", title_of(choice), base::escape_control(advice)),
                            "gsmcfg modem check"});
    const auto& info = view.survey.info;
    findings.push_back(
        {Severity::ok, area,
         base::escape_control(fmt::format("{}: {} {} can send and receive{}", title_of(choice), info.make, info.model,
                                          info.signal_dbm ? fmt::format(", {} dBm", *info.signal_dbm) : "")),
         ""});
    return findings;
}

}  // namespace

Outcome<Findings> check_modems(Invocation& invocation, bool probe, base::Clock& clock, base::StopToken stop) {
    const auto configured = invocation.configuration();
    if (!configured) return Findings{};
    if ((*configured)->modems.empty() && !invocation.arguments().flag("modem"))
        return Findings{
            {Severity::warning, area, "no modem is configured", "add [modem.NAME] to the configuration, or --ignore modems"}};
    const auto choices = chosen_modems(invocation);
    if (!choices) return refuse(choices.error());
    Findings findings;
    if (!probe) {
        for (const auto& choice : *choices) findings.push_back(seen(choice, stop));
        return findings;
    }
    const auto channels = make_channels(invocation, *choices, clock, Purpose::look);
    if (!channels) return refuse(channels.error());
    for (std::size_t at = 0; at < choices->size() && !stop.requested(); ++at)
        for (auto& finding : probed((*choices)[at], *(*channels)[at], stop)) findings.push_back(std::move(finding));
    return findings;
}

}  // namespace gsmcfg::cli
