// A dialect as a person reads it.
#pragma once

#include "gsmcfg/base/json.hpp"
#include "gsmcfg/meter/dialect.hpp"

#include <string>

namespace gsmcfg::cli {

[[nodiscard]] std::string dialect_text(const meter::Dialect& dialect);
[[nodiscard]] base::Json dialect_json(const meter::Dialect& dialect);

}  // namespace gsmcfg::cli
