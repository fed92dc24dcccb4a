#include "modem/sender.hpp"

#include "gsmcfg/base/wipe.hpp"

#include "gsmcfg/at/fields.hpp"
#include "gsmcfg/sms/submit.hpp"
#include "modem/failure.hpp"

#include <string.h>

#include <optional>
#include <utility>

namespace gsmcfg::modem {

namespace {

using channel::Failure;
using channel::FailureClass;
using channel::SubmitOutcome;
using channel::SubmitResult;

SubmitResult failed(SubmitOutcome outcome, Failure failure) { return {outcome, {}, std::move(failure)}; }

std::optional<std::uint8_t> reference_of(const Answer& answer) {
    for (const at::AnswerLine& line : answer.lines) {
        const auto fields = at::split_fields(at::parameters(line.text));
        const auto number = fields.empty() ? std::nullopt : fields.front().number();
        if (number && *number >= 0 && *number <= 255) return static_cast<std::uint8_t>(*number);
    }
    return std::nullopt;
}

base::Result<std::vector<sms::Octets>> encode(const channel::Outbound& message, std::uint8_t concat_reference) {
    sms::SubmitRequest request;
    request.recipient = sms::Address::of(message.to);
    request.text = message.text.reveal();
    request.validity = message.validity;
    request.status_report = message.status_report;
    request.concat_reference = concat_reference;
    return sms::encode_submit(request);
}

}  // namespace

void Sender::use(const ModemInfo& info, bool gives_reasons) {
    make_ = info.make;
    model_ = info.model;
    gives_reasons_ = gives_reasons;
}

SubmitResult Sender::send(Dialogue& dialogue, const channel::Outbound& message, base::StopToken stop) {
    auto parts = encode(message, ++concat_reference_);
    if (!parts) return failed(SubmitOutcome::not_sent, {FailureClass::message, {}, {}, 0, parts.error().message()});
    SubmitResult whole{SubmitOutcome::accepted, {}, {}};
    for (auto& part : *parts) {
        const base::Wiped<sms::Octets> wiped(part);
        if (whole.outcome != SubmitOutcome::accepted) continue;
        const bool first = &part == &parts->front();
        // Half a message is worse than a late stop: only the first part can be stopped.
        auto result = send_part(dialogue, part, message, first ? stop : base::StopToken());
        whole.references.insert(whole.references.end(), result.references.begin(), result.references.end());
        whole.failure = std::move(result.failure);
        whole.outcome = result.outcome == SubmitOutcome::accepted || first ? result.outcome : SubmitOutcome::uncertain;
    }
    return whole;
}

SubmitResult Sender::send_part(Dialogue& dialogue, std::span<const std::uint8_t> tpdu, const channel::Outbound& message,
                               base::StopToken stop) {
    // "00": the SMSC whose number the SIM holds. The length leaves it out (TS 27.005 §4.3).
    std::string body = "00" + base::to_hex(tpdu);
    const base::Wiped<std::string> wiped(body);
    const bool masked = message.sensitive && options_.mask != nullptr;
    const at::Command command{.text = "AT+CMGS=" + std::to_string(tpdu.size()), .answers = {"+CMGS:"}, .prompt = true};
    if (masked) options_.mask->hide(body);
    auto result = dialogue.run_with_body(command, body, options_.prompt_timeout, options_.result_timeout, stop, message.may_go);
    // After a time-out the echo may still come: the mask stays until the next message.
    if (masked && !dialogue.distrusted()) options_.mask->clear();
    return result.body_written ? after_body(result.answer) : before_body(result.answer);
}

channel::SubmitResult Sender::before_body(const base::Result<Answer>& answer) const {
    if (!answer) return failed(SubmitOutcome::not_sent, to_failure(answer.error()));
    // OK without a prompt: the modem has not understood that a body follows.
    if (answer->ok())
        return failed(SubmitOutcome::not_sent, {FailureClass::restart, {}, {}, {}, "the modem did not ask for the message"});
    return failed(SubmitOutcome::not_sent, to_failure(answer->final, make_, model_));
}

channel::SubmitResult Sender::after_body(const base::Result<Answer>& answer) const {
    if (!answer) {
        auto failure = to_failure(answer.error());
        if (failure.kind != FailureClass::port_lost) failure.kind = FailureClass::unknown;
        return failed(SubmitOutcome::uncertain, std::move(failure));
    }
    SubmitResult result{SubmitOutcome::accepted, {}, {}};
    // +CMGS with an error after it, or with nothing: the line says that the network has the message, even if its number came
    // damaged.
    if (const auto reference = reference_of(*answer)) result.references.push_back(*reference);
    if (!answer->lines.empty() || answer->ok()) return result;
    auto failure = to_failure(answer->final, make_, model_);
    if (failure.kind == FailureClass::done) return result;
    // From a modem that gives reasons, an error without one says nothing about this message.
    const bool unsaid = gives_reasons_ && answer->final.kind != at::FinalResult::Kind::cms_error &&
                        answer->final.kind != at::FinalResult::Kind::cme_error;
    const bool unknown = failure.kind == FailureClass::unknown || unsaid;
    if (unsaid) failure.kind = FailureClass::unknown;
    const auto outcome = unknown ? SubmitOutcome::uncertain : SubmitOutcome::refused;
    return failed(outcome, std::move(failure));
}

}  // namespace gsmcfg::modem
