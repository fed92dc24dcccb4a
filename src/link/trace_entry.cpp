#include "gsmcfg/base/text.hpp"
#include "gsmcfg/link/trace_link.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>

namespace gsmcfg::link {

namespace {

char sign(TraceDirection direction) {
    switch (direction) {
        case TraceDirection::to_modem: return '>';
        case TraceDirection::from_modem: return '<';
        case TraceDirection::note: return '#';
    }
    return '#';
}

std::optional<TraceDirection> direction_of(char c) {
    for (const auto direction : {TraceDirection::to_modem, TraceDirection::from_modem, TraceDirection::note}) {
        if (sign(direction) == c) return direction;
    }
    return std::nullopt;
}

void append_escaped(std::string& out, std::string_view bytes) {
    for (const char byte : bytes) {
        const auto value = static_cast<unsigned char>(byte);
        if (byte == '\r') {
            out += "\\r";
        } else if (byte == '\n') {
            out += "\\n";
        } else if (byte == '\t') {
            out += "\\t";
        } else if (byte == '\\') {
            out += "\\\\";
        } else if (value >= 0x20 && value <= 0x7e) {
            out += byte;
        } else {
            out += fmt::format("\\x{:02X}", value);
        }
    }
}

std::optional<char> hex_byte(std::string_view text) {
    unsigned value = 0;
    if (text.size() != 2 || std::from_chars(text.data(), text.data() + 2, value, 16).ptr != text.data() + 2) return std::nullopt;
    return static_cast<char>(value);
}

std::optional<std::string> unescaped(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\') {
            out += text[i];
            continue;
        }
        const char what = ++i < text.size() ? text[i] : '\0';
        if (what == 'r') {
            out += '\r';
        } else if (what == 'n') {
            out += '\n';
        } else if (what == 't') {
            out += '\t';
        } else if (what == '\\') {
            out += '\\';
        } else if (const auto byte = what == 'x' ? hex_byte(text.substr(i + 1, 2)) : std::nullopt) {
            out += *byte;
            i += 2;
        } else {
            return std::nullopt;
        }
    }
    return out;
}

// "12.000345" as microseconds.
std::optional<std::chrono::microseconds> time_of(std::string_view text) {
    const std::size_t point = text.find('.');
    long long seconds = 0;
    long long micros = 0;
    if (point == std::string_view::npos || text.size() - point != 7) return std::nullopt;
    const auto whole = std::from_chars(text.data(), text.data() + point, seconds);
    const auto part = std::from_chars(text.data() + point + 1, text.data() + text.size(), micros);
    if (whole.ec != std::errc{} || whole.ptr != text.data() + point) return std::nullopt;
    if (part.ec != std::errc{} || part.ptr != text.data() + text.size()) return std::nullopt;
    return std::chrono::seconds(seconds) + std::chrono::microseconds(micros);
}

std::optional<TraceEntry> parse_line(std::string_view line) {
    const std::size_t blank = line.find(' ');
    if (line.empty() || line.front() != '+' || blank == std::string_view::npos || line.size() < blank + 3 ||
        line[blank + 2] != ' ') {
        return std::nullopt;
    }
    const auto at = time_of(line.substr(1, blank - 1));
    const auto direction = direction_of(line[blank + 1]);
    auto bytes = unescaped(line.substr(blank + 3));
    if (!at || !direction || !bytes) return std::nullopt;
    return TraceEntry{*at, *direction, std::move(*bytes)};
}

}  // namespace

std::string format_trace_entry(const TraceEntry& entry) {
    std::string line =
        fmt::format("+{}.{:06} {} ", entry.at.count() / 1'000'000, entry.at.count() % 1'000'000, sign(entry.direction));
    append_escaped(line, entry.bytes);
    return line;
}

base::Result<std::vector<TraceEntry>> parse_trace(std::string_view text) {
    std::vector<TraceEntry> entries;
    std::size_t number = 0;
    for (const std::string_view line : base::split(text, '\n')) {
        ++number;
        if (line.empty()) continue;
        auto entry = parse_line(line);
        if (!entry)
            return base::fail(base::ErrorCode::malformed, "line " + std::to_string(number), "this is not a line of a trace");
        entries.push_back(std::move(*entry));
    }
    return entries;
}

}  // namespace gsmcfg::link
