// Pages as a real browser understands them.
#pragma once

#include "program.hpp"

#include <optional>
#include <string>

namespace gsmcfg::e2e {

class Browser {
public:
    // Works in `folder`, where the pages are.
    explicit Browser(std::string folder) : folder_(std::move(folder)) {}

    // The document as the browser holds it, written as HTML.
    [[nodiscard]] std::string dom(const std::string& file);
    // How wide the page is in a window of that width, in pixels: more than the width is a page that scrolls sideways.
    [[nodiscard]] std::optional<int> page_width(const std::string& file, int window_width);
    // The octets of a PDF of the page.
    [[nodiscard]] std::string printed(const std::string& file);

private:
    Ended run(std::vector<std::string> options, const std::string& file);
    std::string folder_;
};

}  // namespace gsmcfg::e2e
