// Messages without their secrets.
#include "gsmcfg/meter/message.hpp"
#include "meter/dialect_data.hpp"
#include "meter/mask.hpp"
#include "meter/message_template.hpp"

#include <algorithm>

namespace gsmcfg::meter {
namespace {

// Stands for what varies while the text around it is looked for; no message can hold it.
constexpr std::string_view marker = "\x01";

std::string without_credential(std::string_view text) {
    return fill(text, {{credential_place, mask_sign}, {login_place, mask_sign}, {password_place, mask_sign}});
}

// One item of a frame: nullptr if it is no setting's.
const Setting* setting_of(const Dialect& dialect, const Frame& frame, std::string_view item) {
    for (const auto& setting : dialect.settings()) {
        if (setting.frame != frame.name) continue;
        const auto shape = around(fill(frame.item, {{id_place, setting.id}, {value_place, marker}}), marker);
        if (part_between(shape, item)) return &setting;
    }
    return nullptr;
}

std::string masked_item(const Dialect& dialect, const Frame& frame, std::string_view item) {
    const auto* setting = setting_of(dialect, frame, item);
    if (setting != nullptr && !setting->secret) return std::string(item);
    return setting == nullptr ? std::string(mask_sign) : fill(frame.item, {{id_place, setting->id}, {value_place, mask_sign}});
}

std::string masked_items(const Dialect& dialect, const Frame& frame, std::string_view items) {
    std::vector<const Setting*> places;
    for (const auto& setting : dialect.settings())
        if (setting.frame == frame.name) places.push_back(&setting);
    std::string result;
    std::size_t index = 0;
    for (const auto& item : split_items(dialect, items, frame.separator)) {
        if (index > 0) result += frame.separator;
        if (!frame.keep) result += masked_item(dialect, frame, item);
        else if (index < places.size() && (!places[index]->secret || item == *frame.keep)) result += item;
        else result += mask_sign;
        ++index;
    }
    return result;
}

// nullopt if the text is no message of this frame.
std::optional<std::string> masked_in_frame(const Dialect& dialect, const Frame& frame, std::string_view text) {
    for (const std::string_view closing : {std::string_view(frame.closing), std::string_view()}) {
        const auto shape = around(fill(frame.set, {{items_place, marker}, {closing_place, closing}}), marker);
        const auto items = part_between(shape, text);
        if (items) return shape.before + masked_items(dialect, frame, *items) + shape.after;
    }
    return std::nullopt;
}

std::optional<std::string> masked_value_of(const Setting& setting, std::string_view text) {
    const auto shape = around(setting.set, value_place);
    if (setting.set.empty() || !part_between(shape, text)) return std::nullopt;
    return shape.before + std::string(mask_sign) + shape.after;
}

bool holds_secret(const Dialect& dialect, const Frame& frame) {
    return std::ranges::any_of(dialect.settings(),
                               [&](const Setting& setting) { return setting.secret && setting.frame == frame.name; });
}

}  // namespace

std::string masked_text(const Dialect& dialect, const MessageText& message) {
    for (const auto& name : message.sets) {
        const auto* setting = dialect.find(name);
        if (setting != nullptr && !setting->secret) continue;
        const auto* frame = setting == nullptr ? nullptr : dialect.find_frame(setting->frame);
        const bool known = frame != nullptr     ? masked_in_frame(dialect, *frame, message.text).has_value()
                           : setting != nullptr ? masked_value_of(*setting, message.text).has_value()
                                                : false;
        if (!known) return std::string(mask_sign);
    }
    return masked_text(dialect, message.text);
}

std::string masked_text(const Dialect& dialect, std::string_view text) {
    std::string shown(text);
    for (const auto& setting : dialect.settings())
        if (setting.secret && shown == text) shown = masked_value_of(setting, text).value_or(shown);
    for (const auto& frame : dialect.frames())
        if (holds_secret(dialect, frame) && shown == text) shown = masked_in_frame(dialect, frame, text).value_or(shown);
    shown = hide_secret(dialect.parsed().command_masks, shown).value_or(shown);
    return without_credential(shown);
}

bool looks_like_command(const Dialect& dialect, std::string_view text) {
    const auto& command = dialect.parsed().command;
    return command && command->match_whole(valid_utf8(text));
}

std::string strip_credential(const Dialect& dialect, std::string_view text) {
    const auto& command = dialect.parsed().command;
    if (!command) return std::string(text);
    const auto captures = command->match_whole(valid_utf8(text));
    if (!captures) return std::string(text);
    const auto part = [&](std::string_view name) {
        const auto found = captures->find(name);
        return found == captures->end() ? std::string() : found->second;
    };
    return part("before") + std::string(credential_place) + part("after");
}

namespace {

const std::vector<Dialect>& dialects_of_any_text() {
    static const auto dialects = [] {
        std::vector<Dialect> found;
        // The default first: most texts are its devices'.
        for (const bool first : {true, false})
            for (const auto& name : embedded_names())
                if (auto dialect = find_embedded(name);
                    (name == default_dialect) == first && dialect && dialect->parsed().command_everywhere)
                    found.push_back(std::move(*dialect));
        return found;
    }();
    return dialects;
}

const Dialect* dialect_of_command(std::string_view text) {
    const auto& dialects = dialects_of_any_text();
    const auto found = std::ranges::find_if(dialects, [&](const Dialect& dialect) { return looks_like_command(dialect, text); });
    return found == dialects.end() ? nullptr : &*found;
}

}  // namespace

bool looks_like_any_command(std::string_view text) { return dialect_of_command(text) != nullptr; }

std::string strip_any_credential(std::string_view text) {
    const auto* dialect = dialect_of_command(text);
    return dialect == nullptr ? std::string(text) : strip_credential(*dialect, text);
}

std::string masked_any_command(std::string_view text) {
    const auto* dialect = dialect_of_command(text);
    return dialect == nullptr ? std::string(text) : masked_text(*dialect, strip_credential(*dialect, text));
}

}  // namespace gsmcfg::meter
