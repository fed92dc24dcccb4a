// The two tables, each in a file of its own.
#pragma once

#include "gsmcfg/at/error_table.hpp"

#include <span>

namespace gsmcfg::at {

[[nodiscard]] std::span<const ErrorEntry> cms_error_data();
[[nodiscard]] std::span<const ErrorEntry> cme_error_data();
// +CMS ERROR from 512 on as that make and model means them, sorted; empty if its table is not known.
[[nodiscard]] std::span<const ErrorEntry> vendor_cms_error_data(std::string_view make, std::string_view model);

}  // namespace gsmcfg::at
