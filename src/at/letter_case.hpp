// Comparisons that ignore the case of ASCII letters, without allocating.
#pragma once

#include <algorithm>
#include <string_view>

namespace gsmcfg::at {

[[nodiscard]] constexpr char lower(char letter) noexcept {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

[[nodiscard]] constexpr bool same(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

[[nodiscard]] constexpr bool starts(std::string_view text, std::string_view start) noexcept {
    return text.size() >= start.size() && same(text.substr(0, start.size()), start);
}

}  // namespace gsmcfg::at
