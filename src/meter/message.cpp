#include "gsmcfg/meter/message.hpp"

#include "gsmcfg/base/wipe.hpp"

#include "meter/canonical.hpp"
#include "meter/message_template.hpp"

#include <algorithm>
#include <iterator>

namespace gsmcfg::meter {
namespace {

std::vector<std::string> asked_of(const Dialect& dialect, const Setting& setting) {
    const auto* form = dialect.find_reply(setting.query_reply);
    if (form == nullptr) return {};
    return form->item ? std::vector<std::string>{setting.name} : form->proves;
}

// What the reply to these settings will be worth.
void expect_reply(const Dialect& dialect, std::string_view reply, MessageText& message) {
    const auto* form = dialect.find_reply(reply);
    message.proof = form == nullptr ? ProofKind::none : form->proof;
    if (form == nullptr) return;
    message.proves = form->item || form->proof == ProofKind::count ? message.sets : form->proves;
}

MessageText set_message(const Dialect& dialect, const Setting& setting, std::string_view value) {
    MessageText message;
    message.kind = MessageKind::set;
    message.text = fill(setting.set, {{value_place, on_the_air(dialect, setting, value)}});
    message.sets = {setting.name};
    expect_reply(dialect, setting.reply, message);
    message.idempotent = setting.idempotent;
    message.restarts = setting.restarts;
    message.least_wait = setting.reply_wait;
    message.query_after = setting.query_after;
    return message;
}

MessageText restart_message(const Dialect& dialect, const Restart& restart) {
    MessageText message;
    message.kind = MessageKind::set;
    message.text = restart.set;
    expect_reply(dialect, restart.reply, message);
    message.restarts = true;
    message.least_wait = restart.reply_wait;
    return message;
}

struct Wanted {
    const Setting* setting = nullptr;
    std::string value;
};

std::string join(const std::vector<std::string>& items, std::string_view separator) {
    std::string result;
    for (std::size_t i = 0; i < items.size(); ++i) result += (i == 0 ? "" : std::string(separator)) + items[i];
    return result;
}

// Every setting of the frame in its place.
std::string placed_items(const Dialect& dialect, const Frame& frame, const std::vector<Wanted>& wanted) {
    std::vector<std::string> items;
    for (const auto& setting : dialect.settings()) {
        if (setting.frame != frame.name) continue;
        const auto found = std::ranges::find(wanted, &setting, &Wanted::setting);
        items.push_back(found == wanted.end() ? *frame.keep
                                              : fill(frame.item, {{id_place, setting.id},
                                                                  {value_place, on_the_air(dialect, setting, found->value)}}));
    }
    return join(items, frame.separator);
}

MessageText framed_message(const Dialect& dialect, const Frame& frame, const std::vector<Wanted>& wanted, bool closing) {
    MessageText message;
    message.kind = MessageKind::set;
    std::vector<std::string> items;
    for (const auto& [setting, value] : wanted) {
        items.push_back(fill(frame.item, {{id_place, setting->id}, {value_place, on_the_air(dialect, *setting, value)}}));
        message.sets.push_back(setting->name);
        message.idempotent = message.idempotent && setting->idempotent;
        message.restarts = message.restarts || setting->restarts;
        message.least_wait = std::max(message.least_wait, setting->reply_wait);
        message.query_after = std::max(message.query_after, setting->query_after);
    }
    const auto all = frame.keep ? placed_items(dialect, frame, wanted) : join(items, frame.separator);
    message.text = fill(frame.set, {{items_place, all}, {closing_place, closing ? std::string_view(frame.closing) : ""}});
    message.restarts = message.restarts || (closing && !frame.closing.empty());
    expect_reply(dialect, wanted.front().setting->reply, message);
    return message;
}

// The fewest messages, each within its length; the closing command is in the last.
std::vector<MessageText> framed_messages(const Dialect& dialect, const Frame& frame, const std::vector<Wanted>& wanted,
                                         bool closing) {
    std::vector<MessageText> result;
    std::vector<Wanted> part;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        auto longer = part;
        longer.push_back(wanted[i]);
        const bool many = frame.most != 0 && longer.size() > frame.most;
        const auto text = framed_message(dialect, frame, longer, closing).text;
        if (!part.empty() && (many || longest_length(dialect, text) > dialect.max_length())) {
            result.push_back(framed_message(dialect, frame, part, closing && frame.closes_each));
            longer = {wanted[i]};
        }
        part = std::move(longer);
    }
    result.push_back(framed_message(dialect, frame, part, closing));
    return result;
}

MessageText framed_query(const Dialect& dialect, const Frame& frame, const std::vector<const Setting*>& asked) {
    MessageText message;
    message.kind = MessageKind::query;
    std::vector<std::string> items;
    for (const auto* setting : asked) items.push_back(fill(frame.query_item, {{id_place, setting->id}}));
    message.text = fill(frame.query, {{items_place, join(items, frame.separator)}, {closing_place, ""}});
    expect_reply(dialect, asked.front()->query_reply, message);
    message.proves.clear();
    for (const auto* setting : asked) {
        for (auto& name : asked_of(dialect, *setting))
            if (std::ranges::find(message.proves, name) == message.proves.end()) message.proves.push_back(std::move(name));
    }
    return message;
}

std::vector<MessageText> framed_queries(const Dialect& dialect, const Frame& frame, const std::vector<const Setting*>& asked) {
    std::vector<MessageText> result;
    std::vector<const Setting*> part;
    for (const auto* setting : asked) {
        auto longer = part;
        longer.push_back(setting);
        const bool many = frame.most_asked != 0 && longer.size() > frame.most_asked;
        if (!part.empty() &&
            (many || longest_length(dialect, framed_query(dialect, frame, longer).text) > dialect.max_length())) {
            result.push_back(framed_query(dialect, frame, part));
            longer = {setting};
        }
        part = std::move(longer);
    }
    result.push_back(framed_query(dialect, frame, part));
    return result;
}

}  // namespace

std::vector<MessageText> compose_set(const Dialect& dialect, const Settings& wanted, bool no_restart) {
    std::vector<Wanted> left;
    for (const auto& [name, value] : in_sending_order(dialect, wanted)) {
        const auto* setting = dialect.find(name);
        if (setting->can_set && !(no_restart && setting->restarts)) left.push_back({setting, value});
    }
    std::vector<MessageText> result;
    while (!left.empty()) {
        const auto* first = left.front().setting;
        const auto* frame = dialect.find_frame(first->frame);
        if (frame == nullptr) {
            result.push_back(set_message(dialect, *first, left.front().value));
            left.erase(left.begin());
            continue;
        }
        // What goes last is not drawn forward into the message of the others.
        const auto together = [&](const Wanted& one) {
            return one.setting->frame == first->frame && one.setting->last == first->last;
        };
        std::vector<Wanted> part;
        std::ranges::copy_if(left, std::back_inserter(part), together);
        std::erase_if(left, together);
        const bool last = std::ranges::none_of(left, [&](const Wanted& one) { return one.setting->frame == first->frame; });
        const bool closes = !no_restart && (frame->closes_each || last);
        for (auto& message : framed_messages(dialect, *frame, part, closes)) result.push_back(std::move(message));
    }
    if (dialect.restart() && !no_restart && !result.empty()) result.push_back(restart_message(dialect, *dialect.restart()));
    return result;
}

std::vector<MessageText> compose_query(const Dialect& dialect, const std::vector<std::string>& settings) {
    std::vector<MessageText> result;
    std::vector<std::string> shown;
    for (const auto& setting : dialect.settings()) {
        const auto asked = [&](const Setting& one) {
            return one.can_query && std::ranges::find(settings, one.name) != settings.end() &&
                   std::ranges::find(shown, one.name) == shown.end();
        };
        if (!asked(setting)) continue;
        std::vector<MessageText> messages;
        if (const auto* frame = dialect.find_frame(setting.frame); frame != nullptr && setting.query.empty()) {
            std::vector<const Setting*> together;
            for (const auto& one : dialect.settings())
                if (one.frame == setting.frame && asked(one)) together.push_back(&one);
            messages = framed_queries(dialect, *frame, together);
        } else {
            MessageText message;
            message.kind = MessageKind::query;
            message.text = setting.query;
            message.sets = {setting.name};
            expect_reply(dialect, setting.query_reply, message);
            message.sets.clear();
            messages.push_back(std::move(message));
        }
        for (auto& message : messages) {
            shown.insert(shown.end(), message.proves.begin(), message.proves.end());
            result.push_back(std::move(message));
        }
    }
    return result;
}

base::Secret render(const std::string& text, const base::Secret& credential) {
    const std::string_view whole = credential.reveal();
    const auto colon = whole.find(login_separator);
    const auto login = whole.substr(0, colon);
    const auto password = colon == std::string_view::npos ? std::string_view() : whole.substr(colon + 1);
    auto rendered = fill(text, {{credential_place, whole}, {login_place, login}, {password_place, password}});
    base::Secret result(rendered);
    base::wipe(rendered);
    return result;
}

}  // namespace gsmcfg::meter
