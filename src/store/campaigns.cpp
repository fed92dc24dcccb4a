#include "gsmcfg/store/campaigns.hpp"

#include "query.hpp"
#include "tally.hpp"
#include "target_writer.hpp"

#include "gsmcfg/base/clock.hpp"

#include <algorithm>

namespace gsmcfg::store {
namespace {

using Text = std::string;
using Number = std::int64_t;
using MaybeNumber = std::optional<std::int64_t>;

constexpr std::size_t targets_per_transaction = 5000;
constexpr auto gap_for_others = std::chrono::milliseconds(1);

// A sum of the campaign's own record, and what connections to a server have counted in parts.
Text summed(Database& database, const Text& column) {
    if (database.session().is(Backend::sqlite)) return column;
    return "(" + column + " + COALESCE((SELECT CAST(SUM(part." + column +
           ") AS BIGINT) FROM campaign_count part WHERE part.campaign_id = campaign.id), 0))";
}

}  // namespace

struct Campaigns::Queries {
    Database& database;
    explicit Queries(Database& opened) : database(opened) {
        if (database.session().is(Backend::sqlite)) count.emplace(database, Text(in_one));
        else count_in_part.emplace(database, Text(in_parts));
    }
    static constexpr std::string_view in_one =
        "UPDATE campaign SET sms_sent = sms_sent + :sent, sms_received = sms_received + :received, sms_saved = sms_saved + "
        ":saved, possible_duplicates = possible_duplicates + :duplicates WHERE id = :id";
    static constexpr std::string_view in_parts =
        "INSERT INTO campaign_count (sms_sent, sms_received, sms_saved, possible_duplicates, campaign_id, part) VALUES (:sent, "
        ":received, :saved, :duplicates, :campaign, :part) ON CONFLICT (campaign_id, part) DO UPDATE SET sms_sent = "
        "campaign_count.sms_sent + excluded.sms_sent, sms_received = campaign_count.sms_received + excluded.sms_received, "
        "sms_saved = campaign_count.sms_saved + excluded.sms_saved, possible_duplicates = campaign_count.possible_duplicates + "
        "excluded.possible_duplicates";

    std::optional<Query<Row<>, Args<Number, Number, Number, Number, Number>>> count;
    std::optional<Query<Row<>, Args<Number, Number, Number, Number, Number, Number>>> count_in_part;
    Query<Row<Text, Text, Number, Number, Number, Number, Number>, Args<Number>> standing{
        database,
        "SELECT state, held_reason, stage, last_stage, " + summed(database, "sms_sent") +
            " + (SELECT COUNT(*) FROM message WHERE message.campaign_id = "
            "campaign.id AND message.outcome = 'open' AND message.due_at IS NOT NULL AND message.submission = 'submitting'), " +
            summed(database, "sms_received") +
            ", (SELECT COUNT(*) FROM message WHERE "
            "message.campaign_id = campaign.id AND message.outcome = 'open' AND message.due_at IS NOT NULL AND "
            "message.submission IN ('submitting', 'accepted', 'uncertain')) FROM campaign WHERE id = :id"};
    Query<Row<Text, Number>, Args<Number>> tally{
        database,
        "SELECT outcome, told FROM (SELECT outcome, CAST(SUM(meters) AS BIGINT) AS told FROM campaign_tally WHERE campaign_id = "
        ":campaign GROUP BY outcome) AS sums WHERE told <> 0"};
};

Campaigns::Campaigns(Database& database) : database_(database), queries_(new Queries{database}) {}
Campaigns::~Campaigns() = default;

Id Campaigns::create(const Campaign& fresh) {
    Insertion<Args<Text, Text, Number, Text, Text, Text, Text, Text, Text, Text, Text, Text, Text, Text, Text, Text, Text, Text,
                   Text, Number, MaybeNumber>>
        insert(
            database_,
            "INSERT INTO campaign (kind, state, created_at, profile_name, profile_text, profile_hash, dialect_name, "
            "dialect_text, "
            "dialect_hash, list_name, list_hash, settings, options, user_name, sudo_user, host, command_line, program_version, "
            "reason, last_stage, origin_id) VALUES (:kind, :state, :created, :pn, :pt, :ph, :dn, :dt, :dh, :ln, :lh, :settings, "
            ":options, "
            ":user, :sudo, :host, :command, :version, :reason, :last_stage, :origin)");
    return insert.run(Text(name(fresh.kind)), Text(name(CampaignState::draft)), to_millis(fresh.created_at), fresh.profile_name,
                      fresh.profile_text, fresh.profile_hash, fresh.dialect_name, fresh.dialect_text, fresh.dialect_hash,
                      fresh.list_name, fresh.list_hash, fresh.settings, fresh.options, fresh.user_name, fresh.sudo_user,
                      fresh.host, fresh.command_line, fresh.program_version, fresh.reason, fresh.last_stage, fresh.origin);
}

void Campaigns::add_targets(Id campaign, std::int64_t first, std::span<const NewTarget> targets) {
    TargetWriter writer(database_, campaign);
    Query<Row<>, Args<Number, Number>> grow(database_, "UPDATE campaign SET meters = meters + :count WHERE id = :id");
    Query<Row<>, Args<Number, Text, Number, Number>> tally(database_, Text(add_to_tally));
    base::SystemClock clock;
    while (!targets.empty()) {
        const auto chunk = targets.first(std::min(targets.size(), targets_per_transaction));
        Transaction transaction(database_);
        writer.write(first, chunk);
        first += static_cast<Number>(chunk.size());
        grow.run(static_cast<Number>(chunk.size()), campaign);
        tally.run(campaign, Text(name(MeterOutcome::pending)), static_cast<Number>(chunk.size()), database_.session().part());
        transaction.commit();
        targets = targets.subspan(chunk.size());
        if (!targets.empty()) clock.wait_until(clock.now() + gap_for_others, base::StopToken());
    }
}

void Campaigns::change_state(Id campaign, CampaignState from, CampaignState to, const std::string& held_reason,
                             base::UtcTime now) {
    const std::string change = Text(name(from)) + " to " + Text(name(to));
    if (!allowed(from, to)) throw StateConflict("a campaign can't go from " + change);
    const bool ends = to == CampaignState::finished || to == CampaignState::cancelled;
    Query<Row<>, Args<Text, Text, MaybeNumber, Number, Text>> update(
        database_,
        "UPDATE campaign SET state = :to, held_reason = :reason, finished_at = :finished WHERE id = :id AND state = :from");
    if (update.run(Text(name(to)), held_reason, ends ? MaybeNumber(to_millis(now)) : std::nullopt, campaign, Text(name(from))) !=
        1)
        throw StateConflict("campaign " + std::to_string(campaign) + " has changed meanwhile: not taken from " + change);
    if (!ends && to != CampaignState::held) return;
    Query<Row<>, Args<Number, Number, Text>> log(
        database_,
        "INSERT INTO event_log (at, kind, subject, state) SELECT :at, 'campaign-done', :id, :state WHERE EXISTS (SELECT 1 FROM "
        "event_wanted WHERE kind = 'campaign-done')");
    log.run(to_millis(now), campaign, Text(name(to)));
}

void Campaigns::set_owner(Id campaign, std::optional<Id> owner) {
    Query<Row<>, Args<MaybeNumber, Number>> update(database_, "UPDATE campaign SET owner_id = :owner WHERE id = :id");
    update.run(owner, campaign);
}

void Campaigns::release_stage(Id campaign, std::int64_t from) {
    Query<Row<>, Args<Number, Number>> update(database_,
                                              "UPDATE campaign SET stage = stage + 1 WHERE id = :id AND stage = :from");
    if (update.run(campaign, from) != 1)
        throw StateConflict("campaign " + std::to_string(campaign) + " has changed meanwhile: its next stage is released");
}

void Campaigns::set_options(Id campaign, const std::string& options) {
    Query<Row<>, Args<Text, Number>> update(database_, "UPDATE campaign SET options = :options WHERE id = :id");
    update.run(options, campaign);
}

void Campaigns::count(Id campaign, const Counts& counts) {
    if (!counts.any()) return;
    if (queries_->count) queries_->count->run(counts.sent, counts.received, counts.saved, counts.possible_duplicates, campaign);
    else
        queries_->count_in_part->run(counts.sent, counts.received, counts.saved, counts.possible_duplicates, campaign,
                                     database_.session().part());
}

void Campaigns::count_alone(Id campaign) {
    if (database_.session().is(Backend::sqlite)) return;
    Query<Row<Number>, Args<Number>> lock(database_, "SELECT id FROM campaign WHERE id = :id FOR NO KEY UPDATE");
    lock.first(campaign);
}

namespace {

Text summary_columns(Database& database) {
    return "id, kind, state, held_reason, created_at, finished_at, profile_name, profile_hash, dialect_name, dialect_hash, "
           "list_name, list_hash, settings, options, meters, " +
           summed(database, "sms_sent") + ", " + summed(database, "sms_received") + ", " + summed(database, "sms_saved") + ", " +
           summed(database, "possible_duplicates") +
           ", user_name, sudo_user, host, command_line, program_version, reason, owner_id, stage, last_stage, origin_id";
}
using SummaryRow =
    Row<Number, Text, Text, Text, Number, MaybeNumber, Text, Text, Text, Text, Text, Text, Text, Text, Number, Number, Number,
        Number, Number, Text, Text, Text, Text, Text, Text, MaybeNumber, Number, Number, MaybeNumber>;

Campaign summary_of(const SummaryRow& row) {
    Campaign campaign;
    Text kind;
    Text state;
    Number created = 0;
    MaybeNumber finished;
    std::tie(campaign.id, kind, state, campaign.held_reason, created, finished, campaign.profile_name, campaign.profile_hash,
             campaign.dialect_name, campaign.dialect_hash, campaign.list_name, campaign.list_hash, campaign.settings,
             campaign.options, campaign.meters, campaign.sms_sent, campaign.sms_received, campaign.sms_saved,
             campaign.possible_duplicates, campaign.user_name, campaign.sudo_user, campaign.host, campaign.command_line,
             campaign.program_version, campaign.reason, campaign.owner, campaign.stage, campaign.last_stage, campaign.origin) =
        row;
    campaign.kind = from_name<CampaignKind>(kind);
    campaign.state = from_name<CampaignState>(state);
    campaign.created_at = from_millis(created);
    campaign.finished_at = from_millis(finished);
    return campaign;
}

}  // namespace

std::optional<Campaign> Campaigns::find(Id id) {
    Query<SummaryRow, Args<Number>> select(database_, "SELECT " + summary_columns(database_) + " FROM campaign WHERE id = :id");
    const auto row = select.first(id);
    if (!row) return std::nullopt;
    auto campaign = summary_of(*row);
    Query<Row<Text, Text>, Args<Number>> texts(database_, "SELECT profile_text, dialect_text FROM campaign WHERE id = :id");
    if (auto found = texts.first(id)) std::tie(campaign.profile_text, campaign.dialect_text) = std::move(*found);
    return campaign;
}

std::vector<Campaign> Campaigns::list() {
    std::vector<Campaign> campaigns;
    Query<SummaryRow, Args<>> select(database_, "SELECT " + summary_columns(database_) + " FROM campaign ORDER BY id DESC");
    select.each([&](const auto&... columns) { campaigns.push_back(summary_of(SummaryRow(columns...))); });
    return campaigns;
}

Standing Campaigns::standing(Id campaign) {
    const auto row = queries_->standing.first(campaign);
    if (!row) throw DatabaseError("there is no campaign " + std::to_string(campaign));
    Standing standing;
    Text state;
    std::tie(state, standing.held_reason, standing.stage, standing.last_stage, standing.sms_sent, standing.sms_received,
             standing.open_messages) = *row;
    standing.state = from_name<CampaignState>(state);
    return standing;
}

Tally Campaigns::tally(Id campaign) {
    Tally tally;
    queries_->tally.each([&](const Text& outcome, Number meters) { tally[from_name<MeterOutcome>(outcome)] = meters; }, campaign);
    return tally;
}

std::optional<base::UtcTime> Campaigns::last_of_list(CampaignKind kind, const std::string& list_name, base::UtcTime before) {
    Query<Row<MaybeNumber>, Args<Text, Text, Number>> select(
        database_,
        "SELECT MAX(COALESCE(finished_at, created_at)) FROM campaign WHERE kind = :kind AND list_name = :list AND created_at < "
        ":before");
    return from_millis(std::get<0>(select.first(Text(name(kind)), list_name, to_millis(before)).value()));
}

std::optional<Campaign> Campaigns::running_of_list(CampaignKind kind, const std::string& list_name) {
    Query<Row<Number>, Args<Text, Text>> select(database_,
                                                "SELECT id FROM campaign WHERE kind = :kind AND list_name = :list AND state = "
                                                "'running' AND owner_id IS NOT NULL ORDER BY id DESC LIMIT 1");
    const auto row = select.first(Text(name(kind)), list_name);
    return row ? find(std::get<0>(*row)) : std::nullopt;
}

std::vector<Id> Campaigns::active() {
    std::vector<Id> ids;
    Query<Row<Number>, Args<>> select(database_,
                                      "SELECT id FROM campaign WHERE state IN ('ready', 'running', 'held') ORDER BY id");
    select.each([&](Number id) { ids.push_back(id); });
    return ids;
}

}  // namespace gsmcfg::store
