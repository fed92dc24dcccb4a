#include "gsmcfg/modem/sim_lock.hpp"

#include "gsmcfg/base/digits.hpp"
#include "gsmcfg/base/wipe.hpp"

#include "gsmcfg/at/fields.hpp"
#include "modem/failure.hpp"
#include "modem/pin_attempts.hpp"
#include "modem/sim_question.hpp"

#include <algorithm>
#include <utility>

namespace gsmcfg::modem {

namespace {

using namespace std::chrono_literals;
using base::ErrorCode;

constexpr auto answer_timeout = 5s;
constexpr auto pin_timeout = 20s;
constexpr auto wake_pause = 500ms;
constexpr auto wake_wait = 20s;

class LockRemoval {
public:
    LockRemoval(Dialogue& dialogue, const ModemOptions& options, const std::string& iccid, const base::Secret& pin)
        : dialogue_(dialogue), options_(options), iccid_(iccid), pin_(pin) {}

    base::Result<void> run(bool asks_pin, base::StopToken stop) {
        if (!base::is_pin(pin_.reveal())) return refused("the PIN given is not 4 to 8 digits; it was not entered");
        auto left = read_pin_attempts(dialogue_, options_, stop);
        if (!left) return base::fail(std::move(left.error()));
        if (*left && **left < 2)
            return refused(
                "the SIM allows only one more PIN attempt, which is not made here; enter the PIN in a phone, and switch "
                "it off there");
        if (options_.may_enter_pin)
            if (auto allowed = options_.may_enter_pin(iccid_); !allowed) return allowed;
        if (stop.requested()) return base::fail(ErrorCode::stopped, where(), "a stop was requested");
        if (asks_pin) {
            if (auto entered = give("AT+CPIN=\"" + pin_.reveal() + "\"", "+CPIN:"); !entered) return entered;
            if (auto awake = await_ready(); !awake) return awake;
        }
        if (auto off = give("AT+CLCK=\"SC\",0,\"" + pin_.reveal() + "\"", "+CLCK:"); !off) return off;
        if (options_.pin_accepted) options_.pin_accepted(iccid_);
        return {};
    }

private:
    std::string where() { return dialogue_.link().name(); }
    tl::unexpected<base::Error> refused(std::string detail) { return base::fail(ErrorCode::refused, where(), std::move(detail)); }

    // Not to be stopped: what became of it must be known.
    base::Result<void> give(std::string text, std::string_view prefix) {
        if (options_.mask) options_.mask->hide(pin_.reveal());
        at::Command command{.text = std::move(text), .answers = {prefix}};
        auto answer = dialogue_.run(command, pin_timeout, {});
        base::wipe(command.text);
        if (answer && options_.mask) options_.mask->clear();
        const bool busy = answer && !answer->ok() && is_busy(answer->final);
        const bool counts = !answer || (!answer->ok() && !busy);
        if (counts && options_.pin_refused) options_.pin_refused(iccid_);
        if (!answer) return base::fail(std::move(answer.error()));
        if (answer->ok()) return {};
        auto error =
            to_error(where(), busy ? "the SIM is busy and did not look at the PIN" : "the SIM refused the PIN", answer->final);
        if (busy) error.code = ErrorCode::not_ready;
        return base::fail(std::move(error));
    }

    base::Result<void> await_ready() {
        const base::MonoTime deadline = dialogue_.clock().now() + wake_wait;
        for (;;) {
            auto answer = ask_sim(dialogue_, answer_timeout, {});
            if (!answer) return base::fail(std::move(answer.error()));
            if (answer->ready()) return {};
            if (dialogue_.clock().now() >= deadline)
                return base::fail(ErrorCode::not_ready, where(), "the SIM took its PIN, but does not become ready");
            if (auto waited = dialogue_.wait(wake_pause, {}); !waited) return waited;
        }
    }

    Dialogue& dialogue_;
    const ModemOptions& options_;
    const std::string& iccid_;
    const base::Secret& pin_;
};

}  // namespace

base::Result<PinLock> read_pin_lock(Dialogue& dialogue, base::StopToken stop) {
    auto answer = dialogue.run_optional({.text = "AT+CLCK=\"SC\",2", .answers = {"+CLCK:"}}, answer_timeout, stop);
    if (!answer) return base::fail(std::move(answer.error()));
    const auto fields = at::split_fields(answer->parameters());
    const auto state = answer->ok() && !fields.empty() ? fields.front().number() : std::nullopt;
    if (!state || *state < 0 || *state > 1) return PinLock::unknown;
    return *state == 1 ? PinLock::on : PinLock::off;
}

base::Result<void> take_off_pin_lock(Dialogue& dialogue, const ModemOptions& options, const std::string& iccid, bool asks_pin,
                                     const base::Secret& pin, base::StopToken stop) {
    return LockRemoval(dialogue, options, iccid, pin).run(asks_pin, stop);
}

}  // namespace gsmcfg::modem
