// TP-OA, TP-DA, TP-RA (TS 23.040 §9.1.2.5) and the SMSC address in front of a TPDU (TS 24.011 §8.2.5.1). Pure.
#pragma once

#include "gsmcfg/base/phone_number.hpp"
#include "gsmcfg/sms/octet_reader.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace gsmcfg::sms {

enum class TypeOfNumber : std::uint8_t {
    unknown = 0,
    international = 1,
    national = 2,
    network_specific = 3,
    subscriber = 4,
    alphanumeric = 5,
    abbreviated = 6,
    reserved = 7,
};

struct Address {
    TypeOfNumber type = TypeOfNumber::unknown;
    std::uint8_t plan = 1;  // numbering-plan-identification, 0 to 15; 1 is E.164
    std::string text;       // digits 0-9 * # a b c, at most 20; alphanumeric: UTF-8 of at most 11 septets

    [[nodiscard]] static Address of(const base::PhoneNumber& number);
    // The number, if this is a valid international one.
    [[nodiscard]] std::optional<base::PhoneNumber> number() const;
    // "+79120000001", the digits as sent, or the name.
    [[nodiscard]] std::string display() const;

    bool operator==(const Address&) const = default;
};

// Length in digits, type, semi-octets (odd count: filled with F).
// Errors: truncated; malformed: more than 20 digits, bit 8 of the type not set, a filler within the digits.
[[nodiscard]] base::Result<Address> decode_address(OctetReader& reader, std::string_view field);
// Errors: invalid_argument for a character or length that has no place in an address.
[[nodiscard]] base::Result<Octets> encode_address(const Address& address);

// Length in octets (0: none), type, semi-octets. Errors as decode_address.
[[nodiscard]] base::Result<std::optional<Address>> decode_smsc(OctetReader& reader);
[[nodiscard]] base::Result<Octets> encode_smsc(const std::optional<Address>& smsc);

}  // namespace gsmcfg::sms
