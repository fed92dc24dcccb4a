#include "inbound_filing.hpp"

#include "password_octets.hpp"

#include "gsmcfg/base/digest.hpp"
#include "gsmcfg/base/digits.hpp"
#include "gsmcfg/base/hex.hpp"
#include "gsmcfg/base/text.hpp"
#include "gsmcfg/sms/deliver.hpp"
#include "gsmcfg/sms/reassembly.hpp"
#include "gsmcfg/store/event_log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

namespace gsmcfg::service {
namespace {

// Shorter ones are services of the operator.
constexpr std::size_t shortest_national = 7;
// Long enough for a network that is busy, short enough that a reply is not held back for hours.
constexpr auto parts_wait = std::chrono::minutes(15);
// So that a flood of them holds no transaction for long.
constexpr int most_expired = 200;
// Networks keep a message for days; what comes later answers something else.
constexpr auto late_limit = std::chrono::hours(72);

// TPDUs of one message read twice are equal to the octet; the originator and SCTS are in them. What reaches two SIMs is
// two messages.
std::string identity_of(const std::string& imsi, const base::Octets& tpdu) {
    return base::sha256(imsi + " " + base::to_hex(tpdu));
}

std::optional<sms::Deliver> decoded(const base::Octets& tpdu) {
    auto deliver = sms::decode_deliver(tpdu);
    if (!deliver) return std::nullopt;
    return std::move(*deliver);
}

const meter::Dialect& default_dialect() {
    static const auto dialect = meter::find_embedded(meter::default_dialect);
    if (!dialect) throw store::DatabaseError("the default dialect is missing: " + dialect.error().message());
    return *dialect;
}

// What the store keeps as text must be UTF-8 without NUL.
std::string storable(std::string_view text) {
    std::string clean;
    for (const char32_t c : base::to_code_points(text))
        clean += c == 0 ? std::string("\xEF\xBF\xBD") : base::to_utf8(std::u32string(1, c));
    return clean;
}

}  // namespace

void InboundFiling::set_line(std::string modem, std::string imsi) {
    modem_ = std::move(modem);
    imsi_ = std::move(imsi);
}

void InboundFiling::take(const channel::Inbound& inbound, base::UtcTime now) {
    // What could not be read has no identity: two damaged messages may look alike.
    const auto identity =
        inbound.problem.empty()
            ? identity_of(imsi_, inbound.tpdu)
            : base::sha256(fmt::format("{} {} {} {}", imsi_, modem_, now.time_since_epoch().count(), inbound.token));
    if (store_.inbox.seen_before(identity)) return;
    const auto deliver = decoded(inbound.tpdu);
    if (deliver && deliver->user_data.header.concat && deliver->user_data.header.concat->total > 1) {
        const auto& concat = *deliver->user_data.header.concat;
        return take_part(inbound, identity, concat.reference, concat.total, concat.part, now);
    }
    store::InboundMessage message;
    message.identity = identity;
    message.received_at = now;
    message.modem = modem_;
    message.imsi = imsi_;
    message.originator = storable(inbound.originator);
    message.phone = phone_of(inbound);
    message.scts = inbound.scts;
    message.tpdu = base::to_hex(inbound.tpdu);
    message.text = storable(inbound.text);
    message.kind = inbound.problem.empty() ? store::InboundKind::unsolicited : store::InboundKind::undecodable;
    message.note = inbound.problem;
    file(message, now);
}

std::string InboundFiling::phone_of(const channel::Inbound& inbound) const {
    if (inbound.number) return inbound.number->e164();
    if (inbound.originator.size() < shortest_national || !base::all_digits(inbound.originator)) return {};
    const auto number = base::parse_phone_number(inbound.originator, numbering_);
    return number ? number->e164() : std::string();
}

void InboundFiling::take_part(const channel::Inbound& inbound, const std::string& identity, std::int64_t reference,
                              std::int64_t total, std::int64_t part, base::UtcTime now) {
    const auto phone = phone_of(inbound);
    const auto originator = phone.empty() ? storable(inbound.originator) : phone;
    store_.inbox.add_part({identity, now, modem_, imsi_, originator, reference, total, part, base::to_hex(inbound.tpdu)});
    const auto pieces = store_.inbox.parts(originator, reference, total);
    std::int64_t distinct = 0;
    std::int64_t last = 0;
    for (const auto& piece : pieces) {
        if (piece.part != last) ++distinct;
        last = piece.part;
    }
    // The same number again and again is no message, and must not make each of them dearer than the one before.
    const bool too_many = pieces.size() > 2 * static_cast<std::size_t>(total);
    if (distinct == total || too_many) join_parts(originator, reference, total, distinct == total, now);
}

bool InboundFiling::expire_parts(base::UtcTime now) {
    for (int count = 0; count < most_expired; ++count) {
        const auto oldest = store_.inbox.oldest_part(now - parts_wait);
        if (!oldest) return true;
        join_parts(oldest->originator, oldest->reference, oldest->total, false, now);
    }
    return false;
}

void InboundFiling::join_parts(const std::string& originator, std::int64_t reference, std::int64_t total, bool complete,
                               base::UtcTime now) {
    const auto pieces = store_.inbox.parts(originator, reference, total);
    // Senders use a reference again: of two parts with one number the later counts.
    std::map<std::int64_t, const store::InboundPart*> newest;
    for (const auto& piece : pieces) newest[piece.part] = &piece;
    std::vector<sms::UserData> data;
    store::InboundMessage message;
    std::string identities;
    for (const auto& [number, newest_piece] : newest) {
        const auto& piece = *newest_piece;
        identities += piece.identity;
        message.tpdu += (message.tpdu.empty() ? "" : " ") + piece.tpdu;
        const auto octets = base::from_hex(piece.tpdu);
        if (!octets) continue;
        if (auto deliver = decoded(*octets)) {
            if (deliver->scts) message.scts = deliver->scts->utc_time();
            data.push_back(std::move(deliver->user_data));
        }
    }
    message.identity = base::sha256(identities);
    message.received_at = now;
    message.modem = modem_;
    message.imsi = imsi_;
    message.originator = originator;
    if (originator.starts_with('+')) message.phone = originator;
    message.text = storable(sms::join(data));
    message.kind = complete ? store::InboundKind::unsolicited : store::InboundKind::incomplete;
    if (!complete) message.note = fmt::format("only {} of {} parts came", newest.size(), total);
    file(message, now);
    store_.inbox.complete_parts(originator, reference, total, message.id);
}

void InboundFiling::file(store::InboundMessage& message, base::UtcTime now) {
    const auto identity = message.identity;
    strip(message, now);
    if (message.identity != identity && store_.inbox.seen_before(message.identity)) return;
    message.id = store_.inbox.add(message);
    // What was sent to a device, and kept on a SIM, is no answer of it.
    const bool a_command = message.identity != identity && message.text.find("{credential}") != std::string::npos;
    if (message.kind != store::InboundKind::unsolicited || message.phone.empty() || a_command) return;
    match(message, now);
    if (message.message) store_.inbox.file(message);
    if (message.message && message.unread) store::log_unread(store_.database, message.id, now);
}

void InboundFiling::match(store::InboundMessage& message, base::UtcTime now) {
    if (const auto open = store_.messages.open_of_number(message.phone))
        if (run_.answered(*open, message, now)) return;
    for (const auto& closed : store_.messages.unanswered_of_number(message.phone, now - late_limit))
        if (run_.answered(closed, message, now)) return;
}

// The dialects of the campaigns that wait for an answer of this number.
std::vector<const meter::Dialect*> InboundFiling::dialects_of(const store::InboundMessage& message, base::UtcTime now) {
    std::vector<const meter::Dialect*> dialects;
    if (message.phone.empty()) return dialects;
    if (const auto open = store_.messages.open_of_number(message.phone))
        dialects.push_back(&run_.context(open->campaign).dialect);
    for (const auto& closed : store_.messages.unanswered_of_number(message.phone, now - late_limit))
        dialects.push_back(&run_.context(closed.campaign).dialect);
    return dialects;
}

void InboundFiling::strip(store::InboundMessage& message, base::UtcTime now) {
    using Kind = meter::Reply::Kind;
    const auto kind_in = [&](const meter::Dialect& dialect) { return meter::parse_reply(dialect, message.text).kind; };
    const auto is_good = [](Kind kind) { return kind != Kind::unrecognised && kind != Kind::error; };
    // A good reply has no place for a password, and its serial number may look like one. An error may repeat what was sent.
    const auto by_default = kind_in(default_dialect());
    if (is_good(by_default)) return;
    bool is_error = by_default == Kind::error;
    auto text = message.text;
    for (const auto* dialect : dialects_of(message, now)) {
        const auto kind = kind_in(*dialect);
        if (is_good(kind)) return;
        is_error = is_error || kind == Kind::error;
        if (text == message.text && meter::looks_like_command(*dialect, text)) text = meter::strip_credential(*dialect, text);
    }
    if (!is_error && text == message.text) text = meter::strip_any_credential(text);
    text = run_.credentials().hide(text);
    if (text == message.text) {
        // One that is damaged shows nothing in its text.
        const auto octets = base::from_hex(message.tpdu);
        auto hex = octets ? hex_without(run_.credentials().words(), *octets) : message.tpdu;
        if (hex == message.tpdu) return;
        message.tpdu = std::move(hex);
        message.note += message.note.empty() ? "a password was removed" : "; a password was removed";
        return;
    }
    message.text = std::move(text);
    message.tpdu.clear();
    message.note = "a password was removed";
    // A hash of the whole would be one of the password, for whoever tries them all.
    message.identity = base::sha256(fmt::format("{} {} {} {}", imsi_, message.originator,
                                                message.scts ? message.scts->time_since_epoch().count() : 0, message.text));
}

void InboundFiling::take(const channel::Report& report, base::UtcTime now) {
    if (report.recipient) {
        if (const auto attempt = store_.messages.by_reference(imsi_, report.recipient->e164(), report.reference))
            return run_.reported(*attempt, report, now);
    }
    const auto identity = identity_of(imsi_, report.tpdu);
    if (store_.inbox.seen_before(identity)) return;
    store::InboundMessage message;
    message.identity = identity;
    message.received_at = now;
    message.modem = modem_;
    message.imsi = imsi_;
    if (report.recipient) message.originator = message.phone = report.recipient->e164();
    message.tpdu = base::to_hex(report.tpdu);
    message.kind = store::InboundKind::report;
    message.note = fmt::format("delivery report, reference {}, status 0x{:02x}", report.reference, report.status);
    store_.inbox.add(message);
}

// It came from here, not from the air: it answers nothing.
void InboundFiling::take(const KeptSubmit& submit, base::UtcTime now) {
    store::InboundMessage message;
    message.identity = identity_of(imsi_, submit.tpdu);
    if (store_.inbox.seen_before(message.identity)) return;
    message.received_at = now;
    message.modem = modem_;
    message.imsi = imsi_;
    message.tpdu = base::to_hex(submit.tpdu);
    message.text = storable(submit.text);
    const auto identity = message.identity;
    strip(message, now);
    if (message.identity != identity && store_.inbox.seen_before(message.identity)) return;
    const auto words = fmt::format("{} to {}, kept in the modem", submit.sent ? "sent" : "not sent", storable(submit.recipient));
    message.note = message.note.empty() ? words : words + "; " + message.note;
    store_.inbox.add(message);
}

}  // namespace gsmcfg::service
