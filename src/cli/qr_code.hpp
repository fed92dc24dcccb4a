// QR codes (ISO/IEC 18004) for terminals and paper. The only place that knows libqrencode.
#pragma once

#include "gsmcfg/base/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::cli {

class QrCode {
public:
    // Error correction level M, the smallest version that holds the text. Errors: invalid_argument (empty, or too long).
    [[nodiscard]] static base::Result<QrCode> encode(const std::string& text);

    // Modules a side, the quiet zone not counted.
    [[nodiscard]] std::size_t size() const { return size_; }
    // False outside, so that the quiet zone is light.
    [[nodiscard]] bool dark(std::size_t row, std::size_t column) const;

private:
    QrCode(std::size_t size, std::vector<bool> modules) : size_(size), modules_(std::move(modules)) {}
    std::size_t size_;
    std::vector<bool> modules_;  // row by row
};

struct QrStyle {
    bool half_blocks = true;  // two modules a character (UTF-8); else ## and blanks, two characters a module
    bool colours = true;      // black on white whatever the terminal's own colours; else its ink stands for dark
};

// Columns that it takes, the quiet zone of four modules counted.
[[nodiscard]] std::size_t columns(const QrCode& code, QrStyle style);
// Lines of text.
[[nodiscard]] std::string drawn(const QrCode& code, QrStyle style);

// An SVG file, a millimetre a module, with the caption's lines below the code, broken where they are too long.
[[nodiscard]] std::string svg(const QrCode& code, const std::vector<std::string>& caption);

}  // namespace gsmcfg::cli
