#include "gsmcfg/sms/address.hpp"

#include "gsmcfg/sms/gsm7.hpp"

namespace gsmcfg::sms {
namespace {

constexpr std::size_t most_digits = 20;  // ten octets, TS 23.040 §9.1.2.5
constexpr std::size_t most_smsc_octets = 11;
constexpr std::string_view digit_characters = "0123456789*#abc";  // §9.1.2.3
constexpr std::uint8_t filler = 0x0F;

std::uint8_t type_octet(const Address& address) {
    return static_cast<std::uint8_t>(0x80U | static_cast<unsigned>(address.type) << 4U | (address.plan & 0x0FU));
}

base::Result<std::string> decode_digits(const OctetReader& reader, std::string_view field, OctetSpan octets, std::size_t digits,
                                        std::size_t offset) {
    std::string text;
    for (std::size_t i = 0; i < digits; ++i) {
        const std::uint8_t octet = octets[i / 2];
        const std::uint8_t nibble = i % 2 == 0 ? octet & 0x0FU : octet >> 4U;
        if (nibble == filler)
            return reader.refuse(base::ErrorCode::malformed, field, "a filler stands in place of a digit", offset + i / 2);
        text += digit_characters[nibble];
    }
    return text;
}

// From the type octet on; `semi_octets` follow it.
base::Result<Address> decode_body(OctetReader& reader, std::string_view field, std::size_t semi_octets) {
    const auto type_offset = reader.offset();
    const auto type = reader.octet(field);
    if (!type) return base::fail(type.error());
    if ((*type & 0x80U) == 0)
        return reader.refuse(base::ErrorCode::malformed, field, "the type of address has its highest bit clear", type_offset);
    Address address{static_cast<TypeOfNumber>((*type >> 4U) & 0x07U), static_cast<std::uint8_t>(*type & 0x0FU), {}};
    const auto offset = reader.offset();
    const auto octets = reader.octets((semi_octets + 1) / 2, field);
    if (!octets) return base::fail(octets.error());
    if (address.type == TypeOfNumber::alphanumeric) {
        const auto septets = unpack_septets(*octets, semi_octets * 4 / 7);
        if (!septets) return reader.refuse(septets.error().code, field, septets.error().detail, offset);
        address.text = decode_gsm7(*septets);
        return address;
    }
    auto digits = decode_digits(reader, field, *octets, semi_octets, offset);
    if (!digits) return base::fail(digits.error());
    address.text = std::move(*digits);
    return address;
}

tl::unexpected<base::Error> bad_address(std::string detail) {
    return base::fail(base::ErrorCode::invalid_argument, "address", std::move(detail));
}

// The semi-octets as octets; the count is left in `semi_octets`.
base::Result<Octets> encode_body(const Address& address, std::size_t& semi_octets) {
    if (address.type == TypeOfNumber::alphanumeric) {
        const auto septets = encode_gsm7(address.text);
        if (!septets) return bad_address(septets.error().detail);
        semi_octets = (septets->size() * 7 + 3) / 4;
        if (semi_octets > most_digits) return bad_address("a name has at most 11 characters");
        return pack_septets(*septets);
    }
    semi_octets = address.text.size();
    if (semi_octets > most_digits) return bad_address("a number has at most 20 digits");
    Octets octets((semi_octets + 1) / 2, 0xF0);
    for (std::size_t i = 0; i < semi_octets; ++i) {
        const auto nibble = digit_characters.find(address.text[i]);
        if (nibble == std::string_view::npos) return bad_address("a number has only the digits 0-9 * # a b c");
        if (i % 2 == 0) octets[i / 2] = static_cast<std::uint8_t>(0xF0U | nibble);
        else octets[i / 2] = static_cast<std::uint8_t>((octets[i / 2] & 0x0FU) | nibble << 4U);
    }
    return octets;
}

}  // namespace

Address Address::of(const base::PhoneNumber& number) { return {TypeOfNumber::international, 1, std::string(number.digits())}; }

std::optional<base::PhoneNumber> Address::number() const {
    if (type != TypeOfNumber::international) return std::nullopt;
    auto result = base::PhoneNumber::from_e164("+" + text);
    if (!result) return std::nullopt;
    return std::move(*result);
}

std::string Address::display() const { return type == TypeOfNumber::international ? "+" + text : text; }

base::Result<Address> decode_address(OctetReader& reader, std::string_view field) {
    const auto offset = reader.offset();
    const auto length = reader.octet(field);
    if (!length) return base::fail(length.error());
    if (*length > most_digits) return reader.refuse(base::ErrorCode::malformed, field, "says it has more than 20 digits", offset);
    return decode_body(reader, field, *length);
}

base::Result<Octets> encode_address(const Address& address) {
    std::size_t semi_octets = 0;
    auto body = encode_body(address, semi_octets);
    if (!body) return body;
    Octets octets{static_cast<std::uint8_t>(semi_octets), type_octet(address)};
    octets.insert(octets.end(), body->begin(), body->end());
    return octets;
}

base::Result<std::optional<Address>> decode_smsc(OctetReader& reader) {
    const auto offset = reader.offset();
    const auto length = reader.octet("address");
    if (!length) return base::fail(length.error());
    if (*length == 0) return std::nullopt;
    if (*length > most_smsc_octets)
        return reader.refuse(base::ErrorCode::malformed, "address", "says it is longer than 11 octets", offset);
    const auto rest = reader.rest();
    std::size_t semi_octets = (*length - 1U) * 2U;
    // The last of an odd number of digits is followed by a filler.
    if (semi_octets > 0 && rest.size() >= *length && (rest[*length - 1U] >> 4U) == filler) --semi_octets;
    auto address = decode_body(reader, "address", semi_octets);
    if (!address) return base::fail(address.error());
    return std::move(*address);
}

base::Result<Octets> encode_smsc(const std::optional<Address>& smsc) {
    if (!smsc) return Octets{0};
    std::size_t semi_octets = 0;
    auto body = encode_body(*smsc, semi_octets);
    if (!body) return body;
    Octets octets{static_cast<std::uint8_t>(body->size() + 1), type_octet(*smsc)};
    octets.insert(octets.end(), body->begin(), body->end());
    return octets;
}

}  // namespace gsmcfg::sms
