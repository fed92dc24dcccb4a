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

}  // namespace gsmcfg::link
