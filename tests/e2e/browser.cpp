#include "browser.hpp"

#include "gsmcfg/base/file.hpp"

#include <fmt/format.h>

#include <charconv>

namespace gsmcfg::e2e {
namespace {

// Measures the page in a frame of that width; its own window can't be made that small.
std::string frame_page(const std::string& file, int width) {
    return fmt::format(
        "<!DOCTYPE html><body><p id=\"width\"></p><iframe width=\"{}\" height=\"800\" src=\"{}\"></iframe><script>"
        "document.querySelector('iframe').onload = e => {{ const root = e.target.contentDocument.documentElement;"
        "document.getElementById('width').textContent = 'width=' + Math.max(root.scrollWidth, "
        "e.target.contentDocument.body.scrollWidth); }}</script></body>",
        width, file);
}

}  // namespace

Ended Browser::run(std::vector<std::string> options, const std::string& file) {
    std::vector<std::string> words{"/usr/bin/chromium",
                                   "--headless",
                                   "--no-sandbox",
                                   "--disable-gpu",
                                   "--disable-quic",
                                   "--disable-dev-shm-usage",
                                   "--no-first-run",
                                   "--disable-background-networking",
                                   "--disable-component-update",
                                   "--disable-sync",
                                   "--allow-file-access-from-files",
                                   "--virtual-time-budget=10000",
                                   "--user-data-dir=" + folder_ + "/browser"};
    words.insert(words.end(), options.begin(), options.end());
    words.push_back("file://" + folder_ + "/" + file);
    return Program(words, folder_).wait();
}

std::string Browser::dom(const std::string& file) { return run({"--dump-dom"}, file).out; }

std::optional<int> Browser::page_width(const std::string& file, int window_width) {
    // A border of the frame is none of the page's.
    const std::string name = "frame.html";
    if (!base::write_file(folder_ + "/" + name, frame_page(file, window_width))) return std::nullopt;
    const auto text = dom(name);
    const auto at = text.find("width=", text.find("id=\"width\">"));
    int width = 0;
    if (at == std::string::npos) return std::nullopt;
    const auto [end, error] = std::from_chars(text.data() + at + 6, text.data() + text.size(), width);
    return error == std::errc() ? std::optional(width) : std::nullopt;
}

std::string Browser::printed(const std::string& file) {
    const auto path = folder_ + "/printed.pdf";
    (void)run({"--print-to-pdf=" + path, "--no-pdf-header-footer"}, file);
    return base::read_file(path).value_or("");
}

}  // namespace gsmcfg::e2e
