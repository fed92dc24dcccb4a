#include "gsmcfg/sms/dcs.hpp"

namespace gsmcfg::sms {
namespace {

Alphabet general_alphabet(unsigned bits) {
    if (bits == 1) return Alphabet::octets;
    return bits == 2 ? Alphabet::ucs2 : Alphabet::gsm7;
}

// 00xx and 01xx
void decode_general(DataCoding& coding) {
    const unsigned value = coding.value;
    coding.alphabet = general_alphabet((value >> 2U) & 0x03U);
    coding.compressed = (value & 0x20U) != 0;
    coding.automatic_deletion = (value & 0x40U) != 0;
    if ((value & 0x10U) != 0) coding.message_class = static_cast<std::uint8_t>(value & 0x03U);
}

// 1100 discard, 1101 store, 1110 store in UCS2
void decode_waiting(DataCoding& coding) {
    const unsigned group = coding.value >> 4U;
    coding.alphabet = group == 0xE ? Alphabet::ucs2 : Alphabet::gsm7;
    coding.waiting =
        MessageWaiting{static_cast<MessageWaiting::Kind>(coding.value & 0x03U), (coding.value & 0x08U) != 0, group != 0xC};
}

}  // namespace

std::string_view name(Alphabet alphabet) {
    switch (alphabet) {
        case Alphabet::gsm7: return "gsm7";
        case Alphabet::octets: return "8bit";
        case Alphabet::ucs2: return "ucs2";
    }
    return "";
}

DataCoding decode_dcs(std::uint8_t value) {
    DataCoding coding;
    coding.value = value;
    const unsigned group = value >> 4U;
    if (group < 0x8) decode_general(coding);
    else if (group >= 0xC && group <= 0xE) decode_waiting(coding);
    else if (group == 0xF) {
        coding.alphabet = (value & 0x04U) != 0 ? Alphabet::octets : Alphabet::gsm7;
        coding.message_class = static_cast<std::uint8_t>(value & 0x03U);
    }
    return coding;
}

DataCoding make_dcs(Alphabet alphabet, std::optional<std::uint8_t> message_class) {
    unsigned value = alphabet == Alphabet::ucs2 ? 0x08U : alphabet == Alphabet::octets ? 0x04U : 0x00U;
    if (message_class) value |= 0x10U | (*message_class & 0x03U);
    return decode_dcs(static_cast<std::uint8_t>(value));
}

}  // namespace gsmcfg::sms
