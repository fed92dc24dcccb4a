#include "gsmcfg/sim/fault.hpp"

#include <algorithm>
#include <charconv>

namespace gsmcfg::sim {
namespace {

constexpr std::array<FaultWord, fault_count> words{{
    {Fault::lost_bytes, "lost-bytes", "line", "one byte of what the modem says vanishes"},
    {Fault::lost_ok, "lost-ok", "final", "the final result of a command is lost"},
    {Fault::late_cmgs, "late-cmgs", "send", "the result of a send comes 10-90 s late, one in four up to 360 s"},
    {Fault::prompt_error, "prompt-error", "prompt", "the prompt and ERROR come in one piece"},
    {Fault::late_prompt, "late-prompt", "prompt", "the prompt comes 2-40 s late"},
    {Fault::urc_anywhere, "urc-anywhere", "gap", "an unsolicited line: before the echo, between lines, before the final"},
    {Fault::echo_stays, "echo-stays", "ATE0", "OK, and the echo goes on"},
    {Fault::error_burst, "error-burst", "command line", "it and the next ones, up to four, get ERROR or the like"},
    {Fault::restart, "restart", "send", "within the next lines or seconds the modem starts anew: banner, settings lost"},
    {Fault::hang, "hang", "send",
     "within the next lines or seconds no answer any more: for 10-120 s, or until the port is opened again"},
    {Fault::freeze, "freeze", "send", "the same, until a power cycle"},
    {Fault::deaf, "deaf", "send", "sends well, but nothing arrives until CFUN=1 after 0 or 4, a restart or a power cycle"},
    {Fault::unplug, "unplug", "send", "within the next lines or seconds the port is gone; it returns after 5-60 s"},
    {Fault::mode_switch, "mode-switch", "CFUN=1,1 of a stick", "it comes back without a port, until a power cycle"},
    {Fault::storage_full, "storage-full", "send", "messages of strangers fill the storage, not announced"},
    {Fault::lost_announcement, "lost-announcement", "announcement", "a message is stored and no +CMTI comes"},
    {Fault::odd_announcement, "odd-announcement", "announcement",
     "+CMTI without quotation marks, with -1 or for another storage"},
    {Fault::truncated_pdu, "truncated-pdu", "listed message", "its PDU is cut in half; the next reading is right"},
    {Fault::slow_listing, "slow-listing", "CMGL", "the listing takes three minutes"},
    {Fault::lost, "lost", "message and reply", "the network loses it"},
    {Fault::duplicate, "duplicate", "message and reply", "it comes twice"},
    {Fault::reorder, "reorder", "message and reply", "it is late by up to 10 s"},
    {Fault::late, "late", "message and reply", "it is late by 1-30 minutes"},
    {Fault::lost_report, "lost-report", "report", "the delivery report is lost"},
    {Fault::duplicate_report, "duplicate-report", "report", "it comes twice"},
    {Fault::late_report, "late-report", "report", "it is late by 1-30 minutes"},
    {Fault::cms_message, "cms-message", "send", "refused: this message will never go (28, 96, 304, …)"},
    {Fault::cms_line, "cms-line", "send", "refused: credit, service or service centre (8, 21, 50, 330, …)"},
    {Fault::cms_network, "cms-network", "send", "refused: the network is busy or away (38, 41, 42, 331, …)"},
    {Fault::cms_unknown, "cms-unknown", "send", "332 or 500: one in two was taken all the same"},
    {Fault::cms_done, "cms-done", "send", "197: and the network has taken it"},
    {Fault::cms_rebuild, "cms-rebuild", "send with a validity", "198 or 199, as long as it has a validity period"},
    {Fault::cms_storage, "cms-storage", "send", "refused: memory (208, 320, 322, …)"},
    {Fault::cms_busy, "cms-busy", "send", "SIM or modem busy (314, 515, 532, …) for 2-6 s"},
    {Fault::cms_restart, "cms-restart", "send", "modem failure (213, 300, 302, …) until ATZ, CFUN or a restart"},
    {Fault::cms_hold, "cms-hold", "send", "310, 313 or 315, and the SIM is away for 10 s"},
    {Fault::cms_unsupported, "cms-unsupported", "send", "303 or 340"},
    {Fault::cms_vendor, "cms-vendor", "send", "512 or 513: one in two was taken all the same"},
    {Fault::sim_pulled, "sim-pulled", "record written", "the SIM comes out instead, until it is put in again"},
    {Fault::power_lost, "power-lost", "record written", "the modem loses its power; the record is there or not, one in two"},
    {Fault::write_lost, "write-lost", "record written", "answered as if it were, and nothing is"},
    {Fault::write_garbled, "write-garbled", "record written", "one octet of it is another one"},
}};

constexpr bool in_order() {
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (static_cast<std::size_t>(words[i].fault) != i) return false;
    }
    return true;
}
static_assert(in_order());

base::Result<void> refuse(std::string_view text, std::string detail) {
    return base::fail(base::ErrorCode::malformed, std::string(text), std::move(detail));
}

}  // namespace

std::span<const FaultWord> fault_words() { return words; }
std::string_view name(Fault fault) { return words[static_cast<std::size_t>(fault)].name; }

FaultRates FaultRates::all(double rate) {
    FaultRates all;
    all.rates.fill(rate);
    all[Fault::freeze] = 0;
    all[Fault::mode_switch] = 0;
    all[Fault::sim_pulled] = 0;
    return all;
}

base::Result<void> read_fault(FaultRates& rates, std::string_view text) {
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) return refuse(text, "a fault is NAME=RATE");
    const std::string_view digits = text.substr(equals + 1);
    double rate = -1;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), rate);
    if (error != std::errc() || end != digits.data() + digits.size() || !(rate >= 0 && rate <= 1)) {
        return refuse(text, "a rate is 0 to 1");
    }
    if (text.substr(0, equals) == "all") {
        rates = FaultRates::all(rate);
        return {};
    }
    const auto* found = std::ranges::find(words, text.substr(0, equals), &FaultWord::name);
    if (found == words.end()) return refuse(text, "no fault has this name");
    rates[found->fault] = rate;
    return {};
}

}  // namespace gsmcfg::sim
