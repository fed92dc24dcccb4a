#include "meter/message_template.hpp"

#include "meter/dialect_data.hpp"

#include <algorithm>
#include <array>

namespace gsmcfg::meter {
namespace {

constexpr std::array credential_places{credential_place, login_place, password_place};

const std::pair<std::string, std::string>* escape_at(const Dialect& dialect, std::string_view text, bool written) {
    for (const auto& escape : dialect.parsed().escapes)
        if (text.starts_with(written ? escape.second : escape.first)) return &escape;
    return nullptr;
}

std::string translated(const Dialect& dialect, std::string_view value, bool written) {
    std::string result;
    while (!value.empty()) {
        if (const auto* escape = escape_at(dialect, value, written)) {
            result += written ? escape->first : escape->second;
            value.remove_prefix((written ? escape->second : escape->first).size());
        } else {
            result += value.front();
            value.remove_prefix(1);
        }
    }
    return result;
}

}  // namespace

std::string fill(std::string_view text, std::initializer_list<Filling> fillings) {
    std::string result;
    while (!text.empty()) {
        const auto* found =
            std::ranges::find_if(fillings, [&](const Filling& filling) { return text.starts_with(filling.place); });
        if (found != fillings.end()) {
            result += found->by;
            text.remove_prefix(found->place.size());
        } else {
            result += text.front();
            text.remove_prefix(1);
        }
    }
    return result;
}

std::string without_places(std::string_view text) {
    return fill(text, {{credential_place, ""},
                       {login_place, ""},
                       {password_place, ""},
                       {value_place, ""},
                       {id_place, ""},
                       {items_place, ""},
                       {closing_place, ""}});
}

bool wants_credential(std::string_view text) {
    return std::ranges::any_of(credential_places, [&](std::string_view place) { return text.find(place) != text.npos; });
}

Surroundings around(std::string_view text, std::string_view place) {
    const auto at = text.find(place);
    if (at == std::string_view::npos) return {std::string(text), {}};
    return {std::string(text.substr(0, at)), std::string(text.substr(at + place.size()))};
}

std::optional<std::string_view> part_between(const Surroundings& surroundings, std::string_view text) {
    const auto& [before, after] = surroundings;
    if (text.size() < before.size() + after.size() || !text.starts_with(before) || !text.ends_with(after)) return std::nullopt;
    return text.substr(before.size(), text.size() - before.size() - after.size());
}

std::string escaped(const Dialect& dialect, std::string_view value) { return translated(dialect, value, false); }
std::string unescaped(const Dialect& dialect, std::string_view value) { return translated(dialect, value, true); }

std::vector<std::string> split_items(const Dialect& dialect, std::string_view items, std::string_view separator) {
    std::vector<std::string> result(1);
    while (!items.empty()) {
        if (const auto* escape = escape_at(dialect, items, true)) {
            result.back() += escape->second;
            items.remove_prefix(escape->second.size());
        } else if (items.starts_with(separator)) {
            result.emplace_back();
            items.remove_prefix(separator.size());
        } else {
            result.back() += items.front();
            items.remove_prefix(1);
        }
    }
    return result;
}

std::size_t longest_length(const Dialect& dialect, std::string_view text) {
    const auto bare = fill(text, {{credential_place, ""}, {login_place, ""}, {password_place, ""}});
    return dialect.length(bare) + (wants_credential(text) ? dialect.parsed().credential_max_length : 0);
}

std::size_t length_around_value(const Dialect& dialect, const Setting& setting) {
    const auto* frame = dialect.find_frame(setting.frame);
    if (frame == nullptr) return longest_length(dialect, fill(setting.set, {{value_place, ""}}));
    std::string items;
    if (frame->keep)
        for (const auto& other : dialect.settings())
            if (&other != &setting && other.frame == frame->name) items += *frame->keep + frame->separator;
    items += fill(frame->item, {{value_place, ""}, {id_place, setting.id}});
    return longest_length(dialect, fill(frame->set, {{items_place, items}, {closing_place, frame->closing}}));
}

}  // namespace gsmcfg::meter
