#include "gsmcfg/store/inbox.hpp"

#include "query.hpp"

#include <limits>

namespace gsmcfg::store {
namespace {

using Text = std::string;
using Number = std::int64_t;
using MaybeNumber = std::optional<std::int64_t>;

constexpr std::string_view columns =
    "id, identity, received_at, modem, imsi, originator, phone, scts, tpdu, text, kind, note, seen_again, message_id, "
    "campaign_id, set_aside";
using InboundRow = Row<Number, Text, Number, Text, Text, Text, Text, MaybeNumber, Text, Text, Text, Text, Number, MaybeNumber,
                       MaybeNumber, Number>;

InboundKind kind_of(std::string_view text) {
    for (const auto kind : {InboundKind::reply, InboundKind::late, InboundKind::unsolicited, InboundKind::report,
                            InboundKind::undecodable, InboundKind::incomplete})
        if (name(kind) == text) return kind;
    throw DatabaseError("the database holds a kind of message that this version does not know: " + Text(text));
}

InboundMessage message_of(const InboundRow& row) {
    InboundMessage message;
    Number received = 0;
    MaybeNumber scts;
    Text kind;
    Number set_aside = 0;
    std::tie(message.id, message.identity, received, message.modem, message.imsi, message.originator, message.phone, scts,
             message.tpdu, message.text, kind, message.note, message.seen_again, message.message, message.campaign, set_aside) =
        row;
    message.set_aside = set_aside != 0;
    message.received_at = from_millis(received);
    message.scts = from_millis(scts);
    message.kind = kind_of(kind);
    return message;
}

constexpr Number page_size = 500;
// Ids grow with time but for steps of the machine's clock.
constexpr auto clock_step = std::chrono::hours(24);

// Every parameter is always bound, so that one statement's type serves all filters; an index is used where one helps.
using FilterArgs = Args<Number, Number, Number, Number, Text, Text, Number>;

Text condition_of(const InboundFilter& filter) {
    Text condition = "id < :before AND id > :floor AND received_at >= :since AND received_at < :until";
    condition += filter.phone.empty() ? " AND :phone = ''" : " AND phone = :phone";
    condition += filter.originator.empty() ? " AND :originator = ''" : " AND originator = :originator";
    condition += filter.campaign ? " AND campaign_id = :campaign" : " AND :campaign = 0";
    if (filter.unmatched)
        condition +=
            " AND message_id IS NULL AND set_aside = 0 AND kind <> 'report' AND NOT (kind = 'unsolicited' AND originator = '' "
            "AND scts IS NULL)";
    Text kinds;
    for (const auto kind : filter.kinds) kinds += (kinds.empty() ? "'" : ", '") + Text(name(kind)) + "'";
    if (!kinds.empty()) condition += " AND kind IN (" + kinds + ")";
    return condition;
}

// Nothing at or below this id is so new.
Number floor_of(Database& database, const InboundFilter& filter) {
    if (!filter.since) return 0;
    Query<Row<Number>, Args<Number>> last(database, "SELECT id FROM inbound WHERE received_at < :time ORDER BY id DESC LIMIT 1");
    const auto row = last.first(to_millis(*filter.since - clock_step));
    return row ? std::get<0>(*row) : 0;
}

Number since_of(const InboundFilter& filter) { return to_millis(filter.since).value_or(std::numeric_limits<Number>::min()); }
Number until_of(const InboundFilter& filter) { return to_millis(filter.until).value_or(std::numeric_limits<Number>::max()); }

constexpr std::string_view part_columns = "identity, received_at, modem, imsi, originator, reference, total, part, tpdu";
using PartRow = Row<Text, Number, Text, Text, Text, Number, Number, Number, Text>;

InboundPart part_of(const PartRow& row) {
    InboundPart part;
    Number received = 0;
    std::tie(part.identity, received, part.modem, part.imsi, part.originator, part.reference, part.total, part.part, part.tpdu) =
        row;
    part.received_at = from_millis(received);
    return part;
}

}  // namespace

std::string_view name(InboundKind kind) {
    switch (kind) {
        case InboundKind::reply: return "reply";
        case InboundKind::late: return "late";
        case InboundKind::unsolicited: return "unsolicited";
        case InboundKind::report: return "report";
        case InboundKind::undecodable: return "undecodable";
        case InboundKind::incomplete: return "incomplete";
    }
    return "?";
}

bool is_unmatched(const InboundMessage& message) {
    const bool kept_to_be_sent = message.kind == InboundKind::unsolicited && message.originator.empty() && !message.scts;
    return !message.message && !message.set_aside && message.kind != InboundKind::report && !kept_to_be_sent;
}

Id newest_inbound(Database& database) {
    Query<Row<MaybeNumber>, Args<>> select(database, "SELECT MAX(id) FROM inbound");
    return std::get<0>(select.first().value()).value_or(0);
}

std::vector<Id> unmatched_after(Database& database, Id after, std::int64_t limit) {
    std::vector<Id> ids;
    Query<Row<Number>, Args<Number, Number>> select(database,
                                                    "SELECT id FROM inbound WHERE message_id IS NULL AND id > :after AND "
                                                    "set_aside = 0 AND kind <> 'report' ORDER BY id LIMIT "
                                                    ":limit");
    select.each([&](Number id) { ids.push_back(id); }, after, limit);
    return ids;
}

struct Inbox::Queries {
    Database& database;
    Query<Row<>, Args<Text>> seen_again{database, "UPDATE inbound SET seen_again = seen_again + 1 WHERE identity = :identity"};
    Query<Row<Number>, Args<Text>> part_seen{database, "SELECT 1 FROM inbound_part WHERE identity = :identity"};
    Insertion<Args<Text, Number, Text, Text, Text, Text, MaybeNumber, Text, Text, Text, Text, MaybeNumber, MaybeNumber>> add{
        database,
        "INSERT INTO inbound (identity, received_at, modem, imsi, originator, phone, scts, tpdu, text, kind, note, "
        "message_id, campaign_id) "
        "VALUES (:identity, :received, :modem, :imsi, :originator, :phone, :scts, :tpdu, :text, :kind, :note, :message, "
        ":campaign)"};
    Query<Row<Number>, Args<Text, Text, Number, Number>> heard_before{
        database,
        "SELECT id FROM inbound WHERE phone = :phone AND text = :text AND received_at >= :since AND id <> :except LIMIT 1"};
    Query<Row<>, Args<Text, Text, MaybeNumber, MaybeNumber, Number, Number>> file{
        database,
        "UPDATE inbound SET kind = :kind, note = :note, message_id = :message, campaign_id = :campaign, set_aside = :aside "
        "WHERE id = :id"};
};

Inbox::Inbox(Database& database) : database_(database), queries_(new Queries{database}) {}
Inbox::~Inbox() = default;

bool Inbox::seen_before(const std::string& identity) {
    return queries_->seen_again.run(identity) > 0 || queries_->part_seen.first(identity).has_value();
}

Id Inbox::add(const InboundMessage& message) {
    return queries_->add.run(message.identity, to_millis(message.received_at), message.modem, message.imsi, message.originator,
                             message.phone, to_millis(message.scts), message.tpdu, message.text, Text(name(message.kind)),
                             message.note, message.message, message.campaign);
}

void Inbox::file(const InboundMessage& message) {
    queries_->file.run(Text(name(message.kind)), message.note, message.message, message.campaign, message.set_aside ? 1 : 0,
                       message.id);
}

void Inbox::add_part(const InboundPart& part) {
    Query<Row<>, Args<Text, Number, Text, Text, Text, Number, Number, Number, Text>> insert(
        database_,
        "INSERT INTO inbound_part (identity, received_at, modem, imsi, originator, reference, total, part, tpdu) VALUES "
        "(:identity, "
        ":received, :modem, :imsi, :originator, :reference, :total, :part, :tpdu)");
    insert.run(part.identity, to_millis(part.received_at), part.modem, part.imsi, part.originator, part.reference, part.total,
               part.part, part.tpdu);
}

std::vector<InboundPart> Inbox::parts(const std::string& originator, std::int64_t reference, std::int64_t total) {
    std::vector<InboundPart> parts;
    Query<PartRow, Args<Text, Number, Number>> select(
        database_,
        "SELECT " + Text(part_columns) +
            " FROM inbound_part WHERE inbound_id IS NULL AND originator = :originator AND reference = :reference AND total = "
            ":total ORDER BY part, id");
    select.each([&](const auto&... column) { parts.push_back(part_of(PartRow(column...))); }, originator, reference, total);
    return parts;
}

void Inbox::complete_parts(const std::string& originator, std::int64_t reference, std::int64_t total, Id inbound) {
    Query<Row<>, Args<Number, Text, Number, Number>> update(database_,
                                                            "UPDATE inbound_part SET inbound_id = :inbound WHERE inbound_id IS "
                                                            "NULL AND originator = :originator AND reference = :reference AND "
                                                            "total = :total");
    update.run(inbound, originator, reference, total);
}

std::optional<InboundPart> Inbox::oldest_part(base::UtcTime before) {
    Query<PartRow, Args<Number>> select(
        database_, "SELECT " + Text(part_columns) +
                       " FROM inbound_part WHERE inbound_id IS NULL AND received_at < :before ORDER BY received_at LIMIT 1");
    const auto row = select.first(to_millis(before));
    if (!row) return std::nullopt;
    return part_of(*row);
}

bool Inbox::heard_before(const std::string& phone, const std::string& text, base::UtcTime since, Id except) {
    return queries_->heard_before.first(phone, text, to_millis(since), except).has_value();
}

std::vector<InboundMessage> Inbox::of_message(Id message) {
    std::vector<InboundMessage> messages;
    Query<InboundRow, Args<Number>> select(database_,
                                           "SELECT " + Text(columns) + " FROM inbound WHERE message_id = :message ORDER BY id");
    select.each([&](const auto&... column) { messages.push_back(message_of(InboundRow(column...))); }, message);
    return messages;
}

void Inbox::each(const std::function<void(const InboundMessage&)>& take) {
    Query<InboundRow, Args<>> select(database_, "SELECT " + Text(columns) + " FROM inbound ORDER BY id");
    select.each([&](const auto&... column) { take(message_of(InboundRow(column...))); });
}

std::optional<InboundMessage> Inbox::find(Id id) {
    Query<InboundRow, Args<Number>> select(database_, "SELECT " + Text(columns) + " FROM inbound WHERE id = :id");
    const auto row = select.first(id);
    return row ? std::optional(message_of(*row)) : std::nullopt;
}

void Inbox::newest(const InboundFilter& filter, const std::function<bool(const InboundMessage&)>& take) {
    Query<InboundRow, Args<Number, Number, Number, Number, Text, Text, Number, Number>> select(
        database_, "SELECT " + Text(columns) + " FROM inbound WHERE " + condition_of(filter) + " ORDER BY id DESC LIMIT :page");
    const auto floor = floor_of(database_, filter);
    auto before = std::numeric_limits<Number>::max();
    for (;;) {
        std::vector<InboundMessage> page;
        select.each([&](const auto&... column) { page.push_back(message_of(InboundRow(column...))); }, before, floor,
                    since_of(filter), until_of(filter), filter.phone, filter.originator, filter.campaign.value_or(0), page_size);
        for (const auto& message : page)
            if (!take(message)) return;
        if (page.size() < static_cast<std::size_t>(page_size)) return;
        before = page.back().id;
    }
}

std::int64_t Inbox::count(const InboundFilter& filter) {
    Query<Row<Number>, FilterArgs> select(database_, "SELECT COUNT(*) FROM inbound WHERE " + condition_of(filter));
    const auto row = select.first(std::numeric_limits<Number>::max(), floor_of(database_, filter), since_of(filter),
                                  until_of(filter), filter.phone, filter.originator, filter.campaign.value_or(0));
    return std::get<0>(row.value());
}

std::vector<Id> Inbox::campaigns_of(const std::string& phone) {
    std::vector<Id> campaigns;
    Query<Row<Number>, Args<Text>> select(
        database_, "SELECT DISTINCT campaign_id FROM message WHERE phone = :phone ORDER BY campaign_id DESC LIMIT 8");
    select.each([&](Number id) { campaigns.push_back(id); }, phone);
    return campaigns;
}

}  // namespace gsmcfg::store
