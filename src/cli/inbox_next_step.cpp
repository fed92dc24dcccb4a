#include "inbox_next_step.hpp"

#include "labelled_rows.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/meter/message.hpp"
#include "gsmcfg/meter/reply.hpp"
#include "gsmcfg/store/meters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace gsmcfg::cli {
namespace {

using service::AssignmentCandidate;

constexpr std::string_view as_option = "--as OUTCOME (confirmed, rejected, mismatch or acknowledged)";

std::string sent_text(const store::Message& message, InboundViewer& viewer) {
    return viewer.shows_secrets() ? message.text : meter::masked_text(viewer.dialect_of(message.campaign), message.text);
}

std::string_view state_of(const store::Message& message) {
    return message.outcome == store::Outcome::open && message.provisional ? store::name(*message.provisional)
                                                                          : store::name(message.outcome);
}

base::Json candidate_json(const AssignmentCandidate& candidate, InboundViewer& viewer) {
    const auto& message = candidate.message;
    auto json = base::Json::object();
    json.set("campaign", message.campaign)
        .set("message", message.id)
        .set("phone", message.phone)
        .set("label", candidate.target.label)
        .set("text", sent_text(message, viewer))
        .set("outcome", store::name(message.outcome))
        .set("detail", message.detail);
    return json;
}

}  // namespace

std::string candidate_words(const AssignmentCandidate& candidate, InboundViewer& viewer) {
    const auto& message = candidate.message;
    const auto& label = candidate.target.label;
    return base::escape_control(fmt::format("message {} of campaign {} to {}{}: {}: {}", message.id, message.campaign,
                                            message.phone, label.empty() ? "" : fmt::format(" ({})", label), state_of(message),
                                            sent_text(message, viewer)));
}

NextStep::NextStep(store::Database& database, InboundViewer& viewer)
    : database_(database), viewer_(viewer), assignment_(database, no_credentials_), messages_(database), targets_(database) {}

bool NextStep::readable(const store::InboundMessage& message, store::Id campaign) {
    return message.kind != store::InboundKind::incomplete &&
           meter::parse_reply(viewer_.dialect_of(campaign), message.text).kind != meter::Reply::Kind::unrecognised;
}

void NextStep::add_candidates(Advice& advice, const std::string& phone) {
    for (auto& candidate : assignment_.candidates(phone, std::nullopt)) advice.candidates.push_back(std::move(candidate));
}

void NextStep::find_by_serial(Advice& advice, const store::InboundMessage& message) {
    std::string serial;
    for (const auto& dialect : viewer_.dialects_for(message))
        if (serial.empty()) serial = meter::parse_reply(dialect, message.text).serial;
    if (serial.empty()) return;
    std::set<std::string> phones;
    for (const auto& target : targets_.with_serial(serial))
        if (meter::serial_equal(target.serial, serial)) phones.insert(target.phone);
    for (const auto& meter : store::Meters(database_).with_serial(serial))
        if (meter::serial_equal(meter.serial, serial)) phones.insert(meter.phone);
    phones.erase(message.phone);
    for (const auto& phone : phones) {
        advice.remarks.push_back(fmt::format("its serial number {} is that of the meter {}", serial, phone));
        add_candidates(advice, phone);
    }
}

std::string NextStep::command_for(const Advice& advice, const store::InboundMessage& message) {
    auto command = fmt::format("gsmcfg inbox assign {}", message.id);
    if (advice.candidates.empty()) return command + " --phone NUMBER";
    const auto& first = advice.candidates.front().message;
    command += advice.candidates.size() == 1 ? fmt::format(" --message {}", first.id) : " --message NUMBER";
    if (!readable(message, first.campaign)) command += fmt::format(" {}", as_option);
    return command;
}

void NextStep::advise_unmatched(Advice& advice, const store::InboundMessage& message) {
    if (!store::is_unmatched(message)) return;
    add_candidates(advice, message.phone);
    find_by_serial(advice, message);
    if (advice.candidates.empty() && !message.phone.empty())
        advice.remarks.push_back(fmt::format("no message to {} lacks an answer", message.phone));
    if (advice.candidates.empty() && message.phone.empty()) advice.remarks.emplace_back("it came from no phone number");
    advice.step = fmt::format("{}{}; else: gsmcfg inbox assign {} --nobody",
                              advice.candidates.empty() ? "if it is a meter's answer: " : "if it answers that: ",
                              command_for(advice, message), message.id);
}

NextStep::Advice NextStep::advice(const store::InboundMessage& message) {
    Advice advice;
    if (!message.message) {
        advise_unmatched(advice, message);
        return advice;
    }
    auto answered = messages_.find(*message.message);
    auto target = answered ? targets_.find(answered->target) : std::nullopt;
    if (!answered || !target) return advice;
    const bool unread = answered->outcome == store::Outcome::unrecognised ||
                        (answered->outcome == store::Outcome::open && answered->provisional == store::Outcome::unrecognised);
    if (unread) advice.step = fmt::format("say what it is: gsmcfg inbox assign {} {}", message.id, as_option);
    advice.answers = AssignmentCandidate{std::move(*answered), std::move(*target)};
    return advice;
}

std::string NextStep::text(const store::InboundMessage& message, std::size_t width) {
    const auto found = advice(message);
    std::string text;
    if (found.answers) {
        const auto& detail = found.answers->message.detail;
        text += labelled_row("answers", candidate_words(*found.answers, viewer_) + (detail.empty() ? "" : " (" + detail + ")"),
                             width);
    }
    for (const auto& remark : found.remarks) text += labelled_row("", remark, width);
    for (const auto& candidate : found.candidates) text += labelled_row("may answer", candidate_words(candidate, viewer_), width);
    return text + labelled_row("next step", found.step, width);
}

void NextStep::add_to(base::Json& json, const store::InboundMessage& message) {
    const auto found = advice(message);
    auto candidates = base::Json::array();
    for (const auto& candidate : found.candidates) candidates.push(candidate_json(candidate, viewer_));
    json.set("answers", found.answers ? candidate_json(*found.answers, viewer_) : base::Json())
        .set("candidates", std::move(candidates))
        .set("next_step", found.step.empty() ? base::Json() : base::Json(found.step));
}

}  // namespace gsmcfg::cli
