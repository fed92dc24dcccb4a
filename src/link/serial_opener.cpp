#include "gsmcfg/link/fd_link.hpp"
#include "link/openers.hpp"
#include "link/port_lock.hpp"

#include <libserialport.h>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <utility>

namespace gsmcfg::link {

namespace {

struct FreePort {
    void operator()(sp_port* port) const noexcept { sp_free_port(port); }
};
using Port = std::unique_ptr<sp_port, FreePort>;

Port find_port(const std::filesystem::path& device) {
    sp_port* port = nullptr;
    return sp_get_port_by_name(device.c_str(), &port) == SP_OK ? Port(port) : Port();
}

// Everything that must outlive the link, released in the reverse order.
struct OpenPort {
    std::unique_ptr<LockFile> lock;
    Port port;
    std::optional<termios> found;  // the settings as they were
    int fd = -1;

    OpenPort() = default;
    OpenPort(const OpenPort&) = delete;
    OpenPort& operator=(const OpenPort&) = delete;
    ~OpenPort() {
        if (fd < 0) return;
        if (found) tcsetattr(fd, TCSANOW, &*found);
        ioctl(fd, TIOCNXCL);
        sp_close(port.get());
    }
};

// libserialport sets a port up while it opens it: the settings must be read before.
class Glance {
public:
    explicit Glance(const std::filesystem::path& device)
        : fd_(::open(device.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)) {
        termios settings{};
        if (fd_ >= 0 && tcgetattr(fd_, &settings) == 0) settings_ = settings;
    }
    ~Glance() {
        if (fd_ >= 0) close(fd_);
    }
    Glance(const Glance&) = delete;
    Glance& operator=(const Glance&) = delete;
    [[nodiscard]] const std::optional<termios>& settings() const { return settings_; }

private:
    int fd_;
    std::optional<termios> settings_;
};

bool configure(sp_port* port, int baud) {
    const bool set = sp_set_baudrate(port, baud) == SP_OK && sp_set_bits(port, 8) == SP_OK &&
                     sp_set_parity(port, SP_PARITY_NONE) == SP_OK && sp_set_stopbits(port, 1) == SP_OK &&
                     sp_set_flowcontrol(port, SP_FLOWCONTROL_NONE) == SP_OK;
    // Some USB modems have no modem lines: a refusal is no failure.
    sp_set_dtr(port, SP_DTR_ON);
    sp_set_rts(port, SP_RTS_ON);
    return set;
}

// libserialport sets VMIN 0, with which "nothing there" reads as an end of file.
void let_reads_wait(int fd) {
    termios settings{};
    if (tcgetattr(fd, &settings) != 0) return;
    settings.c_cc[VMIN] = 1;
    settings.c_cc[VTIME] = 0;
    tcsetattr(fd, TCSANOW, &settings);
}

base::Error serial_error(const std::filesystem::path& device) {
    const int error = sp_last_error_code();
    return open_error(device, error != 0 ? error : EIO);
}

}  // namespace

bool is_serial_port(const std::filesystem::path& device) { return find_port(device) != nullptr; }

base::Result<std::unique_ptr<ByteLink>> open_serial(const std::filesystem::path& device, const std::string& shown,
                                                    const LinkSettings& settings) {
    auto lock = LockFile::acquire(device);
    if (!lock) return base::fail(std::move(lock.error()));
    auto open = std::make_shared<OpenPort>();
    open->lock = std::move(*lock);
    open->port = find_port(device);
    if (!open->port) return base::fail(open_error(device, ENOENT));
    // Stays open until libserialport has the port: a last close would drop DTR.
    const Glance glance(device);
    if (sp_open(open->port.get(), SP_MODE_READ_WRITE) != SP_OK) return base::fail(serial_error(device));
    if (sp_get_port_handle(open->port.get(), &open->fd) != SP_OK) return base::fail(serial_error(device));
    if (auto locked = lock_descriptor(open->fd, device); !locked) return base::fail(std::move(locked.error()));
    ioctl(open->fd, TIOCEXCL);
    open->found = glance.settings();
    if (!configure(open->port.get(), settings.baud)) return base::fail(serial_error(device));
    let_reads_wait(open->fd);
    const int fd = open->fd;
    return std::make_unique<FdLink>(fd, shown, std::move(open));
}

}  // namespace gsmcfg::link
