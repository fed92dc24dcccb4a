// Calls of free functions in bare code.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace gsmcfg::test {

// Offsets of `name(…)` with that many arguments, unqualified or from std:: or the global namespace. Not: a member, a
// declaration, a function of the same name that takes something else.
[[nodiscard]] std::vector<std::size_t> find_calls(std::string_view bare, std::string_view name, std::size_t arguments);

}  // namespace gsmcfg::test
