#include "gsmcfg/sms/user_data.hpp"

#include "gsmcfg/sms/ucs2.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::sms {
namespace {

constexpr std::string_view field = "user_data";

std::size_t septets_for(std::size_t header_octets) { return (header_octets * 8 + 6) / 7; }

unsigned fill_bits_after(std::size_t header_octets) {
    return static_cast<unsigned>(septets_for(header_octets) * 7 - header_octets * 8);
}

std::optional<base::Error> language_problem(const UserData& data) {
    const auto unknown = [](std::string_view kind, std::uint8_t language) {
        return base::Error{
            base::ErrorCode::unsupported, std::string(field),
            fmt::format("the text uses the {} table of national language {}, which is not known here", kind, language),
            std::nullopt};
    };
    if (data.header.locking_shift) return unknown("locking shift", *data.header.locking_shift);
    // The single shift table replaces the extension table only.
    if (data.header.single_shift && std::ranges::find(data.septets, gsm7_escape) != data.septets.end())
        return unknown("single shift", *data.header.single_shift);
    return std::nullopt;
}

// The septets after the header, which is `header_octets` long and stands at the beginning of `body`.
base::Result<void> decode_septets(const OctetReader& reader, UserData& data, OctetSpan body, std::size_t length,
                                  std::size_t header_octets, std::size_t start) {
    const auto header_septets = septets_for(header_octets);
    if (header_septets > length)
        return reader.refuse(base::ErrorCode::malformed, field, "the header is longer than the user data", start);
    auto septets = unpack_septets(body.subspan(header_octets), length - header_septets, fill_bits_after(header_octets));
    if (!septets) return reader.refuse(septets.error().code, field, septets.error().detail, start + body.size());
    data.septets = std::move(*septets);
    data.problem = language_problem(data);
    if (!data.problem) data.text = decode_gsm7(data.septets);
    return {};
}

base::Result<void> decode_units(const OctetReader& reader, UserData& data, OctetSpan payload, std::size_t start) {
    auto units = decode_ucs2(payload);
    if (!units)
        return reader.refuse(base::ErrorCode::malformed, field, "UCS2 text with an odd number of octets",
                             start + payload.size() - 1);
    data.utf16 = std::move(*units);
    data.text = from_utf16(data.utf16);
    return {};
}

// Header and payload of any alphabet; `length` is TP-UDL, `body` the octets that it stands for.
base::Result<UserData> decode_body(OctetReader& reader, OctetSpan body, std::size_t start, std::size_t length,
                                   const DataCoding& dcs, bool has_header) {
    UserData data;
    std::size_t header_octets = 0;
    if (has_header) {
        header_octets = body.empty() ? 1 : body.front() + 1U;
        if (header_octets > body.size())
            return reader.refuse(base::ErrorCode::malformed, "user_data_header", "the header is longer than the user data",
                                 start);
        OctetReader header_reader(body.first(header_octets), reader.path(), start);
        auto header = decode_user_data_header(header_reader);
        if (!header) return base::fail(header.error());
        data.header = std::move(*header);
    }
    const auto payload = body.subspan(header_octets);
    data.alphabet = dcs.compressed ? Alphabet::octets : dcs.alphabet;
    base::Result<void> decoded;
    switch (data.alphabet) {
        case Alphabet::gsm7: decoded = decode_septets(reader, data, body, length, header_octets, start); break;
        case Alphabet::ucs2: decoded = decode_units(reader, data, payload, start + header_octets); break;
        case Alphabet::octets: data.octets.assign(payload.begin(), payload.end()); break;
    }
    if (!decoded) return base::fail(decoded.error());
    if (dcs.compressed)
        data.problem = base::Error{base::ErrorCode::unsupported, std::string(field), "the text is compressed", std::nullopt};
    return data;
}

}  // namespace

base::Result<UserData> make_user_data(std::string_view utf8, Alphabet alphabet) {
    UserData data;
    data.alphabet = alphabet;
    switch (alphabet) {
        case Alphabet::gsm7: {
            auto septets = encode_gsm7(utf8);
            if (!septets) return base::fail(septets.error());
            data.septets = std::move(*septets);
            data.text = utf8;
            break;
        }
        case Alphabet::ucs2: {
            auto units = to_utf16(utf8);
            if (!units) return base::fail(units.error());
            data.utf16 = std::move(*units);
            data.text = utf8;
            break;
        }
        case Alphabet::octets: data.octets.assign(utf8.begin(), utf8.end()); break;
    }
    return data;
}

base::Result<UserData> decode_user_data(OctetReader& reader, const DataCoding& dcs, bool has_header) {
    const auto length_offset = reader.offset();
    const auto length = reader.octet("user_data_length");
    if (!length) return base::fail(length.error());
    const bool septets = dcs.alphabet == Alphabet::gsm7 && !dcs.compressed;
    const std::size_t most = septets ? user_data_septets : user_data_octets;
    if (*length > most)
        return reader.refuse(base::ErrorCode::malformed, "user_data_length",
                             fmt::format("{} is more than a message can hold ({})", *length, most), length_offset);
    const std::size_t octet_count = septets ? (*length * 7U + 7U) / 8U : *length;
    const auto start = reader.offset();
    const auto body = reader.octets(octet_count, field);
    if (!body) return base::fail(body.error());
    return decode_body(reader, *body, start, *length, dcs, has_header);
}

base::Result<Octets> encode_user_data(const UserData& data) {
    auto octets = encode_user_data_header(data.header);
    if (!octets) return octets;
    std::size_t length = 0;
    Octets payload;
    switch (data.alphabet) {
        case Alphabet::gsm7:
            length = septets_for(octets->size()) + data.septets.size();
            payload = pack_septets(data.septets, fill_bits_after(octets->size()));
            break;
        case Alphabet::ucs2: payload = encode_ucs2(data.utf16); break;
        case Alphabet::octets: payload = data.octets; break;
    }
    octets->insert(octets->end(), payload.begin(), payload.end());
    if (data.alphabet != Alphabet::gsm7) length = octets->size();
    if (octets->size() > user_data_octets)
        return base::fail(base::ErrorCode::invalid_argument, std::string(field), "longer than one message can hold");
    octets->insert(octets->begin(), static_cast<std::uint8_t>(length));
    return octets;
}

}  // namespace gsmcfg::sms
