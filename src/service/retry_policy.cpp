#include "retry_policy.hpp"

#include <algorithm>

namespace gsmcfg::service {
namespace {

using std::chrono::seconds;

constexpr std::int64_t default_retries = 5;
constexpr std::int64_t most_line_retries = 1000;  // the modem's trouble is not the message's fault

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
    // No network: the modem's trouble, which ends when it is registered again (TS 27.005 §3.2.5).
    if (failure.cms_error == 331)
        return retry_up_to(most_line_retries, retries, {MessageAction::retry, LineAction::pause, seconds(30)});
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

}  // namespace gsmcfg::service
