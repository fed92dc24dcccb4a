#include "gsmcfg/base/text.hpp"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>

namespace gsmcfg::base {
namespace {

constexpr char32_t replacement = 0xFFFD;

// One code point from `text` at `at`; moves `at` on. nullopt (and one byte on) for what is not UTF-8 (RFC 3629).
std::optional<char32_t> next_code_point(std::string_view text, std::size_t& at) {
    const auto lead = static_cast<unsigned char>(text[at]);
    if (lead < 0x80) {
        ++at;
        return lead;
    }
    std::size_t length = 1;
    char32_t value = lead;
    char32_t least = 0;
    if (lead >= 0xF0 && lead <= 0xF4) {
        length = 4;
        value = lead & 0x07U;
        least = 0x10000;
    } else if (lead >= 0xE0 && lead < 0xF0) {
        length = 3;
        value = lead & 0x0FU;
        least = 0x800;
    } else if (lead >= 0xC2 && lead < 0xE0) {
        length = 2;
        value = lead & 0x1FU;
        least = 0x80;
    } else {
        ++at;
        return std::nullopt;
    }
    if (at + length > text.size()) {
        ++at;
        return std::nullopt;
    }
    for (std::size_t i = 1; i < length; ++i) {
        const auto next = static_cast<unsigned char>(text[at + i]);
        if ((next & 0xC0U) != 0x80U) {
            ++at;
            return std::nullopt;
        }
        value = (value << 6U) | (next & 0x3FU);
    }
    if (value < least || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) {
        ++at;
        return std::nullopt;
    }
    at += length;
    return value;
}

void append_utf8(std::string& out, char32_t c) {
    const auto put = [&out](char32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (c < 0x80) {
        put(c);
        return;
    }
    if (c < 0x800) {
        put(0xC0U | (c >> 6U));
        put(0x80U | (c & 0x3FU));
        return;
    }
    if (c < 0x10000) {
        put(0xE0U | (c >> 12U));
        put(0x80U | ((c >> 6U) & 0x3FU));
        put(0x80U | (c & 0x3FU));
        return;
    }
    put(0xF0U | (c >> 18U));
    put(0x80U | ((c >> 12U) & 0x3FU));
    put(0x80U | ((c >> 6U) & 0x3FU));
    put(0x80U | (c & 0x3FU));
}

Result<std::string> convert(std::string_view bytes, const char* from) {
    const iconv_t converter = iconv_open("UTF-8", from);
    if (converter == reinterpret_cast<iconv_t>(-1))
        return fail(ErrorCode::unsupported, from, "this system's iconv lacks the encoding");
    std::string input(bytes);
    std::string output(bytes.size() * 3 + 4, '\0');
    char* in = input.data();
    std::size_t in_left = input.size();
    char* out = output.data();
    std::size_t out_left = output.size();
    const auto converted = iconv(converter, &in, &in_left, &out, &out_left);
    iconv_close(converter);
    if (converted == static_cast<std::size_t>(-1))
        return fail(ErrorCode::malformed, from, "not text in this encoding", bytes.size() - in_left);
    output.resize(output.size() - out_left);
    return output;
}

}  // namespace

bool is_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();)
        if (!next_code_point(text, at)) return false;
    return true;
}

Result<std::string> decode_text_file(std::string_view bytes) {
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    else if (bytes.starts_with("\xFF\xFE")) return convert(bytes.substr(2), "UTF-16LE");
    else if (bytes.starts_with("\xFE\xFF")) return convert(bytes.substr(2), "UTF-16BE");
    // Without a mark too: every other octet of its Latin letters is 0, which no text of another kind holds.
    if (bytes.size() >= 4 && bytes[0] == 0 && bytes[2] == 0) return convert(bytes, "UTF-16BE");
    if (bytes.size() >= 4 && bytes[1] == 0 && bytes[3] == 0) return convert(bytes, "UTF-16LE");
    if (is_utf8(bytes)) return std::string(bytes);
    return convert(bytes, "WINDOWS-1251");
}

Result<std::string> take_text_file(std::string bytes) {
    if (!bytes.starts_with("\xEF\xBB\xBF") && bytes.find('\0') == std::string::npos && is_utf8(bytes)) return bytes;
    return decode_text_file(bytes);
}

std::u32string to_code_points(std::string_view utf8) {
    std::u32string result;
    result.reserve(utf8.size());
    for (std::size_t at = 0; at < utf8.size();) result += next_code_point(utf8, at).value_or(replacement);
    return result;
}

std::string to_utf8(std::u32string_view code_points) {
    std::string result;
    result.reserve(code_points.size());
    for (const char32_t c : code_points) append_utf8(result, c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF) ? replacement : c);
    return result;
}

std::string escape_control(std::string_view utf8) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string result;
    for (const char32_t c : to_code_points(utf8)) {
        if (c == U'\n') result += "\\n";
        else if (c == U'\r') result += "\\r";
        else if (c == U'\t') result += "\\t";
        else if (c < 0x20 || (c >= 0x7F && c < 0xA0)) {
            result += "\\x";
            result += digits[c >> 4U];
            result += digits[c & 0x0FU];
        }
        // Bidirectional controls reorder what is shown after them.
        else if ((c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069))
            append_utf8(result, replacement);
        else append_utf8(result, c);
    }
    return result;
}

std::string_view trim(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n\f\v";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string to_lower(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return result;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        const auto at = text.find(separator);
        parts.push_back(text.substr(0, at));
        if (at == std::string_view::npos) return parts;
        text.remove_prefix(at + 1);
    }
}

std::optional<std::string> nearest_word(std::string_view word, const std::vector<std::string>& known) {
    std::optional<std::string> best;
    std::size_t best_distance = word.size() / 3 + 2;  // further away is not a typing error any more
    for (const auto& candidate : known) {
        std::vector<std::size_t> row(candidate.size() + 1);
        for (std::size_t j = 0; j < row.size(); ++j) row[j] = j;
        for (std::size_t i = 1; i <= word.size(); ++i) {
            std::size_t diagonal = row[0];
            row[0] = i;
            for (std::size_t j = 1; j < row.size(); ++j) {
                const auto cost = word[i - 1] == candidate[j - 1] ? 0U : 1U;
                const auto next = std::min({row[j] + 1, row[j - 1] + 1, diagonal + cost});
                diagonal = row[j];
                row[j] = next;
            }
        }
        if (row.back() < best_distance) {
            best_distance = row.back();
            best = candidate;
        }
    }
    return best;
}

}  // namespace gsmcfg::base
