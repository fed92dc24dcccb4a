#include "gsmcfg/sms/validity_period.hpp"

#include <algorithm>

namespace gsmcfg::sms {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::weeks;

constexpr std::string_view field = "validity";
constexpr std::size_t enhanced_length = 7;

int decimal_pair(std::uint8_t octet) {
    const int tens = octet & 0x0F;
    const int units = octet >> 4;
    return tens > 9 || units > 9 ? -1 : tens * 10 + units;
}

// §9.2.3.12.3: a functionality indicator, then what its lowest three bits say, filled with zeros.
base::Result<Validity> decode_enhanced(OctetReader& reader) {
    const auto start = reader.offset();
    const auto octets = reader.octets(enhanced_length, field);
    if (!octets) return base::fail(octets.error());
    const std::uint8_t indicator = octets->front();
    if ((indicator & 0x80U) != 0)
        return reader.refuse(base::ErrorCode::unsupported, field, "an extended functionality indicator", start);
    Validity validity{ValidityFormat::enhanced, std::nullopt, std::nullopt, (indicator & 0x40U) != 0};
    switch (indicator & 0x07U) {
        case 0: return validity;
        case 1: validity.period = decode_relative_validity((*octets)[1]); return validity;
        case 2:
            if ((*octets)[1] == 0) return reader.refuse(base::ErrorCode::malformed, field, "0 seconds is reserved", start + 1);
            validity.period = seconds((*octets)[1]);
            return validity;
        case 3: {
            const int h = decimal_pair((*octets)[1]);
            const int m = decimal_pair((*octets)[2]);
            const int s = decimal_pair((*octets)[3]);
            if (h < 0 || m < 0 || m > 59 || s < 0 || s > 59)
                return reader.refuse(base::ErrorCode::malformed, field, "not hours, minutes and seconds", start + 1);
            validity.period = hours(h) + minutes(m) + seconds(s);
            return validity;
        }
        default: return reader.refuse(base::ErrorCode::unsupported, field, "a reserved enhanced format", start);
    }
}

}  // namespace

base::Result<std::uint8_t> encode_relative_validity(minutes period) {
    if (period < minutes(1) || period > longest_validity)
        return base::fail(base::ErrorCode::invalid_argument, "validity", "a validity period is between 1 minute and 63 weeks");
    unsigned value = 0;
    while (decode_relative_validity(static_cast<std::uint8_t>(value)) < period) ++value;
    return static_cast<std::uint8_t>(value);
}

minutes decode_relative_validity(std::uint8_t value) {
    const int n = value;
    if (n <= 143) return minutes((n + 1) * 5);
    if (n <= 167) return hours(12) + minutes((n - 143) * 30);
    if (n <= 196) return days(n - 166);
    return weeks(n - 192);
}

base::Result<Validity> decode_validity(OctetReader& reader, ValidityFormat format) {
    switch (format) {
        case ValidityFormat::none: return Validity{};
        case ValidityFormat::enhanced: return decode_enhanced(reader);
        case ValidityFormat::relative: {
            const auto value = reader.octet(field);
            if (!value) return base::fail(value.error());
            return Validity{format, decode_relative_validity(*value), std::nullopt, false};
        }
        case ValidityFormat::absolute: {
            const auto until = decode_timestamp(reader, field);
            if (!until) return base::fail(until.error());
            return Validity{format, std::nullopt, *until, false};
        }
    }
    return Validity{};
}

base::Result<Octets> encode_validity(const Validity& validity) {
    switch (validity.format) {
        case ValidityFormat::none: return Octets{};
        case ValidityFormat::enhanced:
            return base::fail(base::ErrorCode::unsupported, "validity", "the enhanced format is only read");
        case ValidityFormat::relative: {
            const auto period = std::chrono::ceil<minutes>(validity.period.value_or(seconds::zero()));
            const auto value = encode_relative_validity(period);
            if (!value) return base::fail(value.error());
            return Octets{*value};
        }
        case ValidityFormat::absolute: return encode_timestamp(validity.until);
    }
    return Octets{};
}

}  // namespace gsmcfg::sms
