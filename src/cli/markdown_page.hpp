// A page of the documentation, Markdown, as a manual page.
#pragma once

#include <string>
#include <string_view>

namespace gsmcfg::cli {

// The body of a man(7) page, headings of the second level as sections. Knows what our pages use: headings, paragraphs, lists with
// "- ", code (four blanks, or between ```), `code`, **strong**, *emphasis* and [text](place).
[[nodiscard]] std::string markdown_body(std::string_view markdown);
// gsmcfg-dialect(5) of src/assets/dialects/README.md.
[[nodiscard]] std::string dialect_page(std::string_view markdown);

}  // namespace gsmcfg::cli
