// A setting's value: canonical form, limits, comparison, masking. Canonical: a number without leading zeros, a choice by
// its value ("client"), an empty text as "".
#pragma once

#include "gsmcfg/meter/dialect.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gsmcfg::meter {

// Canonical values in sending order (restarting one last).
using Settings = std::vector<std::pair<std::string, std::string>>;

// What a user wrote, checked against the dialect. Errors: not_found for an unknown setting (with the nearest word),
// invalid_argument with where = the setting and a sentence that names limit, character and position. A secret is not quoted.
[[nodiscard]] base::Result<std::string> canonical_value(const Dialect& dialect, std::string_view setting,
                                                        std::string_view written);

// Are these the same for the device? Empty and "-" are equal, a choice by code or name, a number without leading zeros,
// host names whatever their case; everything else exactly.
[[nodiscard]] bool same_value(const Dialect& dialect, std::string_view setting, std::string_view wanted, std::string_view seen);

// For screens and reports: a secret's value as "***", or "" if it is empty.
[[nodiscard]] std::string masked_value(const Dialect& dialect, std::string_view setting, std::string_view value);

// The dialect's order. Unknown names are left out.
[[nodiscard]] Settings in_sending_order(const Dialect& dialect, const Settings& settings);
// Only the named settings. Errors: not_found with the nearest word; invalid_argument if nothing is left.
[[nodiscard]] base::Result<Settings> select_settings(const Dialect& dialect, const Settings& settings,
                                                     const std::vector<std::string>& names);

struct Advice {
    std::vector<std::string> refusals;
    std::vector<std::string> warnings;
};
// The dialect's rules about settings that go together.
[[nodiscard]] Advice advise(const Dialect& dialect, const Settings& settings);

}  // namespace gsmcfg::meter
