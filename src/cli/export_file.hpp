// Where an export goes: a file that is there whole or not at all, or standard output.
#pragma once

#include "failure.hpp"

#include "gsmcfg/base/file.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace gsmcfg::cli {

// Whether a file may be put there. Failure: exit 2 for a folder, a device or the like.
[[nodiscard]] Outcome<void> check_regular(const std::string& path);
// The same for what is no database: exit 2 too for a database (whatever `overwrite` says), and for what is there already if
// `overwrite` is not set.
[[nodiscard]] Outcome<void> check_output(const std::string& path, bool overwrite);

class ExportFile {
public:
    // No path or "-": standard output. A file is made with mode 600. Failure: exit 2 if it is there already and `overwrite` is
    // not set, is no regular file, or can't be made.
    [[nodiscard]] static Outcome<ExportFile> open(const std::optional<std::string>& path, bool overwrite);

    // False if nothing more can be written.
    bool write(std::string_view text);
    // Failure: exit 2. What standard output could not take is told at the end of the program (output_failure()).
    [[nodiscard]] Outcome<void> finish();
    // Empty: standard output.
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    ExportFile() = default;
    std::string path_;
    std::optional<base::FileWriter> file_;
};

}  // namespace gsmcfg::cli
