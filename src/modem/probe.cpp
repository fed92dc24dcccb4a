#include "gsmcfg/modem/probe.hpp"

#include "gsmcfg/modem/dialogue.hpp"
#include "gsmcfg/modem/modem_channel.hpp"
#include "modem/identification.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <string_view>
#include <utility>

namespace gsmcfg::modem {

namespace {

using namespace std::chrono_literals;
using base::ErrorCode;

constexpr auto answer_timeout = 2s;
constexpr std::array common_speeds{115200, 9600, 460800, 57600, 38400, 19200, 230400, 921600};
// Drivers of plain converters: what is behind them has one speed, and it is not known.
constexpr std::array<std::string_view, 8> converters{"ftdi_sio", "pl2303",      "ch341",   "cp210x",
                                                     "mct_u232", "io_edgeport", "ark3116", "oti6858"};

// The dialogue owns its link; the caller wants it back.
class Borrowed final : public link::ByteLink {
public:
    explicit Borrowed(link::ByteLink& link) : link_(link) {}
    base::Result<std::size_t> read_some(std::span<char> buffer, base::MonoTime deadline, base::StopToken stop) override {
        return link_.read_some(buffer, deadline, stop);
    }
    base::Result<void> write_all(std::string_view bytes, base::MonoTime deadline) override {
        return link_.write_all(bytes, std::min(deadline, link_.clock().now() + answer_timeout));
    }
    base::Clock& clock() override { return link_.clock(); }
    std::string name() const override { return link_.name(); }

private:
    link::ByteLink& link_;
};

bool is_timeout(const base::Error& error) { return error.code == ErrorCode::timeout; }

// A refusal that only a modem with SMS can give: TS 27.005 §3.2.5, and TS 27.007 §9.2 about the SIM.
bool speaks_of_messages(const at::FinalResult& result) {
    constexpr std::array about_sim{10, 11, 12, 13, 14, 15, 17, 18};
    if (result.kind == at::FinalResult::Kind::cms_error) return true;
    return result.kind == at::FinalResult::Kind::cme_error && result.code &&
           std::ranges::find(about_sim, *result.code) != about_sim.end();
}

// Errors: stopped, port_lost. A modem that falls silent can't do SMS.
base::Result<bool> can_do_sms(Dialogue& dialogue, base::StopToken stop) {
    for (const auto& command :
         {at::Command{.text = "AT+CMGF=?", .answers = {"+CMGF:"}}, at::Command{.text = "AT+CPMS?", .answers = {"+CPMS:"}}}) {
        const auto answer = dialogue.run(command, answer_timeout, stop);
        if (!answer && is_timeout(answer.error())) return false;
        if (!answer) return base::fail(answer.error());
        if (answer->ok() || speaks_of_messages(answer->final)) return true;
    }
    return false;
}

base::Result<void> question(Dialogue& dialogue, ProbeResult& result, base::StopToken stop) {
    // Numeric results, if somebody has left them on, can't be told from answers.
    auto words = dialogue.run({.text = "ATV1", .numeric_finals = true}, answer_timeout, stop);
    if (!words && is_timeout(words.error())) return {};
    if (!words) return base::fail(std::move(words.error()));
    auto sms = can_do_sms(dialogue, stop);
    if (!sms) return base::fail(std::move(sms.error()));
    if (*sms) result.answer = PortAnswer::sms;
    // Out of step: what it says about itself would be a guess.
    if (dialogue.distrusted()) return {};
    ModemInfo info;
    ModemOptions options;
    options.answer_timeout = answer_timeout;
    auto told = identify_modem(dialogue, options, info, stop);
    if (!told && !is_timeout(told.error())) return told;
    result.make = std::move(info.make);
    result.model = std::move(info.model);
    if (info.imei.size() >= 14) result.imei = std::move(info.imei);
    return {};
}

}  // namespace

std::vector<int> probe_speeds(const link::PortInfo& port, int first) {
    std::vector<int> speeds;
    if (first > 0) speeds.push_back(first);
    const bool converter = port.driver.empty() || std::ranges::find(converters, port.driver) != converters.end();
    for (const int speed : common_speeds) {
        if (!converter && !speeds.empty()) break;
        if (speed != first) speeds.push_back(speed);
    }
    return speeds;
}

base::Result<ProbeResult> probe_port(const SpeedOpener& opener, std::span<const int> speeds, base::StopToken stop) {
    ProbeResult result;
    bool first = true;
    for (const int baud : speeds) {
        if (stop.requested()) return base::fail(ErrorCode::stopped, "probe", "a stop was requested");
        auto link = opener(baud, stop);
        if (!link) return base::fail(std::move(link.error()));
        Dialogue dialogue(std::make_unique<Borrowed>(**link));
        // A modem that finds out the speed by itself may need the first AT for that.
        const auto heard = dialogue.attention(std::exchange(first, false) || baud == 9600 ? 2 : 1, stop);
        if (!heard && is_timeout(heard.error())) continue;
        if (!heard) return base::fail(heard.error());
        result.answer = PortAnswer::at_only;
        result.baud = baud;
        if (auto told = question(dialogue, result, stop); !told) return base::fail(std::move(told.error()));
        result.link = std::move(*link);
        return result;
    }
    return result;
}

}  // namespace gsmcfg::modem
