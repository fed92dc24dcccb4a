#include "gsmcfg/at/line_framer.hpp"

namespace gsmcfg::at {

namespace {
constexpr char ctrl_z = '\x1a';
constexpr char escape = '\x1b';
}  // namespace

bool LineFramer::is_line_end(char byte) noexcept { return byte == '\r' || byte == '\n' || byte == ctrl_z || byte == escape; }

void LineFramer::append(char byte) {
    const auto value = static_cast<unsigned char>(byte);
    if ((value < 0x20 && byte != '\t') || value == 0x7f) return;
    const bool blank = byte == ' ' || byte == '\t';
    if (blank && line_.empty()) return;  // also the blank after a prompt
    if (line_.size() >= max_line) {
        cut_ = true;
        return;
    }
    line_.push_back(byte);
}

std::string_view LineFramer::trimmed() const noexcept {
    std::string_view text = line_;
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

void LineFramer::reset() noexcept {
    line_.clear();
    cut_ = false;
    prompt_expected_ = false;
}

}  // namespace gsmcfg::at
