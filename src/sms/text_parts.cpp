#include "gsmcfg/sms/text_parts.hpp"

#include "gsmcfg/sms/ucs2.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::sms {
namespace {

constexpr std::size_t single_units = user_data_octets / 2;
// A concatenation element with an 8-bit reference takes six octets.
constexpr std::size_t part_septets = 153;
constexpr std::size_t part_units = 67;
constexpr std::size_t most_parts = 255;

bool first_of_pair(std::uint8_t septet) { return septet == gsm7_escape; }
bool first_of_pair(char16_t unit) { return unit >= 0xD800 && unit <= 0xDBFF; }

// Where each part ends. A pair that would straddle a boundary goes to the next part.
template <typename Sequence>
std::vector<std::size_t> part_ends(const Sequence& units, std::size_t most_single, std::size_t most_part) {
    if (units.size() <= most_single) return {units.size()};
    std::vector<std::size_t> ends;
    for (std::size_t at = 0; at < units.size();) {
        std::size_t end = std::min(at + most_part, units.size());
        if (end < units.size() && first_of_pair(units[end - 1])) --end;
        ends.push_back(end);
        at = end;
    }
    return ends;
}

// The text in the narrower alphabet that has all of it. UserData::text stays empty: the text may hold a secret.
base::Result<UserData> encode_text(std::string_view utf8) {
    UserData data;
    auto septets = encode_gsm7(utf8);
    if (septets) {
        data.septets = std::move(*septets);
        return data;
    }
    auto units = to_utf16(utf8);
    if (!units) return base::fail(units.error());
    data.alphabet = Alphabet::ucs2;
    data.utf16 = std::move(*units);
    return data;
}

base::Result<std::vector<std::size_t>> ends_of(const UserData& whole) {
    auto ends = whole.alphabet == Alphabet::gsm7 ? part_ends(whole.septets, user_data_septets, part_septets)
                                                 : part_ends(whole.utf16, single_units, part_units);
    if (ends.size() > most_parts)
        return base::fail(base::ErrorCode::invalid_argument, "text",
                          fmt::format("the text needs {} messages; {} is the most", ends.size(), most_parts));
    return ends;
}

template <typename Sequence>
Sequence slice(const Sequence& units, std::size_t from, std::size_t to) {
    if (units.empty()) return {};
    return Sequence(units.begin() + static_cast<std::ptrdiff_t>(from), units.begin() + static_cast<std::ptrdiff_t>(to));
}

}  // namespace

base::Result<std::vector<UserData>> split_text(std::string_view utf8, std::uint8_t reference) {
    const auto whole = encode_text(utf8);
    if (!whole) return base::fail(whole.error());
    const auto ends = ends_of(*whole);
    if (!ends) return base::fail(ends.error());
    std::vector<UserData> parts;
    parts.reserve(ends->size());
    std::size_t from = 0;
    for (const auto end : *ends) {
        UserData part;
        part.alphabet = whole->alphabet;
        if (ends->size() > 1)
            part.header = make_concat_header(
                {reference, static_cast<std::uint8_t>(ends->size()), static_cast<std::uint8_t>(parts.size() + 1), false});
        part.septets = slice(whole->septets, from, end);
        part.utf16 = slice(whole->utf16, from, end);
        parts.push_back(std::move(part));
        from = end;
    }
    return parts;
}

base::Result<std::size_t> count_parts(std::string_view utf8) {
    const auto whole = encode_text(utf8);
    if (!whole) return base::fail(whole.error());
    const auto ends = ends_of(*whole);
    if (!ends) return base::fail(ends.error());
    return ends->size();
}

}  // namespace gsmcfg::sms
