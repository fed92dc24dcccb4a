// The program's version.
#pragma once

#include "gsmcfg/base/version.hpp"

namespace gsmcfg::cli {

using base::version;

}  // namespace gsmcfg::cli
