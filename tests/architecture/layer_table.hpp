// Which layer may use which: as the build has it, and as the design has it.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace gsmcfg::test {

using LayerTable = std::map<std::string, std::set<std::string>>;

// Lines "name: dependency dependency".
[[nodiscard]] LayerTable parse_layer_table(std::string_view text);
// The most that a layer may ever declare.
[[nodiscard]] const LayerTable& design_table();

}  // namespace gsmcfg::test
