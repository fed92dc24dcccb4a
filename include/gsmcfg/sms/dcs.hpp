// TP-DCS: TS 23.038 §4. Pure and total: every octet has a meaning, reserved codings count as GSM 7-bit.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace gsmcfg::sms {

enum class Alphabet { gsm7, octets, ucs2 };

// "gsm7", "8bit", "ucs2"
[[nodiscard]] std::string_view name(Alphabet alphabet);

// Groups C, D and E: how many messages wait elsewhere.
struct MessageWaiting {
    enum class Kind : std::uint8_t { voicemail = 0, fax = 1, electronic_mail = 2, other = 3 } kind{};
    bool active = false;
    bool store = false;  // group C: the text may be discarded

    bool operator==(const MessageWaiting&) const = default;
};

struct DataCoding {
    std::uint8_t value = 0;  // the octet itself
    Alphabet alphabet = Alphabet::gsm7;
    std::optional<std::uint8_t> message_class;  // 0 to 3
    bool compressed = false;                    // TS 23.042: the text can't be read
    bool automatic_deletion = false;            // 40-7F
    std::optional<MessageWaiting> waiting;

    bool operator==(const DataCoding&) const = default;
};

[[nodiscard]] DataCoding decode_dcs(std::uint8_t value);
// General group, uncompressed.
[[nodiscard]] DataCoding make_dcs(Alphabet alphabet, std::optional<std::uint8_t> message_class = std::nullopt);

}  // namespace gsmcfg::sms
