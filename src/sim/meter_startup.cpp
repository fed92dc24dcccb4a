#include "sim/meter_startup.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/sms_record.hpp"
#include "sim/tpdu.hpp"

namespace gsmcfg::sim {
namespace {

// Appendix A of the manual.
std::string_view words(std::uint8_t code) {
    switch (code) {
        case 0x01: return "it is no command";
        case 0x02: return "wrong password";
        case 0x04: return "the value is too long";
        case 0x05: return "bad value";
        case 0x06: return "unknown command";
    }
    return "the meter refuses it";
}

std::string status_problem(const SmsRecord& record, const Behaviour& nature) {
    const unsigned status = record[0] & 7U;
    if (status != 1 && status != 3) return fmt::format("no received message (status {:02X})", record[0]);
    if (nature.sim_unread_only && status == 1) return "marked as read, and this module takes unread messages";
    if (nature.sim_read_only && status == 3) return "marked as unread, and this module takes read messages";
    return {};
}

base::Result<std::string> text_of(const SmsRecord& record) {
    using base::ErrorCode;
    const auto message = message_of(record);
    if (record[1] > 11) return base::fail(ErrorCode::malformed, "", "the service centre's address can't be read");
    const base::Octets& unit = message->tpdu;
    if (unit.empty() || (unit[0] & 3U) != 0) return base::fail(ErrorCode::malformed, "", "no SMS-DELIVER");
    const auto deliver = decode_deliver(unit);
    if (!deliver) return base::fail(ErrorCode::malformed, "", "unreadable: " + deliver.error().message());
    if (unit.back() == 0xFF) return base::fail(ErrorCode::truncated, "", "cut off: the padding begins before its end");
    if (deliver->part && deliver->part->total > 1) return base::fail(ErrorCode::unsupported, "", "a part of a longer message");
    const bool printable = std::ranges::all_of(deliver->text, [](char c) { return c >= ' ' && c <= '~'; });
    if (!printable) return base::fail(ErrorCode::malformed, "", "holds a character that no command has");
    return deliver->text;
}

// The record's command at work on the trial meter.
RecordVerdict judge(SimMeter& trial, std::size_t number, const SmsRecord& record, bool& mode) {
    RecordVerdict verdict{number, {}, status_problem(record, trial.spec().behaviour)};
    const auto text = text_of(record);
    if (text) verdict.text = *text;
    if (!verdict.problem.empty()) return verdict;
    if (!text) {
        verdict.problem = text.error().detail;
        return verdict;
    }
    const auto outcome = trial.handle(*text);
    if (outcome.error) {
        verdict.problem = fmt::format("{} (0x{:02X})", words(*outcome.error), *outcome.error);
    } else if (!outcome.set) {
        verdict.problem = "asks for a value and sets none";
    }
    mode = mode || outcome.restarts;
    return verdict;
}

// What the operator does to messages does not happen on a SIM.
SimMeter trial_of(const SimMeter& meter) {
    MeterSpec spec = meter.spec();
    spec.behaviour.wrong_value = false;
    spec.settings = meter.stored();
    return SimMeter(std::move(spec));
}

}  // namespace

std::string_view name(MeterBoot::Result result) {
    switch (result) {
        case MeterBoot::Result::empty: return "empty";
        case MeterBoot::Result::refused: return "refused";
        case MeterBoot::Result::unchanged: return "unchanged";
        case MeterBoot::Result::taken: return "taken";
    }
    return "";
}

Startup read_settings(const SimMeter& meter, const SimCard& card) {
    Startup startup;
    startup.settings = meter.stored();
    if (card.pin.enabled || card.pin.attempts == 0) {
        startup.result = MeterBoot::Result::refused;
        startup.problem = "the SIM asks for its PIN";
        return startup;
    }
    SimMeter trial = trial_of(meter);
    bool mode = false;
    for (std::size_t i = 0; i < card.places(); ++i) {
        if (!in_use(card.records[i])) continue;
        startup.records.push_back(judge(trial, i + 1, card.records[i], mode));
        const RecordVerdict& verdict = startup.records.back();
        if (startup.problem.empty() && !verdict.problem.empty())
            startup.problem = fmt::format("record {}: {}", verdict.record, verdict.problem);
    }
    if (startup.records.empty()) return startup;
    startup.result = MeterBoot::Result::refused;
    if (!startup.problem.empty()) return startup;
    const bool changes = trial.stored() != meter.stored();
    startup.result = changes ? MeterBoot::Result::taken : MeterBoot::Result::unchanged;
    startup.settings = trial.stored();
    startup.restarts = mode && (changes || meter.spec().behaviour.sim_loop);
    return startup;
}

std::size_t erase_received(SimCard& card) {
    std::size_t count = 0;
    for (SmsRecord& record : card.records) {
        if ((record[0] & 5U) != 1) continue;
        record = free_sms_record();
        ++count;
    }
    return count;
}

}  // namespace gsmcfg::sim
