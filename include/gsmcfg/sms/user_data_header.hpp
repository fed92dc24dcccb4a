// The user data header: TS 23.040 §9.2.3.24. Pure.
#pragma once

#include "gsmcfg/sms/concat.hpp"
#include "gsmcfg/sms/octet_reader.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace gsmcfg::sms {

struct InformationElement {
    std::uint8_t id = 0;
    Octets data;

    bool operator==(const InformationElement&) const = default;
};

// §9.2.3.24.3 and .4
struct ApplicationPorts {
    std::uint16_t destination = 0;
    std::uint16_t source = 0;

    bool operator==(const ApplicationPorts&) const = default;
};

struct UserDataHeader {
    std::vector<InformationElement> elements;  // all of them, as they came
    // What is understood in them. Of an element that is there twice the last one counts.
    std::optional<Concatenation> concat;  // absent if the element says part 0 or part > total: it is to be ignored
    std::optional<ApplicationPorts> ports;
    std::optional<std::uint8_t> single_shift;   // national language of the extension table, TS 23.038 §6.2.1.2.2
    std::optional<std::uint8_t> locking_shift;  // national language of the alphabet, §6.2.1.2.3

    bool operator==(const UserDataHeader&) const = default;
};

// A header with one concatenation element.
[[nodiscard]] UserDataHeader make_concat_header(const Concatenation& concat);

// From the length octet on. Errors: truncated; malformed for an element that leaves the header or has the wrong length.
[[nodiscard]] base::Result<UserDataHeader> decode_user_data_header(OctetReader& reader);
// With the length octet; empty if there are no elements. Only `elements` is written.
// Errors: invalid_argument for more than 139 octets.
[[nodiscard]] base::Result<Octets> encode_user_data_header(const UserDataHeader& header);

}  // namespace gsmcfg::sms
