// gsmcfg explain, what the meter's module shows: status byte, display, LEDs, signal, version.
#pragma once

#include "command.hpp"

#include "gsmcfg/base/json.hpp"
#include "gsmcfg/meter/indication.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace gsmcfg::cli {

// A line for each field with the next step below it, wrapped to the width; 0 does not wrap.
[[nodiscard]] std::string indication_text(const meter::Indication& indication, std::size_t width);
// Keys: subject, fields (place, name, value, meaning, advice, documented, source), remarks.
[[nodiscard]] base::Json indication_json(const meter::Indication& indication);

[[nodiscard]] std::vector<Command> explain_indication_commands();

}  // namespace gsmcfg::cli
