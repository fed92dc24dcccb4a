// Text for manual pages, man(7): escaped so that it shows as it is.
#pragma once

#include <string>
#include <string_view>

namespace gsmcfg::base {

// No line begins with a control character, minus signs stay minus signs, backslashes show. Takes lines as they are: UTF-8, '\n'.
[[nodiscard]] std::string troff(std::string_view text);
// Lines that keep their ends and blanks, indented: examples, tables. Begins and ends at the beginning of a line.
[[nodiscard]] std::string troff_lines(std::string_view lines);
// The head of a page: section is "1" or "5", volume what the page's top says ("User Commands"), line what whatis(1) shows; date
// as "2026-03-01", or empty.
[[nodiscard]] std::string troff_head(std::string_view name, std::string_view section, std::string_view volume,
                                     std::string_view line, std::string_view date);

// The page without paragraph breaks right after a heading, which mean nothing.
[[nodiscard]] std::string troff_tidied(std::string_view page);

}  // namespace gsmcfg::base
