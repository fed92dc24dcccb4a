#include "usb_testbed.hpp"

#include "gsmcfg/base/file.hpp"
#include "gsmcfg/base/text.hpp"
#include "support/source_dir.hpp"

#include <fcntl.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <stdexcept>

namespace gsmcfg::e2e {

namespace {

namespace fs = std::filesystem;

constexpr const char* runner = "/usr/bin/umockdev-run";
constexpr const char* library = "libumockdev-preload.so.0";

// All words at once: what was put in is not replaced again.
std::string with_renamed(const std::string& text, const std::map<std::string, std::string>& renamed) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto found =
            std::ranges::find_if(renamed, [&](const auto& one) { return text.compare(at, one.first.size(), one.first) == 0; });
        out += found == renamed.end() ? text.substr(at, 1) : found->second;
        at += found == renamed.end() ? 1 : found->first.size();
    }
    return out;
}

}  // namespace

std::string UsbTestbed::missing() {
    if (!fs::exists(runner)) return "umockdev is not installed (Debian: umockdev)";
    return {};
}

UsbTestbed::UsbTestbed(const std::string& folder, const std::vector<std::string>& sticks,
                       const std::map<std::string, std::string>& renamed) {
    static std::atomic<int> count{0};
    const auto stem = folder + "/usb" + std::to_string(++count);
    keep_ = stem + ".keep";
    std::vector<std::string> words{runner};
    for (const auto& stick : sticks) {
        const auto text = base::read_file(test::source_dir() + "/tests/e2e/usb/" + stick + ".umockdev");
        const auto copy = stem + "-" + stick + ".umockdev";
        if (!text || !base::write_file(copy, with_renamed(*text, renamed)))
            throw std::runtime_error("no description of " + stick);
        words.insert(words.end(), {"-d", copy});
    }
    if (!base::write_file(keep_, "")) throw std::runtime_error(keep_);
    // The testbed lives as long as the program in it; that one ends when the file goes, at the latest after five minutes.
    words.insert(
        words.end(),
        {"--", "/bin/sh", "-c",
         "echo \"$UMOCKDEV_DIR\"; n=0; while [ -e \"$1\" ] && [ $n -lt 6000 ]; do sleep 0.05; n=$((n+1)); done", "sh", keep_});
    program_ = std::make_unique<Program>(words, folder, std::map<std::string, std::string>{{"TMPDIR", folder}});
    if (!program_->until([this] { return program_->out().ends_with('\n'); }))
        throw std::runtime_error("umockdev-run: " + program_->err());
    root_ = std::string(base::trim(program_->out()));
}

UsbTestbed::~UsbTestbed() {
    std::error_code ignored;
    fs::remove(keep_, ignored);
    (void)program_->wait();
}

std::map<std::string, std::string> UsbTestbed::environment() const { return {{"LD_PRELOAD", library}, {"UMOCKDEV_DIR", root_}}; }

void UsbTestbed::connect(const std::string& port, const std::string& terminal) const {
    const fs::path link = fs::path(root_) / "dev" / port;
    fs::remove(link);
    fs::create_symlink(fs::canonical(terminal), link);
}

std::string UsbTestbed::terminal(const std::string& port) const {
    return fs::read_symlink(fs::path(root_) / "dev" / port).string();
}

void UsbTestbed::become(UsbTestbed& other) const {
    if (renameat2(AT_FDCWD, root_.c_str(), AT_FDCWD, other.root_.c_str(), RENAME_EXCHANGE) != 0)
        throw std::runtime_error("renameat2 " + root_);
}

}  // namespace gsmcfg::e2e
