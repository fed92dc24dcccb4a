#include "modem/bring_up.hpp"

#include "gsmcfg/at/fields.hpp"
#include "modem/failure.hpp"
#include "modem/identification.hpp"
#include "modem/network_state.hpp"
#include "modem/sim_state.hpp"

#include <utility>

namespace gsmcfg::modem {

namespace {

using namespace std::chrono_literals;

constexpr auto retry_pause = 1s;

class BringUp {
public:
    BringUp(Dialogue& dialogue, const ModemOptions& options, LineState& state, base::StopToken stop)
        : dialogue_(dialogue), options_(options), state_(state), stop_(stop) {}

    base::Result<void> dialogue_settings() {
        // Numeric and echoed answers until V1 and E0 have been taken; a locked SIM may make Z an error.
        for (const char* const command : {"ATZ", "ATE0", "ATV1"}) {
            if (auto answer = try_command(command, true); !answer) return base::fail(std::move(answer.error()));
        }
        return ask_for_reasons();
    }

    // Text errors must parse too. A modem that knows neither form says ERROR and no more.
    base::Result<void> ask_for_reasons() {
        for (const char* const command : {"AT+CMEE=1", "AT+CMEE=2"}) {
            auto answer = try_command(command, true);
            if (!answer) return base::fail(std::move(answer.error()));
            state_.gives_reasons = answer->ok();
            if (answer->ok()) break;
        }
        return {};
    }

    base::Result<void> message_settings() {
        const Quirks& quirks = find_quirks(state_.info.make, state_.info.model);
        for (const std::string_view command : quirks.quiet_commands) {
            if (command.empty()) continue;
            if (auto answer = try_command(command); !answer) return base::fail(std::move(answer.error()));
        }
        if (auto service = choose_service(); !service) return service;
        if (auto mode = choose_pdu_mode(); !mode) return mode;
        auto stores = set_up_stores(dialogue_, options_, quirks, stop_);
        if (!stores) return base::fail(std::move(stores.error()));
        state_.stores = std::move(*stores);
        state_.info.store = state_.stores.receiving;
        state_.info.store_used = state_.stores.used;
        state_.info.store_total = state_.stores.total;
        auto announces = set_up_announcements(dialogue_, options_, quirks, stop_);
        if (!announces) return base::fail(std::move(announces.error()));
        state_.info.announces = *announces;
        return {};
    }

    base::Result<void> network() {
        const Quirks& quirks = find_quirks(state_.info.make, state_.info.model);
        if (auto sim = identify_sim(dialogue_, options_, quirks, state_.info, stop_); !sim) return sim;
        if (auto smsc = read_smsc(dialogue_, options_, state_.info, stop_); !smsc) return smsc;
        if (auto registered = await_registration(dialogue_, options_, state_.info, stop_); !registered) return registered;
        if (auto signal = read_signal(dialogue_, options_, state_.info, stop_); !signal) return signal;
        if (auto name = read_operator(dialogue_, options_, state_.info, stop_); !name) return name;
        // Once is enough: unlike mode 1, mode 2 outlasts a pause between messages (TS 27.005 §3.5.6), and one command a message
        // is all.
        auto link_kept = try_command("AT+CMMS=2");
        if (!link_kept) return base::fail(std::move(link_kept.error()));
        // Much hangs on it: what was refused in a burst of errors may be taken now.
        if (!state_.gives_reasons) return ask_for_reasons();
        return {};
    }

private:
    base::Result<Answer> try_command(std::string_view text, bool early = false) {
        return dialogue_.run_optional({.text = std::string(text), .numeric_finals = early}, options_.answer_timeout, stop_);
    }

    // Phase 2: reports need no acknowledgement. A modem that insists on phase 2+ wants AT+CNMA for each.
    base::Result<void> choose_service() {
        auto answer = dialogue_.run_optional({.text = "AT+CSMS=0", .answers = {"+CSMS:"}}, options_.answer_timeout, stop_);
        if (!answer) return base::fail(std::move(answer.error()));
        state_.needs_cnma = false;
        if (answer->ok()) return {};
        auto current = dialogue_.run_optional({.text = "AT+CSMS?", .answers = {"+CSMS:"}}, options_.answer_timeout, stop_);
        if (!current) return base::fail(std::move(current.error()));
        const auto fields = at::split_fields(current->parameters());
        state_.needs_cnma = current->ok() && !fields.empty() && fields.front().number() == 1;
        return {};
    }

    base::Result<void> choose_pdu_mode() {
        const base::MonoTime deadline = dialogue_.clock().now() + options_.sim_wait;
        for (;;) {
            auto answer = try_command("AT+CMGF=0");
            if (!answer) return base::fail(std::move(answer.error()));
            if (answer->ok()) return {};
            if (dialogue_.clock().now() >= deadline) {
                auto error = to_error(dialogue_.link().name(), "the modem refuses PDU mode (AT+CMGF=0)", answer->final);
                error.code = base::ErrorCode::not_ready;  // a restart may bring it back
                return base::fail(std::move(error));
            }
            if (auto waited = dialogue_.wait(retry_pause, stop_); !waited) return waited;
        }
    }

    Dialogue& dialogue_;
    const ModemOptions& options_;
    LineState& state_;
    base::StopToken stop_;
};

}  // namespace

base::Result<void> bring_up_dialogue(Dialogue& dialogue, const ModemOptions& options, LineState& state, base::StopToken stop) {
    if (auto settings = BringUp(dialogue, options, state, stop).dialogue_settings(); !settings) return settings;
    return identify_modem(dialogue, options, state.info, stop);
}

base::Result<void> bring_up(Dialogue& dialogue, const ModemOptions& options, bool& pin_tried, LineState& state,
                            base::StopToken stop) {
    state = {};
    if (auto talking = bring_up_dialogue(dialogue, options, state, stop); !talking) return talking;
    BringUp steps(dialogue, options, state, stop);
    auto changed = make_sim_ready(dialogue, options, state.info, pin_tried, stop);
    if (!changed) return base::fail(std::move(changed.error()));
    if (*changed) {
        if (auto again = steps.dialogue_settings(); !again) return again;
        // Some say nothing about themselves while they are off or locked.
        if (state.info.make.empty() || state.info.imei.empty()) {
            if (auto known = identify_modem(dialogue, options, state.info, stop); !known) return known;
        }
    }
    if (auto messages = steps.message_settings(); !messages) return messages;
    return steps.network();
}

}  // namespace gsmcfg::modem
