// The program's log: to standard error, one line an event. Never given a Secret: it has no formatter.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gsmcfg::base::log {

enum class Level { debug, info, warning, error };

// Before the first thread starts. The default is warning.
void set_level(Level level);
// What a line is about: names of journal fields (systemd.journal-fields(7)) and their values.
using Fields = std::vector<std::pair<std::string_view, std::string>>;
// Given each line that is to be logged, from any thread; false: it goes to standard error after all. Before the first thread
// starts.
void set_sink(bool (*sink)(Level level, std::string_view text, const Fields& fields));
// Lines of this thread are about that, while the object lives. `name` outlives it.
class Scope {
public:
    Scope(std::string_view name, std::string value);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
};
// Whatever writes to the same terminal (a progress bar) is cleared by this hook before each line.
void set_before_line(void (*hook)());

void debug(std::string_view text);
void info(std::string_view text);
void warning(std::string_view text);
void error(std::string_view text);

}  // namespace gsmcfg::base::log
