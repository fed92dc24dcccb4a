// Unstructured supplementary service data: the operator's menu behind "*100#" (TS 27.007 §7.15, TS 23.038 §5).
#include <fmt/format.h>

#include <algorithm>

#include "sim/alphabet.hpp"
#include "sim/modem_core.hpp"

namespace gsmcfg::sim {
namespace {

constexpr std::chrono::seconds answer_time{2};
constexpr std::string_view balance_code = "*100#", number_code = "*111#";

// TS 23.038 §6.1.2.3.1: seven spare bits at the end are filled with CR.
base::Octets pack_ussd(std::string_view text) {
    auto septets = to_septets(text).value_or(std::vector<std::uint8_t>{});
    if (septets.size() % 8 == 7) septets.push_back('\r');
    return pack(septets, 0);
}

std::string unpack_ussd(const base::Octets& octets) {
    std::string text = from_septets(unpack(octets, 0, octets.size() * 8 / 7));
    if (!text.empty() && (text.back() == '\r' || text.back() == '@')) text.pop_back();
    return text;
}

bool is_code(std::string_view text) {
    return text.size() >= 3 && text.ends_with('#') && (text[0] == '*' || text[0] == '#') &&
           text.find_first_not_of("0123456789*#") == std::string_view::npos;
}

}  // namespace

ModemCore::Answer ModemCore::on_cusd(const Command& command) {
    if (command.form == Form::test) return ok({"+CUSD: (0-2)"});
    if (command.form == Form::read) return ok({fmt::format("+CUSD: {}", cusd_)});
    const int mode = command.form == Form::set ? command.number(0).value_or(-1) : -1;
    if (mode < 0 || mode > 2) return cme_error(cme::bad_parameters);
    cusd_ = mode == 2 ? cusd_ : mode;
    if (command.count() < 2 || mode == 2) return ok();
    if (registration() != 1) return cme_error(cme::no_network);
    std::string code = command.arguments[1];
    const auto octets = base::from_hex(code);
    const UssdForm form = personality_.ussd;
    if (form == UssdForm::plain) code = typed(code);
    // A stick that wants hex understands nothing else.
    if (form == UssdForm::ucs2) code = octets ? from_ucs2(*octets) : "";
    if (form == UssdForm::packed || form == UssdForm::packed_then_ucs2) code = octets ? unpack_ussd(*octets) : "";
    queue_.after(answer_time, [this, code, session = sessions_] {
        if (session == sessions_) answer_ussd(code);
    });
    return ok();
}

void ModemCore::answer_ussd(const std::string& code) {
    if (cusd_ == 0 || registration() != 1 || deaf_) return;
    if (!is_code(code)) return unsolicited("+CUSD: 4");
    if (code != balance_code && code != number_code) return unsolicited("+CUSD: 2");
    const std::string text =
        code == number_code ? "Your number is " + own_number_ : fmt::format("Balance: {:.2f} EUR", options_.balance - spent_);
    std::string words = shown(text);
    int coding = 15;
    switch (personality_.ussd) {
        case UssdForm::plain: break;
        case UssdForm::packed: words = base::to_hex(pack_ussd(text)); break;
        case UssdForm::ucs2:
        case UssdForm::packed_then_ucs2:
            words = base::to_hex(to_ucs2(text));
            coding = 72;
            break;
    }
    unsolicited(fmt::format("+CUSD: 0,\"{}\",{}", words, coding));
}

}  // namespace gsmcfg::sim
