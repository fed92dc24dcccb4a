// Where the samples and transcripts of this tree are.
#pragma once

#include <string>

namespace gsmcfg::test {

// The tree that this test was built from, without a slash at the end.
[[nodiscard]] std::string source_dir();

}  // namespace gsmcfg::test
