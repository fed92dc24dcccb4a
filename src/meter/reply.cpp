#include "gsmcfg/meter/reply.hpp"

#include "gsmcfg/base/text.hpp"
#include "meter/canonical.hpp"
#include "meter/dialect_data.hpp"
#include "meter/fold_case.hpp"
#include "meter/mask.hpp"
#include "meter/message_template.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace gsmcfg::meter {
namespace {

// Ten joined parts of an SMS; no reply is a quarter as long.
constexpr std::size_t longest_reply = 1600;

Reply unrecognised(Reply reply, std::string reason) {
    reply.kind = Reply::Kind::unrecognised;
    reply.values.clear();
    reply.form.clear();
    reply.reason = std::move(reason);
    return reply;
}

std::optional<std::string> hostile_fault(std::string_view text) {
    if (text.size() > longest_reply) return "too long for a reply";
    std::size_t position = 0;
    for (const char32_t c : base::to_code_points(text)) {
        ++position;
        if ((c < 0x20 && c != U'\n' && c != U'\t') || (c >= 0x7F && c < 0xA0))
            return fmt::format("holds a control character (U+{:04X}) at position {}", static_cast<std::uint32_t>(c), position);
        if (c == 0xFFFD) return fmt::format("holds an undecodable character at position {}", position);
    }
    return std::nullopt;
}

std::string_view without_trailing_lines(std::string_view text) {
    while (text.ends_with('\n')) text.remove_suffix(1);
    return text;
}

std::optional<int> to_int(std::string_view text, int base) {
    int value = 0;
    const auto* end = text.data() + text.size();
    const auto [stopped, failure] = std::from_chars(text.data(), end, value, base);
    if (failure != std::errc{} || stopped != end) return std::nullopt;
    return value;
}

struct WordsMatch {
    const ErrorCodeWords* row = nullptr;
    base::Pattern::Captures captures;
};
// The refusal whose words the body is.
std::optional<WordsMatch> in_words(const Dialect& dialect, std::string_view body) {
    for (const auto& row : dialect.errors()) {
        if (!row.pattern) continue;
        if (auto captures = row.pattern->match_whole(without_trailing_lines(body))) return WordsMatch{&row, std::move(*captures)};
    }
    return std::nullopt;
}

// The refusal that the body is, by its words or by its code.
std::optional<ReplyError> error_of(const Dialect& dialect, std::string_view body, std::optional<int>& unknown_code) {
    const auto& data = dialect.parsed();
    const auto bare = without_trailing_lines(body);
    if (const auto words = in_words(dialect, body))
        return ReplyError{words->row->code, words->row->words, words->row->error_class, false};
    for (const auto& form : data.error_forms) {
        const auto captures = form.match_whole(bare);
        if (!captures) continue;
        const auto found = captures->find("code");
        const auto code = found == captures->end() ? std::nullopt : to_int(found->second, data.error_radix);
        if (!code) return std::nullopt;
        if (const auto* row = dialect.find_error(*code))
            return ReplyError{row->code, row->words, row->error_class, data.errors_probable};
        unknown_code = code;
        return std::nullopt;
    }
    return std::nullopt;
}

std::string no_form_reason(const Dialect& dialect, std::string_view body) {
    for (const auto& form : dialect.replies())
        for (const auto& refusal : form.refusals)
            if (refusal.pattern.match_whole(body)) return refusal.reason;
    auto head = without_trailing_lines(body);
    for (auto cut = head.rfind('\n'); cut != std::string_view::npos; cut = head.rfind('\n')) {
        head = head.substr(0, cut);
        for (const auto& form : dialect.replies())
            if (form.pattern->match_whole(head)) return fmt::format("extra lines after the reply about {}", form.name);
    }
    return "fits no reply of this dialect";
}

// A value that the reply shows, into `reply`. False with a reason if it is none.
bool take_value(Reply& reply, const Setting& setting, std::string_view seen) {
    auto value = canonical_seen(setting, seen);
    if (!value) {
        reply.reason = fmt::format("'{}' is no known value of {}", base::escape_control(seen), setting.name);
        return false;
    }
    if (reply.values.emplace(setting.name, std::move(*value)).second) return true;
    reply.reason = fmt::format("shows {} twice", setting.name);
    return false;
}

// A reply that only says yes, where a better one was to be had.
bool other_expected(const Dialect& dialect, const MessageText& message, std::string_view form) {
    return !message.sets.empty() && std::ranges::all_of(message.sets, [&](const std::string& name) {
        const auto* setting = dialect.find(name);
        return setting != nullptr && std::ranges::find(setting->other_replies, form) != setting->other_replies.end();
    });
}

bool answers_with(const Setting& setting, const ReplyForm& form) {
    return setting.reply == form.name || setting.query_reply == form.name;
}

Reply list_reply(const Dialect& dialect, Reply reply, const ReplyForm& form, std::string_view items) {
    reply.kind = Reply::Kind::values;
    for (const auto& text : split_items(dialect, items, form.separator)) {
        const auto item = base::trim(text);
        if (item.empty()) continue;
        const auto captures = form.item->match_whole(item);
        if (!captures) return unrecognised(std::move(reply), "a part of it is no value of the form " + form.name);
        const auto part = [&](std::string_view name) {
            const auto found = captures->find(name);
            return found == captures->end() ? std::string() : found->second;
        };
        const auto setting = std::ranges::find_if(dialect.settings(), [&](const Setting& one) {
            return answers_with(one, form) && fold_case(one.id) == fold_case(part("id"));
        });
        if (setting == dialect.settings().end())
            return unrecognised(std::move(reply),
                                fmt::format("'{}' is no setting that is known", base::escape_control(part("id"))));
        if (!take_value(reply, *setting, unescaped(dialect, part("value")))) {
            auto reason = std::move(reply.reason);
            return unrecognised(std::move(reply), std::move(reason));
        }
    }
    if (reply.values.empty()) return unrecognised(std::move(reply), "shows no value");
    return reply;
}

Reply values_reply(const Dialect& dialect, Reply reply, const ReplyForm& form, const base::Pattern::Captures& captures) {
    if (form.item) {
        const auto items = captures.find("items");
        return list_reply(dialect, std::move(reply), form, items == captures.end() ? std::string_view() : items->second);
    }
    reply.kind = Reply::Kind::values;
    for (const auto& name : form.proves) {
        const auto* setting = dialect.find(name);
        const auto captured = captures.find(name);
        const std::string seen = captured == captures.end() ? std::string() : captured->second;
        if (take_value(reply, *setting, unescaped(dialect, seen))) continue;
        auto reason = std::move(reply.reason);
        return unrecognised(std::move(reply), std::move(reason));
    }
    return reply;
}

Reply read_form(const Dialect& dialect, Reply reply, const ReplyForm& form, const base::Pattern::Captures& captures) {
    constexpr int decimal = 10;
    reply.form = form.name;
    switch (form.proof) {
        case ProofKind::value: return values_reply(dialect, std::move(reply), form, captures);
        case ProofKind::ack:
        case ProofKind::none: reply.kind = Reply::Kind::acknowledged; return reply;
        case ProofKind::count: {
            const auto count = captures.find("count");
            reply.count = count == captures.end() ? std::nullopt : to_int(count->second, decimal);
            if (!reply.count) return unrecognised(std::move(reply), "the count is no number");
            reply.kind = Reply::Kind::count;
            return reply;
        }
    }
    return reply;
}

// A reply says who it is in its header, or in its own words.
void take_identity(Reply& reply, const base::Pattern::Captures& captures) {
    if (const auto type = captures.find("type"); type != captures.end()) reply.type = std::string(base::trim(type->second));
    if (const auto serial = captures.find("serial"); serial != captures.end()) reply.serial = serial->second;
}

Reply read_body(const Dialect& dialect, Reply reply, std::string_view body) {
    const ReplyForm* fitting = nullptr;
    std::optional<base::Pattern::Captures> found;
    for (const auto& form : dialect.replies()) {
        auto captures = form.pattern->match_whole(body);
        if (!captures) continue;
        if (fitting != nullptr)
            return unrecognised(std::move(reply), fmt::format("fits two replies: {} and {}", fitting->name, form.name));
        fitting = &form;
        found = std::move(captures);
    }
    std::optional<int> unknown_code;
    if (auto error = error_of(dialect, body, unknown_code)) {
        // A number is an error wherever it stands; words that say both say nothing.
        const auto words = in_words(dialect, body);
        if (fitting != nullptr && words)
            return unrecognised(std::move(reply), fmt::format("fits an error and the reply {}", fitting->name));
        if (words) take_identity(reply, words->captures);
        reply.kind = Reply::Kind::error;
        reply.error = std::move(error);
        return reply;
    }
    if (fitting == nullptr && unknown_code)
        return unrecognised(std::move(reply), fmt::format("error code 0x{:02x} is unknown", *unknown_code));
    if (fitting == nullptr) return unrecognised(std::move(reply), no_form_reason(dialect, body));
    take_identity(reply, *found);
    return read_form(dialect, std::move(reply), *fitting, *found);
}

// Is this the form of the reply to that message?
bool reply_expected(const Dialect& dialect, const MessageText& message, std::string_view form) {
    if (message.sets.empty()) return dialect.restart() && dialect.restart()->reply == form;
    return std::ranges::all_of(message.sets, [&](const std::string& name) {
        const auto* setting = dialect.find(name);
        return setting != nullptr && setting->reply == form;
    });
}

}  // namespace

std::string_view name(Reply::Kind kind) {
    switch (kind) {
        case Reply::Kind::values: return "values";
        case Reply::Kind::acknowledged: return "acknowledged";
        case Reply::Kind::count: return "count";
        case Reply::Kind::error: return "error";
        case Reply::Kind::unrecognised: return "unrecognised";
    }
    return "";
}

Reply parse_reply(const Dialect& dialect, std::string_view raw) {
    const auto& data = dialect.parsed();
    if (raw.size() > longest_reply) return unrecognised({}, "too long for a reply");
    const auto text = tidy_lines(raw);
    if (without_trailing_lines(text).empty()) return unrecognised({}, "empty");
    if (auto fault = hostile_fault(text)) return unrecognised({}, std::move(*fault));
    if (looks_like_command(dialect, text)) return unrecognised({}, "a command, not a reply");

    Reply reply;
    std::string body = text;
    bool headed = false;
    if (data.header_with_body) {
        if (auto captures = data.header_with_body->match_whole(text)) {
            headed = true;
            body = std::move((*captures)["body"]);
            take_identity(reply, *captures);
        }
    }
    if (!headed && data.header_required) {
        // An error may come without a header.
        auto bare = read_body(dialect, reply, body);
        if (bare.kind == Reply::Kind::error || bare.reason.starts_with("error code")) return bare;
        if (data.header && data.header->match_whole(without_trailing_lines(text)))
            return unrecognised({}, "cut off: nothing after the serial number");
        return unrecognised({}, "does not begin with the meter's type and serial number");
    }
    if (without_trailing_lines(body).empty()) return unrecognised(std::move(reply), "cut off: nothing after the serial number");
    return read_body(dialect, std::move(reply), body);
}

bool shape_fits(const Dialect& dialect, const MessageText& message, const Reply& reply) {
    switch (reply.kind) {
        case Reply::Kind::error: return true;
        case Reply::Kind::acknowledged:
            return (message.proof == ProofKind::ack && reply_expected(dialect, message, reply.form)) ||
                   other_expected(dialect, message, reply.form);
        case Reply::Kind::count: return message.proof == ProofKind::count && reply_expected(dialect, message, reply.form);
        case Reply::Kind::unrecognised: return false;
        case Reply::Kind::values: break;
    }
    const auto* form = dialect.find_reply(reply.form);
    // A list may lack some of what was asked: that is for the verdict. It shows nothing else.
    if (form != nullptr && form->item)
        return message.proof == ProofKind::value && std::ranges::all_of(reply.values, [&](const auto& value) {
                   return std::ranges::find(message.proves, value.first) != message.proves.end();
               });
    const auto shown = [&](const std::string& name) { return reply.values.contains(name); };
    return message.proof == ProofKind::value && reply.values.size() == message.proves.size() &&
           std::ranges::all_of(message.proves, shown);
}

std::string_view bare_serial(std::string_view serial) {
    serial = base::trim(serial);
    if (serial.empty()) return serial;
    const auto first = serial.find_first_not_of('0');
    return first == std::string_view::npos ? serial.substr(serial.size() - 1) : serial.substr(first);
}

bool serial_equal(std::string_view a, std::string_view b) {
    const auto left = bare_serial(a);
    return !left.empty() && left == bare_serial(b);
}

}  // namespace gsmcfg::meter
