#include "gsmcfg/modem/modem_channel.hpp"

#include "gsmcfg/at/fields.hpp"
#include "gsmcfg/base/log.hpp"
#include "gsmcfg/base/text.hpp"
#include "modem/bring_up.hpp"
#include "modem/failure.hpp"
#include "modem/mailbox.hpp"
#include "modem/network_state.hpp"
#include "modem/sender.hpp"

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
constexpr int attentions = 5;

channel::LineIdentity to_identity(const ModemInfo& info) {
    return {info.imei, info.imsi, info.iccid, info.make, info.model, info.firmware, info.store_total};
}

}  // namespace

class ModemChannel::Line {
public:
    Line(std::string name, LinkOpener opener, base::Clock& clock, ModemOptions options)
        : name_(std::move(name)),
          opener_(std::move(opener)),
          clock_(clock),
          options_(std::move(options)),
          mailbox_(options_, events_),
          sender_(options_) {}

    base::Result<channel::LineIdentity> open(base::StopToken stop);
    base::Result<ModemInfo> identify(base::StopToken stop);
    channel::SubmitResult submit(const channel::Outbound& message, base::StopToken stop);
    base::Result<std::vector<Event>> receive(base::MonoTime deadline, base::StopToken stop);
    base::Result<void> acknowledge(std::span<const channel::Token> tokens);

    std::string name_;
    LinkOpener opener_;
    base::Clock& clock_;
    ModemOptions options_;
    LineState state_;
    std::unique_ptr<Dialogue> dialogue_;
    std::size_t commands_before_ = 0;

private:
    void close();
    base::Result<void> open_link(base::StopToken stop);
    base::Result<void> bring_up_and_list(base::StopToken stop);
    base::Result<void> bring_up_undisturbed(base::StopToken stop);
    base::Result<void> up(base::StopToken stop);
    base::Result<void> closes_if_gone(base::Result<void> result);
    void absorb();
    void absorb_one(const at::Unsolicited& line);
    void absorb_registration(const at::Unsolicited& line);
    void notice(LineNotice::Kind kind, std::string_view line);
    [[nodiscard]] base::MonoTime next_listing() const;
    [[nodiscard]] std::optional<base::MonoTime> next_fetch() const;
    base::Result<void> collect(base::StopToken stop);

    std::vector<Event> events_;
    Mailbox mailbox_;
    Sender sender_;
    bool pin_tried_ = false;
    bool restarted_ = false;
    bool coming_up_ = false;
    base::MonoTime brought_up_{};
    base::MonoTime listed_{};
    base::MonoTime fetched_{};
    std::optional<base::MonoTime> first_announced_;
};

void ModemChannel::Line::close() {
    if (dialogue_) commands_before_ += dialogue_->commands();
    dialogue_.reset();
}

base::Result<void> ModemChannel::Line::open_link(base::StopToken stop) {
    close();
    auto link = opener_(stop);
    if (!link) return base::fail(std::move(link.error()));
    dialogue_ = std::make_unique<Dialogue>(std::move(*link));
    return {};
}

base::Result<ModemInfo> ModemChannel::Line::identify(base::StopToken stop) {
    if (auto opened = open_link(stop); !opened) return base::fail(std::move(opened.error()));
    state_ = {};
    if (auto answers = dialogue_->attention(attentions, stop); !answers) return base::fail(std::move(answers.error()));
    if (auto done = bring_up_dialogue(*dialogue_, options_, state_, stop); !done) return base::fail(std::move(done.error()));
    return state_.info;
}

base::Result<channel::LineIdentity> ModemChannel::Line::open(base::StopToken stop) {
    if (auto opened = open_link(stop); !opened) return base::fail(std::move(opened.error()));
    auto done = bring_up_and_list(stop);
    if (!done && done.error().code == ErrorCode::timeout) {
        // A prompt that ESC does not leave, or a port that only a new opening (DTR) wakes.
        [[maybe_unused]] const auto ended = dialogue_->end_prompt(stop);
        if (auto again = open_link(stop); !again) return base::fail(std::move(again.error()));
        done = bring_up_and_list(stop);
    }
    if (!done) {
        close();
        if (done.error().code == ErrorCode::timeout) {
            done.error().detail += "; is it a modem, is it powered, is it this port of several?";
        }
        return base::fail(std::move(done.error()));
    }
    return to_identity(state_.info);
}

base::Result<void> ModemChannel::Line::bring_up_and_list(base::StopToken stop) {
    coming_up_ = true;
    auto done = bring_up_undisturbed(stop);
    coming_up_ = false;
    if (!done) return done;
    brought_up_ = clock_.now();
    mailbox_.use(state_.stores, state_.needs_cnma);
    if (auto listed = mailbox_.list(*dialogue_, true, stop); !listed) return listed;
    listed_ = clock_.now();
    absorb();
    return {};
}

base::Result<void> ModemChannel::Line::bring_up_undisturbed(base::StopToken stop) {
    constexpr int restarts = 3;
    for (int attempt = 0; attempt < restarts; ++attempt) {
        // What it said of a start before it answers is no news; a restart after that takes the settings away again.
        if (auto answers = dialogue_->attention(attentions, stop); !answers) return answers;
        absorb();
        restarted_ = false;
        if (auto done = bring_up(*dialogue_, options_, pin_tried_, state_, stop); !done) return done;
        absorb();
        if (!restarted_) return {};
    }
    return base::fail(ErrorCode::refused, name_, "the modem restarts again and again; check its power supply");
}

base::Result<void> ModemChannel::Line::up(base::StopToken stop) {
    if (!dialogue_) return base::fail(ErrorCode::port_lost, name_, "the line is not open");
    absorb();
    return restarted_ ? closes_if_gone(bring_up_and_list(stop)) : base::Result<void>{};
}

// A modem that does not answer even AT, or a port that is gone, needs open() again.
base::Result<void> ModemChannel::Line::closes_if_gone(base::Result<void> result) {
    if (result) return result;
    if (result.error().code == ErrorCode::port_lost) close();
    if (result.error().code == ErrorCode::timeout) {
        auto alive = dialogue_->resynchronise({});
        if (!alive) close();
    }
    return result;
}

channel::SubmitResult ModemChannel::Line::submit(const channel::Outbound& message, base::StopToken stop) {
    if (auto ready = up(stop); !ready) {
        return {channel::SubmitOutcome::not_sent, {}, to_failure(ready.error())};
    }
    auto result = sender_.send(*dialogue_, message, stop);
    if (result.failure && result.failure->kind == channel::FailureClass::port_lost) close();
    else absorb();
    return result;
}

base::Result<std::vector<Event>> ModemChannel::Line::receive(base::MonoTime deadline, base::StopToken stop) {
    for (;;) {
        if (auto ready = up(stop); !ready) {
            if (ready.error().code == ErrorCode::stopped || !events_.empty()) break;
            return base::fail(std::move(ready.error()));
        }
        const base::MonoTime now = clock_.now();
        if (const auto due = next_fetch(); due && *due <= now) {
            if (auto collected = closes_if_gone(collect(stop)); !collected) {
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
    return std::exchange(events_, {});
}

base::Result<void> ModemChannel::Line::acknowledge(std::span<const channel::Token> tokens) {
    if (auto ready = up({}); !ready) return ready;
    auto removed = mailbox_.remove(*dialogue_, tokens);
    if (!removed && removed.error().code != ErrorCode::refused) return closes_if_gone(std::move(removed));
    absorb();
    return removed;
}

base::MonoTime ModemChannel::Line::next_listing() const {
    if (mailbox_.wants_listing()) return std::max<base::MonoTime>(listed_ + listing_pause, fetched_ + listing_pause);
    return listed_ + (state_.info.announces ? options_.listing_interval : options_.polling_interval);
}

// A lone message is read at once; in a burst, announcements wait a moment for each other, so that one listing reads them.
std::optional<base::MonoTime> ModemChannel::Line::next_fetch() const {
    base::MonoTime due = next_listing();
    if (mailbox_.announced() > 0 && first_announced_) {
        const bool burst = *first_announced_ < fetched_ + 10 * options_.gather_time;
        const std::size_t enough =
            state_.stores.total > 0 ? std::clamp<std::size_t>(state_.stores.total / 4, 2, most_gathered) : 2;
        const bool now = !burst || mailbox_.announced() >= enough;
        due = std::min<base::MonoTime>(due, *first_announced_ + (now ? 0ms : options_.gather_time));
    }
    return due;
}

base::Result<void> ModemChannel::Line::collect(base::StopToken stop) {
    const bool listing = next_listing() <= clock_.now();
    auto done = listing ? mailbox_.list(*dialogue_, mailbox_.wants_listing(), stop) : mailbox_.fetch(*dialogue_, stop);
    fetched_ = clock_.now();
    if (listing) listed_ = fetched_;
    first_announced_.reset();
    absorb();
    return done;
}

void ModemChannel::Line::absorb() {
    for (const at::Unsolicited& line : dialogue_->take_unsolicited()) absorb_one(line);
    if (mailbox_.announced() > 0 && !first_announced_) first_announced_ = clock_.now();
}

void ModemChannel::Line::absorb_one(const at::Unsolicited& line) {
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

void ModemChannel::Line::absorb_registration(const at::Unsolicited& line) {
    const auto state = parse_registration(at::parameters(line.text));
    // The three registrations are told apart only by asking; a line that is up goes by the one that serves SMS.
    if (!state || !line.text.starts_with("+CREG:")) return;
    const bool was = state_.info.registration && is_registered(*state_.info.registration);
    const bool is = is_registered(*state);
    state_.info.registration = state;
    state_.info.registration_words = registration_words(*state);
    if (was != is) notice(is ? LineNotice::Kind::registered : LineNotice::Kind::registration_lost, registration_words(*state));
}

void ModemChannel::Line::notice(LineNotice::Kind kind, std::string_view line) {
    events_.emplace_back(LineNotice{kind, base::escape_control(line)});
}

ModemChannel::ModemChannel(std::string name, LinkOpener opener, base::Clock& clock, ModemOptions options)
    : line_(std::make_unique<Line>(std::move(name), std::move(opener), clock, std::move(options))) {}
ModemChannel::~ModemChannel() = default;

std::string ModemChannel::name() const { return line_->name_; }
base::Result<channel::LineIdentity> ModemChannel::open(base::StopToken stop) { return line_->open(stop); }
base::Result<ModemInfo> ModemChannel::identify(base::StopToken stop) { return line_->identify(stop); }
channel::SubmitResult ModemChannel::submit(const channel::Outbound& message, base::StopToken stop) {
    return line_->submit(message, stop);
}
base::Result<std::vector<Event>> ModemChannel::receive(base::MonoTime deadline, base::StopToken stop) {
    return line_->receive(deadline, stop);
}
base::Result<void> ModemChannel::acknowledge(std::span<const channel::Token> tokens) { return line_->acknowledge(tokens); }
base::Clock& ModemChannel::clock() { return line_->clock_; }
const ModemInfo& ModemChannel::info() const { return line_->state_.info; }
Dialogue* ModemChannel::dialogue() { return line_->dialogue_.get(); }
std::size_t ModemChannel::commands() const {
    return line_->commands_before_ + (line_->dialogue_ ? line_->dialogue_->commands() : 0);
}

}  // namespace gsmcfg::modem
