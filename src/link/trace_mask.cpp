#include "gsmcfg/link/trace_link.hpp"

#include "gsmcfg/base/wipe.hpp"

#include <algorithm>

namespace gsmcfg::link {

namespace {

constexpr std::size_t widest_window = 6;

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F'); }

std::string upper(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return out;
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

void star(std::string& text, std::size_t begin, std::size_t size) {
    std::fill_n(text.begin() + static_cast<std::ptrdiff_t>(begin), size, '*');
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20; }

// Too few digits to be found by a window, at an end of the chunk: the rest may be in another one. An echo goes on to a
// control character, so the "A" of "AT" is not meant.
void star_ends(std::string_view digits, std::string_view body, std::size_t window, std::string& out) {
    std::size_t head = 0;
    while (head < digits.size() && head < window && is_hex(digits[head])) ++head;
    const bool ends_there = head == digits.size() || is_control(digits[head]);
    if (head < window && ends_there && contains(body, digits.substr(0, head))) star(out, 0, head);
    std::size_t tail = 0;
    while (tail < digits.size() && tail < window && is_hex(digits[digits.size() - tail - 1])) ++tail;
    const std::size_t begin = digits.size() - tail;
    if (tail < window && contains(body, digits.substr(begin))) star(out, begin, tail);
}

// "AT" of a command begins a chunk: its A is no digit of a record.
void star_rows(std::string_view digits, std::string& out) {
    std::size_t begin = digits.starts_with("AT") ? 2 : 0;
    while (begin < digits.size()) {
        std::size_t end = begin;
        while (end < digits.size() && is_hex(digits[end])) ++end;
        const bool cut_off = begin == 0 || end == digits.size();
        if (end - begin >= widest_window || (end > begin && cut_off)) star(out, begin, end - begin);
        begin = end + 1;
    }
}

}  // namespace

void TraceMask::hide(std::string_view hex_body) {
    const std::lock_guard guard(mutex_);
    body_ = upper(hex_body);
}

void TraceMask::clear() {
    const std::lock_guard guard(mutex_);
    base::wipe(body_);
    body_.clear();
}

void TraceMask::hide_hex(bool on) {
    const std::lock_guard guard(mutex_);
    hide_hex_ += on ? 1 : -1;
}

std::string TraceMask::apply(std::string_view bytes) const {
    const std::lock_guard guard(mutex_);
    std::string out(bytes);
    const std::string digits = upper(bytes);
    if (hide_hex_ > 0) star_rows(digits, out);
    if (body_.empty()) return out;
    const std::size_t window = std::min(widest_window, body_.size());
    for (std::size_t at = 0; at + window <= digits.size(); ++at) {
        const auto piece = std::string_view(digits).substr(at, window);
        if (std::ranges::all_of(piece, is_hex) && contains(body_, piece)) star(out, at, window);
    }
    star_ends(digits, body_, window, out);
    return out;
}

}  // namespace gsmcfg::link
