// What a value from the air means, without judging whether a user could have written it.
#pragma once

#include "gsmcfg/meter/dialect.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace gsmcfg::meter {

// The choice with this code, value or name.
[[nodiscard]] const Choice* find_choice(const Setting& setting, std::string_view word);
// Empty, "-" and the setting's own sign as "", a number without leading zeros, a choice by its value. nullopt for a word that is
// no choice.
[[nodiscard]] std::optional<std::string> canonical_seen(const Setting& setting, std::string_view seen);
// As it goes into the text: the code of a choice, the sign for an empty value, escaped.
[[nodiscard]] std::string on_the_air(const Dialect& dialect, const Setting& setting, std::string_view canonical);

}  // namespace gsmcfg::meter
