#include "gsmcfg/link/open_link.hpp"

#include "gsmcfg/link/port_info.hpp"
#include "link/openers.hpp"
#include "link/port_lock.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace gsmcfg::link {

namespace {

namespace fs = std::filesystem;
using base::ErrorCode;

std::string existing_ports() {
    constexpr std::size_t shown = 8;
    const auto ports = list_ports();
    if (ports.empty()) return "this machine has no serial ports";
    std::string text = "there are:";
    for (std::size_t i = 0; i < ports.size() && i < shown; ++i) text += (i == 0 ? " " : ", ") + ports[i].name;
    return ports.size() > shown ? text + ", …" : text;
}

}  // namespace

base::Error open_error(const fs::path& device, int error) {
    const std::string where = device.string();
    if (error == EBUSY) return busy_error(device);
    if (error == EACCES || error == EPERM) {
        return {ErrorCode::permission, where, "not allowed to open it; add the user to the group dialout, then log in again", {}};
    }
    if (error == ENOENT || error == ENXIO || error == ENODEV) {
        return {ErrorCode::not_found, where, "no such device; " + existing_ports(), {}};
    }
    return {ErrorCode::io, where, std::generic_category().message(error), {}};
}

base::Result<fs::path> real_device(const std::string& name) {
    // Not realpath(): the descriptor names the very file, also while links are being changed.
    const int fd = open(name.c_str(), O_PATH | O_CLOEXEC);
    if (fd < 0) return base::fail(open_error(name, errno));
    std::error_code error;
    auto path = fs::read_symlink("/proc/self/fd/" + std::to_string(fd), error);
    close(fd);
    if (error) return base::fail(ErrorCode::io, name, error.message());
    return path;
}

base::Result<std::unique_ptr<ByteLink>> open_link(const std::string& device, const LinkSettings& settings,
                                                  base::MonoTime deadline, base::StopToken stop) {
    if (device.starts_with("tcp://")) return open_tcp(device, deadline, stop);
    const auto found = real_device(device);
    if (!found) return base::fail(found.error());
    const fs::path& real = *found;
    std::error_code error;
    if (!fs::is_character_file(real, error)) return base::fail(ErrorCode::invalid_argument, device, "this is not a device");
    auto opened = is_serial_port(real) ? open_serial(real, device, settings) : open_pty(real, device);
    // The user knows the port by the name that he wrote.
    if (!opened && device != real && opened.error().where == real) opened.error().where = device + " (" + real.string() + ")";
    return opened;
}

}  // namespace gsmcfg::link
