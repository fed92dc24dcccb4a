#include "service_notice.hpp"

#include "gsmcfg/base/clock.hpp"

#define SD_JOURNAL_SUPPRESS_LOCATION
#include <sys/stat.h>
#include <sys/uio.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace gsmcfg::cli {
namespace {

void notify(const std::string& state) { (void)sd_notify(0, state.c_str()); }

}  // namespace

void notice_ready() { notify("READY=1"); }
void notice_status(const std::string& status) { notify("STATUS=" + status); }
void notice_alive() { notify("WATCHDOG=1"); }
void notice_stopping() { notify("STOPPING=1"); }

void notice_reloading() {
    const auto now = std::chrono::duration_cast<std::chrono::microseconds>(base::SystemClock().now().time_since_epoch());
    notify("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(now.count()));
}

// The variable is inherited by programs whose standard error goes elsewhere: systemd.exec(5), $JOURNAL_STREAM.
bool writes_to_journal() {
    const char* stream = std::getenv("JOURNAL_STREAM");
    struct stat status {};
    if (stream == nullptr || fstat(STDERR_FILENO, &status) != 0) return false;
    return std::string_view(stream) == std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino);
}

bool send_to_journal(std::vector<std::string>& entry) {
    std::vector<iovec> fields;
    for (auto& field : entry) fields.push_back({field.data(), field.size()});
    return sd_journal_sendv(fields.data(), static_cast<int>(fields.size())) == 0;
}

}  // namespace gsmcfg::cli
