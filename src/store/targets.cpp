#include "gsmcfg/store/targets.hpp"

#include "query.hpp"
#include "tally.hpp"
#include "turns.hpp"

namespace gsmcfg::store {
namespace {

using Text = std::string;
using MaybeText = std::optional<std::string>;
using Number = std::int64_t;
using MaybeNumber = std::optional<std::int64_t>;

constexpr std::string_view columns =
    "id, campaign_id, position, phone, serial, label, credential, credential_step, overrides, extra, state, outcome, detail, "
    "imsi, "
    "not_before, started_at, finished_at, stage";
using TargetRow = Row<Number, Number, Number, Text, Text, Text, Text, Number, Text, Text, Text, Text, Text, Text, Number,
                      MaybeNumber, MaybeNumber, Number>;

Text select(std::string_view rest) { return "SELECT " + Text(columns) + " FROM target WHERE " + Text(rest); }

TargetState state_of(std::string_view text) {
    if (text == "waiting") return TargetState::waiting;
    if (text == "open") return TargetState::open;
    if (text == "closed") return TargetState::closed;
    throw DatabaseError("the database holds a target state that this version does not know: " + Text(text));
}

Target target_of(const TargetRow& row) {
    Target target;
    Text state;
    Text outcome;
    Number not_before = 0;
    MaybeNumber started;
    MaybeNumber finished;
    std::tie(target.id, target.campaign, target.position, target.phone, target.serial, target.label, target.credential,
             target.credential_step, target.overrides, target.extra, state, outcome, target.detail, target.imsi, not_before,
             started, finished, target.stage) = row;
    target.state = state_of(state);
    target.outcome = from_name<MeterOutcome>(outcome);
    target.not_before = from_millis(not_before);
    target.started_at = from_millis(started);
    target.finished_at = from_millis(finished);
    return target;
}

std::optional<Target> maybe_target(const std::optional<TargetRow>& row) {
    if (!row) return std::nullopt;
    return target_of(*row);
}

}  // namespace

std::string_view name(TargetState value) {
    switch (value) {
        case TargetState::waiting: return "waiting";
        case TargetState::open: return "open";
        case TargetState::closed: return "closed";
    }
    return "?";
}

struct Targets::Queries {
    Database& database;
    Query<TargetRow, Args<Number, Number, Number>> next_waiting{
        database,
        claiming(database, select("campaign_id = :campaign AND state = 'waiting' AND stage = (SELECT stage FROM campaign WHERE "
                                  "campaign.id = :same) AND +not_before <= :now AND NOT EXISTS "
                                  // +: no index, or all that wait are sorted
                                  "(SELECT 1 FROM target other WHERE other.phone = target.phone AND other.state = 'open') "
                                  "ORDER BY position LIMIT 1"))};
    Query<Row<MaybeNumber>, Args<Number, Number>> next_start{
        database,
        "SELECT MIN(not_before) FROM target WHERE campaign_id = :campaign AND state = 'waiting' AND stage = (SELECT stage FROM "
        "campaign WHERE campaign.id = :same)"};
    Query<Row<Number>, Args<Number, Number, Number>> stage_over{
        database,
        "SELECT CASE WHEN EXISTS (SELECT 1 FROM target WHERE campaign_id = :campaign AND stage = :stage AND state = 'waiting') "
        "OR "
        "EXISTS (SELECT 1 FROM target WHERE campaign_id = :same AND state = 'open') THEN 0 ELSE 1 END"};
    Query<TargetRow, Args<Number>> find{database, select("id = :id")};
    Query<Row<>, Args<Text, Text, Text, Number, Text, Number, MaybeNumber, MaybeNumber, Number, Text, Text>> update{
        database,
        "UPDATE target SET state = :state, outcome = :outcome, detail = :detail, credential_step = :step, imsi = :imsi, "
        "not_before = :not_before, started_at = :started, finished_at = :finished "
        "WHERE id = :id AND state = :old_state AND outcome = :old_outcome"};
    Query<Row<>, Args<Number, Number>> ended{
        database,
        "INSERT INTO event_log (at, kind, subject) SELECT :at, 'meter-done', :id WHERE EXISTS (SELECT 1 FROM event_wanted WHERE "
        "kind = 'meter-done')"};
    Query<Row<>, Args<Number, Text, Number, Number>> tally{database, Text(add_to_tally)};
    void count(Id campaign, MeterOutcome outcome, Number meters) {
        tally.run(campaign, Text(name(outcome)), meters, database.session().part());
    }
    Query<Row<>, Args<Number, Text, MaybeText, MaybeText, MaybeNumber>> add_setting{
        database,
        "INSERT INTO target_setting (target_id, setting, wanted, was, was_at) VALUES (:target, :setting, :wanted, :was, "
        ":was_at)"};
    Query<Row<>, Args<Text, Number, Number, Text, Number>> was_setting{
        database,
        "UPDATE target_setting SET was = :was, was_at = :at WHERE target_id = :target AND setting = :setting AND (was_at IS NULL "
        "OR was_at <= :same_at)"};
    Query<Row<>, Args<Text, Number, MaybeNumber, Number, Text>> see_setting{
        database,
        "UPDATE target_setting SET seen = :seen, seen_at = :at, inbound_id = :inbound WHERE target_id = :target AND setting = "
        ":setting"};
    Query<Row<Text, MaybeText, MaybeText, MaybeNumber, MaybeNumber, MaybeText, MaybeNumber>, Args<Number>> settings{
        database,
        "SELECT setting, wanted, seen, seen_at, inbound_id, was, was_at FROM target_setting WHERE target_id = :target ORDER BY "
        "setting"};
};

Targets::Targets(Database& database) : queries_(new Queries{database}) {}
Targets::~Targets() = default;

std::optional<Target> Targets::next_waiting(Id campaign, base::UtcTime now) {
    return maybe_target(queries_->next_waiting.first(campaign, campaign, to_millis(now)));
}

std::optional<base::UtcTime> Targets::next_start(Id campaign) {
    const auto row = queries_->next_start.first(campaign, campaign);
    return row ? from_millis(std::get<0>(*row)) : std::nullopt;
}

std::optional<Id> Targets::blocked_by(Id campaign) {
    Query<Row<Number>, Args<Number>> select(
        queries_->database,
        "SELECT other.campaign_id FROM target JOIN target other ON other.phone = target.phone AND "
        "other.state = 'open' WHERE target.campaign_id = :campaign AND target.state = 'waiting' LIMIT 1");
    const auto row = select.first(campaign);
    return row ? std::optional(std::get<0>(*row)) : std::nullopt;
}

std::optional<Target> Targets::find(Id target) { return maybe_target(queries_->find.first(target)); }

std::optional<Target> Targets::of_number(Id campaign, const std::string& phone) {
    Query<TargetRow, Args<Number, Text>> one(queries_->database,
                                             select("campaign_id = :campaign AND phone = :phone ORDER BY position LIMIT 1"));
    return maybe_target(one.first(campaign, phone));
}

void Targets::cancel_waiting(Id campaign, const std::string& detail, base::UtcTime now) {
    // In pieces: SQLite keeps in memory what one statement has changed.
    constexpr Number piece = 20'000;
    Query<Row<>, Args<Text, Text, Number, Number, Number, Number>> cancel(
        queries_->database,
        "UPDATE target SET state = 'closed', outcome = :outcome, detail = :detail, finished_at = :now WHERE campaign_id = "
        ":campaign AND position > :from AND position <= :to AND state = 'waiting'");
    Query<Row<MaybeNumber>, Args<Number>> last(queries_->database,
                                               "SELECT MAX(position) FROM target WHERE campaign_id = :campaign");
    const Text cancelled(name(MeterOutcome::cancelled));
    const auto end = std::get<0>(last.first(campaign).value()).value_or(0);
    Number count = 0;
    for (Number from = 0; from < end; from += piece)
        count += cancel.run(cancelled, detail, to_millis(now), campaign, from, from + piece);
    queries_->count(campaign, MeterOutcome::pending, -count);
    queries_->count(campaign, MeterOutcome::cancelled, count);
}

std::vector<Target> Targets::page(Id campaign, std::int64_t after, std::int64_t count) {
    std::vector<Target> targets;
    Query<TargetRow, Args<Number, Number, Number>> some(
        queries_->database, select("campaign_id = :campaign AND position > :after ORDER BY position LIMIT :count"));
    some.each([&](const auto&... column) { targets.push_back(target_of(TargetRow(column...))); }, campaign, after, count);
    return targets;
}

std::vector<Target> Targets::with_serial(const std::string& serial) {
    std::vector<Target> targets;
    Query<TargetRow, Args<Text>> all(
        queries_->database,
        select("serial <> '' AND ltrim(trim(serial), '0') = ltrim(trim(:serial), '0') ORDER BY id DESC LIMIT 8"));
    all.each([&](const auto&... column) { targets.push_back(target_of(TargetRow(column...))); }, serial);
    return targets;
}

void Targets::each(Id campaign, const std::function<void(const Target&)>& take) {
    Query<TargetRow, Args<Number>> all(queries_->database, select("campaign_id = :campaign ORDER BY position"));
    all.each([&](const auto&... column) { take(target_of(TargetRow(column...))); }, campaign);
}

std::vector<Target> Targets::open(Id campaign, const std::string& imsi) {
    std::vector<Target> targets;
    Query<TargetRow, Args<Number>> all(queries_->database,
                                       select("campaign_id = :campaign AND state = 'open' ORDER BY position"));
    all.each(
        [&](const auto&... column) {
            auto target = target_of(TargetRow(column...));
            if (imsi.empty() || target.imsi == imsi) targets.push_back(std::move(target));
        },
        campaign);
    return targets;
}

std::vector<std::string> Targets::open_sims(Id campaign) {
    Query<Row<Text>, Args<Number>> select(queries_->database,
                                          "SELECT DISTINCT imsi FROM target WHERE campaign_id = :campaign AND state = 'open'");
    std::vector<std::string> sims;
    select.each([&](const Text& imsi) { sims.push_back(imsi); }, campaign);
    return sims;
}

std::int64_t Targets::unfinished(Id campaign) {
    Query<Row<Number>, Args<Number>> waiting(
        queries_->database,
        "SELECT CASE WHEN EXISTS (SELECT 1 FROM target WHERE campaign_id = :campaign AND state = 'waiting') THEN 1 ELSE 0 END");
    Query<Row<Number>, Args<Number>> open(
        queries_->database,
        "SELECT CASE WHEN EXISTS (SELECT 1 FROM target WHERE campaign_id = :campaign AND state = 'open') THEN 1 ELSE 0 END");
    return std::get<0>(waiting.first(campaign).value()) + std::get<0>(open.first(campaign).value());
}

std::map<MeterOutcome, std::int64_t> Targets::tally_of_stage(Id campaign, std::int64_t stage, std::int64_t from,
                                                             std::int64_t to) {
    Query<Row<Text, Number>, Args<Number, Number, Number, Number>> select(
        queries_->database,
        "SELECT outcome, COUNT(*) FROM target WHERE campaign_id = :campaign AND position BETWEEN :from AND :to "
        "AND stage = :stage GROUP BY outcome");
    std::map<MeterOutcome, std::int64_t> tally;
    select.each([&](const Text& outcome, Number meters) { tally[from_name<MeterOutcome>(outcome)] = meters; }, campaign, from, to,
                stage);
    return tally;
}

bool Targets::stage_over(Id campaign, std::int64_t stage) {
    return std::get<0>(queries_->stage_over.first(campaign, stage, campaign).value()) != 0;
}

void Targets::update(const Target& before, const Target& after) {
    const auto changed =
        queries_->update.run(Text(name(after.state)), Text(name(after.outcome)), after.detail, after.credential_step, after.imsi,
                             to_millis(after.not_before), to_millis(after.started_at), to_millis(after.finished_at), after.id,
                             Text(name(before.state)), Text(name(before.outcome)));
    if (changed != 1) throw StateConflict("meter " + after.phone + " was changed by another process meanwhile");
    const bool has_ended = after.state == TargetState::closed && after.started_at &&
                           (before.state != TargetState::closed || before.outcome != after.outcome);
    if (has_ended) queries_->ended.run(to_millis(after.finished_at).value_or(0), after.id);
    if (before.outcome == after.outcome) return;
    queries_->count(after.campaign, before.outcome, -1);
    queries_->count(after.campaign, after.outcome, 1);
}

void Targets::add_setting(Id target, const TargetSetting& setting) {
    queries_->add_setting.run(target, setting.setting, setting.wanted, setting.was, to_millis(setting.was_at));
}

void Targets::was_setting(Id target, const std::string& setting, const std::string& was, base::UtcTime at) {
    queries_->was_setting.run(was, to_millis(at), target, setting, to_millis(at));
}

void Targets::see_setting(Id target, const std::string& setting, const std::string& seen, base::UtcTime at,
                          std::optional<Id> inbound) {
    queries_->see_setting.run(seen, to_millis(at), inbound, target, setting);
}

std::vector<TargetSetting> Targets::settings(Id target) {
    std::vector<TargetSetting> settings;
    queries_->settings.each(
        [&](const Text& setting, const MaybeText& wanted, const MaybeText& seen, MaybeNumber seen_at, MaybeNumber inbound,
            const MaybeText& was, MaybeNumber was_at) {
            settings.push_back({setting, wanted, seen, from_millis(seen_at), inbound, was, from_millis(was_at)});
        },
        target);
    return settings;
}

}  // namespace gsmcfg::store
