// Who runs this program, and where.
#pragma once

#include <string>

namespace gsmcfg::base {

struct Actor {
    std::string user;       // the login name, else the uid
    std::string sudo_user;  // SUDO_USER, or empty
    std::string host;
};

[[nodiscard]] Actor current_actor();
// /proc/sys/kernel/random/boot_id: tells a restarted machine from a running one. Empty if it can't be read.
[[nodiscard]] std::string boot_id();
[[nodiscard]] int process_id();
// Where a process id means the same: this boot of the machine, this container, this name (copies of a virtual machine may share
// the rest). Empty if that can't be told.
[[nodiscard]] std::string process_space();

}  // namespace gsmcfg::base
