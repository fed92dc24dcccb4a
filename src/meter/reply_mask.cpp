#include "gsmcfg/base/text.hpp"
#include "gsmcfg/meter/reply.hpp"
#include "meter/dialect_data.hpp"
#include "meter/fold_case.hpp"
#include "meter/mask.hpp"
#include "meter/message_template.hpp"

#include <algorithm>
#include <utility>

namespace gsmcfg::meter {
namespace {

bool is_serial_line(std::string_view line) {
    constexpr std::size_t least_digits = 3;
    line = base::trim(line);
    return line.size() >= least_digits && std::ranges::all_of(line, [](char c) { return c >= '0' && c <= '9'; });
}

// A reply that was damaged in its keyword still holds the lines below it: all but the first after the serial number go.
std::string mask_below_body(const std::string& text) {
    std::size_t at = 0;
    while (at < text.size()) {
        const auto end = std::min(text.find('\n', at), text.size());
        const bool serial = is_serial_line(std::string_view(text).substr(at, end - at));
        at = end + 1;
        if (!serial || at >= text.size()) continue;
        const auto body_end = text.find('\n', at);
        if (body_end == std::string::npos) return text;
        return text.substr(0, body_end + 1) + mask_lines(std::string_view(text).substr(body_end + 1));
    }
    return text;
}

bool shows_secret(const Dialect& dialect, const Reply& reply) {
    return std::ranges::any_of(reply.values,
                               [&](const auto& entry) { return dialect.is_secret(entry.first) && !entry.second.empty(); });
}

std::string masked_item(const Dialect& dialect, const ReplyForm& form, const std::string& item) {
    const auto captures = form.item->match_whole(base::trim(item));
    if (!captures) return base::trim(item).empty() ? item : std::string(mask_sign);
    const auto part = [&](std::string_view name) {
        const auto found = captures->find(name);
        return found == captures->end() ? std::string() : found->second;
    };
    const auto has_id = [&](const Setting& setting) {
        return (setting.reply == form.name || setting.query_reply == form.name) && fold_case(setting.id) == fold_case(part("id"));
    };
    const auto setting = std::ranges::find_if(dialect.settings(), has_id);
    if (setting != dialect.settings().end() && !setting->secret) return item;
    const auto value = part("value");
    if (value.empty()) return item;
    // Where else its characters stand does not matter: all of them go.
    auto hidden = item;
    for (auto at = hidden.find(value); at != std::string::npos; at = hidden.find(value, at + mask_sign.size()))
        hidden.replace(at, value.size(), mask_sign);
    return hidden;
}

// A list of values, item by item. nullopt: the text is no such list.
std::optional<std::string> hide_in_list(const Dialect& dialect, const ReplyForm& form, const std::string& text) {
    if (!form.item) return std::nullopt;
    const auto captures = form.pattern->search(text);
    const auto items = captures ? captures->find("items") : base::Pattern::Captures::const_iterator();
    if (!captures || items == captures->end() || items->second.empty()) return std::nullopt;
    std::string hidden;
    bool first = true;
    for (const auto& item : split_items(dialect, items->second, form.separator))
        hidden += (std::exchange(first, false) ? "" : form.separator) + masked_item(dialect, form, item);
    const auto at = text.find(items->second);
    return text.substr(0, at) + hidden + text.substr(at + items->second.size());
}

// What the patterns of a dialect have left. A word of a letter or two is in every text.
std::string without_values(const Dialect& dialect, const Reply& reply, std::string text) {
    constexpr std::size_t shortest = 4;
    for (const auto& [name, value] : reply.values) {
        if (!dialect.is_secret(name) || value.size() < shortest) continue;
        for (auto at = text.find(value); at != std::string::npos; at = text.find(value, at + mask_sign.size()))
            text.replace(at, value.size(), mask_sign);
    }
    return text;
}

}  // namespace

std::string valid_utf8(std::string_view text) { return base::to_utf8(base::to_code_points(text)); }

std::string mask_lines(std::string_view text) {
    std::string result;
    bool first = true;
    for (const auto line : base::split(text, '\n')) {
        if (!first) result += '\n';
        first = false;
        if (!base::trim(line).empty()) result += mask_sign;
    }
    return result;
}

std::optional<std::string> hide_secret(const std::vector<base::Pattern>& patterns, std::string_view text) {
    for (const auto& pattern : patterns) {
        const auto captures = pattern.match_whole(text);
        if (!captures) continue;
        const auto part = [&](std::string_view name) {
            const auto found = captures->find(name);
            return found == captures->end() ? std::string() : found->second;
        };
        return part("before") + mask_lines(part("secret")) + part("after");
    }
    return std::nullopt;
}

std::string tidy_lines(std::string_view text) {
    std::string lines;
    const auto valid = valid_utf8(text);
    for (std::size_t i = 0; i < valid.size(); ++i) {
        const char c = valid[i];
        if (c == '\r' && i + 1 < valid.size() && valid[i + 1] == '\n') continue;
        if (c != '\r' && c != '\n') {
            lines += c;
            continue;
        }
        while (!lines.empty() && (lines.back() == ' ' || lines.back() == '\t')) lines.pop_back();
        lines += '\n';
    }
    while (!lines.empty() && (lines.back() == ' ' || lines.back() == '\t')) lines.pop_back();
    return lines;
}

std::string masked_reply(const Dialect& dialect, std::string_view reply_text) {
    if (looks_like_command(dialect, reply_text)) return masked_text(dialect, strip_credential(dialect, reply_text));
    const auto reply = parse_reply(dialect, reply_text);
    if (reply.kind != Reply::Kind::unrecognised && !shows_secret(dialect, reply)) return std::string(reply_text);
    const auto text = tidy_lines(reply_text);
    for (const auto& form : dialect.replies()) {
        if (auto hidden = hide_in_list(dialect, form, text)) return *hidden;
        if (auto hidden = hide_secret(form.masks, text)) return without_values(dialect, reply, std::move(*hidden));
    }
    const bool any_secret = std::ranges::any_of(dialect.settings(), &Setting::secret);
    return any_secret ? without_values(dialect, reply, mask_below_body(text)) : std::string(reply_text);
}

}  // namespace gsmcfg::meter
