#include "modem/line.hpp"

#include "gsmcfg/at/fields.hpp"
#include "gsmcfg/base/log.hpp"
#include "gsmcfg/base/text.hpp"
#include "modem/failure.hpp"
#include "modem/network_state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace gsmcfg::modem {

namespace {

using namespace std::chrono_literals;
using base::ErrorCode;
using channel::Event;
using channel::LineNotice;
using Kind = at::UnsolicitedKind;

constexpr auto listing_pause = 1s;
constexpr std::size_t most_gathered = 16;
constexpr int most_stumbles = 3;
constexpr int most_undeleted = 10;
constexpr std::size_t few_places = 2;

bool is_received(const Event& event) { return !std::holds_alternative<LineNotice>(event); }

}  // namespace

base::Result<void> Line::up(base::StopToken stop) {
    if (!dialogue_) return base::fail(ErrorCode::port_lost, name_, closed_because_);
    absorb();
    return restarted_ ? closes_if_gone(bring_up_and_list(stop)) : base::Result<void>{};
}

// A modem that does not answer even AT, or a port that is gone, needs open() again.
base::Result<void> Line::closes_if_gone(base::Result<void> result) {
    if (result) return result;
    // A report may have come with the last bytes, and it is stored nowhere else.
    if (dialogue_) absorb();
    if (result.error().code == ErrorCode::port_lost) {
        idle_ = false;  // unplugged, not ill
        close(result.error().detail);
    }
    if (result.error().code == ErrorCode::timeout) {
        auto alive = dialogue_->resynchronise({});
        if (!alive) close(alive.error().detail);
    }
    return result;
}

channel::SubmitResult Line::submit(const channel::Outbound& message, base::StopToken stop) {
    if (auto ready = up(stop); !ready) {
        return {channel::SubmitOutcome::not_sent, {}, to_failure(ready.error())};
    }
    auto result = sender_.send(*dialogue_, message, stop);
    if (result.failure && result.failure->kind == channel::FailureClass::port_lost) {
        idle_ = false;
        absorb();
        close(result.failure->detail);
        return result;
    }
    if (result.outcome == channel::SubmitOutcome::accepted && !suspected_) did_its_work();
    // What takes the room away is perhaps a reply.
    if (result.failure && result.failure->kind == channel::FailureClass::storage) mailbox_.request_listing();
    absorb();
    return result;
}

base::Result<std::vector<Event>> Line::receive(base::MonoTime deadline, base::StopToken stop) {
    for (;;) {
        if (auto ready = up(stop); !ready) {
            if (ready.error().code == ErrorCode::stopped || !events_.empty()) break;
            return base::fail(std::move(ready.error()));
        }
        const base::MonoTime now = clock_.now();
        if (const auto due = next_fetch(); due && *due <= now) {
            if (auto collected = closes_if_gone(collect(stop)); !collected) {
                // One lost answer is no lost modem: what was not read is listed again.
                if (collected.error().code == ErrorCode::timeout && dialogue_ && ++stumbles_ < most_stumbles) continue;
                if (collected.error().code == ErrorCode::stopped || !events_.empty()) break;
                return base::fail(std::move(collected.error()));
            }
            continue;
        }
        if (!events_.empty()) break;
        const auto wake = std::min(deadline, next_fetch().value_or(deadline));
        auto heard = closes_if_gone(dialogue_->listen(wake, stop));
        if (!heard && heard.error().code == ErrorCode::stopped) break;
        if (!heard) return base::fail(std::move(heard.error()));
        absorb();
        if (clock_.now() >= deadline && !(next_fetch() && *next_fetch() <= clock_.now()) && !restarted_) break;
    }
    if (std::ranges::any_of(events_, is_received)) {
        suspected_ = false;
        did_its_work();
    }
    return std::exchange(events_, {});
}

void Line::did_its_work() {
    idle_ = false;
    recovery_.healthy();
}

base::Result<void> Line::acknowledge(std::span<const channel::Token> tokens) {
    // Whatever becomes of the line: what is kept elsewhere is deleted when it is up again.
    mailbox_.release(tokens);
    if (auto ready = up({}); !ready) return ready;
    auto removed = mailbox_.remove_released(*dialogue_);
    removed = closes_if_gone(std::move(removed));
    if (!dialogue_) return removed;
    absorb();
    if (removed) undeleted_ = 0;
    // What could not be deleted is deleted with what comes next.
    if (removed || ++undeleted_ < most_undeleted) return {};
    return removed;
}

std::optional<channel::LineStatus> Line::look(base::StopToken stop) {
    if (!up(stop)) return std::nullopt;
    auto seen = state_.info;
    auto stores = state_.stores;
    auto asked = read_signal(*dialogue_, options_, seen, stop);
    if (asked) asked = read_registration(*dialogue_, options_, seen, stop);
    if (asked) asked = read_store_counts(*dialogue_, options_, stores, stop);
    asked = closes_if_gone(std::move(asked));
    if (!asked) return std::nullopt;
    absorb();
    state_.info.signal_dbm = seen.signal_dbm;
    channel::LineStatus status{seen.signal_dbm, std::nullopt, seen.registration_words, stores.used, stores.total};
    if (seen.registration) status.registered = is_registered(*seen.registration);
    return status;
}

base::MonoTime Line::next_listing() const {
    if (mailbox_.wants_listing()) return std::max<base::MonoTime>(listed_ + listing_pause, fetched_ + listing_pause);
    return listed_ + (state_.info.announces ? options_.listing_interval : options_.polling_interval);
}

// A lone message is read at once; in a burst, announcements wait a moment for each other, so that one listing reads them, and no
// longer when no other follows.
std::optional<base::MonoTime> Line::next_fetch() const {
    base::MonoTime due = next_listing();
    if (mailbox_.announced() > 0 && first_announced_) {
        const bool burst = *first_announced_ < fetched_ + 5 * options_.gather_time;
        const std::size_t enough =
            state_.stores.total > 0 ? std::clamp<std::size_t>(state_.stores.total * 2 / 5, 2, most_gathered) : 2;
        const bool now = !burst || mailbox_.announced() >= enough;
        const auto gathered =
            std::min<base::MonoTime>(*first_announced_ + options_.gather_time, last_announced_ + options_.gather_time / 4);
        due = std::min<base::MonoTime>(due, now ? *first_announced_ : gathered);
    }
    return due;
}

base::Result<void> Line::collect(base::StopToken stop) {
    const bool listing = next_listing() <= clock_.now();
    auto done = listing ? mailbox_.list(*dialogue_, mailbox_.wants_listing(), stop) : mailbox_.fetch(*dialogue_, stop);
    fetched_ = clock_.now();
    if (listing) {
        listed_ = fetched_;
        watch_storage();
    }
    first_announced_.reset();
    if (done) {
        stumbles_ = 0;
        if (mailbox_.released() > 0) done = mailbox_.remove_released(*dialogue_);
    }
    absorb();
    return done;
}

// Messages that are not ours to delete take places away from the replies.
void Line::watch_storage() {
    const std::size_t total = state_.stores.total;
    const bool full = total > 0 && mailbox_.stuck() + few_places >= total;
    if (full && !told_of_storage_)
        notice(LineNotice::Kind::storage_full,
               fmt::format("{} of {} places of {} hold messages that gsmcfg leaves alone (sent, or "
                           "unreadable); see gsmcfg storage list",
                           mailbox_.stuck(), total, state_.stores.receiving));
    told_of_storage_ = full;
}

void Line::absorb() {
    const auto before = mailbox_.announced();
    for (const at::Unsolicited& line : dialogue_->take_unsolicited()) absorb_one(line);
    if (mailbox_.announced() > before) last_announced_ = clock_.now();
    if (mailbox_.announced() > 0 && !first_announced_) first_announced_ = clock_.now();
}

void Line::absorb_one(const at::Unsolicited& line) {
    switch (line.kind) {
        case Kind::message_stored:
        case Kind::report_stored:
        case Kind::message:
        case Kind::report: mailbox_.take(line); break;
        case Kind::storage_full:
            mailbox_.request_listing();
            notice(LineNotice::Kind::storage_full, line.text);
            break;
        case Kind::ready:
            if (coming_up_ || clock_.now() < brought_up_ + options_.settling_time) break;
            [[fallthrough]];
        case Kind::restarted:
            if (!restarted_ && !coming_up_) notice(LineNotice::Kind::restarted, line.text);
            restarted_ = true;
            break;
        case Kind::sim_lost:
        case Kind::shutting_down: notice(LineNotice::Kind::registration_lost, line.text); break;
        case Kind::registration: absorb_registration(line); break;
        case Kind::power_warning: base::log::warning(name_ + ": " + base::escape_control(line.text)); break;
        case Kind::broadcast:
        case Kind::ussd:
        case Kind::noise: break;
    }
}

void Line::absorb_registration(const at::Unsolicited& line) {
    if (coming_up_) return;  // what the bring-up asks for is newer
    const auto state = parse_registration(at::parameters(line.text));
    // The three registrations are told apart only by asking; a line that is up goes by the one that serves SMS.
    if (!state || !line.text.starts_with("+CREG:")) return;
    const bool was = state_.info.registration && is_registered(*state_.info.registration);
    const bool is = is_registered(*state);
    state_.info.registration = state;
    state_.info.registration_words = registration_words(*state);
    if (was != is) notice(is ? LineNotice::Kind::registered : LineNotice::Kind::registration_lost, registration_words(*state));
}

void Line::notice(LineNotice::Kind kind, std::string_view line) {
    events_.emplace_back(LineNotice{kind, base::escape_control(line)});
}

}  // namespace gsmcfg::modem
