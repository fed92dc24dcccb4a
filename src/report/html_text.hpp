// Texts and numbers for the page. Texts may come from the air.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace gsmcfg::report {

// As text or as a quoted attribute. Line ends and tabs stay; other control characters, and what reorders or hides text, are
// shown by their numbers: \x1b, \u202e.
[[nodiscard]] std::string html_text(std::string_view utf8);
// At most so many characters, then "…".
[[nodiscard]] std::string shortened(std::string_view utf8, std::size_t most);
// "12 345": narrow no-break spaces from five digits on.
[[nodiscard]] std::string grouped(std::int64_t number);
// "12.5 %", "<0.1 %", "0 %", "100 %": never rounded to all or nothing.
[[nodiscard]] std::string percent(std::int64_t part, std::int64_t whole);
// A number that a program can find: data-figure is its name, data-value the number itself.
[[nodiscard]] std::string figure(std::string_view name, std::int64_t value);
// "1 meter", "25 meters"
[[nodiscard]] std::string counted(std::int64_t count, std::string_view noun);
// With a capital at the front (ASCII).
[[nodiscard]] std::string sentence(std::string_view text);
[[nodiscard]] std::string code(std::string_view command);

}  // namespace gsmcfg::report
