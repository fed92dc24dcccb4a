#include "gsmcfg/modem/sim_look.hpp"

#include "gsmcfg/at/fields.hpp"
#include "gsmcfg/base/hex.hpp"
#include "gsmcfg/base/text.hpp"
#include "gsmcfg/modem/line_survey.hpp"
#include "gsmcfg/modem/quirks.hpp"
#include "modem/failure.hpp"
#include "modem/identification.hpp"
#include "modem/network_state.hpp"
#include "modem/sim_question.hpp"

#include <utility>

namespace gsmcfg::modem {

namespace {

using namespace std::chrono_literals;

constexpr auto answer_timeout = 5s;
constexpr auto busy_pause = 500ms;
constexpr int busy_tries = 20;
constexpr std::size_t iccid_octets = 10;
constexpr int sw_done = 0x90;
constexpr int sw_done_with_command = 0x91;
constexpr int no_sim = 10;
constexpr int pin_required = 11;

bool is_waking(const SimAnswer& answer) { return answer.final.ok() ? answer.state == "NOT READY" : is_busy(answer.final); }

}  // namespace

base::Result<SimLook> look_at_sim(Dialogue& dialogue, const ModemInfo& modem, std::chrono::seconds patience,
                                  base::StopToken stop) {
    const base::MonoTime deadline = dialogue.clock().now() + patience;
    auto answer = ask_sim(dialogue, answer_timeout, stop);
    while (answer && is_waking(*answer) && dialogue.clock().now() < deadline) {
        if (auto waited = dialogue.wait(busy_pause, stop); !waited) return base::fail(std::move(waited.error()));
        answer = ask_sim(dialogue, answer_timeout, stop);
    }
    if (!answer) return base::fail(std::move(answer.error()));
    SimLook look;
    look.ready = answer->ready();
    look.absent = answer->state == "NOT INSERTED" || answer->final.code == no_sim;
    look.asks_pin = answer->state == "SIM PIN" || answer->final.code == pin_required;
    look.state = answer->final.ok() ? base::escape_control(answer->state) : to_failure(answer->final).detail;
    if (look.absent) return look;
    auto iccid = read_iccid(dialogue, {}, find_quirks(modem.make, modem.model), stop);
    if (!iccid) return base::fail(std::move(iccid.error()));
    look.iccid = std::move(*iccid);
    return look;
}

base::Result<std::string> read_iccid_file(Dialogue& dialogue, base::StopToken stop) {
    auto answer = dialogue.run_optional({.text = "AT+CRSM=176,12258,0,0,10", .answers = {"+CRSM:"}}, answer_timeout, stop);
    for (int tries = 1; answer && !answer->ok() && is_busy(answer->final) && tries < busy_tries; ++tries) {
        if (auto waited = dialogue.wait(busy_pause, stop); !waited) return base::fail(std::move(waited.error()));
        answer = dialogue.run_optional({.text = "AT+CRSM=176,12258,0,0,10", .answers = {"+CRSM:"}}, answer_timeout, stop);
    }
    if (!answer) return base::fail(std::move(answer.error()));
    const auto fields = at::split_fields(answer->parameters());
    if (!answer->ok() || fields.size() < 3) return std::string();
    const auto status = fields[0].number();
    const auto octets = base::from_hex(fields[2].text);
    if ((status != sw_done && status != sw_done_with_command) || !octets || octets->size() != iccid_octets) return std::string();
    return base::to_hex(*octets);
}

base::Result<SimDetails> read_sim_details(Dialogue& dialogue, base::StopToken stop) {
    auto imsi = read_imsi(dialogue, stop);
    if (!imsi) return base::fail(std::move(imsi.error()));
    auto number = read_own_number(dialogue, stop);
    if (!number) return base::fail(std::move(number.error()));
    ModemInfo info;
    if (auto smsc = read_smsc(dialogue, {}, info, stop); !smsc && smsc.error().code != base::ErrorCode::refused)
        return base::fail(std::move(smsc.error()));
    return SimDetails{std::move(*imsi), number->value_or(""), std::move(info.smsc)};
}

}  // namespace gsmcfg::modem
