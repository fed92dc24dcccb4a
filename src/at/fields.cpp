#include "gsmcfg/at/fields.hpp"

#include "gsmcfg/base/text.hpp"

#include <charconv>

namespace gsmcfg::at {

namespace {

std::optional<int> to_number(std::string_view text) {
    text = base::trim(text);
    int number = 0;
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, number);
    if (text.empty() || error != std::errc{} || rest != end) return std::nullopt;
    return number;
}

Field to_field(std::string_view raw) {
    raw = base::trim(raw);
    if (raw.empty() || raw.front() != '"') return {std::string(raw), false};
    raw.remove_prefix(1);
    if (!raw.empty() && raw.back() == '"') raw.remove_suffix(1);
    return {std::string(raw), true};
}

std::string_view without_brackets(std::string_view text) {
    text = base::trim(text);
    if (!text.empty() && text.front() == '(') text.remove_prefix(1);
    if (!text.empty() && text.back() == ')') text.remove_suffix(1);
    return text;
}

}  // namespace

std::optional<int> Field::number() const { return to_number(text); }

std::string_view parameters(std::string_view line) {
    const std::size_t colon = line.find(':');
    return base::trim(colon == std::string_view::npos ? line : line.substr(colon + 1));
}

std::vector<Field> split_fields(std::string_view text) {
    std::vector<Field> fields;
    if (base::trim(text).empty()) return fields;
    bool quoted = false;
    int depth = 0;
    std::size_t start = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '"') quoted = !quoted;
        if (quoted) continue;
        if (c == '(') ++depth;
        if (c == ')' && depth > 0) --depth;
        if (c != ',' || depth > 0) continue;
        fields.push_back(to_field(text.substr(start, i - start)));
        start = i + 1;
    }
    fields.push_back(to_field(text.substr(start)));
    return fields;
}

std::vector<int> number_set(std::string_view text) {
    constexpr std::size_t limit = 256;
    std::vector<int> numbers;
    for (const Field& field : split_fields(without_brackets(text))) {
        const std::size_t dash = field.text.find('-');
        const auto first = to_number(std::string_view(field.text).substr(0, dash));
        const auto last = dash == std::string::npos ? first : to_number(std::string_view(field.text).substr(dash + 1));
        if (!first || !last) continue;
        for (long value = *first; value <= *last && numbers.size() < limit; ++value) numbers.push_back(static_cast<int>(value));
    }
    return numbers;
}

std::vector<std::string> string_set(std::string_view text) {
    std::vector<std::string> strings;
    for (Field& field : split_fields(without_brackets(text))) {
        if (!field.text.empty()) strings.push_back(std::move(field.text));
    }
    return strings;
}

}  // namespace gsmcfg::at
