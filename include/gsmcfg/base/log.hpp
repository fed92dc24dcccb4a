// The program's log: to standard error, one line an event. Never given a Secret: it has no formatter.
#pragma once

#include <string_view>

namespace gsmcfg::base::log {

enum class Level { debug, info, warning, error };

// Before the first thread starts. The default is warning.
void set_level(Level level);
// Whatever writes to the same terminal (a progress bar) is cleared by this hook before each line.
void set_before_line(void (*hook)());

void debug(std::string_view text);
void info(std::string_view text);
void warning(std::string_view text);
void error(std::string_view text);

}  // namespace gsmcfg::base::log
