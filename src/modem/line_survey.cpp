#include "gsmcfg/modem/line_survey.hpp"

#include "gsmcfg/at/fields.hpp"
#include "gsmcfg/base/text.hpp"
#include "gsmcfg/modem/quirks.hpp"
#include "modem/failure.hpp"
#include "modem/identification.hpp"
#include "modem/network_state.hpp"
#include "modem/sim_question.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace gsmcfg::modem {

namespace {

using namespace std::chrono_literals;
using base::ErrorCode;

constexpr auto answer_timeout = 5s;
constexpr int international = 145;

base::Result<void> read_sim(Dialogue& dialogue, LineSurvey& survey, base::StopToken stop) {
    auto answer = ask_sim(dialogue, answer_timeout, stop);
    if (!answer) return base::fail(std::move(answer.error()));
    survey.sim = answer->final.ok() ? base::escape_control(answer->state) : to_failure(answer->final).detail;
    return {};
}

base::Result<void> read_stores(Dialogue& dialogue, LineSurvey& survey, base::StopToken stop) {
    auto storage = MessageStorage::open(dialogue, stop);
    if (!storage) {
        if (storage.error().code != ErrorCode::refused) return base::fail(std::move(storage.error()));
        survey.stores_problem = storage.error().detail;
        return {};
    }
    auto stores = storage->status(stop);
    auto restored = storage->restore();
    if (stores) survey.stores = std::move(*stores);
    else if (stores.error().code == ErrorCode::refused) survey.stores_problem = stores.error().detail;
    else return base::fail(std::move(stores.error()));
    if (!restored && restored.error().code != ErrorCode::refused) return restored;
    return {};
}

// A refusal leaves its part of the survey empty.
base::Result<void> unless_refused(base::Result<void> result) {
    if (!result && result.error().code == ErrorCode::refused) return {};
    return result;
}

base::Result<void> read_network(Dialogue& dialogue, ModemInfo& info, base::StopToken stop) {
    const ModemOptions options;
    const Quirks& quirks = find_quirks(info.make, info.model);
    if (auto sim = identify_sim(dialogue, options, quirks, info, stop); !sim) return sim;
    if (auto smsc = unless_refused(read_smsc(dialogue, options, info, stop)); !smsc) return smsc;
    if (auto state = unless_refused(read_registration(dialogue, options, info, stop)); !state) return state;
    if (auto signal = unless_refused(read_signal(dialogue, options, info, stop)); !signal) return signal;
    return unless_refused(read_operator(dialogue, options, info, stop));
}

}  // namespace

base::Result<LineSurvey> survey_ready_line(Dialogue& dialogue, ModemInfo known, base::StopToken stop) {
    LineSurvey survey;
    survey.info = std::move(known);
    if (auto sim = read_sim(dialogue, survey, stop); !sim) return base::fail(std::move(sim.error()));
    if (auto stores = read_stores(dialogue, survey, stop); !stores) return base::fail(std::move(stores.error()));
    return survey;
}

base::Result<LineSurvey> survey_line(Dialogue& dialogue, ModemInfo identified, base::StopToken stop) {
    if (auto network = read_network(dialogue, identified, stop); !network) return base::fail(std::move(network.error()));
    return survey_ready_line(dialogue, std::move(identified), stop);
}

base::Result<std::string> read_imsi(Dialogue& dialogue, base::StopToken stop) {
    auto answer = dialogue.run_optional({.text = "AT+CIMI", .answers = {"+CIMI:"}, .free_text = true}, answer_timeout, stop);
    if (!answer) return base::fail(std::move(answer.error()));
    std::string digits;
    if (!answer->ok() || answer->lines.empty()) return digits;
    std::ranges::copy_if(answer->lines.front().text, std::back_inserter(digits), [](char c) { return c >= '0' && c <= '9'; });
    return digits;
}

base::Result<std::optional<std::string>> read_own_number(Dialogue& dialogue, base::StopToken stop) {
    auto answer = dialogue.run_optional({.text = "AT+CNUM", .answers = {"+CNUM:"}}, answer_timeout, stop);
    if (!answer) return base::fail(std::move(answer.error()));
    if (!answer->ok()) return std::optional<std::string>();
    for (const at::AnswerLine& line : answer->lines) {
        const auto fields = at::split_fields(at::parameters(line.text));
        if (fields.size() < 2 || fields[1].text.empty()) continue;
        std::string number = fields[1].text;
        const bool is_international = fields.size() > 2 && fields[2].number() == international;
        if (is_international && !number.starts_with('+')) number.insert(number.begin(), '+');
        return std::optional(std::move(number));
    }
    return std::optional<std::string>();
}

std::string_view registration_advice(int state) {
    switch (state) {
        case 0: return "the modem does not look for a network: set automatic choice with AT+COPS=0, and check the antenna";
        case 2: return "the modem searches: wait a minute, then check the antenna, its place, and the operator's coverage";
        case 3:
            return "the network refuses this SIM: ask the operator whether it is active and paid, whether this modem may use "
                   "it, and whether the modem has a band that is still served here";
        case 4: return "out of cover: move the antenna";
        case 5:
        case 7: return "roaming works, but may cost more: check the tariff";
        case 8: return "only emergency calls: the SIM is not accepted here; check that it is active";
        default: return "";
    }
}

}  // namespace gsmcfg::modem
