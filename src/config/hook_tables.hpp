// [[hook]], the metrics file and the alarm phone of gsmcfg.toml.
#pragma once

#include "config/table_reader.hpp"

#include <functional>

namespace gsmcfg::config {

using Resolve = std::function<std::filesystem::path(std::string_view)>;

// Each reads its keys of the root table. The alarm is read after modems and number rules.
void read_hooks(TableReader& root, Loaded& loaded);
void read_metrics(TableReader& root, Metrics& metrics, const Resolve& resolve);
void read_alarm(TableReader& root, Configuration& configuration);

}  // namespace gsmcfg::config
