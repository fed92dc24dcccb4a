#include "source_dir.hpp"

namespace gsmcfg::test {

std::string source_dir() { return GSMCFG_SOURCE_DIR; }

}  // namespace gsmcfg::test
