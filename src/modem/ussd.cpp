#include "gsmcfg/modem/ussd.hpp"

#include "gsmcfg/at/fields.hpp"
#include "gsmcfg/base/hex.hpp"
#include "gsmcfg/base/text.hpp"
#include "gsmcfg/sms/gsm7.hpp"
#include "gsmcfg/sms/ucs2.hpp"
#include "modem/failure.hpp"
#include "modem/ussd_reader.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace gsmcfg::modem {

namespace {

using namespace std::chrono_literals;
using base::ErrorCode;

constexpr auto result_timeout = 20s;
constexpr auto cancel_timeout = 10s;
constexpr auto write_timeout = 5s;
constexpr std::size_t longest_code = 160;
constexpr int further_action = 1;
constexpr int not_supported = 4;
constexpr std::uint8_t carriage_return = 0x0D;

enum class Coding { gsm7, gsm7_language, ucs2, ucs2_language, octets };

// TS 23.038 §5, cell broadcast data coding.
Coding coding_of(std::uint8_t dcs) {
    const unsigned group = dcs >> 4U;
    if (dcs == 0x10) return Coding::gsm7_language;
    if (dcs == 0x11) return Coding::ucs2_language;
    const bool general = (group >= 4 && group <= 7) || group == 9;
    if (general) {
        const unsigned alphabet = (dcs >> 2U) & 3U;
        return alphabet == 1 ? Coding::octets : alphabet == 2 ? Coding::ucs2 : Coding::gsm7;
    }
    return group == 15 && (dcs & 4U) != 0 ? Coding::octets : Coding::gsm7;
}

// Latin, Greek, Cyrillic and punctuation: what text in two octets a character looks like.
bool looks_like_ucs2(const base::Octets& octets) {
    if (octets.empty() || octets.size() % 2 != 0) return false;
    std::size_t usual = 0;
    for (std::size_t i = 0; i < octets.size(); i += 2) {
        const bool control = octets[i] == 0 && octets[i + 1] < 0x20 && octets[i + 1] != '\n' && octets[i + 1] != '\r';
        if ((octets[i] <= 0x05 || octets[i] == 0x20) && !control) ++usual;
    }
    return usual * 10 >= octets.size() / 2 * 9;
}

std::string from_ucs2(const base::Octets& octets) {
    const auto units = sms::decode_ucs2(octets);
    return units ? sms::from_utf16(*units) : std::string();
}

std::string from_packed(const base::Octets& octets) {
    auto septets = sms::unpack_septets(octets, octets.size() * 8 / 7);
    if (!septets) return {};
    // Seven bits are left over: a CR stands there, or the zero bits of senders that do not know better.
    if (octets.size() % 7 == 0 && !septets->empty() && (septets->back() == carriage_return || septets->back() == 0))
        septets->pop_back();
    return sms::decode_gsm7(*septets);
}

// A text in clear of nothing but hex digits is a number far more often than packed text.
bool may_be_packed(std::string_view text) {
    constexpr std::size_t least_digits = 16;
    return text.size() >= least_digits || text.find_first_of("ABCDEFabcdef") != std::string_view::npos;
}

std::string after_language(const base::Octets& octets) {
    constexpr std::size_t language_octets = 2;
    if (looks_like_ucs2(octets) || octets.size() < language_octets) return from_ucs2(octets);
    return from_ucs2({octets.begin() + language_octets, octets.end()});
}

// Two letters and a CR stand before the text.
std::string without_language(const std::string& text) { return text.size() > 3 && text[2] == '\r' ? text.substr(3) : text; }

std::string command_of(std::string_view code, UssdForm form) {
    return "AT+CUSD=1,\"" + (form == UssdForm::plain ? std::string(code) : pack_ussd_code(code)) + "\",15";
}

// One code in one form.
class Exchange {
public:
    Exchange(Dialogue& dialogue, std::chrono::seconds timeout, base::StopToken stop)
        : dialogue_(dialogue), timeout_(timeout), stop_(stop) {}

    struct Outcome {
        std::optional<at::FinalResult> refusal;
        UssdAnswer answer;
    };

    base::Result<Outcome> run(const std::string& command) {
        // In step before, and brought in step again afterwards: the answer is read here, since a text of several lines
        // can't be told from other lines one by one.
        auto alive = dialogue_.run({.text = "AT"}, result_timeout, stop_);
        if (!alive) return base::fail(std::move(alive.error()));
        dialogue_.distrust();
        auto& link = dialogue_.link();
        if (auto written = link.write_all(command + "\r", dialogue_.clock().now() + write_timeout); !written)
            return base::fail(std::move(written.error()));
        UssdReader reader(command);
        const auto asked = dialogue_.clock().now();
        if (auto got = read_until(reader, asked + result_timeout, [&] { return reader.final().has_value(); }); !got)
            return base::fail(std::move(got.error()));
        if (!reader.final()->ok()) return Outcome{reader.final(), {}};
        const auto deadline = dialogue_.clock().now() + timeout_;
        if (auto got = read_until(reader, deadline, [&] { return reader.answer().has_value(); }); !got)
            return base::fail(std::move(got.error()));
        return Outcome{std::nullopt, *reader.answer()};
    }

private:
    template <typename Condition>
    base::Result<void> read_until(UssdReader& reader, base::MonoTime deadline, Condition done) {
        while (!done()) {
            auto count = dialogue_.link().read_some(buffer_, deadline, stop_);
            const bool too_late = !done() && dialogue_.clock().now() > deadline;
            if (count) reader.feed({buffer_.data(), *count});
            if (!count) return base::fail(std::move(count.error()));
            if (too_late && !done())
                return base::fail(ErrorCode::timeout, dialogue_.link().name(), "no answer to AT+CUSD in time");
        }
        return {};
    }

    Dialogue& dialogue_;
    std::chrono::seconds timeout_;
    base::StopToken stop_;
    std::array<char, 1024> buffer_{};
};

}  // namespace

std::string_view ussd_status_words(int status) {
    switch (status) {
        case 0: return "no further action is needed";
        case 1: return "the network waits for a choice";
        case 2: return "ended by the network";
        case 3: return "another program has answered";
        case 4: return "not supported";
        case 5: return "the network did not answer in time";
        default: return "unknown";
    }
}

bool is_ussd_code(std::string_view code) {
    if (code.empty() || code.size() > longest_code) return false;
    const auto rest = code.front() == '+' ? code.substr(1) : code;
    return !rest.empty() && rest.find_first_not_of("0123456789*#") == std::string_view::npos;
}

std::string pack_ussd_code(std::string_view code) {
    sms::Septets septets(code.begin(), code.end());  // the characters of a code are the same in both alphabets
    if (septets.size() % 8 == 7) septets.push_back(carriage_return);
    return base::to_hex(sms::pack_septets(septets));
}

std::string decode_ussd_text(std::string_view text, std::optional<std::uint8_t> dcs) {
    const auto octets = base::from_hex(text);
    const Coding coding = dcs ? coding_of(*dcs) : Coding::gsm7;
    const auto clear = [&] { return base::to_utf8(base::to_code_points(text)); };
    if (!octets || octets->empty()) return clear();
    const bool two_octets = octets->size() % 2 == 0;
    switch (coding) {
        case Coding::ucs2: return two_octets ? from_ucs2(*octets) : clear();
        case Coding::ucs2_language: return two_octets ? after_language(*octets) : clear();
        case Coding::octets: return clear();
        case Coding::gsm7:
        case Coding::gsm7_language: break;
    }
    if (octets->size() >= 4 && looks_like_ucs2(*octets)) return from_ucs2(*octets);
    if (!may_be_packed(text)) return clear();
    const std::string unpacked = from_packed(*octets);
    return coding == Coding::gsm7_language ? without_language(unpacked) : unpacked;
}

std::optional<UssdAnswer> parse_ussd(std::string_view parameters) {
    parameters = base::trim(parameters);
    UssdAnswer answer;
    const auto [end, error] = std::from_chars(parameters.data(), parameters.data() + parameters.size(), answer.status);
    if (error != std::errc()) return std::nullopt;
    parameters = base::trim(parameters.substr(static_cast<std::size_t>(end - parameters.data())));
    if (!parameters.starts_with(',')) return answer;
    parameters = base::trim(parameters.substr(1));
    std::string_view text = parameters.substr(0, parameters.rfind(','));
    std::string_view coding = parameters.substr(std::min(parameters.rfind(','), parameters.size()));
    if (parameters.starts_with('"')) {
        const auto last_quote = parameters.rfind('"');
        text = last_quote == 0 ? parameters.substr(1) : parameters.substr(1, last_quote - 1);
        coding = last_quote == 0 ? std::string_view() : parameters.substr(last_quote + 1);
    }
    coding = base::trim(coding);
    if (coding.starts_with(',')) {
        const auto number = at::Field{std::string(coding.substr(1)), false}.number();
        if (number && *number >= 0 && *number <= 255) answer.dcs = static_cast<std::uint8_t>(*number);
    }
    answer.text = decode_ussd_text(text, answer.dcs);
    return answer;
}

base::Result<UssdAnswer> ask_ussd(Dialogue& dialogue, std::string_view code, UssdForm first, std::chrono::seconds timeout,
                                  base::StopToken stop) {
    if (!is_ussd_code(code))
        return base::fail(ErrorCode::invalid_argument, "USSD code", "has only digits, * and #, such as *100#");
    Exchange exchange(dialogue, timeout, stop);
    const auto other = first == UssdForm::plain ? UssdForm::packed : UssdForm::plain;
    auto outcome = exchange.run(command_of(code, first));
    // Refused: it has not left the modem, so that a second try does not ask twice.
    if (outcome && (outcome->refusal || outcome->answer.status == not_supported)) {
        auto again = exchange.run(command_of(code, other));
        if (!again || !again->refusal) outcome = std::move(again);
    }
    if (outcome && outcome->refusal) return base::fail(to_error(dialogue.link().name(), "AT+CUSD", *outcome->refusal));
    const bool open = outcome ? outcome->answer.status == further_action : outcome.error().code != ErrorCode::port_lost;
    // Also after a time-out: an answer that comes later must not be taken for that to the next code.
    if (open) [[maybe_unused]]
        const auto cancelled = dialogue.run_optional({.text = "AT+CUSD=2"}, cancel_timeout, {});
    if (!outcome) return base::fail(std::move(outcome.error()));
    return std::move(outcome->answer);
}

}  // namespace gsmcfg::modem
