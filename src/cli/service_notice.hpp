// What systemd is told of a service (sd_notify(3), sd_journal_send(3)). Without systemd nothing happens.
#pragma once

#include <string>
#include <vector>

namespace gsmcfg::cli {

void notice_ready();
void notice_status(const std::string& status);
void notice_alive();      // WATCHDOG=1
void notice_reloading();  // until the next notice_ready()
void notice_stopping();
// Standard error goes to the journal.
[[nodiscard]] bool writes_to_journal();
// One entry of the journal, "FIELD=value" each. False if it could not be sent.
[[nodiscard]] bool send_to_journal(std::vector<std::string>& entry);

}  // namespace gsmcfg::cli
