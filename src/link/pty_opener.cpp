#include "gsmcfg/link/fd_link.hpp"
#include "link/openers.hpp"
#include "link/port_lock.hpp"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>

namespace gsmcfg::link {

namespace {

void make_raw(int fd) {
    termios settings{};
    if (tcgetattr(fd, &settings) != 0) return;
    cfmakeraw(&settings);
    settings.c_cc[VMIN] = 1;
    settings.c_cc[VTIME] = 0;
    tcsetattr(fd, TCSANOW, &settings);
}

}  // namespace

base::Result<std::unique_ptr<ByteLink>> open_pty(const std::filesystem::path& device, const std::string& shown) {
    const int fd = open(device.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) return base::fail(open_error(device, errno));
    std::shared_ptr<void> owner(nullptr, [fd](void*) { close(fd); });
    if (auto locked = lock_descriptor(fd, device); !locked) return base::fail(std::move(locked.error()));
    // No TIOCEXCL: on a pseudo-terminal it outlives the process that set it.
    make_raw(fd);
    return std::make_unique<FdLink>(fd, shown, std::move(owner));
}

}  // namespace gsmcfg::link
