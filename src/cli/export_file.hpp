// Where an export goes: a file that is there whole or not at all, or standard output.
#pragma once

#include "failure.hpp"

#include "gsmcfg/base/file.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace gsmcfg::cli {

// Whether a file of the user's may be put there. Failure: exit 2 for a folder, a device or the like, a database (whatever
// `overwrite` says), and for what is there already if `overwrite` is not set.
[[nodiscard]] Outcome<void> check_output(const std::string& path, bool overwrite);

class ExportFile {
public:
    // No path or "-": standard output. A file is made with mode 600. Failure: exit 2 if it is there already and `overwrite` is
    // not set, is no regular file, or can't be made.
    [[nodiscard]] static Outcome<ExportFile> open(const std::optional<std::string>& path, bool overwrite);

    // False if nothing more can be written; finish() says why.
    bool write(std::string_view text);
    // Failure: exit 2. A reader that has seen enough (| head) is none.
    [[nodiscard]] Outcome<void> finish();
    // Empty: standard output.
    [[nodiscard]] const std::string& path() const { return path_; }

private:
    ExportFile() = default;
    std::string path_;
    std::optional<base::FileWriter> file_;
    int failure_ = 0;  // errno of standard output
};

}  // namespace gsmcfg::cli
