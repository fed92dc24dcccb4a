#include "gsmcfg/base/file.hpp"

#include <fcntl.h>
#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace gsmcfg::base {
namespace {

ErrorCode code_of(int number) {
    if (number == ENOENT || number == ENOTDIR) return ErrorCode::not_found;
    if (number == EACCES || number == EPERM) return ErrorCode::permission;
    return ErrorCode::io;
}

tl::unexpected<Error> system_failure(const std::filesystem::path& path, int number) {
    return fail(code_of(number), path.string(), std::strerror(number));
}

// Closes on every way out.
struct Descriptor {
    int fd;
    explicit Descriptor(int value) : fd(value) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (fd >= 0) close(fd);
    }
};

Result<std::string> read_all(int fd, const std::filesystem::path& path) {
    std::string text;
    std::array<char, 65536> buffer{};
    for (;;) {
        const auto count = read(fd, buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return system_failure(path, errno);
        if (count == 0) return text;
        text.append(buffer.data(), static_cast<std::size_t>(count));
    }
}

Result<void> write_all(int fd, std::string_view text, const std::filesystem::path& path) {
    while (!text.empty()) {
        const auto count = write(fd, text.data(), text.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return system_failure(path, errno);
        text.remove_prefix(static_cast<std::size_t>(count));
    }
    return {};
}

// The service's own group may read its secrets; nobody else's may.
bool is_service_group(gid_t id) {
    std::array<char, 4096> buffer{};
    group entry{};
    group* found = nullptr;
    return getgrgid_r(id, &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr &&
           std::string_view(found->gr_name) == "gsmcfg";
}

bool open_to_others(const struct stat& status) {
    constexpr unsigned group_read = 0040;
    const unsigned others = status.st_mode & 0077U;
    return others != 0 && !(others == group_read && is_service_group(status.st_gid));
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path) {
    const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.fd < 0) return system_failure(path, errno);
    return read_all(file.fd, path);
}

Result<std::string> read_standard_input() { return read_all(STDIN_FILENO, "standard input"); }

Result<void> write_file(const std::filesystem::path& path, std::string_view text, unsigned mode) {
    std::string temporary = path.string() + ".XXXXXX";
    const Descriptor file(mkostemp(temporary.data(), O_CLOEXEC));
    if (file.fd < 0) return system_failure(path, errno);
    auto written = write_all(file.fd, text, path);
    if (written && (fchmod(file.fd, mode) != 0 || fsync(file.fd) != 0 || rename(temporary.c_str(), path.c_str()) != 0))
        written = system_failure(path, errno);
    if (!written) unlink(temporary.c_str());
    return written;
}

Result<UtcTime> modified_at(const std::filesystem::path& path) {
    struct stat status {};
    if (stat(path.c_str(), &status) != 0) return system_failure(path, errno);
    const auto since_1970 = std::chrono::seconds(status.st_mtim.tv_sec) + std::chrono::nanoseconds(status.st_mtim.tv_nsec);
    return UtcTime(std::chrono::floor<std::chrono::milliseconds>(since_1970));
}

Result<Secret> read_secret_file(const std::filesystem::path& path) {
    const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.fd < 0) return system_failure(path, errno);
    struct stat status {};
    if (fstat(file.fd, &status) != 0) return system_failure(path, errno);
    if (S_ISREG(status.st_mode) && open_to_others(status))
        return fail(ErrorCode::permission, path.string(), "other users can read this file; run: chmod 600 " + path.string());
    auto text = read_all(file.fd, path);
    if (!text) return fail(text.error());
    std::string_view line = *text;
    if (line.ends_with('\n')) line.remove_suffix(1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    Secret secret(line);
    explicit_bzero(text->data(), text->size());
    return secret;
}

}  // namespace gsmcfg::base
