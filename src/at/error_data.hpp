// The two tables, each in a file of its own.
#pragma once

#include "gsmcfg/at/error_table.hpp"

#include <span>

namespace gsmcfg::at {

[[nodiscard]] std::span<const ErrorEntry> cms_error_data();
[[nodiscard]] std::span<const ErrorEntry> cme_error_data();

}  // namespace gsmcfg::at
