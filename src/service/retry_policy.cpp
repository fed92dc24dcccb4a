#include "retry_policy.hpp"

#include <algorithm>

namespace gsmcfg::service {
namespace {

using std::chrono::seconds;

constexpr std::int64_t default_retries = 5;
constexpr std::int64_t most_line_retries = 1000;  // the modem's trouble is not the message's fault

// So often in a row a modem that comes up well may say that its SIM is unusable.
constexpr int holds_believed = 3;
// So many different messages in a row that the network refuses are no fault of theirs.
constexpr std::size_t failing_messages = 3;
constexpr int failures_before_reopening = 6;
constexpr int failures_before_holding = 40;
// +CMS ERROR: no network service (TS 27.005 §3.2.5).
constexpr int no_network = 331;

// 10 s, 20 s, 40 s … 5 min.
seconds back_off(std::int64_t retries) { return std::min(seconds(10LL << std::min<std::int64_t>(retries, 6)), seconds(300)); }

Decision retry_up_to(std::int64_t limit, std::int64_t retries, Decision decision) {
    if (retries >= limit)
        return {MessageAction::give_up, decision.line == LineAction::hold ? LineAction::hold : LineAction::none};
    return decision;
}

}  // namespace

Decision decide(const channel::Failure& failure, std::int64_t retries) {
    const std::int64_t limit = failure.max_retries.value_or(static_cast<int>(default_retries));
    switch (failure.kind) {
        case channel::FailureClass::done: return {MessageAction::accept, LineAction::none};
        case channel::FailureClass::message: return {MessageAction::give_up, LineAction::none};
        // The plainest form of it may be what this modem can do.
        case channel::FailureClass::unsupported:
            return retry_up_to(2, retries, {MessageAction::retry, LineAction::none, seconds(10), true});
        case channel::FailureClass::line_alarm:
            return retry_up_to(most_line_retries, retries,
                               {MessageAction::retry, LineAction::pause, back_off(retries + 2), false, true});
        case channel::FailureClass::network:
        case channel::FailureClass::unknown:
            return retry_up_to(limit, retries, {MessageAction::retry, LineAction::none, back_off(retries)});
        case channel::FailureClass::rebuild:
            return retry_up_to(1, retries, {MessageAction::retry, LineAction::none, seconds(0), true});
        case channel::FailureClass::storage:
            return retry_up_to(most_line_retries, retries, {MessageAction::retry, LineAction::pause, seconds(5), false, true});
        case channel::FailureClass::busy:
            return retry_up_to(most_line_retries, retries, {MessageAction::retry, LineAction::pause, seconds(2)});
        case channel::FailureClass::restart:
        case channel::FailureClass::port_lost:
            return retry_up_to(most_line_retries, retries, {MessageAction::retry, LineAction::reopen, seconds(0)});
        case channel::FailureClass::hold: return {MessageAction::retry, LineAction::hold};
        case channel::FailureClass::stopped: return {MessageAction::retry, LineAction::none};
    }
    return {MessageAction::give_up, LineAction::none};
}

void RetryPolicy::accepted(store::Id message) {
    line_failures_ = 0;
    failing_.clear();
    failing_in_a_row_ = 0;
    forget(message);
}

void RetryPolicy::forget(store::Id message) {
    std::erase_if(failures_, [&](const auto& entry) { return entry.first.first == message; });
}

Decision RetryPolicy::failed(store::Id message, const channel::Failure& failure, bool unsent) {
    auto decision = judge(message, failure, unsent);
    if (decision.message == MessageAction::accept) return decision;
    if (decision.message == MessageAction::give_up) forget(message);
    if (decision.line == LineAction::pause && decision.alarm && ++line_failures_ >= hold_after_) decision.line = LineAction::hold;
    // The next bring-up tells whether a person is needed indeed.
    else if (decision.line == LineAction::hold && ++line_failures_ < holds_believed) decision.line = LineAction::reopen;
    return decision;
}

Decision RetryPolicy::judge(store::Id message, const channel::Failure& failure, bool unsent) {
    using channel::FailureClass;
    const bool may_be_the_lines =
        failure.kind == FailureClass::network ||
        (unsent && (failure.kind == FailureClass::unknown || failure.kind == FailureClass::unsupported));
    if (may_be_the_lines) {
        failing_.insert(message);
        ++failing_in_a_row_;
    }
    const auto pause = back_off(failing_in_a_row_);
    if (may_be_the_lines && (failing_.size() >= failing_messages || failure.cms_error == no_network)) {
        auto line = failing_in_a_row_ % failures_before_reopening == 0 ? LineAction::reopen : LineAction::pause;
        if (failing_in_a_row_ >= failures_before_holding) line = LineAction::hold;
        return {MessageAction::retry, line, pause};
    }
    auto decision = decide(failure, failures_[{message, failure.kind}]++);
    if (unsent && may_be_the_lines && decision.message == MessageAction::give_up)
        decision = {MessageAction::retry, LineAction::reopen, pause};
    return decision;
}

}  // namespace gsmcfg::service
