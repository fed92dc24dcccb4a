#include "modem/sim_state.hpp"

#include "gsmcfg/at/fields.hpp"
#include "gsmcfg/base/digits.hpp"
#include "gsmcfg/base/text.hpp"
#include "modem/failure.hpp"
#include "modem/identification.hpp"
#include "modem/pin_attempts.hpp"
#include "modem/sim_question.hpp"

#include <optional>
#include <utility>
#include <vector>

namespace gsmcfg::modem {

namespace {

using namespace std::chrono_literals;
using base::ErrorCode;

constexpr auto busy_pause = 500ms;
constexpr auto function_timeout = 15s;
constexpr auto pin_timeout = 20s;

base::Error locked(const std::string& where, const std::string& state) {
    std::string step = "the SIM asks for \"" + state + "\"; see the operator's papers";
    if (state == "SIM PIN")
        step =
            "the SIM asks for its PIN; disable the PIN in a phone, or give --pin-file, or pin_file under [modem.NAME] in the "
            "configuration";
    if (state == "SIM PUK") step = "the SIM is locked and asks for its PUK; unlock it in a phone";
    if (state.starts_with("PH-")) step = "the modem is locked to another SIM or operator (" + state + "); use another modem";
    if (state == "NOT INSERTED") step = "there is no SIM in the modem; insert one";
    return {ErrorCode::refused, where, std::move(step), {}};
}

base::Error refusal(const std::string& where, const at::FinalResult& result) {
    if (result.code == 10) return locked(where, "NOT INSERTED");
    if (result.code == 11) return locked(where, "SIM PIN");
    if (result.code == 12) return locked(where, "SIM PUK");
    return to_error(where, "the SIM is not usable", result);
}

class SimCheck {
public:
    SimCheck(Dialogue& dialogue, const ModemOptions& options, const ModemInfo& info, bool& pin_tried, base::StopToken stop)
        : dialogue_(dialogue),
          options_(options),
          info_(info),
          pin_tried_(pin_tried),
          stop_(stop),
          deadline_(dialogue.clock().now() + options.sim_wait) {}

    base::Result<bool> run() {
        auto changed = switch_on();
        if (!changed) return changed;
        for (;;) {
            auto ready = ask();
            if (!ready) return base::fail(std::move(ready.error()));
            if (*ready) return *changed || pin_entered_;
            if (dialogue_.clock().now() >= deadline_)
                return base::fail(ErrorCode::not_ready, where(), "the SIM stays busy; check that it is seated well");
            if (auto waited = dialogue_.wait(busy_pause, stop_); !waited) return base::fail(std::move(waited.error()));
        }
    }

private:
    std::string where() { return dialogue_.link().name(); }

    base::Result<bool> switch_on() {
        auto state = dialogue_.run({.text = "AT+CFUN?", .answers = {"+CFUN:"}}, options_.answer_timeout, stop_);
        if (!state) return base::fail(std::move(state.error()));
        const auto fields = at::split_fields(state->parameters());
        if (!state->ok() || fields.empty() || !fields.front().number() || fields.front().number() == 1) return false;
        auto answer = dialogue_.run({.text = "AT+CFUN=1", .answers = {"+CFUN:"}}, function_timeout, stop_);
        if (!answer) return base::fail(std::move(answer.error()));
        return true;
    }

    // True when ready, false when it is worth asking again.
    base::Result<bool> ask() {
        auto answer = ask_sim(dialogue_, options_.answer_timeout, stop_);
        if (!answer) return base::fail(std::move(answer.error()));
        if (!answer->final.ok()) return after_refusal(answer->final);
        if (answer->ready()) return true;
        const std::string& state = answer->state;
        if (state == "NOT READY") return false;
        if (state == "SIM PIN" && options_.pin && !pin_tried_ && !pin_entered_) return enter_pin();
        // A SIM that has said OK to its PIN may take a moment.
        if (state == "SIM PIN" && pin_entered_ && dialogue_.clock().now() < deadline_) return false;
        if (state == "SIM PIN" && (pin_tried_ || pin_entered_)) {
            return base::fail(ErrorCode::refused, where(),
                              "the SIM refused the PIN; correct it, then start again (three errors lock the SIM)");
        }
        // What is no known answer may be one that came damaged.
        const bool known = state.starts_with("SIM P") || state.starts_with("PH-") || state == "NOT INSERTED";
        if (!known && dialogue_.clock().now() < deadline_) return false;
        return base::fail(locked(where(), state));
    }

    base::Result<bool> after_refusal(const at::FinalResult& result) {
        const bool plain_error = result.kind == at::FinalResult::Kind::error;
        if (is_busy(result) || (plain_error && dialogue_.clock().now() < deadline_)) return false;
        return base::fail(refusal(where(), result));
    }

    base::Result<bool> enter_pin() {
        const std::string& pin = options_.pin->reveal();
        if (!base::is_pin(pin)) {
            return base::fail(ErrorCode::refused, where(), "the PIN given is not 4 to 8 digits; it was not entered");
        }
        auto left = read_pin_attempts(dialogue_, options_, stop_);
        if (!left) return base::fail(std::move(left.error()));
        if (*left && **left < 2) {
            return base::fail(ErrorCode::refused, where(),
                              "the SIM allows only one more PIN attempt, which is not made here; enter the PIN in a phone");
        }
        auto names = sim_names();
        if (!names) return base::fail(std::move(names.error()));
        for (const std::string& name : *names) {
            if (!options_.may_enter_pin) break;
            if (auto allowed = options_.may_enter_pin(name); !allowed) return base::fail(std::move(allowed.error()));
        }
        if (stop_.requested()) return base::fail(ErrorCode::stopped, where(), "a stop was requested");
        pin_tried_ = true;
        options_.mask->hide(pin);
        // Not to be stopped: what became of it must be known.
        auto answer = dialogue_.run({.text = "AT+CPIN=\"" + pin + "\"", .answers = {"+CPIN:"}}, pin_timeout, {});
        // After a time-out its echo may still come.
        if (answer) options_.mask->clear();
        // Without an answer it may have been wrong as well.
        const bool counts = !answer || (!answer->ok() && !is_busy(answer->final));
        for (const std::string& name : *names)
            if (counts && options_.pin_refused) options_.pin_refused(name);
        if (!counts) pin_tried_ = false;  // busy: it was not looked at; OK: it may be entered again after a restart
        if (!answer) return base::fail(std::move(answer.error()));
        if (!answer->ok()) return base::fail(pin_error(answer->final, counts));
        for (const std::string& name : *names)
            if (options_.pin_accepted) options_.pin_accepted(name);
        pin_entered_ = true;
        return false;
    }

    base::Error pin_error(const at::FinalResult& result, bool counts) {
        if (counts) return to_error(where(), "the SIM refused the PIN", result);
        auto error = to_error(where(), "the SIM is busy and did not look at the PIN", result);
        error.code = ErrorCode::not_ready;
        return error;
    }

    // The ICCID can be read without the PIN on most modems; the modem stands for its SIM beside it, since it may be readable now
    // and not the next time.
    base::Result<std::vector<std::string>> sim_names() {
        auto iccid = read_iccid(dialogue_, options_, find_quirks(info_.make, info_.model), stop_);
        if (!iccid) return base::fail(std::move(iccid.error()));
        std::vector<std::string> names;
        if (!iccid->empty()) names.push_back(std::move(*iccid));
        if (!info_.imei.empty()) names.push_back("imei:" + info_.imei);
        return names;
    }

    Dialogue& dialogue_;
    const ModemOptions& options_;
    const ModemInfo& info_;
    bool& pin_tried_;
    base::StopToken stop_;
    base::MonoTime deadline_;
    bool pin_entered_ = false;
};

}  // namespace

base::Result<bool> make_sim_ready(Dialogue& dialogue, const ModemOptions& options, const ModemInfo& info, bool& pin_tried,
                                  base::StopToken stop) {
    return SimCheck(dialogue, options, info, pin_tried, stop).run();
}

}  // namespace gsmcfg::modem
