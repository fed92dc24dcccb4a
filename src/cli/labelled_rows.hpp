// "name   value" lines for a terminal of any width.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gsmcfg::cli {

// "  name         value": control characters of the value escaped, its words wrapped below each other. A width of 0 does not
// wrap. Nothing for an empty value.
[[nodiscard]] std::string labelled_row(std::string_view name, std::string_view value, std::size_t width);
// The same behind any lead; its following lines begin below the value.
[[nodiscard]] std::string hanging_row(std::string_view lead, std::string_view value, std::size_t width);
// The terminal's columns, or 0 where the output is none.
[[nodiscard]] std::size_t row_width();

}  // namespace gsmcfg::cli
