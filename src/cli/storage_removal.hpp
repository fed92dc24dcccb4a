// gsmcfg storage delete and clear.
#pragma once

#include "invocation.hpp"

namespace gsmcfg::cli {

[[nodiscard]] Outcome<int> delete_stored(Invocation& invocation);
[[nodiscard]] Outcome<int> clear_stored(Invocation& invocation);

}  // namespace gsmcfg::cli
