#include "modem/port_survey.hpp"

#include "gsmcfg/modem/probe.hpp"

#include <optional>
#include <thread>
#include <utility>

namespace gsmcfg::modem {

namespace {

using base::ErrorCode;

PortState state_of(PortAnswer answer) {
    switch (answer) {
        case PortAnswer::sms: return PortState::sms;
        case PortAnswer::at_only: return PortState::at_only;
        case PortAnswer::silent: return PortState::silent;
    }
    return PortState::silent;
}

SurveyedPort ask(const PortAccess& access, const link::PortInfo& info, const std::vector<int>& speeds, base::StopToken stop) {
    SurveyedPort one{{.info = info}, nullptr};
    if (const std::string holder = access.holder(info.name); !holder.empty()) {
        one.port.state = PortState::held;
        one.port.problem = "the port is in use by " + holder;
        one.port.cure = link::holder_cure(holder);
        return one;
    }
    auto probed = probe_port([&](int baud, base::StopToken token) { return access.open(info.name, baud, token); }, speeds, stop);
    if (!probed) {
        one.port.state = probed.error().code == ErrorCode::port_busy ? PortState::held : PortState::failed;
        one.port.problem = std::move(probed.error().detail);
        return one;
    }
    one.port.state = state_of(probed->answer);
    one.port.baud = probed->baud;
    one.port.make = std::move(probed->make);
    one.port.model = std::move(probed->model);
    one.port.imei = std::move(probed->imei);
    one.link = std::move(probed->link);
    return one;
}

}  // namespace

base::Result<std::vector<SurveyedPort>> survey(const PortAccess& access, const std::vector<link::PortInfo>& ports, int baud,
                                               bool only, base::StopToken stop) {
    std::vector<SurveyedPort> result(ports.size());
    const auto ask_one = [&](std::size_t at) {
        result[at] = ask(access, ports[at], only && baud > 0 ? std::vector{baud} : probe_speeds(ports[at], baud), stop);
    };
    std::vector<std::jthread> threads;
    for (std::size_t at = 0; at < ports.size(); ++at) {
        if (access.parallel && ports.size() > 1) threads.emplace_back(ask_one, at);
        else ask_one(at);
    }
    threads.clear();
    if (stop.requested()) return base::fail(ErrorCode::stopped, "the search for modems", "a stop was requested");
    return result;
}

}  // namespace gsmcfg::modem
