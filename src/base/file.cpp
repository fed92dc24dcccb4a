#include "gsmcfg/base/file.hpp"
#include "gsmcfg/base/wipe.hpp"

#include <fcntl.h>
#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

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
    auto writer = FileWriter::create(path, mode);
    if (!writer) return fail(writer.error());
    writer->write(text);
    return writer->finish();
}

Result<FileWriter> FileWriter::create(const std::filesystem::path& path, unsigned mode) {
    std::string temporary = path.string() + ".XXXXXX";
    const int fd = mkostemp(temporary.data(), O_CLOEXEC);
    if (fd < 0) return system_failure(path, errno);
    return FileWriter(fd, path, std::move(temporary), mode);
}

FileWriter::FileWriter(int fd, std::filesystem::path path, std::string temporary, unsigned mode)
    : fd_(fd), path_(std::move(path)), temporary_(std::move(temporary)), mode_(mode) {}

FileWriter::FileWriter(FileWriter&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      path_(std::move(other.path_)),
      temporary_(std::exchange(other.temporary_, {})),
      mode_(other.mode_),
      buffer_(std::move(other.buffer_)),
      written_(std::move(other.written_)) {}

FileWriter::~FileWriter() {
    if (!temporary_.empty()) unlink(temporary_.c_str());
    if (fd_ >= 0) close(fd_);
}

bool FileWriter::write(std::string_view text) {
    constexpr std::size_t full = 65536;
    buffer_ += text;
    if (buffer_.size() >= full) flush();
    return written_.has_value();
}

void FileWriter::flush() {
    if (written_) written_ = write_all(fd_, buffer_, path_);
    buffer_.clear();
}

Result<void> FileWriter::finish() {
    flush();
    if (!written_) return written_;
    if (fchmod(fd_, mode_) != 0 || fsync(fd_) != 0 || rename(temporary_.c_str(), path_.c_str()) != 0)
        return system_failure(path_, errno);
    temporary_.clear();
    return {};
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
    wipe(*text);
    return secret;
}

}  // namespace gsmcfg::base
