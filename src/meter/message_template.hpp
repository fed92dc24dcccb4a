// Texts of a dialect with places in them: {value}, {id}, {items}, {closing}, {credential}, {login}, {password}.
#pragma once

#include "gsmcfg/meter/dialect.hpp"
#include "gsmcfg/meter/message.hpp"

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gsmcfg::meter {

inline constexpr std::string_view credential_place = "{credential}";
inline constexpr std::string_view login_place = "{login}";
inline constexpr std::string_view password_place = "{password}";
inline constexpr std::string_view value_place = "{value}";
inline constexpr std::string_view id_place = "{id}";
inline constexpr std::string_view items_place = "{items}";
inline constexpr std::string_view closing_place = "{closing}";
// A credential of two parts is LOGIN:PASSWORD.
inline constexpr char login_separator = ':';

struct Filling {
    std::string_view place;
    std::string_view by;
};
// In one pass: what was put in is not looked at again. Other places stay.
[[nodiscard]] std::string fill(std::string_view text, std::initializer_list<Filling> fillings);

// What the text itself puts on the air.
[[nodiscard]] std::string without_places(std::string_view text);

// What stands before and after a place; the whole text before it if it has none.
struct Surroundings {
    std::string before;
    std::string after;
};
[[nodiscard]] Surroundings around(std::string_view text, std::string_view place);
// The part of `text` that stands in the place; nullopt if its surroundings are others.
[[nodiscard]] std::optional<std::string_view> part_between(const Surroundings& surroundings, std::string_view text);

// A value as it goes into a text, and back.
[[nodiscard]] std::string escaped(const Dialect& dialect, std::string_view value);
[[nodiscard]] std::string unescaped(const Dialect& dialect, std::string_view value);
// At each separator that is no part of an escape.
[[nodiscard]] std::vector<std::string> split_items(const Dialect& dialect, std::string_view items, std::string_view separator);

// Dialect::length() with the longest credential in its place.
[[nodiscard]] std::size_t longest_length(const Dialect& dialect, std::string_view text);
// The same for a message that carries this setting alone, without its value.
[[nodiscard]] std::size_t length_around_value(const Dialect& dialect, const Setting& setting);

}  // namespace gsmcfg::meter
