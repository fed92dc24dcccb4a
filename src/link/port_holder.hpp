// Who has a device open.
#pragma once

#include <filesystem>
#include <string>

namespace gsmcfg::link {

// "minicom (process 4711)" for a process id; "process 4711" if its name can't be read.
[[nodiscard]] std::string describe_process(int pid);
// The process that has locked the device, else the first other one, among those we may look into, that has it open; empty
// if none is seen.
[[nodiscard]] std::string find_port_holder(const std::filesystem::path& device);
// ModemManager takes ports exclusively and runs as root, so that its open files can't be seen: "ModemManager (process 812)"
// if it runs.
[[nodiscard]] std::string running_modem_manager();

}  // namespace gsmcfg::link
