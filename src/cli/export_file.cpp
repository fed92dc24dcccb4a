#include "export_file.hpp"

#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace gsmcfg::cli {

Outcome<ExportFile> ExportFile::open(const std::optional<std::string>& path, bool overwrite) {
    ExportFile target;
    if (!path || *path == "-") return target;
    std::error_code ignored;
    const auto status = std::filesystem::status(*path, ignored);
    const auto shown = base::escape_control(*path);
    if (std::filesystem::is_directory(status)) return refuse(exit_code::usage, shown + " is a folder");
    if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status))
        return refuse(exit_code::usage, shown + " is no regular file: - writes to standard output");
    if (std::filesystem::exists(status) && !overwrite)
        return refuse(exit_code::usage, shown + " is already there: --force overwrites it");
    auto file = base::FileWriter::create(*path, 0600);
    if (!file) return refuse(exit_code::usage, base::escape_control(file.error().message()));
    target.path_ = *path;
    target.file_.emplace(std::move(*file));
    return target;
}

bool ExportFile::write(std::string_view text) {
    if (file_) return file_->write(text);
    if (failure_ == 0 && std::fwrite(text.data(), 1, text.size(), stdout) < text.size()) failure_ = errno;
    return failure_ == 0;
}

Outcome<void> ExportFile::finish() {
    if (file_) {
        if (const auto written = file_->finish(); !written)
            return refuse(exit_code::usage, base::escape_control(written.error().message()));
        return {};
    }
    if (failure_ == 0 && std::fflush(stdout) != 0) failure_ = errno;
    if (failure_ == 0 || failure_ == EPIPE) return {};
    return refuse(exit_code::usage, fmt::format("standard output: {}", std::strerror(failure_)));
}

}  // namespace gsmcfg::cli
