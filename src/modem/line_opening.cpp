#include "modem/line.hpp"

#include "gsmcfg/base/log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace gsmcfg::modem {

namespace {

using namespace std::chrono_literals;
using base::ErrorCode;
using channel::LineNotice;

constexpr int attentions = 5;
constexpr int attentions_while_waiting = 2;
constexpr auto function_timeout = 15s;
constexpr auto radio_pause = 2s;
constexpr auto reset_timeout = 5s;
constexpr auto start_pause = 5s;
constexpr auto return_pause = 1s;

channel::LineIdentity to_identity(const ModemInfo& info, std::size_t free_places) {
    return {info.imei, info.imsi, info.iccid, info.make, info.model, info.firmware, free_places};
}

// A refusal asks for a person: for the PIN, another SIM, a permission.
bool is_curable(const base::Error& error) {
    return error.code == ErrorCode::timeout || error.code == ErrorCode::not_ready || error.code == ErrorCode::port_lost ||
           error.code == ErrorCode::not_found || error.code == ErrorCode::io;
}

}  // namespace

Line::Line(std::string name, LinkOpener opener, base::Clock& clock, ModemOptions options)
    : name_(std::move(name)),
      opener_(std::move(opener)),
      clock_(clock),
      options_(std::move(options)),
      begin_(clock.now()),
      mailbox_(options_, events_),
      sender_(options_),
      recovery_(static_cast<bool>(options_.power_cycle)) {
    if (!options_.mask) options_.mask = std::make_shared<link::TraceMask>();
}

void Line::close() {
    if (dialogue_) commands_before_ += dialogue_->commands();
    dialogue_.reset();
    answers_ = false;
}

void Line::close(std::string reason) {
    closed_because_ = std::move(reason);
    close();
}

base::Result<void> Line::open_link(base::StopToken stop) {
    close();
    auto link = opener_(stop);
    if (!link) return base::fail(std::move(link.error()));
    dialogue_ = std::make_unique<Dialogue>(std::make_unique<link::TraceLink>(std::move(*link), recorder_, options_.mask, begin_));
    return {};
}

base::Result<ModemInfo> Line::identify(base::StopToken stop) {
    if (auto opened = open_link(stop); !opened) return base::fail(std::move(opened.error()));
    state_ = {};
    if (auto answers = dialogue_->attention(attentions, stop); !answers) return base::fail(std::move(answers.error()));
    if (auto done = bring_up_dialogue(*dialogue_, options_, state_, stop); !done) return base::fail(std::move(done.error()));
    return state_.info;
}

void Line::suspect() {
    suspected_ = true;
    idle_ = true;
}

base::Result<channel::LineIdentity> Line::open(base::StopToken stop) {
    std::string tried;
    const auto apply = [&](Symptom symptom, const std::string& reason) -> base::Result<bool> {
        const auto next = options_.cures ? recovery_.next(symptom, clock_.now()) : std::nullopt;
        if (!next) return false;
        const std::string what(modem::name(*next));
        base::log::warning(fmt::format("{}: {}; now: {}", name_, reason, what));
        notice(LineNotice::Kind::cured, what + ": " + reason);
        tried += (tried.empty() ? "" : ", ") + what;
        auto cured = cure(*next, stop);
        if (!cured && cured.error().code == ErrorCode::stopped) return base::fail(std::move(cured.error()));
        return true;
    };
    // What was brought up and then did nothing would do the same again.
    if (std::exchange(idle_, false)) {
        const auto reason = suspected_ ? "it sends but hears nothing" : "it did not work after it was brought up";
        if (auto cured = apply(Symptom::unwilling, reason); !cured) return base::fail(std::move(cured.error()));
    }
    for (;;) {
        auto done = attempt(stop);
        if (done) {
            recovery_.worked();
            idle_ = true;
            const std::size_t total = state_.stores.total;
            auto identity = to_identity(state_.info, total - std::min(total, mailbox_.stuck()));
            identity.port = dialogue_->link().name();
            return identity;
        }
        auto error = std::move(done.error());
        const auto symptom = symptom_of(error);
        close();
        const auto cured = is_curable(error) ? apply(symptom, error.detail) : base::Result<bool>(false);
        if (!cured) return base::fail(cured.error());
        if (*cured) continue;
        if (symptom == Symptom::silent) error.detail += "; is it a modem, is it powered, is it this port of several?";
        if (!tried.empty()) error.detail += " (tried: " + tried + ")";
        return base::fail(std::move(error));
    }
}

Symptom Line::symptom_of(const base::Error& error) const {
    if (!dialogue_ || error.code == ErrorCode::port_lost) return Symptom::gone;
    return answers_ ? Symptom::unwilling : Symptom::silent;
}

base::Result<void> Line::attempt(base::StopToken stop) {
    if (auto opened = open_link(stop); !opened) return opened;
    auto done = bring_up_and_list(stop);
    if (done || done.error().code != ErrorCode::timeout || answers_) return done;
    // A prompt that ESC does not leave, or a port that only a new opening (DTR) wakes.
    if (auto ended = dialogue_->end_prompt(stop); !ended) return ended;
    if (auto again = open_link(stop); !again) return again;
    return bring_up_and_list(stop);
}

base::Result<void> Line::bring_up_and_list(base::StopToken stop) {
    coming_up_ = true;
    auto done = bring_up_undisturbed(stop);
    coming_up_ = false;
    if (!done) {
        restarted_ = true;  // half set up is not set up
        return done;
    }
    brought_up_ = clock_.now();
    mailbox_.use(state_.stores, state_.needs_cnma);
    sender_.use(state_.info, state_.gives_reasons);
    if (auto listed = mailbox_.list(*dialogue_, true, stop); !listed) return listed;
    listed_ = clock_.now();
    absorb();
    watch_storage();
    if (state_.stores.total > 0 && mailbox_.stuck() >= state_.stores.total) {
        return base::fail(ErrorCode::refused, name_,
                          "every place of " + state_.stores.receiving +
                              " holds a message that gsmcfg leaves alone (sent, or "
                              "unreadable), so no reply can come in; see gsmcfg storage list, then gsmcfg storage delete");
    }
    return {};
}

base::Result<void> Line::bring_up_undisturbed(base::StopToken stop) {
    constexpr int attempts = 3;
    base::Result<void> last;
    for (int attempt = 0; attempt < attempts; ++attempt) {
        // What it said of a start before it answers is no news; a restart after that takes the settings away again.
        answers_ = false;
        if (auto answers = dialogue_->attention(attentions, stop); !answers) return answers;
        answers_ = true;
        absorb();
        restarted_ = false;
        last = bring_up(*dialogue_, options_, pin_tried_, state_, stop);
        absorb();
        // One answer that is lost on its way is no illness.
        if (!last && last.error().code != ErrorCode::timeout) return last;
        if (last && !restarted_) return {};
    }
    if (!last) return last;
    return base::fail(ErrorCode::not_ready, name_, "the modem restarts again and again; check its power supply");
}

base::Result<void> Line::cure(Cure cure, base::StopToken stop) {
    switch (cure) {
        case Cure::radio: return radio_off_and_on(stop);
        case Cure::reset: return reset(stop);
        case Cure::power_cycle:
            close();
            if (auto cycled = options_.power_cycle(stop); !cycled) {
                base::log::warning(name_ + ": power_cycle: " + cycled.error().message());
                return cycled;
            }
            return await_return(stop);
    }
    return {};
}

base::Result<void> Line::radio_off_and_on(base::StopToken stop) {
    if (auto opened = open_link(stop); !opened) return opened;
    if (auto answers = dialogue_->attention(attentions, stop); !answers) return answers;
    // Not to be stopped half-way: the modem would stay off.
    auto off = dialogue_->run_optional({.text = "AT+CFUN=0", .answers = {"+CFUN:"}}, function_timeout, {});
    if (off && !off->ok()) off = dialogue_->run_optional({.text = "AT+CFUN=4", .answers = {"+CFUN:"}}, function_timeout, {});
    if (!off) return base::fail(std::move(off.error()));
    if (auto waited = dialogue_->wait(radio_pause, {}); !waited) return waited;
    auto on = dialogue_->run_optional({.text = "AT+CFUN=1", .answers = {"+CFUN:"}}, function_timeout, {});
    if (!on) return base::fail(std::move(on.error()));
    return {};
}

base::Result<void> Line::reset(base::StopToken stop) {
    if (auto opened = open_link(stop); !opened) return opened;
    // A modem that no longer answers may still hear; one that obeys may be gone before its OK.
    [[maybe_unused]] const auto answers = dialogue_->attention(attentions_while_waiting, stop);
    dialogue_->trust();
    [[maybe_unused]] const auto told = dialogue_->run({.text = "AT+CFUN=1,1", .answers = {"+CFUN:"}}, reset_timeout, stop);
    return await_return(stop);
}

// Until it answers again; its port may go and come back under way.
base::Result<void> Line::await_return(base::StopToken stop) {
    close();
    const base::MonoTime deadline = clock_.now() + options_.return_time;
    clock_.wait_until(clock_.now() + start_pause, stop);
    for (;;) {
        if (stop.requested()) return base::fail(ErrorCode::stopped, name_, "a stop was requested");
        if (auto opened = open_link(stop); opened && dialogue_->attention(attentions_while_waiting, stop)) {
            close();
            return {};
        }
        close();
        if (clock_.now() >= deadline) return base::fail(ErrorCode::timeout, name_, "the modem has not come back");
        clock_.wait_until(clock_.now() + return_pause, stop);
    }
}

}  // namespace gsmcfg::modem
