#include "export_file.hpp"

#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace gsmcfg::cli {

namespace {

bool is_database(const std::string& path) {
    constexpr std::string_view mark = "SQLite format 3";
    std::array<char, mark.size()> head{};
    std::ifstream file(path, std::ios::binary);
    return file.read(head.data(), head.size()) && std::string_view(head.data(), head.size()) == mark;
}

}  // namespace

Outcome<void> check_output(const std::string& path, bool overwrite) {
    std::error_code ignored;
    const auto status = std::filesystem::status(path, ignored);
    if (!std::filesystem::exists(status)) return {};
    const auto shown = base::escape_control(path);
    if (std::filesystem::is_directory(status)) return refuse(exit_code::usage, shown + " is a folder");
    if (!std::filesystem::is_regular_file(status)) return refuse(exit_code::usage, shown + " is no regular file");
    if (!overwrite) return refuse(exit_code::usage, shown + " is already there: --force overwrites it");
    if (is_database(path)) return refuse(exit_code::usage, shown + " is a database: it is not overwritten");
    return {};
}

Outcome<ExportFile> ExportFile::open(const std::optional<std::string>& path, bool overwrite) {
    ExportFile target;
    if (!path || *path == "-") return target;
    if (auto good = check_output(*path, overwrite); !good) return refuse(good.error());
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
