// Whole small files.
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
// When it was last changed. Errors of read_file.
[[nodiscard]] Result<UtcTime> modified_at(const std::filesystem::path& path);
// A file that holds a secret: refused (permission) when others can read it. One final line end is cut off.
[[nodiscard]] Result<Secret> read_secret_file(const std::filesystem::path& path);

}  // namespace gsmcfg::base
