// TP-VP: TS 23.040 §9.2.3.12. Pure.
#pragma once

#include "gsmcfg/sms/octet_reader.hpp"
#include "gsmcfg/sms/timestamp.hpp"

#include <chrono>
#include <cstdint>
#include <optional>

namespace gsmcfg::sms {

inline constexpr std::chrono::minutes shortest_validity{5};
inline constexpr std::chrono::minutes longest_validity = std::chrono::weeks(63);

// TP-VPF, §9.2.3.3.
enum class ValidityFormat : std::uint8_t { none = 0, enhanced = 1, relative = 2, absolute = 3 };

struct Validity {
    ValidityFormat format = ValidityFormat::none;
    std::optional<std::chrono::seconds> period;  // relative and enhanced
    std::optional<Timestamp> until;              // absolute
    bool single_shot = false;                    // enhanced: one delivery attempt

    bool operator==(const Validity&) const = default;
};

// The least octet whose period is not shorter. Errors: invalid_argument for less than 1 minute or more than 63 weeks.
[[nodiscard]] base::Result<std::uint8_t> encode_relative_validity(std::chrono::minutes period);
[[nodiscard]] std::chrono::minutes decode_relative_validity(std::uint8_t value);

// Errors: truncated, malformed, unsupported (a reserved enhanced format).
[[nodiscard]] base::Result<Validity> decode_validity(OctetReader& reader, ValidityFormat format);
// Errors: invalid_argument; unsupported for the enhanced format, which is only read.
[[nodiscard]] base::Result<Octets> encode_validity(const Validity& validity);

}  // namespace gsmcfg::sms
