#include "gsmcfg/base/stop.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <system_error>

namespace gsmcfg::base {

StopSource::StopSource() : fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

StopSource::~StopSource() { close(fd_); }

void StopSource::request() noexcept {
    const int saved = errno;  // may run in a signal handler
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = write(fd_, &one, sizeof one);
    errno = saved;
}

bool StopSource::requested() const noexcept {
    pollfd entry{fd_, POLLIN, 0};
    return poll(&entry, 1, 0) > 0;
}

}  // namespace gsmcfg::base
