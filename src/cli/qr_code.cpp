#include "qr_code.hpp"

#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>
#include <qrencode.h>

#include <memory>

namespace gsmcfg::cli {
namespace {

constexpr std::size_t quiet_zone = 4;

// The 256-colour palette's black and white, which no theme changes.
constexpr std::string_view black_on_white = "\x1b[38;5;16;48;5;231m";
constexpr std::string_view usual_colours = "\x1b[0m";

// Of the caption, in modules.
constexpr double font_size = 2.0;
constexpr double line_height = 2.6;
constexpr double character_width = 0.62 * font_size;  // of a monospaced font

bool dark_at(const QrCode& code, std::size_t row, std::size_t column) {
    return row >= quiet_zone && column >= quiet_zone && code.dark(row - quiet_zone, column - quiet_zone);
}

std::string half_block_line(const QrCode& code, std::size_t row, std::size_t side) {
    std::string line;
    for (std::size_t column = 0; column < side; ++column) {
        const bool upper = dark_at(code, row, column);
        const bool lower = dark_at(code, row + 1, column);
        if (upper && lower) line += "█";
        else if (upper) line += "▀";
        else if (lower) line += "▄";
        else line += ' ';
    }
    return line;
}

std::string ascii_line(const QrCode& code, std::size_t row, std::size_t side) {
    std::string line;
    for (std::size_t column = 0; column < side; ++column) line += dark_at(code, row, column) ? "##" : "  ";
    return line;
}

std::string xml_text(std::string_view text) {
    std::string result;
    for (const char c : base::escape_control(text)) {
        if (c == '&') result += "&amp;";
        else if (c == '<') result += "&lt;";
        else if (c == '>') result += "&gt;";
        else if (c == '"') result += "&quot;";
        else result += c;
    }
    return result;
}

std::vector<std::string> broken(const std::vector<std::string>& lines, std::size_t most) {
    std::vector<std::string> result;
    for (const auto& line : lines) {
        const auto points = base::to_code_points(line);
        for (std::size_t at = 0; at < points.size(); at += most)
            result.push_back(base::to_utf8(std::u32string_view(points).substr(at, most)));
    }
    return result;
}

// The dark modules of all rows, each run of them as one rectangle.
std::string outline(const QrCode& code) {
    std::string path;
    for (std::size_t row = 0; row < code.size(); ++row) {
        for (std::size_t column = 0; column < code.size();) {
            std::size_t end = column;
            while (code.dark(row, end)) ++end;
            if (end > column)
                path += fmt::format("M{} {}h{}v1h-{}z", column + quiet_zone, row + quiet_zone, end - column, end - column);
            column = end + 1;
        }
    }
    return path;
}

}  // namespace

base::Result<QrCode> QrCode::encode(const std::string& text) {
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> made(QRcode_encodeString(text.c_str(), 0, QR_ECLEVEL_M, QR_MODE_8, 1),
                                                               QRcode_free);
    if (!made)
        return base::fail(base::ErrorCode::invalid_argument, "QR code", "the text is empty or longer than a QR code can hold");
    const auto size = static_cast<std::size_t>(made->width);
    std::vector<bool> modules(size * size);
    for (std::size_t i = 0; i < modules.size(); ++i) modules[i] = (made->data[i] & 1) != 0;
    return QrCode(size, std::move(modules));
}

bool QrCode::dark(std::size_t row, std::size_t column) const {
    return row < size_ && column < size_ && modules_[row * size_ + column];
}

std::size_t columns(const QrCode& code, QrStyle style) { return (code.size() + 2 * quiet_zone) * (style.half_blocks ? 1 : 2); }

std::string drawn(const QrCode& code, QrStyle style) {
    const auto side = code.size() + 2 * quiet_zone;
    std::string text;
    for (std::size_t row = 0; row < side; row += style.half_blocks ? 2 : 1) {
        if (style.colours) text += black_on_white;
        text += style.half_blocks ? half_block_line(code, row, side) : ascii_line(code, row, side);
        if (style.colours) text += usual_colours;
        text += '\n';
    }
    return text;
}

std::string svg(const QrCode& code, const std::vector<std::string>& caption) {
    const auto side = code.size() + 2 * quiet_zone;
    const auto room = static_cast<std::size_t>(static_cast<double>(side - 2) / character_width);
    const auto lines = broken(caption, room);
    const double height = static_cast<double>(side) + line_height * static_cast<double>(lines.size()) + (lines.empty() ? 0 : 1);
    auto text = fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}mm\" height=\"{1:.1f}mm\" viewBox=\"0 0 {0} {1:.1f}\">\n"
        "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n<path fill=\"#000\" d=\"{2}\"/>\n",
        side, height, outline(code));
    if (!lines.empty()) text += fmt::format("<g font-family=\"monospace\" font-size=\"{}\" fill=\"#000\">\n", font_size);
    double y = static_cast<double>(side);
    for (const auto& line : lines) {
        text += fmt::format("<text x=\"1\" y=\"{:.1f}\" xml:space=\"preserve\">{}</text>\n", y, xml_text(line));
        y += line_height;
    }
    return text + (lines.empty() ? "" : "</g>\n") + "</svg>\n";
}

}  // namespace gsmcfg::cli
