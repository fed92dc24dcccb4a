// TP-UDL and TP-UD: TS 23.040 §9.2.3.16 and §9.2.3.24. Pure.
#pragma once

#include "gsmcfg/sms/dcs.hpp"
#include "gsmcfg/sms/gsm7.hpp"
#include "gsmcfg/sms/octet_reader.hpp"
#include "gsmcfg/sms/user_data_header.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace gsmcfg::sms {

inline constexpr std::size_t user_data_octets = 140;
inline constexpr std::size_t user_data_septets = 160;

// The payload is in the one member that `alphabet` names; the text is made from it.
struct UserData {
    UserDataHeader header;
    Alphabet alphabet = Alphabet::gsm7;  // octets for compressed data too
    Septets septets;                     // gsm7
    std::u16string utf16;                // ucs2
    Octets octets;                       // octets
    std::string text;                    // UTF-8 of this part alone; empty for octets or when there is a problem
    // Why a text could not be read although the PDU is sound: it is compressed, or in a national language's alphabet that is
    // not known here (unsupported). The payload is there nevertheless.
    std::optional<base::Error> problem;
};

// Errors as encode_gsm7 and to_utf16. The alphabet `octets` takes the bytes as they are.
[[nodiscard]] base::Result<UserData> make_user_data(std::string_view utf8, Alphabet alphabet);

// From TP-UDL on. Errors: truncated (fewer octets than TP-UDL says), malformed.
[[nodiscard]] base::Result<UserData> decode_user_data(OctetReader& reader, const DataCoding& dcs, bool has_header);
// With TP-UDL. Errors: invalid_argument if it is longer than 140 octets.
[[nodiscard]] base::Result<Octets> encode_user_data(const UserData& data);

}  // namespace gsmcfg::sms
