#include "inbound_view.hpp"

#include "labelled_rows.hpp"
#include "local_time.hpp"
#include "recap.hpp"
#include "storage_access.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/meter/message.hpp"
#include "gsmcfg/meter/reply.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::cli {
namespace {

using store::InboundKind;

constexpr std::size_t usual_words = 60;
constexpr std::size_t least_words = 20;
constexpr std::size_t dialects_looked_at = 8;

meter::Dialect default_dialect() {
    auto dialect = meter::find_embedded(meter::default_dialect);
    if (!dialect) throw store::DatabaseError("the default dialect is missing: " + dialect.error().message());
    return std::move(*dialect);
}

void add_new(std::vector<meter::Dialect>& dialects, const meter::Dialect& dialect) {
    if (std::ranges::find(dialects, dialect.hash(), [](const auto& known) { return known.hash(); }) == dialects.end())
        dialects.push_back(dialect);
}

// Masking may tidy line ends: that hides nothing.
std::string without_blanks(std::string text) {
    std::erase_if(text, [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; });
    return text;
}

std::string shortened(const std::string& text, std::size_t most) {
    const auto points = base::to_code_points(text);
    if (points.size() <= most) return text;
    return base::to_utf8(std::u32string_view(points).substr(0, most - 1)) + "…";
}

std::vector<std::string_view> lines_of(std::string_view text) {
    while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
    auto lines = base::split(text, '\n');
    for (auto& line : lines)
        if (line.ends_with('\r')) line.remove_suffix(1);
    return lines;
}

// A message in one line; one without a text is told by its note.
std::string first_words(const ShownInbound& shown, std::size_t most) {
    std::string words;
    for (const auto line : lines_of(shown.text.empty() ? shown.message.note : shown.text))
        if (const auto part = base::trim(line); !part.empty()) words += (words.empty() ? "" : " / ") + base::escape_control(part);
    return shortened(words, most);
}

std::string kind_words(const store::InboundMessage& message) {
    switch (message.kind) {
        case InboundKind::reply: return "reply";
        case InboundKind::late: return "late: a reply after its time-out";
        case InboundKind::unsolicited:
            if (message.set_aside) return "unsolicited, set aside";
            return store::is_unmatched(message) ? "unsolicited: answers no message of ours" : "kept in the modem to be sent";
        case InboundKind::report: return "report: of a delivery that nothing waits for";
        case InboundKind::undecodable: return "undecodable";
        case InboundKind::incomplete: return "incomplete: parts of it never came";
    }
    return "";
}

std::string tpdu_words(const ShownInbound& shown) {
    if (!shown.tpdu.empty()) return shown.tpdu;
    if (shown.message.tpdu.empty()) return "not kept: it held a password";
    return "not shown: it may hold a password; --show-secrets shows it";
}

}  // namespace

InboundViewer::InboundViewer(store::Database& database, bool show_secrets)
    : campaigns_(std::make_unique<store::Campaigns>(database)),
      inbox_(std::make_unique<store::Inbox>(database)),
      show_secrets_(show_secrets),
      default_(default_dialect()) {}

Outcome<InboundViewer> InboundViewer::make(Invocation& invocation) {
    if (const auto configured = invocation.configuration(); !configured) return refuse(configured.error());
    const auto database = invocation.named_database();
    if (!database) return refuse(database.error());
    InboundViewer viewer(**database, invocation.arguments().flag("show-secrets"));
    if (!viewer.show_secrets_) viewer.passwords_ = known_passwords(invocation, viewer.default_);
    return Outcome<InboundViewer>(std::move(viewer));
}

const meter::Dialect& InboundViewer::dialect_of(store::Id campaign) {
    if (const auto known = by_campaign_.find(campaign); known != by_campaign_.end()) return known->second;
    const auto found = campaigns_->find(campaign);
    if (!found) return default_;
    for (const auto& [id, dialect] : by_campaign_)
        if (dialect.hash() == found->dialect_hash) return by_campaign_.emplace(campaign, dialect).first->second;
    auto dialect = meter::Dialect::parse(found->dialect_text, found->dialect_name);
    return by_campaign_.emplace(campaign, dialect ? std::move(*dialect) : default_).first->second;
}

const std::vector<meter::Dialect>& InboundViewer::dialects_in_use() {
    if (in_use_) return *in_use_;
    in_use_.emplace();
    std::vector<std::string> seen;
    for (const auto& campaign : campaigns_->list()) {
        if (seen.size() == dialects_looked_at) break;
        if (std::ranges::find(seen, campaign.dialect_hash) != seen.end()) continue;
        seen.push_back(campaign.dialect_hash);
        add_new(*in_use_, dialect_of(campaign.id));
    }
    return *in_use_;
}

std::vector<meter::Dialect> InboundViewer::dialects_for(const store::InboundMessage& message) {
    if (message.campaign) return {dialect_of(*message.campaign)};
    std::vector<meter::Dialect> dialects;
    if (!message.phone.empty())
        for (const auto campaign : inbox_->campaigns_of(message.phone)) add_new(dialects, dialect_of(campaign));
    if (dialects.empty())
        for (const auto& dialect : dialects_in_use()) add_new(dialects, dialect);
    add_new(dialects, default_);
    return dialects;
}

// What nobody can read loses all that any of them would hide.
std::string InboundViewer::hidden(const std::vector<meter::Dialect>& dialects, std::string text) const {
    for (const auto& dialect : dialects) text = meter::masked_reply(dialect, text);
    return passwords_.hide(meter::masked_any_command(text));
}

std::string InboundViewer::masked_text(const store::InboundMessage& message) {
    using Kind = meter::Reply::Kind;
    const auto dialects = dialects_for(message);
    for (const auto& dialect : dialects) {
        // A good reply has no place for a password, and its serial number may look like one.
        const auto kind = meter::parse_reply(dialect, message.text).kind;
        if (kind == Kind::values || kind == Kind::count || kind == Kind::acknowledged)
            return meter::masked_reply(dialect, message.text);
    }
    return hidden(dialects, message.text);
}

ShownInbound InboundViewer::view(const store::InboundMessage& message) {
    ShownInbound shown{message, message.text, message.tpdu, false};
    if (show_secrets_) return shown;
    shown.text = masked_text(message);
    // What can't be decoded may hold a secret, and nobody could say where.
    shown.masked = without_blanks(shown.text) != without_blanks(message.text) ||
                   (message.kind == InboundKind::undecodable && !message.tpdu.empty());
    if (shown.masked) shown.tpdu.clear();
    if (without_blanks(shown.text) == without_blanks(message.text)) shown.text = message.text;
    return shown;
}

std::string sender_of(const store::InboundMessage& message) { return message.phone.empty() ? message.originator : message.phone; }

std::string inbound_titles() {
    return fmt::format("{:>6}  {:<25}  {:<16}  {:<11}  {:>8}  {}\n", "ID", "RECEIVED", "FROM", "KIND", "CAMPAIGN", "TEXT");
}

std::string inbound_line(const ShownInbound& shown, std::size_t width) {
    const auto& message = shown.message;
    auto line = fmt::format("{:>6}  {:<25}  {:<16}  {:<11}  {:>8}  ", message.id, local_time(message.received_at),
                            shortened(base::escape_control(sender_of(message)), 16), store::name(message.kind),
                            message.campaign ? std::to_string(*message.campaign) : "-");
    const auto taken = base::to_code_points(line).size();
    const auto room = width == 0 ? usual_words : std::max(least_words, width > taken ? width - taken : 0);
    return line + first_words(shown, room) + "\n";
}

std::string inbound_details(const ShownInbound& shown, std::size_t width) {
    const auto& message = shown.message;
    auto text = fmt::format("Received message {}\n", message.id);
    const auto row = [&](std::string_view name, std::string_view value) { text += labelled_row(name, value, width); };
    row("received", local_time(message.received_at));
    if (message.scts) row("sent", local_time(*message.scts) + ", by the network's clock");
    row("from", message.originator.empty() || message.originator == message.phone || message.phone.empty()
                    ? sender_of(message)
                    : fmt::format("{} (given as {})", message.phone, message.originator));
    row("modem", message.modem);
    row("SIM", message.imsi);
    row("kind", kind_words(message));
    row("note", message.note);
    if (message.seen_again > 0)
        row("read again", counted(static_cast<std::size_t>(message.seen_again), "time") + ": it is one message");
    if (!shown.text.empty()) {
        std::string_view title = "text";
        for (const auto line : lines_of(shown.text)) {
            text += fmt::format("  {:<13}{}\n", title, base::escape_control(line));
            title = "";
        }
    }
    row("TPDU", tpdu_words(shown));
    return text;
}

base::Json inbound_json(const ShownInbound& shown) {
    const auto& message = shown.message;
    auto json = base::Json::object();
    json.set("id", message.id)
        .set("received", iso_time(message.received_at))
        .set("sent", message.scts ? base::Json(iso_time(*message.scts)) : base::Json())
        .set("modem", message.modem)
        .set("imsi", message.imsi)
        .set("originator", message.originator)
        .set("phone", message.phone)
        .set("kind", store::name(message.kind))
        .set("waiting", store::is_unmatched(message))
        .set("set_aside", message.set_aside)
        .set("campaign", message.campaign)
        .set("message", message.message)
        .set("text", shown.text)
        .set("masked", shown.masked)
        .set("note", message.note)
        .set("tpdu", shown.tpdu.empty() ? base::Json() : base::Json(shown.tpdu))
        .set("seen_again", message.seen_again);
    return json;
}

}  // namespace gsmcfg::cli
