#include "password_octets.hpp"

#include "gsmcfg/sms/gsm7.hpp"
#include "gsmcfg/sms/ucs2.hpp"

#include <algorithm>

namespace gsmcfg::service {
namespace {

constexpr std::size_t shortest_word = 4;
constexpr std::size_t septet_bits = 7;
constexpr std::size_t octet_bits = 8;

using Stars = std::vector<bool>;

// Bits count from the least significant one of the first octet.
bool bit_at(const base::Octets& octets, std::size_t bit) { return ((octets[bit / octet_bits] >> (bit % octet_bits)) & 1U) != 0; }

bool septets_at(const base::Octets& octets, std::size_t begin, const sms::Septets& septets) {
    for (std::size_t i = 0; i < septets.size() * septet_bits; ++i) {
        const bool wanted = ((septets[i / septet_bits] >> (i % septet_bits)) & 1U) != 0;
        if (bit_at(octets, begin + i) != wanted) return false;
    }
    return true;
}

void star_septets(const base::Octets& octets, const sms::Septets& septets, Stars& stars) {
    const auto bits = septets.size() * septet_bits;
    for (std::size_t begin = 0; begin + bits <= octets.size() * octet_bits; ++begin)
        if (septets_at(octets, begin, septets))
            for (auto octet = begin / octet_bits; octet <= (begin + bits - 1) / octet_bits; ++octet) stars[octet] = true;
}

void star_octets(const base::Octets& octets, const base::Octets& word, Stars& stars) {
    for (auto at = octets.begin();; ++at) {
        at = std::search(at, octets.end(), word.begin(), word.end());
        if (at == octets.end()) return;
        const auto begin = at - octets.begin();
        std::fill_n(stars.begin() + begin, word.size(), true);
    }
}

}  // namespace

std::string hex_without(const std::vector<std::string_view>& words, const base::Octets& octets) {
    Stars stars(octets.size());
    for (const auto word : words) {
        if (word.size() < shortest_word) continue;
        if (const auto septets = sms::encode_gsm7(word)) star_septets(octets, *septets, stars);
        star_octets(octets, base::Octets(word.begin(), word.end()), stars);
        if (const auto units = sms::to_utf16(word)) star_octets(octets, sms::encode_ucs2(*units), stars);
    }
    auto hex = base::to_hex(octets);
    for (std::size_t i = 0; i < octets.size(); ++i)
        if (stars[i]) hex.replace(2 * i, 2, "**");
    return hex;
}

}  // namespace gsmcfg::service
