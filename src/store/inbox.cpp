#include "gsmcfg/store/inbox.hpp"

#include "query.hpp"

namespace gsmcfg::store {
namespace {

using Text = std::string;
using Number = std::int64_t;
using MaybeNumber = std::optional<std::int64_t>;

constexpr std::string_view columns =
    "id, identity, received_at, modem, imsi, originator, phone, scts, tpdu, text, kind, note, seen_again, message_id, "
    "campaign_id";
using InboundRow =
    Row<Number, Text, Number, Text, Text, Text, Text, MaybeNumber, Text, Text, Text, Text, Number, MaybeNumber, MaybeNumber>;

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
    std::tie(message.id, message.identity, received, message.modem, message.imsi, message.originator, message.phone, scts,
             message.tpdu, message.text, kind, message.note, message.seen_again, message.message, message.campaign) = row;
    message.received_at = from_millis(received);
    message.scts = from_millis(scts);
    message.kind = kind_of(kind);
    return message;
}

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

struct Inbox::Queries {
    Database& database;
    Query<Row<>, Args<Text>> seen_again{database, "UPDATE inbound SET seen_again = seen_again + 1 WHERE identity = :identity"};
    Query<Row<Number>, Args<Text>> part_seen{database, "SELECT 1 FROM inbound_part WHERE identity = :identity"};
    Query<Row<Number>, Args<Text, Number, Text, Text, Text, Text, MaybeNumber, Text, Text, Text, Text, MaybeNumber, MaybeNumber>>
        add{database,
            "INSERT INTO inbound (identity, received_at, modem, imsi, originator, phone, scts, tpdu, text, kind, note, "
            "message_id, campaign_id) "
            "VALUES (:identity, :received, :modem, :imsi, :originator, :phone, :scts, :tpdu, :text, :kind, :note, :message, "
            ":campaign) "
            "RETURNING id"};
    Query<Row<Number>, Args<Text, Text, Number, Number>> heard_before{
        database,
        "SELECT id FROM inbound WHERE phone = :phone AND text = :text AND received_at >= :since AND id <> :except LIMIT 1"};
    Query<Row<>, Args<Text, Text, MaybeNumber, MaybeNumber, Number>> file{
        database, "UPDATE inbound SET kind = :kind, note = :note, message_id = :message, campaign_id = :campaign WHERE id = :id"};
};

Inbox::Inbox(Database& database) : database_(database), queries_(new Queries{database}) {}
Inbox::~Inbox() = default;

bool Inbox::seen_before(const std::string& identity) {
    return queries_->seen_again.run(identity) > 0 || queries_->part_seen.first(identity).has_value();
}

Id Inbox::add(const InboundMessage& message) {
    const auto row = queries_->add.first(message.identity, to_millis(message.received_at), message.modem, message.imsi,
                                         message.originator, message.phone, to_millis(message.scts), message.tpdu, message.text,
                                         Text(name(message.kind)), message.note, message.message, message.campaign);
    return std::get<0>(row.value());
}

void Inbox::file(const InboundMessage& message) {
    queries_->file.run(Text(name(message.kind)), message.note, message.message, message.campaign, message.id);
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

}  // namespace gsmcfg::store
