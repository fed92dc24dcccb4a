// The parameters of an answer line.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::at {

struct Field {
    std::string text;     // without its quotes
    bool quoted = false;  // it had them

    // A decimal number, blanks around it allowed.
    [[nodiscard]] std::optional<int> number() const;
};

// What follows the first ": " (or ":") of a line; the whole line if there is none.
[[nodiscard]] std::string_view parameters(std::string_view line);
// Split at commas outside quotes and brackets; a bracketed field keeps its brackets. Empty text: no field.
// An unclosed quote or bracket runs to the end.
[[nodiscard]] std::vector<Field> split_fields(std::string_view text);
// The values of "(0-2,5)" or "0,1" or "1": numbers, ranges spread out (at most 256 values).
[[nodiscard]] std::vector<int> number_set(std::string_view text);
// The strings of "("SM","ME")"; quotes and brackets may be missing.
[[nodiscard]] std::vector<std::string> string_set(std::string_view text);

}  // namespace gsmcfg::at
