#include "gsmcfg/meter/reply.hpp"

#include "gsmcfg/base/text.hpp"
#include "meter/canonical.hpp"
#include "meter/dialect_data.hpp"
#include "meter/mask.hpp"

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

// The code that the body names, if it is an error.
std::optional<int> error_code(const Dialect& dialect, std::string_view body) {
    constexpr int hexadecimal = 16;
    for (const auto& form : dialect.parsed().error_forms) {
        const auto captures = form.match_whole(without_trailing_lines(body));
        if (!captures) continue;
        const auto code = captures->find("code");
        if (code != captures->end()) return to_int(code->second, hexadecimal);
    }
    return std::nullopt;
}

Reply error_reply(const Dialect& dialect, Reply reply, int code) {
    const auto* row = dialect.find_error(code);
    if (row == nullptr) return unrecognised(std::move(reply), fmt::format("error code 0x{:02x} is unknown", code));
    reply.kind = Reply::Kind::error;
    reply.error = ReplyError{row->code, row->words, row->error_class, dialect.parsed().errors_probable};
    return reply;
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

Reply values_reply(const Dialect& dialect, Reply reply, const ReplyForm& form, const base::Pattern::Captures& captures) {
    reply.kind = Reply::Kind::values;
    for (const auto& name : form.proves) {
        const auto* setting = dialect.find(name);
        const auto captured = captures.find(name);
        const std::string seen = captured == captures.end() ? std::string() : captured->second;
        auto value = canonical_seen(*setting, seen);
        if (!value)
            return unrecognised(std::move(reply), fmt::format("'{}' is no known value of {}", base::escape_control(seen), name));
        reply.values.emplace(name, std::move(*value));
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
    if (fitting == nullptr) return unrecognised(std::move(reply), no_form_reason(dialect, body));
    return read_form(dialect, std::move(reply), *fitting, *found);
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
            reply.type = std::string(base::trim((*captures)["type"]));
            reply.serial = (*captures)["serial"];
        }
    }
    if (const auto code = error_code(dialect, body)) return error_reply(dialect, std::move(reply), *code);
    if (!headed && data.header_required) {
        if (data.header && data.header->match_whole(without_trailing_lines(text)))
            return unrecognised({}, "cut off: nothing after the serial number");
        return unrecognised({}, "does not begin with the meter's type and serial number");
    }
    if (without_trailing_lines(body).empty()) return unrecognised(std::move(reply), "cut off: nothing after the serial number");
    return read_body(dialect, std::move(reply), body);
}

bool shape_fits(const Dialect&, const MessageText& message, const Reply& reply) {
    switch (reply.kind) {
        case Reply::Kind::error: return true;
        case Reply::Kind::acknowledged: return message.proof == ProofKind::ack;
        case Reply::Kind::count: return message.proof == ProofKind::count;
        case Reply::Kind::unrecognised: return false;
        case Reply::Kind::values: break;
    }
    const auto shown = [&](const std::string& name) { return reply.values.contains(name); };
    return message.proof == ProofKind::value && reply.values.size() == message.proves.size() &&
           std::ranges::all_of(message.proves, shown);
}

bool serial_equal(std::string_view a, std::string_view b) {
    const auto bare = [](std::string_view serial) {
        serial = base::trim(serial);
        if (serial.empty()) return serial;
        const auto first = serial.find_first_not_of('0');
        return first == std::string_view::npos ? serial.substr(serial.size() - 1) : serial.substr(first);
    };
    const auto left = bare(a);
    return !left.empty() && left == bare(b);
}

}  // namespace gsmcfg::meter
