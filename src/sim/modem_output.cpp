// What the host gets to see: finals, lines of information, unsolicited lines, and what gets lost of them.
#include <fmt/format.h>

#include <algorithm>

#include "sim/alphabet.hpp"
#include "sim/modem_core.hpp"

namespace gsmcfg::sim {
namespace {

struct Words {
    unsigned code;
    std::string_view words;
};
constexpr std::array cme_words{
    Words{3, "operation not allowed"},
    Words{4, "operation not supported"},
    Words{10, "SIM not inserted"},
    Words{11, "SIM PIN required"},
    Words{12, "SIM PUK required"},
    Words{13, "SIM failure"},
    Words{14, "SIM busy"},
    Words{15, "SIM wrong"},
    Words{16, "incorrect password"},
    Words{21, "invalid index"},
    Words{30, "no network service"},
    Words{50, "incorrect parameters"},
};
constexpr std::array cms_words{
    Words{302, "operation not allowed"},
    Words{303, "operation not supported"},
    Words{304, "invalid PDU mode parameter"},
    Words{305, "invalid text mode parameter"},
    Words{310, "SIM not inserted"},
    Words{311, "SIM PIN required"},
    Words{313, "SIM failure"},
    Words{314, "SIM busy"},
    Words{315, "SIM wrong"},
    Words{316, "SIM PUK required"},
    Words{321, "invalid memory index"},
    Words{322, "memory full"},
    Words{330, "SMSC address unknown"},
    Words{331, "no network service"},
    Words{332, "network timeout"},
    Words{340, "no +CNMA acknowledgement expected"},
    Words{500, "unknown error"},
};
// Of a modem that has no chatter of its own. +CREG and +CSQ are answers elsewhere.
constexpr std::array<std::string_view, 4> common_chatter{"+CREG: 1", "^RSSI: {n}", "+CSQ: {n},99", "+CIEV: 2,4"};

template <std::size_t Count>
std::string in_words(const std::array<Words, Count>& table, unsigned code) {
    const auto* found = std::ranges::find(table, code, &Words::code);
    return found == table.end() ? std::to_string(code) : std::string(found->words);
}

void replace(std::string& text, std::string_view mark, std::string_view value) {
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + value.size())) {
        text.replace(at, mark.size(), value);
    }
}

}  // namespace

// A line, or a piece of one that stands alone, such as the prompt.
void ModemCore::put(std::string bytes) {
    if (!plugged_ || hung()) return;
    if (chance_.fires(Fault::lost_bytes)) bytes.erase(chance_.random(Fault::lost_bytes).up_to(bytes.size() - 1), 1);
    output_ += bytes;
}

void ModemCore::finish(const Answer& answer) {
    information(answer.lines);
    if (answer.kind == Answer::Kind::later || answer.kind == Answer::Kind::no_final) return;
    interject();
    if (chance_.fires(Fault::lost_ok)) return;
    switch (answer.kind) {
        case Answer::Kind::ok: result("OK", "0"); break;
        case Answer::Kind::no_carrier: result("NO CARRIER", "3"); break;
        case Answer::Kind::later:
        case Answer::Kind::no_final: break;
        case Answer::Kind::error: result("ERROR", "4"); break;
        case Answer::Kind::words: result(answer.words, answer.words); break;
        case Answer::Kind::cme:
        case Answer::Kind::cms: {
            const bool messages = answer.kind == Answer::Kind::cms;
            if (cmee_ == 0) return result("ERROR", "4");
            const std::string words = messages ? in_words(cms_words, answer.code) : in_words(cme_words, answer.code);
            const std::string text =
                fmt::format("+{} ERROR: {}", messages ? "CMS" : "CME", cmee_ == 2 ? words : std::to_string(answer.code));
            result(text, text);
            break;
        }
    }
}

// V.250 table 1.
void ModemCore::information(const std::vector<std::string>& lines) {
    bool first = verbose_;
    for (const std::string& line : lines) {
        interject();
        put((std::exchange(first, false) ? "\r\n" : "") + line + std::string(personality_.line_end));
    }
}

void ModemCore::result(std::string_view words, std::string_view digits) {
    put(verbose_ ? fmt::format("\r\n{}\r\n", words) : fmt::format("{}\r", digits));
}

void ModemCore::unsolicited(std::string line) {
    if (!plugged_ || state_ == State::booting) return;
    if (state_ == State::body) {
        held_back_.push_back(std::move(line));
        return;
    }
    put((verbose_ ? "\r\n" : "") + line + "\r\n");
}

// An announcement: kept back while +CNMI's mode is 0.
void ModemCore::notify(std::string line) {
    if (cnmi_[0] == 0) {
        buffered_.push_back(std::move(line));
    } else {
        unsolicited(std::move(line));
    }
}

void ModemCore::flush_unsolicited() {
    if (state_ == State::body) return;
    for (std::string& line : std::exchange(held_back_, {})) unsolicited(std::move(line));
}

// A place between lines where an unsolicited one may come.
void ModemCore::interject() {
    if (!chance_.fires(Fault::urc_anywhere)) return;
    Random& random = chance_.random(Fault::urc_anywhere);
    const std::span<const std::string_view> own = personality_.chatter;
    const std::span<const std::string_view> pool = own.empty() ? std::span<const std::string_view>(common_chatter) : own;
    const std::string_view line = pool[random.up_to(pool.size() - 1)];
    unsolicited(filled_in(line));
}

std::string ModemCore::filled_in(std::string_view line) const {
    std::string text(line);
    replace(text, "{iccid}", iccid_);
    replace(text, "{imei}", imei_);
    replace(text, "{pin}", std::to_string(pin_.attempts));
    replace(text, "{puk}", std::to_string(pin_.puk_attempts));
    replace(text, "{state}", lock_state());
    replace(text, "{n}", std::to_string(10 + queue_.elapsed().count() / 1000 % 16));
    return text;
}

// A string as +CSCS wants it shown.
std::string ModemCore::shown(std::string_view text) const {
    if (character_set_ == "UCS2") return base::to_hex(to_ucs2(text));
    if (character_set_ == "HEX") return base::to_hex(to_septets(text).value_or(std::vector<std::uint8_t>{}));
    return std::string(text);
}

// And as the host has typed it. What is no hex is taken as it is.
std::string ModemCore::typed(std::string_view text) const {
    const auto octets = base::from_hex(text);
    if (octets && character_set_ == "UCS2") return from_ucs2(*octets);
    if (octets && character_set_ == "HEX") return from_septets(*octets);
    return std::string(text);
}

}  // namespace gsmcfg::sim
