#include "gsmcfg/sms/user_data_header.hpp"

#include <fmt/format.h>

namespace gsmcfg::sms {
namespace {

constexpr std::string_view field = "user_data_header";
constexpr std::size_t longest = 139;

// Information element identifiers, TS 23.040 §9.2.3.24.
constexpr std::uint8_t concat_8 = 0x00;
constexpr std::uint8_t ports_8 = 0x04;
constexpr std::uint8_t ports_16 = 0x05;
constexpr std::uint8_t concat_16 = 0x08;
constexpr std::uint8_t single_shift = 0x24;
constexpr std::uint8_t locking_shift = 0x25;

std::uint16_t wide(std::uint8_t high, std::uint8_t low) { return static_cast<std::uint16_t>(high << 8U | low); }

std::optional<std::size_t> known_length(std::uint8_t id) {
    if (id == single_shift || id == locking_shift) return 1;
    if (id == ports_8) return 2;
    if (id == concat_8) return 3;
    if (id == ports_16 || id == concat_16) return 4;
    return std::nullopt;
}

void understand_concat(UserDataHeader& header, const Concatenation& concat) {
    if (concat.part >= 1 && concat.part <= concat.total) header.concat = concat;
}

void understand(UserDataHeader& header, std::uint8_t id, OctetSpan data) {
    if (id == concat_8) understand_concat(header, {data[0], data[1], data[2], false});
    else if (id == concat_16) understand_concat(header, {wide(data[0], data[1]), data[2], data[3], true});
    else if (id == ports_8) header.ports = ApplicationPorts{data[0], data[1]};
    else if (id == ports_16) header.ports = ApplicationPorts{wide(data[0], data[1]), wide(data[2], data[3])};
    else if (id == single_shift) header.single_shift = data[0];
    else if (id == locking_shift) header.locking_shift = data[0];
}

}  // namespace

UserDataHeader make_concat_header(const Concatenation& concat) {
    UserDataHeader header;
    if (concat.wide)
        header.elements.push_back({concat_16,
                                   {static_cast<std::uint8_t>(concat.reference >> 8U),
                                    static_cast<std::uint8_t>(concat.reference & 0xFFU), concat.total, concat.part}});
    else header.elements.push_back({concat_8, {static_cast<std::uint8_t>(concat.reference & 0xFFU), concat.total, concat.part}});
    understand(header, header.elements.front().id, header.elements.front().data);
    return header;
}

base::Result<UserDataHeader> decode_user_data_header(OctetReader& reader) {
    const auto length = reader.octet(field);
    if (!length) return base::fail(length.error());
    const auto start = reader.offset();
    const auto body = reader.octets(*length, field);
    if (!body) return base::fail(body.error());
    UserDataHeader header;
    for (std::size_t at = 0; at < body->size();) {
        const auto element_offset = start + at;
        if (body->size() - at < 2)
            return reader.refuse(base::ErrorCode::malformed, field, "an element without a length", element_offset);
        const std::uint8_t id = (*body)[at];
        const std::size_t size = (*body)[at + 1];
        at += 2;
        if (body->size() - at < size)
            return reader.refuse(base::ErrorCode::malformed, field, fmt::format("element 0x{:02X} leaves the header", id),
                                 element_offset);
        const auto known = known_length(id);
        if (known && *known != size)
            return reader.refuse(base::ErrorCode::malformed, field,
                                 fmt::format("element 0x{:02X} has {} octets in place of {}", id, size, *known), element_offset);
        const auto data = body->subspan(at, size);
        header.elements.push_back({id, Octets(data.begin(), data.end())});
        understand(header, id, data);
        at += size;
    }
    return header;
}

base::Result<Octets> encode_user_data_header(const UserDataHeader& header) {
    Octets octets;
    if (header.elements.empty()) return octets;
    octets.push_back(0);
    for (const auto& element : header.elements) {
        if (octets.size() + 2 + element.data.size() > longest + 1)
            return base::fail(base::ErrorCode::invalid_argument, std::string(field), "longer than 139 octets");
        octets.push_back(element.id);
        octets.push_back(static_cast<std::uint8_t>(element.data.size()));
        octets.insert(octets.end(), element.data.begin(), element.data.end());
    }
    octets.front() = static_cast<std::uint8_t>(octets.size() - 1);
    return octets;
}

}  // namespace gsmcfg::sms
