#include "service_journal.hpp"

#include "service_notice.hpp"

#include "gsmcfg/base/log.hpp"

#include <syslog.h>
#include <unistd.h>

#include <string>
#include <vector>

namespace gsmcfg::cli {
namespace {

int priority_of(base::log::Level level) {
    switch (level) {
        case base::log::Level::debug: return LOG_DEBUG;
        case base::log::Level::info: return LOG_INFO;
        case base::log::Level::warning: return LOG_WARNING;
        case base::log::Level::error: return LOG_ERR;
    }
    return LOG_INFO;
}

bool send(base::log::Level level, std::string_view text, const base::log::Fields& fields) {
    std::vector<std::string> entries{"MESSAGE=" + std::string(text), "PRIORITY=" + std::to_string(priority_of(level)),
                                     "SYSLOG_IDENTIFIER=gsmcfg"};
    for (const auto& [name, value] : fields) entries.push_back(std::string(name) + "=" + value);
    return send_to_journal(entries);
}

}  // namespace

void write_to_journal() {
    if (!writes_to_journal()) return;
    // Without the socket a line would be lost, and nobody would say so.
    if (access("/run/systemd/journal/socket", W_OK) == 0) base::log::set_sink(send);
}

}  // namespace gsmcfg::cli
