#include "labelled_rows.hpp"

#include "terminal.hpp"

#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::cli {
namespace {

constexpr std::size_t label_width = 13;
constexpr std::size_t least_room = 16;

std::size_t columns(std::string_view text) { return base::to_code_points(text).size(); }

}  // namespace

std::string labelled_row(std::string_view name, std::string_view value, std::size_t width) {
    return value.empty() ? std::string() : hanging_row(fmt::format("  {:<{}}", name, label_width), value, width);
}

std::string hanging_row(std::string_view lead, std::string_view value, std::size_t width) {
    const auto shown = base::escape_control(value);
    const auto indent = columns(lead);
    std::string row(lead);
    const auto room = width == 0 ? std::string::npos : std::max(least_room, width > indent ? width - indent : 0);
    std::size_t column = 0;
    for (const auto word : base::split(shown, ' ')) {
        if (column > 0 && column + 1 + columns(word) > room) {
            row += '\n' + std::string(indent, ' ');
            column = 0;
        }
        if (column > 0) {
            row += ' ';
            ++column;
        }
        row.append(word);
        column += columns(word);
    }
    return row + '\n';
}

std::size_t row_width() { return output_is_terminal() ? terminal_width() : 0; }

}  // namespace gsmcfg::cli
