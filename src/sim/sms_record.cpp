#include "sim/sms_record.hpp"

#include <algorithm>
#include <array>

namespace gsmcfg::sim {
namespace {

// By MessageStatus; the three low bits of TS 51.011 §10.5.3.
constexpr std::array<std::uint8_t, 4> status_octets{0x03, 0x01, 0x07, 0x05};
constexpr std::size_t longest_centre = 12;

// TS 23.038 §4: seven bits a character, or octets.
bool septets(std::uint8_t coding) {
    if ((coding & 0x80U) == 0) return (coding & 0x0CU) == 0;
    return (coding & 0xF0U) == 0xF0U ? (coding & 0x04U) == 0 : (coding & 0xF0U) != 0xE0U;
}

// TS 23.040 §9.2.2.1 and §9.2.2.2: where TP-DCS and TP-UDL are. Nothing for other units.
struct Layout {
    std::size_t coding;
    std::size_t length;
};
std::optional<Layout> layout_of(std::span<const std::uint8_t> octets) {
    if (octets.size() < 3) return std::nullopt;
    const unsigned kind = octets[0] & 3U;
    if (kind > 1) return std::nullopt;
    const std::size_t address = kind == 0 ? 1 : 2;
    const std::size_t coding = address + 2 + (octets[address] + 1U) / 2 + 1;
    constexpr std::array<std::size_t, 4> validity{0, 7, 1, 7};  // by TP-VPF
    const std::size_t between = kind == 0 ? 7 : validity[octets[0] >> 3U & 3U];
    const Layout layout{coding, coding + 1 + between};
    if (layout.length >= octets.size()) return std::nullopt;
    return layout;
}

}  // namespace

SmsRecord record_of(const StoredMessage* message) {
    SmsRecord record = free_sms_record();
    if (message == nullptr) return record;
    const std::uint8_t status = status_octets[static_cast<std::size_t>(message->status)];
    if (message->raw) {
        record = *message->raw;
        record[0] = static_cast<std::uint8_t>((record[0] & 0xF8U) | status);
        return record;
    }
    record[0] = status;
    base::Octets unit = message->service_centre;
    unit.insert(unit.end(), message->tpdu.begin(), message->tpdu.end());
    std::copy_n(unit.begin(), std::min(unit.size(), record.size() - 1), record.begin() + 1);
    return record;
}

std::optional<StoredMessage> message_of(const SmsRecord& record) {
    if (!in_use(record)) return std::nullopt;
    const auto found = std::ranges::find(status_octets, static_cast<std::uint8_t>(record[0] & 7U));
    StoredMessage message;
    message.status = static_cast<MessageStatus>(found - status_octets.begin());
    message.raw = record;
    const auto content = std::span(record).subspan(1);
    const std::size_t head = content[0] < longest_centre ? 1U + content[0] : 0;
    message.service_centre.assign(content.begin(), content.begin() + static_cast<std::ptrdiff_t>(head));
    const auto rest = content.subspan(head);
    message.tpdu.assign(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(unit_length(rest)));
    message.report = !message.tpdu.empty() && (message.tpdu[0] & 3U) == 2;
    return message;
}

std::size_t unit_length(std::span<const std::uint8_t> octets) {
    if (const auto layout = layout_of(octets)) {
        const std::size_t count = octets[layout->length];
        const std::size_t whole = layout->length + 1 + (septets(octets[layout->coding]) ? (count * 7 + 7) / 8 : count);
        if (whole <= octets.size()) return whole;
    }
    std::size_t length = octets.size();
    while (length > 0 && octets[length - 1] == 0xFF) --length;
    return length;
}

}  // namespace gsmcfg::sim
