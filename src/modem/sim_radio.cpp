#include "gsmcfg/modem/sim_radio.hpp"

#include "gsmcfg/at/fields.hpp"
#include "modem/failure.hpp"
#include "modem/sim_question.hpp"

#include <utility>

namespace gsmcfg::modem {

namespace {

using namespace std::chrono_literals;
using base::ErrorCode;

constexpr auto answer_timeout = 5s;
constexpr auto function_timeout = 20s;
constexpr auto busy_pause = 500ms;
constexpr auto sim_wait = 20s;
constexpr auto lost_sim_wait = 5s;  // a SIM that goes with the radio is gone at once
constexpr int radio_on = 1;
constexpr int radio_off = 4;

base::Result<bool> await_sim(Dialogue& dialogue, std::chrono::nanoseconds patience, base::StopToken stop) {
    const base::MonoTime deadline = dialogue.clock().now() + patience;
    for (;;) {
        auto answer = ask_sim(dialogue, answer_timeout, stop);
        if (!answer) return base::fail(std::move(answer.error()));
        if (answer->ready()) return true;
        if (dialogue.clock().now() >= deadline) return false;
        if (auto waited = dialogue.wait(busy_pause, stop); !waited) return base::fail(std::move(waited.error()));
    }
}

base::Result<bool> set_function(Dialogue& dialogue, int function, base::StopToken stop) {
    auto answer =
        dialogue.run_optional({.text = "AT+CFUN=" + std::to_string(function), .answers = {"+CFUN:"}}, function_timeout, stop);
    if (!answer) return base::fail(std::move(answer.error()));
    return answer->ok();
}

}  // namespace

base::Result<void> SimRadio::switch_off(Dialogue& dialogue, base::StopToken stop) {
    if (off_) return {};
    auto state = dialogue.run_optional({.text = "AT+CFUN?", .answers = {"+CFUN:"}}, answer_timeout, stop);
    if (!state) return base::fail(std::move(state.error()));
    const auto fields = at::split_fields(state->parameters());
    before_ = fields.empty() ? radio_on : fields.front().number().value_or(radio_on);
    if (before_ == radio_off) {
        before_ = radio_on;
        off_ = true;
        warning_ =
            "the modem's radio was off already (AT+CFUN=4), most likely left so by a run that was cut off: it is switched on at "
            "the "
            "end";
        return {};
    }
    auto done = set_function(dialogue, radio_off, stop);
    // What has become of it is not known after a time-out: the end of the command puts it back.
    off_ = !done || *done;
    if (!done) return base::fail(std::move(done.error()));
    if (!*done) {
        warning_ =
            "the modem can't switch its radio off (AT+CFUN=4): a message that arrives while the SIM is written may get "
            "between the records";
        return {};
    }
    auto kept = await_sim(dialogue, lost_sim_wait, stop);
    if (!kept) return base::fail(std::move(kept.error()));
    if (*kept) return {};
    warning_ =
        "the modem loses the SIM when its radio is off (AT+CFUN=4), so the radio stays on: a message that arrives while the "
        "SIM is written may get between the records";
    if (auto back = restore(dialogue); !back) return back;
    auto returned = await_sim(dialogue, sim_wait, stop);
    if (!returned) return base::fail(std::move(returned.error()));
    if (*returned) return {};
    return base::fail(ErrorCode::not_ready, dialogue.link().name(),
                      "the SIM does not come back after AT+CFUN; take it out and put it in again");
}

base::Result<void> SimRadio::restore(Dialogue& dialogue) {
    if (!off_) return {};
    auto done = set_function(dialogue, before_, {});
    if (!done) return base::fail(std::move(done.error()));
    if (!*done)
        return base::fail(ErrorCode::refused, dialogue.link().name(),
                          "the modem's radio stays off: AT+CFUN=" + std::to_string(before_) + " is refused");
    off_ = false;
    return {};
}

}  // namespace gsmcfg::modem
