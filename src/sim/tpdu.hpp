// Transfer units of TS 23.040 §9.2.2, read and written octet by octet: the simulator's own reading of the standard.
#pragma once

#include "gsmcfg/base/clock.hpp"
#include "gsmcfg/base/hex.hpp"
#include "gsmcfg/base/result.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::sim {

// TP-Address, §9.1.2.5. `text` is "+" and digits for an international number (type 0x91), bare digits for any other
// number, and plain text for an alphanumeric one (0xD0).
struct Address {
    std::uint8_t type = 0x91;
    std::string text;

    bool operator==(const Address&) const = default;
};
// International for "+digits", unknown for digits, alphanumeric for anything else.
[[nodiscard]] Address make_address(std::string_view text);
// Length octet (useful semi-octets), type, digits.
[[nodiscard]] base::Octets encode_address(const Address& address);
// The form of a service centre address: the length counts octets, the type's included. An empty number is one zero octet.
[[nodiscard]] base::Octets encode_service_centre(std::string_view number);

// Concatenation, §9.2.3.24.1 (IEI 00) and §9.2.3.24.8 (IEI 08).
struct Part {
    unsigned reference = 0;
    unsigned total = 1;
    unsigned number = 1;
    bool wide = false;  // 16-bit reference

    bool operator==(const Part&) const = default;
};

struct Submit {
    std::uint8_t reference = 0;
    Address destination;
    std::uint8_t protocol = 0;
    std::uint8_t coding = 0;
    bool report_requested = false;
    std::optional<std::chrono::seconds> validity;  // relative format
    std::optional<base::UtcTime> valid_until;      // absolute format
    std::optional<Part> part;
    std::string text;
};

struct Deliver {
    Address originator;
    std::uint8_t protocol = 0;
    base::UtcTime sent{};
    int zone_quarters = 0;  // SCTS zone, quarters of an hour
    std::optional<Part> part;
    std::string text;
    std::uint8_t coding = 0;  // set by the decoder; the encoder picks 00 (GSM 7 bit) or 08 (UCS2) by the text
};

struct StatusReport {
    std::uint8_t reference = 0;
    Address recipient;
    base::UtcTime sent{};
    base::UtcTime discharged{};
    int zone_quarters = 0;
    std::uint8_t status = 0;
};

// Errors of the decoders: malformed or truncated, with the field in `where` and the octet offset.
[[nodiscard]] base::Result<Submit> decode_submit(std::span<const std::uint8_t> octets);
[[nodiscard]] base::Result<Deliver> decode_deliver(std::span<const std::uint8_t> octets);
[[nodiscard]] base::Result<StatusReport> decode_status_report(std::span<const std::uint8_t> octets);

// The text must fit one message; see split_text.
[[nodiscard]] base::Octets encode_submit(const Submit& submit);
[[nodiscard]] base::Octets encode_deliver(const Deliver& deliver);
[[nodiscard]] base::Octets encode_status_report(const StatusReport& report);

// The pieces of a text that each fit one message (160/153 septets, 70/67 units), never cutting a character in two.
[[nodiscard]] std::vector<std::string> split_text(std::string_view utf8);

// TP-VP, relative format, §9.2.3.12.1.
[[nodiscard]] std::chrono::seconds relative_validity(std::uint8_t value);

}  // namespace gsmcfg::sim
