// Reads a dialect file and finds everything that is wrong with it.
#pragma once

#include "meter/dialect_data.hpp"

#include <memory>

namespace gsmcfg::meter {

// Usable only if `problems` stays empty.
[[nodiscard]] std::shared_ptr<Dialect::Parsed> read_dialect(std::string_view text, const std::string& source,
                                                            std::vector<base::Error>& problems);

}  // namespace gsmcfg::meter
