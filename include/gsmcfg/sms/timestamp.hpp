// TP-SCTS, TP-DT and the absolute validity period: TS 23.040 §9.2.3.11. Pure.
#pragma once

#include "gsmcfg/base/clock.hpp"
#include "gsmcfg/sms/octet_reader.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace gsmcfg::sms {

struct Timestamp {
    std::chrono::sys_seconds utc;   // local years 1990 to 2089: the PDU has two digits
    std::chrono::minutes offset{};  // local time minus UTC; a multiple of 15, at most 79 quarters either way

    [[nodiscard]] base::UtcTime utc_time() const { return utc; }
    // "2026-11-21T03:15:00+03:00"
    [[nodiscard]] std::string iso8601() const;

    bool operator==(const Timestamp&) const = default;
};

// Seven octets. All zero means that the sender had no clock: absent.
// Errors: truncated; malformed with the offset of the octet that is no decimal pair or no part of a date.
[[nodiscard]] base::Result<std::optional<Timestamp>> decode_timestamp(OctetReader& reader, std::string_view field);
// Absent is written as zeros. Errors: invalid_argument outside the ranges above.
[[nodiscard]] base::Result<Octets> encode_timestamp(const std::optional<Timestamp>& timestamp);

}  // namespace gsmcfg::sms
