// Files, whole: small ones at once, large ones piece by piece.
#pragma once

#include "gsmcfg/base/clock.hpp"
#include "gsmcfg/base/result.hpp"
#include "gsmcfg/base/secret.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace gsmcfg::base {

// Errors: not_found, permission, io; detail says it in words.
[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& path);
// Everything on standard input.
[[nodiscard]] Result<std::string> read_standard_input();
// Replaces the file in one step (temporary file, fsync, rename). `mode` as for open(2).
[[nodiscard]] Result<void> write_file(const std::filesystem::path& path, std::string_view text, unsigned mode = 0644);
// The same piece by piece: the file is there, whole, when finish() returns, and what is not finished is gone.
class FileWriter {
public:
    // Errors: not_found, permission, io.
    [[nodiscard]] static Result<FileWriter> create(const std::filesystem::path& path, unsigned mode = 0644);
    FileWriter(FileWriter&& other) noexcept;
    FileWriter& operator=(FileWriter&&) = delete;
    ~FileWriter();

    // False after a failure, which finish() tells.
    bool write(std::string_view text);
    [[nodiscard]] Result<void> finish();

private:
    FileWriter(int fd, std::filesystem::path path, std::string temporary, unsigned mode);
    void flush();

    int fd_;
    std::filesystem::path path_;
    std::string temporary_;
    unsigned mode_;
    std::string buffer_;
    Result<void> written_;
};
// When it was last changed. Errors of read_file.
[[nodiscard]] Result<UtcTime> modified_at(const std::filesystem::path& path);
// A file that holds a secret: refused (permission) when others can read it. One final line end is cut off.
[[nodiscard]] Result<Secret> read_secret_file(const std::filesystem::path& path);

}  // namespace gsmcfg::base
