// The rules of the project's shape. Each returns every place that breaks it.
#pragma once

#include "layer_table.hpp"
#include "source_tree.hpp"

namespace gsmcfg::test {

// What the build declares is in the design.
[[nodiscard]] Violations declared_beyond_design(const LayerTable& declared, const LayerTable& design);
// Includes name the own layer or a declared one; nothing reaches through to a dependency's dependency.
[[nodiscard]] Violations undeclared_includes(const SourceTree& tree, const LayerTable& declared);
// Headers in src/ are for their own folder.
[[nodiscard]] Violations foreign_private_headers(const SourceTree& tree);

// The time and sleeps: base/clock and link only.
[[nodiscard]] Violations clock_and_sleep_calls(const SourceTree& tree);
// poll() and its kin: base/clock, base/stop, link and the simulator's pty front only.
[[nodiscard]] Violations waits(const SourceTree& tree);

// Each foreign library has its one place, and none shows in a public header.
[[nodiscard]] Violations exposed_libraries(const SourceTree& tree);

// The linker takes one of two types with one name for both, and says nothing.
[[nodiscard]] Violations types_defined_twice(const SourceTree& tree);

// A public header begins with a comment, then #pragma once.
[[nodiscard]] Violations headers_without_contract(const SourceTree& tree);
[[nodiscard]] Violations layers_without_readme(const SourceTree& tree);
[[nodiscard]] Violations long_files(const SourceTree& tree);
// snake_case; no util, helper, manager, common.
[[nodiscard]] Violations bad_names(const SourceTree& tree);
// Paths of the machine on which somebody worked.
[[nodiscard]] Violations workplace_words(const SourceTree& tree);

}  // namespace gsmcfg::test
