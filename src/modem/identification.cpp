#include "modem/identification.hpp"

#include "gsmcfg/at/fields.hpp"
#include "gsmcfg/base/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace gsmcfg::modem {

namespace {

using Text = base::Result<std::string>;

// The first line of the answer, without a prefix that repeats the command and without quotes; empty if refused.
std::string first_line(const Answer& answer, std::string_view prefix) {
    if (!answer.ok() || answer.lines.empty()) return {};
    std::string_view line = answer.lines.front().text;
    if (line.starts_with(prefix)) line = base::trim(line.substr(prefix.size()));
    if (line.size() >= 2 && line.front() == '"' && line.back() == '"') line = line.substr(1, line.size() - 2);
    return base::escape_control(line);
}

Text ask(Dialogue& dialogue, const ModemOptions& options, std::string_view command, std::string_view prefix,
         base::StopToken stop) {
    auto answer = dialogue.run_optional({.text = std::string(command), .answers = {prefix}, .free_text = true},
                                        options.answer_timeout, stop);
    if (!answer) return base::fail(std::move(answer.error()));
    return first_line(*answer, prefix);
}

std::string only_digits(std::string_view text) {
    std::string digits;
    std::ranges::copy_if(text, std::back_inserter(digits), [](char c) { return c >= '0' && c <= '9'; });
    return digits;
}

struct IccidCommand {
    std::string_view text;
    std::string_view prefix;
};
constexpr std::array iccid_commands{
    IccidCommand{"AT+CCID", "+CCID:"},   IccidCommand{"AT+QCCID", "+QCCID:"}, IccidCommand{"AT^ICCID?", "^ICCID:"},
    IccidCommand{"AT+ICCID", "+ICCID:"}, IccidCommand{"AT^SCID", "^SCID:"},
};

// ITU-T E.118: 18 to 20 digits, the last may be filled with F.
std::string iccid_of(std::string_view text) {
    std::string iccid = only_digits(text);
    return iccid.size() >= 18 && iccid.size() <= 20 ? iccid : std::string();
}

Text ask_iccid(Dialogue& dialogue, const ModemOptions& options, const Quirks& quirks, base::StopToken stop) {
    std::vector<IccidCommand> commands(iccid_commands.begin(), iccid_commands.end());
    std::ranges::stable_partition(commands, [&](const IccidCommand& one) { return one.text == quirks.iccid_command; });
    for (const IccidCommand& one : commands) {
        auto answer = ask(dialogue, options, one.text, one.prefix, stop);
        if (!answer) return answer;
        if (std::string iccid = iccid_of(*answer); !iccid.empty()) return iccid;
    }
    return std::string();
}

}  // namespace

base::Result<void> identify_modem(Dialogue& dialogue, const ModemOptions& options, ModemInfo& info, base::StopToken stop) {
    auto make = ask(dialogue, options, "AT+CGMI", "+CGMI:", stop);
    if (make && make->empty()) {
        // An OK that belongs to an earlier command (a cancelled prompt) shows as an answer without a text.
        if (auto in_step = dialogue.resynchronise(stop); !in_step) return in_step;
        make = ask(dialogue, options, "AT+CGMI", "+CGMI:", stop);
    }
    if (!make) return base::fail(std::move(make.error()));
    info.make = std::move(*make);
    struct Question {
        std::string_view command;
        std::string_view prefix;
        std::string ModemInfo::*field;
    };
    for (const Question& question :
         {Question{"AT+CGMM", "+CGMM:", &ModemInfo::model}, Question{"AT+CGMR", "+CGMR:", &ModemInfo::firmware},
          Question{"AT+CGSN", "+CGSN:", &ModemInfo::imei}}) {
        auto answer = ask(dialogue, options, question.command, question.prefix, stop);
        if (!answer) return base::fail(std::move(answer.error()));
        info.*question.field = std::move(*answer);
    }
    info.imei = only_digits(info.imei);
    return {};
}

base::Result<void> identify_sim(Dialogue& dialogue, const ModemOptions& options, const Quirks& quirks, ModemInfo& info,
                                base::StopToken stop) {
    auto imsi = ask(dialogue, options, "AT+CIMI", "+CIMI:", stop);
    if (!imsi) return base::fail(std::move(imsi.error()));
    info.imsi = only_digits(*imsi);
    auto iccid = ask_iccid(dialogue, options, quirks, stop);
    if (!iccid) return base::fail(std::move(iccid.error()));
    info.iccid = std::move(*iccid);
    return {};
}

}  // namespace gsmcfg::modem
