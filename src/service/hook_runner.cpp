#include "hook_runner.hpp"

#include "log_fields.hpp"

#include "gsmcfg/base/json.hpp"
#include "gsmcfg/base/log.hpp"
#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace gsmcfg::service {
namespace {

constexpr std::size_t failure_kept = 300;  // characters, in the database

// The same event looks the same each time but for this: a program can tell what it has dealt with already.
std::string input_for(const store::HookDelivery& delivery) {
    auto json = base::Json::object();
    json.set("delivery", delivery.id).set("attempt", delivery.attempts + 1);
    if (const auto payload = base::Json::parse(delivery.payload))
        for (const auto& key : payload->keys()) json.set(key, payload->at(key));
    return json.dump() + "\n";
}

std::string shortened(const std::string& text) {
    const auto points = base::to_code_points(text);
    if (points.size() <= failure_kept) return text;
    return base::to_utf8(std::u32string_view(points).substr(0, failure_kept)) + "…";
}

}  // namespace

std::chrono::seconds HookRunner::pause_after(std::int64_t failures) {
    const auto doublings = std::clamp<std::int64_t>(failures - 1, 0, 16);
    return std::min<std::chrono::seconds>(first_pause * (1LL << doublings), longest_pause);
}

void HookRunner::step(base::UtcTime now) {
    // What can't be written down now is written down later.
    std::ranges::move(programs_.take_ended(), std::back_inserter(unrecorded_));
    while (!unrecorded_.empty()) {
        record(unrecorded_.back(), now);
        unrecorded_.pop_back();
    }
    start_due(now);
}

std::string HookRunner::failure_of(const HookEnd& end) const {
    if (!end.result) return base::escape_control(end.result.error().message());
    if (end.result->status == 0) return {};
    auto text = end.result->status > 128 ? fmt::format("ended by signal {}", end.result->status - 128)
                                         : fmt::format("exit status {}", end.result->status);
    const auto said = base::escape_control(base::trim(end.result->output));
    return said.empty() ? text : text + ": " + credentials_.hide(said);
}

void HookRunner::record(const HookEnd& end, base::UtcTime now) {
    const auto found = at_work_.find(end.delivery);
    if (found == at_work_.end()) return;
    const bool stopped = !end.result && end.result.error().code == base::ErrorCode::stopped;
    const auto hook = std::ranges::find(hooks_, end.hook, &config::Hook::name);
    const auto failure = failure_of(end);
    if (!stopped && hook != hooks_.end()) {
        if (!failure.empty()) {
            failed(found->second, *hook, failure, now);
        } else {
            store::Transaction transaction(database_);
            queue_.delivered(end.delivery);
            transaction.commit();
            base::log::debug(fmt::format("hook {}: event {} told: {}", base::escape_control(end.hook), end.delivery,
                                         credentials_.hide(base::escape_control(end.result->output))));
        }
    }
    at_work_.erase(found);
}

void HookRunner::failed(const store::HookDelivery& delivery, const config::Hook& hook, const std::string& failure,
                        base::UtcTime now) {
    const auto failures = delivery.attempts + 1;
    const bool last = failures > hook.retries;
    const auto pause = pause_after(failures);
    {
        store::Transaction transaction(database_);
        if (last) queue_.give_up(delivery, shortened(failure), now);
        else queue_.failed(delivery.id, shortened(failure), now + pause);
        transaction.commit();
    }
    warn(hook.name,
         last ? fmt::format("event {} ({}) is given up after {} attempts: {}", delivery.id, delivery.event, failures, failure)
              : fmt::format("event {} ({}) will be told again in {} s: {}", delivery.id, delivery.event, pause.count(), failure),
         now);
}

void HookRunner::warn(const std::string& hook, const std::string& text, base::UtcTime now) {
    auto& quiet = quiet_[hook];
    if (now - quiet.told < quiet_time && quiet.told <= now) {
        ++quiet.untold;
        return;
    }
    const auto others = std::exchange(quiet.untold, 0);
    quiet.told = now;
    const base::log::Scope scope(log_field::hook, hook);
    base::log::warning(fmt::format("hook {}: {}{}", base::escape_control(hook), text,
                                   others > 0 ? fmt::format(" ({} failures since the last line)", others) : ""));
}

void HookRunner::start_due(base::UtcTime now) {
    for (const auto& hook : hooks_) {
        if (!programs_.may_start(hook.name)) continue;
        auto delivery = queue_.next_due(hook.name, now, now + longest_pause);
        if (!delivery) continue;
        programs_.start({delivery->id, hook.name, hook.program, input_for(*delivery), hook.deadline});
        at_work_.emplace(delivery->id, std::move(*delivery));
    }
}

}  // namespace gsmcfg::service
