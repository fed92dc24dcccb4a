#include "modem/network_state.hpp"

#include "gsmcfg/at/fields.hpp"
#include "gsmcfg/base/hex.hpp"
#include "gsmcfg/base/text.hpp"
#include "modem/patient_question.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace gsmcfg::modem {

namespace {

using namespace std::chrono_literals;
using base::ErrorCode;

constexpr auto search_pause = 2s;
constexpr int empty_smsc_looks = 3;
constexpr auto operator_timeout = 10s;
constexpr int international = 145;
constexpr int denied = 3;

base::Result<Answer> ask(Dialogue& dialogue, const ModemOptions& options, std::string_view command, std::string_view prefix,
                         base::StopToken stop) {
    return dialogue.run_optional({.text = std::string(command), .answers = {prefix}}, options.answer_timeout, stop);
}

// "002B0037": digits and + as UTF-16.
std::optional<std::string> from_ucs2(std::string_view text) {
    if (text.size() < 8 || text.size() % 4 != 0) return std::nullopt;
    const auto octets = base::from_hex(text);
    if (!octets) return std::nullopt;
    std::string number;
    for (std::size_t i = 0; i < octets->size(); i += 2) {
        const char c = static_cast<char>((*octets)[i + 1]);
        if ((*octets)[i] != 0 || !(c == '+' || (c >= '0' && c <= '9'))) return std::nullopt;
        number.push_back(c);
    }
    return number;
}

// The name itself, also where the modem's character set is UCS2 (AT+CSCS) and it comes as hex.
std::string operator_text(const std::string& text) {
    const auto octets = text.size() >= 8 && text.size() % 4 == 0 ? base::from_hex(text) : base::Result<base::Octets>();
    if (!octets || octets->empty()) return text;
    std::u32string name;
    for (std::size_t i = 0; i < octets->size(); i += 2) {
        const auto unit = static_cast<char32_t>((*octets)[i] << 8 | (*octets)[i + 1]);
        // Six digits and more that are no name: a network's number (MCC, MNC).
        if (unit < 0x20 || unit > 0x04ff) return text;
        name.push_back(unit);
    }
    return base::to_utf8(name);
}

base::Error unregistered(const std::string& where, const ModemInfo& info) {
    if (!info.signal_dbm) return {ErrorCode::not_ready, where, "no signal; check the antenna and its place", {}};
    const std::string words = info.registration_words.empty() ? "the modem does not say why" : info.registration_words;
    // A denial asks for a person, a search may end by itself.
    const auto code = info.registration == denied ? ErrorCode::refused : ErrorCode::not_ready;
    return {code, where, "not registered: " + words + "; check the SIM, the antenna and the operator's coverage", {}};
}

}  // namespace

std::string parse_smsc(std::string_view parameters) {
    const auto fields = at::split_fields(parameters);
    if (fields.empty()) return {};
    std::string number = from_ucs2(fields.front().text).value_or(fields.front().text);
    std::erase_if(number, [](char c) { return std::string_view("+0123456789*#abc").find(c) == std::string_view::npos; });
    if (number.find_first_of("0123456789") == std::string::npos) return {};
    const bool is_international = fields.size() > 1 && fields[1].number() == international;
    if (is_international && number.front() != '+') number.insert(number.begin(), '+');
    return number;
}

std::optional<int> parse_registration(std::string_view parameters) {
    const auto fields = at::split_fields(parameters);
    if (fields.empty()) return std::nullopt;
    // "<n>,<stat>[,…]" answers a question, "<stat>[,"lac",…]" comes unasked; an area code may lack its quotes.
    const bool asked = fields.size() > 1 && !fields[1].quoted && fields[1].text.size() <= 2;
    const auto state = fields[asked ? 1 : 0].number();
    return state && *state >= 0 && *state <= 11 ? state : std::nullopt;
}

bool is_registered(int state) { return state == 1 || (state >= 5 && state <= 7) || state == 9 || state == 10; }

std::string_view registration_words(int state) {
    switch (state) {
        case 0: return "not registered and not searching";
        case 1: return "registered, home network";
        case 2: return "searching for a network";
        case 3: return "registration denied";
        case 5: return "registered, roaming";
        case 6: return "registered for SMS only, home network";
        case 7: return "registered for SMS only, roaming";
        case 8: return "emergency calls only";
        case 9: return "registered, home network, telephony not preferred";
        case 10: return "registered, roaming, telephony not preferred";
        case 11: return "attached for emergency calls only";
        default: return "unknown";
    }
}

base::Result<void> read_smsc(Dialogue& dialogue, const ModemOptions& options, ModemInfo& info, base::StopToken stop) {
    const base::MonoTime deadline = dialogue.clock().now() + options.sim_wait;
    const at::Command command{.text = "AT+CSCA?", .answers = {"+CSCA:"}};
    auto answer = run_patiently(dialogue, command, options.answer_timeout, deadline, stop);
    // A SIM that has only just woken shows an empty number at first.
    for (int again = 0; answer && answer->ok() && parse_smsc(answer->parameters()).empty() && again < empty_smsc_looks; ++again) {
        if (auto waited = dialogue.wait(search_pause, stop); !waited) return waited;
        answer = run_patiently(dialogue, command, options.answer_timeout, deadline, stop);
    }
    if (!answer) return base::fail(std::move(answer.error()));
    info.smsc = parse_smsc(answer->parameters());
    // A refusal is no proof that there is none: +CMS ERROR 330 will tell.
    if (!answer->ok() || !info.smsc.empty()) return {};
    return base::fail(ErrorCode::refused, dialogue.link().name(),
                      "no SMSC number is set, so nothing can be sent; set the operator's with AT+CSCA=\"+…\"");
}

base::Result<void> read_registration(Dialogue& dialogue, const ModemOptions& options, ModemInfo& info, base::StopToken stop) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 3> questions{
        {{"AT+CREG?", "+CREG:"}, {"AT+CGREG?", "+CGREG:"}, {"AT+CEREG?", "+CEREG:"}}};
    info.registration.reset();
    for (const auto& [command, prefix] : questions) {
        auto answer = ask(dialogue, options, command, prefix, stop);
        if (!answer) return base::fail(std::move(answer.error()));
        const auto state = answer->ok() ? parse_registration(answer->parameters()) : std::nullopt;
        if (!state) continue;
        // Circuit-switched, GPRS and LTE registration are three; one that holds is enough.
        if (!info.registration || is_registered(*state)) info.registration = state;
        if (is_registered(*state)) break;
    }
    info.registration_words = info.registration ? registration_words(*info.registration) : "";
    return {};
}

base::Result<void> read_signal(Dialogue& dialogue, const ModemOptions& options, ModemInfo& info, base::StopToken stop) {
    auto answer = ask(dialogue, options, "AT+CSQ", "+CSQ:", stop);
    if (!answer) return base::fail(std::move(answer.error()));
    const auto fields = at::split_fields(answer->parameters());
    const auto level = fields.empty() ? std::nullopt : fields.front().number();
    info.signal_dbm.reset();
    if (level && *level >= 0 && *level <= 31) info.signal_dbm = -113 + 2 * *level;
    // 3G and LTE modules (SIMCom, Quectel) count on from 100, a step a dBm; 199 is unknown.
    if (level && *level >= 100 && *level <= 191) info.signal_dbm = -116 + (*level - 100);
    return {};
}

base::Result<void> read_operator(Dialogue& dialogue, const ModemOptions& options, ModemInfo& info, base::StopToken stop) {
    auto format = dialogue.run_optional({.text = "AT+COPS=3,0"}, operator_timeout, stop);
    if (!format) return base::fail(std::move(format.error()));
    auto answer = ask(dialogue, options, "AT+COPS?", "+COPS:", stop);
    if (!answer) return base::fail(std::move(answer.error()));
    const auto fields = at::split_fields(answer->parameters());
    if (fields.size() > 2) info.operator_name = base::escape_control(operator_text(fields[2].text));
    return {};
}

base::Result<void> await_registration(Dialogue& dialogue, const ModemOptions& options, ModemInfo& info, base::StopToken stop) {
    const base::MonoTime deadline = dialogue.clock().now() + options.registration_wait;
    for (;;) {
        if (auto read = read_registration(dialogue, options, info, stop); !read) return read;
        if (info.registration && is_registered(*info.registration)) return {};
        const bool over = info.registration == denied || dialogue.clock().now() >= deadline;
        if (over) {
            if (auto read = read_signal(dialogue, options, info, stop); !read) return read;
            return base::fail(unregistered(dialogue.link().name(), info));
        }
        if (auto waited = dialogue.wait(search_pause, stop); !waited) return waited;
    }
}

}  // namespace gsmcfg::modem
