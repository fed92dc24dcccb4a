#include "modem/identification.hpp"

#include "gsmcfg/at/fields.hpp"
#include "gsmcfg/base/text.hpp"
#include "modem/patient_question.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <iterator>
#include <utility>

namespace gsmcfg::modem {

namespace {

using namespace std::chrono_literals;
using Text = base::Result<std::string>;

constexpr auto patience = 5s;              // for a SIM that is busy with something else
constexpr std::size_t shortest_imei = 14;  // TS 23.003 §6.2: with or without check digit and version
constexpr std::size_t shortest_imsi = 6;   // TS 23.003 §2.2
constexpr std::size_t longest_imsi = 15;

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
    auto answer = run_patiently(dialogue, {.text = std::string(command), .answers = {prefix}, .free_text = true},
                                options.answer_timeout, dialogue.clock().now() + patience, stop);
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
// Asked only where a row of the quirks says so.
constexpr std::array makers_iccid_commands{
    IccidCommand{"AT#CCID", "#CCID:"},
    IccidCommand{"AT+CICCID", "+ICCID:"},
    IccidCommand{"AT+ZGETICCID", "+ZGETICCID:"},
    IccidCommand{"AT!ICCID?", "!ICCID:"},
};

// ITU-T E.118: 18 to 20 digits that begin with 89, the last may be filled with F. Some show the octets of the SIM as they are,
// each with its digits swapped.
std::string iccid_of(std::string_view text) {
    std::string iccid = only_digits(text);
    if (iccid.starts_with("98")) {
        iccid.clear();
        std::string digits;
        std::ranges::copy_if(text, std::back_inserter(digits), [](unsigned char c) { return std::isxdigit(c) != 0; });
        for (std::size_t i = 0; i + 1 < digits.size(); i += 2) iccid += {digits[i + 1], digits[i]};
        iccid = only_digits(iccid);
    }
    return iccid.size() >= 18 && iccid.size() <= 20 ? iccid : std::string();
}

// Record EF_ICCID of the SIM itself (TS 31.102 §4.2 and TS 51.011 §10.1.1: file 2FE2, ten octets), where no command names it.
Text read_iccid_record(Dialogue& dialogue, const ModemOptions& options, base::StopToken stop) {
    auto answer =
        dialogue.run_optional({.text = "AT+CRSM=176,12258,0,0,10", .answers = {"+CRSM:"}}, options.answer_timeout, stop);
    if (!answer) return base::fail(std::move(answer.error()));
    const auto fields = at::split_fields(answer->parameters());
    // 0x91: read, and a command of the SIM's toolkit waits (TS 51.011 §9.4.1).
    const int status = fields.empty() ? 0 : fields[0].number().value_or(0);
    if (!answer->ok() || fields.size() < 3 || (status != 0x90 && status != 0x91)) return std::string();
    return iccid_of(fields[2].text);
}

}  // namespace

base::Result<std::string> read_iccid(Dialogue& dialogue, const ModemOptions& options, const Quirks& quirks,
                                     base::StopToken stop) {
    std::vector<IccidCommand> commands(iccid_commands.begin(), iccid_commands.end());
    const auto named = [&](const IccidCommand& one) { return one.text == quirks.iccid_command; };
    std::ranges::copy_if(makers_iccid_commands, std::back_inserter(commands), named);
    std::ranges::stable_partition(commands, named);
    for (const IccidCommand& one : commands) {
        auto answer = ask(dialogue, options, one.text, one.prefix, stop);
        if (!answer) return answer;
        if (std::string iccid = iccid_of(*answer); !iccid.empty()) return iccid;
    }
    return read_iccid_record(dialogue, options, stop);
}

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
    if (info.imei.size() < shortest_imei) {
        auto serial = ask(dialogue, options, "AT+GSN", "+GSN:", stop);
        if (!serial) return base::fail(std::move(serial.error()));
        info.imei = only_digits(*serial);
    }
    if (info.imei.size() < shortest_imei) info.imei.clear();
    return {};
}

base::Result<void> identify_sim(Dialogue& dialogue, const ModemOptions& options, const Quirks& quirks, ModemInfo& info,
                                base::StopToken stop) {
    auto imsi = ask(dialogue, options, "AT+CIMI", "+CIMI:", stop);
    if (!imsi) return base::fail(std::move(imsi.error()));
    info.imsi = only_digits(*imsi);
    if (info.imsi.size() < shortest_imsi || info.imsi.size() > longest_imsi) info.imsi.clear();
    auto iccid = read_iccid(dialogue, options, quirks, stop);
    if (!iccid) return base::fail(std::move(iccid.error()));
    info.iccid = std::move(*iccid);
    return {};
}

}  // namespace gsmcfg::modem
