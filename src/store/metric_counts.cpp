#include "gsmcfg/store/metric_counts.hpp"

#include "gsmcfg/store/watch_marks.hpp"
#include "query.hpp"
#include "turns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace gsmcfg::store {
namespace {

using Text = std::string;
using Number = std::int64_t;
using MaybeNumber = std::optional<std::int64_t>;

constexpr Number newest_attempts = 10'000;

Text name_of(Metric metric) {
    switch (metric) {
        case Metric::messages: return "messages";
        case Metric::sms_out: return "sms_out";
        case Metric::sms_in: return "sms_in";
        case Metric::reply_delays: return "reply_delays";
        case Metric::reply_delay_ms: return "reply_delay_ms";
        case Metric::line_events: return "line_events";
    }
    return "";
}

// One transaction's reading.
class Reading {
public:
    Reading(Database& database, Number limit) : database_(database), limit_(limit) {}

    bool run() {
        const bool more = read_messages() + read_attempts() + read_inbound() + read_line_events() > 0;
        for (const auto& [key, count] : counts_) {
            const auto& [metric, first, second] = key;
            add_.run(metric, first, second, count);
        }
        return more;
    }

private:
    void count(Metric metric, const Text& first, const Text& second, Number by = 1) {
        counts_[{name_of(metric), first, second}] += by;
    }

    // Calls `page` with the last id that was read; it returns the last one it has read now. 1 if it read a whole page.
    template <typename Page>
    int read_on(const Text& table, Page&& page) {
        const auto mark = "metric:" + table;
        const auto from = watch_mark(database_, mark).value_or(0);
        Number rows = 0;
        const auto reached = page(from, rows);
        if (reached != from) set_watch_mark(database_, mark, reached);
        return rows == limit_ ? 1 : 0;
    }

    void leave_open(const Text& kind, Number id) { open_.run(kind, id); }

    int read_messages() {
        Query<Row<Number, Text>, Args<Number>> ended(
            database_,
            "SELECT message.id, message.outcome FROM metric_open JOIN message ON message.id = metric_open.id WHERE "
            "metric_open.kind = 'message' AND message.outcome <> 'open' LIMIT :limit");
        close("message", "message", [&](auto&& close_one) {
            ended.each(
                [&](Number id, const Text& outcome) {
                    count(Metric::messages, outcome, "");
                    close_one(id);
                },
                limit_);
        });
        Query<Row<Number, Text>, Args<Number, Number>> select(
            database_, "SELECT id, outcome FROM message WHERE id > :from ORDER BY id LIMIT :limit");
        return read_on("message", [&](Number from, Number& rows) {
            std::vector<Number> open;
            select.each(
                [&](Number id, const Text& outcome) {
                    ++rows;
                    from = id;
                    if (outcome == "open") open.push_back(id);
                    else count(Metric::messages, outcome, "");
                },
                from, limit_);
            for (const auto id : open) leave_open("message", id);
            return from;
        });
    }

    int read_attempts() {
        Query<Row<Number, Text, Text, Number>, Args<Number>> ended(
            database_,
            "SELECT attempt.id, attempt.modem, attempt.submission, attempt.parts FROM metric_open JOIN attempt ON attempt.id = "
            "metric_open.id WHERE metric_open.kind = 'attempt' AND attempt.submission <> 'submitting' LIMIT :limit");
        close("attempt", "attempt", [&](auto&& close_one) {
            ended.each(
                [&](Number id, const Text& modem, const Text& submission, Number parts) {
                    count(Metric::sms_out, modem, submission, parts);
                    close_one(id);
                },
                limit_);
        });
        Query<Row<Number, Text, Text, Number>, Args<Number, Number>> select(
            database_, "SELECT id, modem, submission, parts FROM attempt WHERE id > :from ORDER BY id LIMIT :limit");
        return read_on("attempt", [&](Number from, Number& rows) {
            std::vector<Number> open;
            select.each(
                [&](Number id, const Text& modem, const Text& submission, Number parts) {
                    ++rows;
                    from = id;
                    if (submission == "submitting") open.push_back(id);
                    else count(Metric::sms_out, modem, submission, parts);
                },
                from, limit_);
            for (const auto id : open) leave_open("attempt", id);
            return from;
        });
    }

    // Takes off the list what has ended since, and what is no longer there.
    template <typename Find>
    void close(const Text& kind, const Text& table, Find&& find) {
        std::vector<Number> ended;
        find([&](Number id) { ended.push_back(id); });
        Query<Row<>, Args<Text, Number>> remove(database_, "DELETE FROM metric_open WHERE kind = :kind AND id = :id");
        for (const auto id : ended) remove.run(kind, id);
        Query<Row<>, Args<Text>> gone(database_, "DELETE FROM metric_open WHERE kind = :kind AND NOT EXISTS (SELECT 1 FROM " +
                                                     table + " WHERE " + table + ".id = metric_open.id)");
        gone.run(kind);
    }

    int read_inbound() {
        Query<Row<Number, Text, Text, MaybeNumber>, Args<Number, Number>> select(
            database_,
            "SELECT id, modem, kind, CASE WHEN kind IN ('reply', 'late') THEN received_at - (SELECT MAX(submitting_at) FROM "
            "attempt WHERE attempt.message_id = inbound.message_id AND attempt.submitting_at <= inbound.received_at) END FROM "
            "inbound WHERE id > :from ORDER BY id LIMIT :limit");
        return read_on("inbound", [&](Number from, Number& rows) {
            select.each(
                [&](Number id, const Text& modem, const Text& kind, MaybeNumber delay) {
                    ++rows;
                    from = id;
                    count(Metric::sms_in, modem, kind);
                    if (delay) count_delay(*delay);
                },
                from, limit_);
            return from;
        });
    }

    void count_delay(Number millis) {
        const auto bound = std::ranges::find_if(delay_bounds, [&](int seconds) { return millis <= seconds * 1000LL; });
        count(Metric::reply_delays, bound == delay_bounds.end() ? "+Inf" : fmt::format("{}", *bound), "");
        count(Metric::reply_delay_ms, "", "", millis);
    }

    int read_line_events() {
        Query<Row<Number, Text, Text>, Args<Number, Number>> select(
            database_, "SELECT id, modem, kind FROM line_event WHERE id > :from ORDER BY id LIMIT :limit");
        return read_on("line_event", [&](Number from, Number& rows) {
            select.each(
                [&](Number id, const Text& modem, const Text& kind) {
                    ++rows;
                    from = id;
                    count(Metric::line_events, modem, kind);
                },
                from, limit_);
            return from;
        });
    }

    Database& database_;
    Number limit_;
    std::map<std::tuple<Text, Text, Text>, Number> counts_;
    Query<Row<>, Args<Text, Number>> open_{database_, "INSERT INTO metric_open (kind, id) VALUES (:kind, :id)"};
    Query<Row<>, Args<Text, Text, Text, Number>> add_{
        database_,
        "INSERT INTO metric_count (metric, first, second, value) VALUES (:metric, :first, :second, :value) ON CONFLICT (metric, "
        "first, second) DO UPDATE SET value = metric_count.value + excluded.value"};
};

}  // namespace

bool MetricCounts::read_on(std::int64_t limit) {
    Transaction transaction(database_);
    take_turn(database_, Turn::metrics);
    const bool more = Reading(database_, limit).run();
    transaction.commit();
    return more;
}

void MetricCounts::each(Metric metric, const std::function<void(const std::string&, const std::string&, std::int64_t)>& take) {
    Query<Row<Text, Text, Number>, Args<Text>> select(
        database_, "SELECT first, second, value FROM metric_count WHERE metric = :metric ORDER BY first, second");
    select.each([&](const Text& first, const Text& second, Number value) { take(first, second, value); }, name_of(metric));
}

QueueState MetricCounts::queue() {
    QueueState state;
    Query<Row<Number>, Args<>> meters(
        database_,
        "SELECT CAST(COALESCE(SUM(campaign_tally.meters), 0) AS BIGINT) FROM campaign JOIN campaign_tally ON "
        "campaign_tally.campaign_id = campaign.id WHERE campaign.state IN ('ready', 'running') AND outcome = 'pending'");
    state.meters_waiting = std::get<0>(meters.first().value());
    // By the index of what is due: of meters that were begun alone.
    Query<Row<Text, Number, MaybeNumber>, Args<Number>> messages(
        database_,
        "SELECT submission, COUNT(*), MIN(due_at) FROM message WHERE campaign_id = :campaign AND outcome = 'open' AND due_at IS "
        "NOT NULL GROUP BY submission");
    Campaigns campaigns(database_);
    for (const auto campaign : campaigns.active()) {
        const bool held = campaigns.standing(campaign).state == CampaignState::held;
        messages.each(
            [&](const Text& submission, Number count, MaybeNumber due) {
                if (submission != "planned") {
                    state.messages_open += count;
                    return;
                }
                // Of a held campaign nothing is late.
                if (held) return;
                state.messages_due += count;
                if (due && (!state.oldest_due || from_millis(*due) < *state.oldest_due)) state.oldest_due = from_millis(*due);
            },
            campaign);
    }
    return state;
}

Tally MetricCounts::meters() {
    Tally tally;
    Query<Row<Text, Number>, Args<>> select(
        database_,
        "SELECT campaign_tally.outcome, CAST(SUM(campaign_tally.meters) AS BIGINT) FROM campaign_tally JOIN campaign ON "
        "campaign.id = campaign_tally.campaign_id WHERE campaign.state <> 'draft' GROUP BY campaign_tally.outcome");
    select.each([&](const Text& outcome, Number meters) { tally[from_name<MeterOutcome>(outcome)] = meters; });
    return tally;
}

std::map<CampaignState, std::int64_t> MetricCounts::campaigns() {
    std::map<CampaignState, Number> states;
    Query<Row<Text, Number>, Args<>> select(database_,
                                            "SELECT state, COUNT(*) FROM campaign WHERE state <> 'draft' GROUP BY state");
    select.each([&](const Text& state, Number count) { states[from_name<CampaignState>(state)] = count; });
    return states;
}

std::map<std::string, std::int64_t> MetricCounts::sent_since(base::UtcTime since) {
    std::map<Text, Number> sent;
    Query<Row<Text, Number>, Args<Number, Number>> select(
        database_,
        "SELECT modem, CAST(SUM(parts) AS BIGINT) FROM attempt WHERE id > (SELECT COALESCE(MAX(id), 0) FROM attempt) - :newest "
        "AND submitting_at >= :since AND submission IN ('accepted', 'uncertain') GROUP BY modem");
    select.each([&](const Text& modem, Number parts) { sent[modem] = parts; }, newest_attempts, to_millis(since));
    return sent;
}

std::map<std::string, std::int64_t> MetricCounts::sent_on(base::UtcTime day) {
    const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(day));
    std::map<Text, Number> sent;
    Query<Row<Text, Number>, Args<Text>> select(database_, "SELECT imsi, sent FROM sim_day WHERE day = :day");
    select.each([&](const Text& imsi, Number count) { sent[imsi] = count; },
                fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                            static_cast<unsigned>(date.day())));
    return sent;
}

}  // namespace gsmcfg::store
