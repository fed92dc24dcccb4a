// The credit in the text that a network answers to a USSD code.
#pragma once

#include "gsmcfg/config/configuration.hpp"

#include <optional>
#include <string_view>

namespace gsmcfg::cli {

// "12,50", "1 234.56", "1.234,56", "-3": the last comma or point is the decimal one, unless the same mark is there twice.
[[nodiscard]] std::optional<double> parse_amount(std::string_view text);
// The amount that the configured pattern finds in the text; absent without a pattern or a match.
[[nodiscard]] std::optional<double> amount_in(const config::Balance& balance, std::string_view text);

}  // namespace gsmcfg::cli
