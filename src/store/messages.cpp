#include "gsmcfg/store/messages.hpp"

#include "lease.hpp"
#include "query.hpp"
#include "turns.hpp"

#include <algorithm>

namespace gsmcfg::store {
namespace {

using Text = std::string;
using Number = std::int64_t;
using MaybeNumber = std::optional<std::int64_t>;

constexpr std::string_view columns =
    "id, campaign_id, target_id, ordinal, phone, imsi, kind, text, proof, idempotent, restarts, least_wait_s, query_after_s, "
    "submission, "
    "delivery, outcome, detail, provisional, provisional_detail, attempts, retries, error_retries, late, due_at, owner_id, "
    "closed_at, purpose";
using MessageRow = Row<Number, Number, Number, Number, Text, Text, Text, Text, Text, Number, Number, Number, Number, Text, Text,
                       Text, Text, Text, Text, Number, Number, Number, Number, MaybeNumber, MaybeNumber, MaybeNumber, Text>;

Text select(std::string_view rest) { return "SELECT " + Text(columns) + " FROM message WHERE " + Text(rest); }

Message message_of(const MessageRow& row) {
    Message message;
    Text submission, delivery, outcome, provisional;
    Number idempotent = 0, restarts = 0, least_wait = 0, query_after = 0, late = 0;
    MaybeNumber due, closed;
    std::tie(message.id, message.campaign, message.target, message.ordinal, message.phone, message.imsi, message.kind,
             message.text, message.proof, idempotent, restarts, least_wait, query_after, submission, delivery, outcome,
             message.detail, provisional, message.provisional_detail, message.attempts, message.retries, message.error_retries,
             late, due, message.owner, closed, message.purpose) = row;
    message.idempotent = idempotent != 0;
    message.restarts = restarts != 0;
    message.least_wait = std::chrono::seconds(least_wait);
    message.query_after = std::chrono::seconds(query_after);
    message.submission = from_name<Submission>(submission);
    message.delivery = from_name<Delivery>(delivery);
    message.outcome = from_name<Outcome>(outcome);
    if (!provisional.empty()) message.provisional = from_name<Outcome>(provisional);
    message.late = late != 0;
    message.due_at = from_millis(due);
    message.closed_at = from_millis(closed);
    return message;
}

std::optional<Message> maybe_message(const std::optional<MessageRow>& row) {
    if (!row) return std::nullopt;
    return message_of(*row);
}

constexpr std::string_view attempt_columns =
    "id, message_id, number, phone, modem, imsi, credential, submission, submitting_at, result_at, valid_until, answered, "
    "reference, parts, "
    "cms_error, cme_error, failure, delivery, report_at, report_status, report_tpdu";
using AttemptRow = Row<Number, Number, Number, Text, Text, Text, Text, Text, Number, MaybeNumber, Number, Number, MaybeNumber,
                       Number, MaybeNumber, MaybeNumber, Text, Text, MaybeNumber, MaybeNumber, Text>;

Text select_attempt(std::string_view rest) { return "SELECT " + Text(attempt_columns) + " FROM attempt WHERE " + Text(rest); }

Attempt attempt_of(const AttemptRow& row) {
    Attempt attempt;
    Text submission, delivery;
    Number submitting = 0, valid = 0, answered = 0;
    MaybeNumber result, report;
    std::tie(attempt.id, attempt.message, attempt.number, attempt.phone, attempt.modem, attempt.imsi, attempt.credential,
             submission, submitting, result, valid, answered, attempt.reference, attempt.parts, attempt.cms_error,
             attempt.cme_error, attempt.failure, delivery, report, attempt.report_status, attempt.report_tpdu) = row;
    attempt.submission = from_name<Submission>(submission);
    attempt.delivery = from_name<Delivery>(delivery);
    attempt.submitting_at = from_millis(submitting);
    attempt.result_at = from_millis(result);
    attempt.valid_until = from_millis(valid);
    attempt.answered = answered != 0;
    attempt.report_at = from_millis(report);
    return attempt;
}

std::optional<Attempt> maybe_attempt(const std::optional<AttemptRow>& row) {
    if (!row) return std::nullopt;
    return attempt_of(*row);
}

void refuse_unless_allowed(const Message& before, const Message& after) {
    const auto refuse = [&](std::string_view from, std::string_view to) {
        throw StateConflict("message " + std::to_string(after.id) + " can't go from " + Text(from) + " to " + Text(to));
    };
    if (!allowed(before.submission, after.submission)) refuse(name(before.submission), name(after.submission));
    if (!allowed(before.delivery, after.delivery)) refuse(name(before.delivery), name(after.delivery));
    if (!allowed(before.outcome, after.outcome)) refuse(name(before.outcome), name(after.outcome));
}

const Text due = "outcome = 'open' AND due_at IS NOT NULL AND campaign_id = :campaign AND imsi = :imsi";
const Text due_now = due + " AND due_at <= :now";
// An attempt that the network took, or may have. (SQLite builds a table for each IN of three values, at every run.)
const Text reached = "attempt.submission <> 'refused' AND attempt.submission <> 'not_sent'";

}  // namespace

struct Messages::Queries {
    Database& database;
    Lease lease{database};
    Insertion<Args<Number, Number, Number, Text, Text, Text, Text, Text, Number, Number, Number, Number, Text, Text, Text,
                   MaybeNumber, Text>>
        add{database,
            "INSERT INTO message (campaign_id, target_id, ordinal, phone, imsi, kind, text, proof, idempotent, restarts, "
            "least_wait_s, "
            "query_after_s, submission, delivery, outcome, due_at, purpose) VALUES (:campaign, :target, :ordinal, :phone, :imsi, "
            ":kind, "
            ":text, "
            ":proof, :idempotent, :restarts, :least_wait, :query_after, :submission, :delivery, :outcome, :due, :purpose)"};
    Query<Row<>, Args<Number, Text, Text>> add_setting{
        database, "INSERT INTO message_setting (message_id, setting, role) VALUES (:message, :setting, :role)"};
    Query<MessageRow, Args<Number, Text, Number>> next_to_send{
        database, claiming(database, select(due_now + " AND submission = 'planned' ORDER BY due_at LIMIT 1"))};
    Query<MessageRow, Args<Number, Text, Number>> next_to_give_up{
        database, claiming(database, select(due_now + " AND submission IN ('accepted', 'uncertain') ORDER BY due_at LIMIT 1"))};
    Query<Row<MaybeNumber>, Args<Number, Text>> next_send_time{
        database, "SELECT MIN(due_at) FROM message WHERE " + due + " AND submission = 'planned'"};
    Query<Row<MaybeNumber>, Args<Number, Text>> next_give_up_time{
        database, "SELECT MIN(due_at) FROM message WHERE " + due + " AND submission IN ('accepted', 'uncertain')"};
    Query<Row<MaybeNumber>, Args<Number, Text, Number>> next_give_up_time_after{
        database,
        "SELECT MIN(due_at) FROM message WHERE " + due + " AND due_at > :time AND submission IN ('accepted', 'uncertain')"};
    Query<MessageRow, Args<Number>> find{database, select("id = :id")};
    Query<MessageRow, Args<Text>> open_of_number{
        database,
        // As the unique index on such numbers says it.
        select("phone = :phone AND outcome = 'open' AND submission <> 'planned' AND submission <> 'refused' AND submission <> "
               "'not_sent'")};
    Query<MessageRow, Args<Text, Number>> unanswered_of_number{
        database, select("phone = :phone AND attempts > 0 AND outcome IN ('no_reply', 'unrecognised', 'acknowledged') "
                         "AND closed_at >= :since ORDER BY outcome = 'acknowledged', id DESC LIMIT 8")};
    Query<MessageRow, Args<Number>> of_target{database, select("target_id = :target ORDER BY ordinal")};
    Query<Row<Number, Text, Text>, Args<Number>> target_settings{
        database,
        "SELECT message.id, setting, role FROM message JOIN message_setting ON message_setting.message_id = message.id "
        "WHERE message.target_id = :target"};
    Query<Row<Text, Text>, Args<Number>> settings{database,
                                                  "SELECT setting, role FROM message_setting WHERE message_id = :message"};
    Query<Row<MaybeNumber>, Args<Text, Number>> last_unanswered{
        database, "SELECT MAX(submitting_at) FROM attempt WHERE phone = :phone AND answered = 0 AND submitting_at < :before"};
    Query<Row<Number>, Args<Number, Text>> was_sent{
        database,
        "SELECT CASE WHEN EXISTS (SELECT 1 FROM message JOIN message_setting ON message_setting.message_id = message.id AND role "
        "= 'sets' "
        "JOIN attempt ON attempt.message_id = message.id WHERE message.target_id = :target AND setting = :setting AND " +
            reached + ") THEN 1 ELSE 0 END"};
    Query<Row<Number>, Args<Text>> outstanding_of_sim{
        database,
        "SELECT COUNT(*) FROM target JOIN message ON message.target_id = target.id WHERE target.state = 'open' AND target.imsi = "
        ":imsi AND message.outcome = 'open' AND message.submission IN ('planned', 'leased') AND target.campaign_id IN (SELECT id "
        "FROM campaign WHERE state = 'running')"};
    Query<Row<Number>, Args<Number>> outstanding_of_campaign{
        database,
        "SELECT COUNT(*) FROM target JOIN message ON message.target_id = target.id WHERE target.state = 'open' AND "
        "target.campaign_id = :campaign AND message.outcome = 'open' AND message.submission IN ('planned', 'leased')"};
    Query<Row<>, Args<Text, Text, Text, Text, Text, Text, Number, Number, Number, Number, MaybeNumber, MaybeNumber, MaybeNumber,
                      Text, Text, Number, Text, Text>>
        update{
            database,
            "UPDATE message SET submission = :submission, delivery = :delivery, outcome = :outcome, detail = :detail, "
            "provisional = "
            ":provisional, provisional_detail = :provisional_detail, attempts = :attempts, retries = :retries, error_retries = "
            ":error_retries, late = :late, due_at = :due, owner_id = :owner, closed_at = :closed, imsi = :imsi, text = :text "
            "WHERE id = :id AND submission = :old_submission AND outcome = :old_outcome"};
    Insertion<Args<Number, Number, Text, Text, Text, Text, Text, Number, Number>> add_attempt{
        database,
        "INSERT INTO attempt (message_id, number, phone, modem, imsi, credential, submission, submitting_at, valid_until) VALUES "
        "(:message, :number, :phone, :modem, :imsi, :credential, :submission, :submitting, :valid)"};
    Query<Row<>, Args<Text, MaybeNumber, Number, Number, MaybeNumber, Number, MaybeNumber, MaybeNumber, Text, Text, MaybeNumber,
                      MaybeNumber, Text, Number>>
        update_attempt{
            database,
            "UPDATE attempt SET submission = :submission, result_at = :result, valid_until = :valid, answered = :answered, "
            "reference = :reference, parts = :parts, cms_error = :cms, cme_error = :cme, failure = :failure, delivery = "
            ":delivery, report_at = :report_at, report_status = :report_status, report_tpdu = :tpdu WHERE id = :id"};
    Query<AttemptRow, Args<Number>> attempts{database, select_attempt("message_id = :message ORDER BY number, id")};
    Query<AttemptRow, Args<Number>> last_attempt{database, select_attempt("message_id = :message ORDER BY id DESC LIMIT 1")};
    Query<Row<Number>, Args<Text, Number, Number>> unanswered{
        database,
        "SELECT COUNT(*) FROM attempt WHERE phone = :phone AND answered = 0 AND valid_until >= :since AND id <> :except AND " +
            reached};
    Query<Row<Number>, Args<Text, Number, Number>> unanswered_by_others{
        database,
        "SELECT COUNT(*) FROM attempt WHERE phone = :phone AND answered = 0 AND valid_until >= :since AND message_id <> :message "
        "AND " +
            reached};
    Query<Row<Number>, Args<Text, Number, Number, Text>> unanswered_for{
        database,
        "SELECT COUNT(*) FROM attempt JOIN message_setting ON message_setting.message_id = attempt.message_id AND role = "
        "'proves' "
        "WHERE phone = :phone AND answered = 0 AND valid_until >= :since AND attempt.id <> :except AND setting = :setting AND " +
            reached};
    Query<Row<MaybeNumber>, Args<Text, Number>> foreign_validity{
        database,
        "SELECT MAX(valid_until) FROM attempt JOIN message ON message.id = attempt.message_id WHERE attempt.phone = :phone AND "
        "answered = 0 "
        "AND attempt.delivery = 'unknown' AND message.kind = 'set' AND message.target_id <> :target AND " +
            reached};
    Query<AttemptRow, Args<Text, Text, Number>> by_reference{
        database,
        select_attempt(
            "delivery = 'unknown' AND imsi = :imsi AND phone = :phone AND reference = :reference ORDER BY id DESC LIMIT 1")};
};

Messages::Messages(Database& database) : database_(database), queries_(new Queries{database}) {}
Messages::~Messages() = default;

Id Messages::add(const Message& message) {
    const Id id =
        queries_->add.run(message.campaign, message.target, message.ordinal, message.phone, message.imsi, message.kind,
                          message.text, message.proof, message.idempotent ? 1 : 0, message.restarts ? 1 : 0,
                          message.least_wait.count(), message.query_after.count(), Text(name(message.submission)),
                          Text(name(message.delivery)), Text(name(message.outcome)), to_millis(message.due_at), message.purpose);
    for (const auto& setting : message.sets) queries_->add_setting.run(id, setting, "sets");
    for (const auto& setting : message.proves) queries_->add_setting.run(id, setting, "proves");
    return id;
}

std::optional<Message> Messages::next_to_send(Id campaign, const std::string& imsi, base::UtcTime now) {
    return maybe_message(queries_->next_to_send.first(campaign, imsi, to_millis(now)));
}

std::optional<Message> Messages::next_to_give_up(Id campaign, const std::string& imsi, base::UtcTime now) {
    return maybe_message(queries_->next_to_give_up.first(campaign, imsi, to_millis(now)));
}

std::optional<base::UtcTime> Messages::next_send_time(Id campaign, const std::string& imsi) {
    return from_millis(std::get<0>(queries_->next_send_time.first(campaign, imsi).value()));
}

std::optional<base::UtcTime> Messages::next_give_up_time(Id campaign, const std::string& imsi) {
    return from_millis(std::get<0>(queries_->next_give_up_time.first(campaign, imsi).value()));
}

std::optional<base::UtcTime> Messages::next_give_up_time(Id campaign, const std::string& imsi, base::UtcTime time) {
    return from_millis(std::get<0>(queries_->next_give_up_time_after.first(campaign, imsi, to_millis(time)).value()));
}

std::optional<Message> Messages::find(Id message) { return maybe_message(queries_->find.first(message)); }
std::optional<Message> Messages::open_of_number(const std::string& phone) {
    return maybe_message(queries_->open_of_number.first(phone));
}

std::vector<Message> Messages::unanswered_of_number(const std::string& phone, base::UtcTime since) {
    std::vector<Message> messages;
    queries_->unanswered_of_number.each([&](const auto&... column) { messages.push_back(message_of(MessageRow(column...))); },
                                        phone, to_millis(since));
    return messages;
}

void Messages::hold(Id target) {
    if (database_.session().is(Backend::sqlite)) return;
    Query<Row<Number>, Args<Number>> lock(database_,
                                          "SELECT id FROM message WHERE target_id = :target ORDER BY id FOR NO KEY UPDATE");
    lock.each([](Number) {}, target);
}

std::vector<Message> Messages::of_target(Id target) {
    std::vector<Message> messages;
    queries_->of_target.each([&](const auto&... column) { messages.push_back(message_of(MessageRow(column...))); }, target);
    queries_->target_settings.each(
        [&](Number message, const Text& setting, const Text& role) {
            const auto found = std::ranges::find(messages, message, &Message::id);
            if (found != messages.end()) (role == "sets" ? found->sets : found->proves).push_back(setting);
        },
        target);
    return messages;
}

std::vector<Message> Messages::assignable_of_number(const std::string& phone) {
    std::vector<Message> messages;
    Query<MessageRow, Args<Text>> assignable(
        database_,
        select("phone = :phone AND (attempts > 0 OR submission IN ('accepted', 'uncertain')) AND outcome IN ('open', 'no_reply', "
               "'unrecognised', 'acknowledged') ORDER BY outcome = 'open' DESC, outcome = 'acknowledged', id DESC LIMIT 32"));
    assignable.each([&](const auto&... column) { messages.push_back(message_of(MessageRow(column...))); }, phone);
    return messages;
}

void Messages::settings_of(Message& message) {
    message.sets.clear();
    message.proves.clear();
    queries_->settings.each(
        [&](const Text& setting, const Text& role) { (role == "sets" ? message.sets : message.proves).push_back(setting); },
        message.id);
}

std::optional<base::UtcTime> Messages::last_unanswered(const std::string& phone, base::UtcTime before) {
    return from_millis(std::get<0>(queries_->last_unanswered.first(phone, to_millis(before)).value()));
}

bool Messages::was_sent(Id target, const std::string& setting) {
    return std::get<0>(queries_->was_sent.first(target, setting).value()) != 0;
}

std::int64_t Messages::outstanding_of_sim(const std::string& imsi) {
    return std::get<0>(queries_->outstanding_of_sim.first(imsi).value());
}

std::int64_t Messages::outstanding_of_campaign(Id campaign) {
    return std::get<0>(queries_->outstanding_of_campaign.first(campaign).value());
}

bool Messages::awaits_replies(Id campaign, const std::string& imsi) {
    Query<Row<Number>, Args<Number, Text, Text>> select(
        database_,
        "SELECT CASE WHEN EXISTS (SELECT 1 FROM target JOIN message ON message.target_id = target.id WHERE target.campaign_id = "
        ":campaign AND target.state = 'open' AND (target.imsi = :imsi OR :any = '') AND message.outcome = 'open' AND "
        "message.submission IN ('submitting', 'accepted', 'uncertain')) THEN 1 ELSE 0 END");
    return std::get<0>(select.first(campaign, imsi, imsi).value()) != 0;
}

void Messages::update(const Message& before, const Message& after) {
    refuse_unless_allowed(before, after);
    write(before, after);
}

Message Messages::begin(const Message& planned, Id owner) {
    auto leased = planned;
    leased.submission = Submission::leased;
    leased.owner = owner;
    refuse_unless_allowed(planned, leased);
    auto begun = leased;
    begun.submission = Submission::submitting;
    refuse_unless_allowed(leased, begun);
    queries_->lease.hold(owner);
    write(planned, begun);
    return begun;
}

void Messages::write(const Message& before, const Message& after) {
    const auto changed = queries_->update.run(
        Text(name(after.submission)), Text(name(after.delivery)), Text(name(after.outcome)), after.detail,
        after.provisional ? Text(name(*after.provisional)) : Text(), after.provisional_detail, after.attempts, after.retries,
        after.error_retries, after.late ? 1 : 0, to_millis(after.due_at), after.owner, to_millis(after.closed_at), after.imsi,
        after.text, after.id, Text(name(before.submission)), Text(name(before.outcome)));
    if (changed != 1) throw StateConflict("message " + std::to_string(after.id) + " was changed by another process meanwhile");
}

Id Messages::add_attempt(const Attempt& attempt) {
    return queries_->add_attempt.run(attempt.message, attempt.number, attempt.phone, attempt.modem, attempt.imsi,
                                     attempt.credential, Text(name(attempt.submission)), to_millis(attempt.submitting_at),
                                     to_millis(attempt.valid_until));
}

void Messages::update(const Attempt& attempt) {
    queries_->update_attempt.run(Text(name(attempt.submission)), to_millis(attempt.result_at), to_millis(attempt.valid_until),
                                 attempt.answered ? 1 : 0, attempt.reference, attempt.parts, attempt.cms_error, attempt.cme_error,
                                 attempt.failure, Text(name(attempt.delivery)), to_millis(attempt.report_at),
                                 attempt.report_status, attempt.report_tpdu, attempt.id);
}

std::vector<Attempt> Messages::attempts_of(Id message) {
    std::vector<Attempt> attempts;
    queries_->attempts.each([&](const auto&... column) { attempts.push_back(attempt_of(AttemptRow(column...))); }, message);
    return attempts;
}

std::optional<Attempt> Messages::last_attempt(Id message) { return maybe_attempt(queries_->last_attempt.first(message)); }

std::int64_t Messages::unanswered_attempts(const std::string& phone, base::UtcTime since, Id except) {
    return std::get<0>(queries_->unanswered.first(phone, to_millis(since), except).value());
}

std::int64_t Messages::unanswered_attempts(const std::string& phone, base::UtcTime since, Id except, const std::string& setting) {
    return std::get<0>(queries_->unanswered_for.first(phone, to_millis(since), except, setting).value());
}

std::int64_t Messages::unanswered_attempts_of_others(const std::string& phone, base::UtcTime since, Id message) {
    return std::get<0>(queries_->unanswered_by_others.first(phone, to_millis(since), message).value());
}

std::optional<base::UtcTime> Messages::foreign_validity(const std::string& phone, Id target) {
    const auto row = queries_->foreign_validity.first(phone, target);
    return row ? from_millis(std::get<0>(*row)) : std::nullopt;
}

std::optional<Attempt> Messages::by_reference(const std::string& imsi, const std::string& phone, std::int64_t reference) {
    return maybe_attempt(queries_->by_reference.first(imsi, phone, reference));
}

std::vector<Message> Messages::left_by(Id owner) {
    lock_owner(database_, owner);
    std::vector<Message> messages;
    Query<MessageRow, Args<Number>> left(database_, select("owner_id = :owner AND submission IN ('leased', 'submitting')"));
    left.each([&](const auto&... column) { messages.push_back(message_of(MessageRow(column...))); }, owner);
    return messages;
}

}  // namespace gsmcfg::store
