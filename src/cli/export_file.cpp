#include "export_file.hpp"
#include "invocation.hpp"

#include "gsmcfg/base/text.hpp"

#include <array>
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

Outcome<void> check_regular(const std::string& path) {
    std::error_code ignored;
    const auto status = std::filesystem::status(path, ignored);
    const auto shown = base::escape_control(path);
    if (std::filesystem::is_directory(status)) return refuse(exit_code::usage, shown + " is a folder");
    if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status))
        return refuse(exit_code::usage, shown + " is no regular file");
    return {};
}

Outcome<void> check_output(const std::string& path, bool overwrite) {
    if (auto regular = check_regular(path); !regular) return regular;
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored)) return {};
    const auto shown = base::escape_control(path);
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
    return print(text);
}

Outcome<void> ExportFile::finish() {
    if (!file_) return {};
    if (const auto written = file_->finish(); !written)
        return refuse(exit_code::usage, base::escape_control(written.error().message()));
    return {};
}

}  // namespace gsmcfg::cli
