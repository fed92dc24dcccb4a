#include "gsmcfg/store/campaign_statistics.hpp"

#include "query.hpp"

namespace gsmcfg::store {
namespace {

using Text = std::string;
using Number = std::int64_t;
using MaybeNumber = std::optional<std::int64_t>;

constexpr std::int64_t delay_step_ms = 100;

// The meters, messages and attempts of a campaign: by the indexes of target, message and attempt in this order.
constexpr std::string_view attempts_of_campaign =
    "FROM target JOIN message ON message.target_id = target.id JOIN attempt ON attempt.message_id = message.id "
    "WHERE target.campaign_id = :campaign AND attempt.submission IN ('accepted', 'uncertain') ";

// What a MeterCourse has beside its Target.
class Courses {
public:
    explicit Courses(Database& database) : database_(database) {}

    MeterCourse of(const Target& target) {
        MeterCourse course;
        course.target = target;
        if (const auto serial = serial_.first(target.phone)) course.known_serial = std::get<0>(*serial);
        const auto sums = sums_.first(target.id).value();
        MaybeNumber last;
        std::tie(course.attempts, course.sms, last) = sums;
        if (last) course.last = attempt(*last);
        return course;
    }

private:
    std::optional<LastAttempt> attempt(Id id) {
        const auto row = attempt_.first(id);
        if (!row) return std::nullopt;
        LastAttempt last;
        Text submission;
        Text delivery;
        Number delivered = 0;
        std::tie(last.message, last.modem, last.imsi, submission, delivery, delivered, last.cms_error, last.cme_error,
                 last.failure) = *row;
        last.submission = from_name<Submission>(submission);
        const auto told = from_name<Delivery>(delivery);
        last.delivered = delivered > 0;
        last.undelivered = told == Delivery::failed || told == Delivery::expired;
        return last;
    }

    Database& database_;
    Query<Row<Text>, Args<Text>> serial_{database_, "SELECT serial FROM meter WHERE phone = :phone"};
    Query<Row<Number, Number, MaybeNumber>, Args<Number>> sums_{
        database_,
        "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN attempt.submission IN ('accepted', 'uncertain') THEN attempt.parts ELSE 0 "
        "END), 0) AS BIGINT), MAX(attempt.id) "
        "FROM message JOIN attempt ON attempt.message_id = message.id WHERE message.target_id = :target"};
    Query<Row<Number, Text, Text, Text, Text, Number, MaybeNumber, MaybeNumber, Text>, Args<Number>> attempt_{
        database_,
        "SELECT message_id, modem, imsi, submission, delivery, (SELECT COUNT(*) FROM attempt other WHERE other.message_id = "
        "attempt.message_id AND other.delivery = 'delivered'), cms_error, cme_error, failure FROM attempt WHERE id = :id"};
};

}  // namespace

void CampaignStatistics::each_meter(Id campaign, const std::function<void(const MeterCourse&)>& take) {
    Courses courses(database_);
    Targets(database_).each(campaign, [&](const Target& target) { take(courses.of(target)); });
}

std::optional<TimeSpan> CampaignStatistics::time_span(Id campaign) {
    Query<Row<MaybeNumber, MaybeNumber, MaybeNumber>, Args<Number>> select(
        database_, "SELECT MIN(started_at), MAX(started_at), MAX(finished_at) FROM target WHERE campaign_id = :campaign");
    const auto row = select.first(campaign).value();
    const auto [first, last_start, last_end] = row;
    if (!first) return std::nullopt;
    return TimeSpan{from_millis(*first), from_millis(std::max(last_start.value_or(*first), last_end.value_or(*first)))};
}

void CampaignStatistics::each_sending(Id campaign, const Buckets& buckets, const std::function<void(const SendingCount&)>& take) {
    Query<Row<Number, Text, Text, Number, Number, Number>, Args<Number, Number, Number>> select(
        database_,
        "SELECT (attempt.submitting_at - :origin) / :width, attempt.modem, attempt.imsi, CAST(SUM(attempt.parts) AS BIGINT), "
        "COUNT(CASE WHEN attempt.delivery = 'delivered' THEN 1 END), "
        "COUNT(CASE WHEN attempt.delivery IN ('failed', 'expired') THEN 1 END) " +
            Text(attempts_of_campaign) + "GROUP BY 1, 2, 3 ORDER BY 1, 2, 3");
    select.each(
        [&](Number bucket, const Text& modem, const Text& imsi, Number sms, Number delivered, Number undelivered) {
            take({bucket, modem, imsi, sms, delivered, undelivered});
        },
        to_millis(buckets.origin), buckets.width.count(), campaign);
}

void CampaignStatistics::each_reply_count(Id campaign, const Buckets& buckets,
                                          const std::function<void(std::int64_t, std::int64_t)>& take) {
    Query<Row<Number, Number>, Args<Number, Number, Number>> select(
        database_,
        "SELECT (inbound.received_at - :origin) / :width, COUNT(*) FROM target JOIN message ON message.target_id = target.id "
        "JOIN inbound ON inbound.message_id = message.id WHERE target.campaign_id = :campaign AND inbound.kind IN ('reply', "
        "'late') GROUP BY 1 ORDER BY 1");
    select.each([&](Number bucket, Number replies) { take(bucket, replies); }, to_millis(buckets.origin), buckets.width.count(),
                campaign);
}

void CampaignStatistics::each_reply_delay(Id campaign, const std::function<void(std::chrono::milliseconds, std::int64_t)>& take) {
    Query<Row<Number, Number>, Args<Number, Number>> select(
        database_,
        "SELECT delay / :step, COUNT(*) FROM (SELECT reply.received_at - (SELECT MAX(attempt.submitting_at) FROM attempt WHERE "
        "attempt.message_id = message.id AND attempt.submitting_at <= reply.received_at) AS delay "
        "FROM target JOIN message ON message.target_id = target.id JOIN inbound reply ON reply.id = (SELECT MIN(inbound.id) "
        "FROM inbound WHERE inbound.message_id = message.id AND inbound.kind IN ('reply', 'late')) "
        "WHERE target.campaign_id = :campaign) AS delays WHERE delay IS NOT NULL GROUP BY 1 ORDER BY 1");
    std::optional<std::chrono::milliseconds> waiting;
    std::int64_t count = 0;
    select.each(
        [&](Number steps, Number replies) {
            std::chrono::milliseconds delay(steps * delay_step_ms);
            if (delay >= std::chrono::hours(1)) delay = std::chrono::floor<std::chrono::minutes>(delay);
            else if (delay >= std::chrono::minutes(1)) delay = std::chrono::floor<std::chrono::seconds>(delay);
            if (waiting && *waiting != delay) take(*waiting, std::exchange(count, 0));
            waiting = delay;
            count += replies;
        },
        delay_step_ms, campaign);
    if (waiting) take(*waiting, count);
}

OwnSim CampaignStatistics::sim(const std::string& imsi) {
    Query<Row<Text, Number>, Args<Text>> select(database_, "SELECT iccid, reports_seen FROM sim WHERE imsi = :imsi");
    const auto row = select.first(imsi);
    return row ? OwnSim{std::get<0>(*row), std::get<1>(*row) != 0} : OwnSim{};
}

std::string CampaignStatistics::first_extra(Id campaign) {
    Query<Row<Text>, Args<Number>> select(
        database_,
        "SELECT extra FROM target WHERE campaign_id = :campaign AND extra NOT IN ('', '{}') ORDER BY position LIMIT 1");
    const auto row = select.first(campaign);
    return row ? std::get<0>(*row) : std::string();
}

void CampaignStatistics::each_override(Id campaign, const std::function<void(const std::string&)>& take) {
    Query<Row<Text>, Args<Number>> select(database_,
                                          "SELECT overrides FROM target WHERE campaign_id = :campaign AND overrides <> ''");
    select.each([&](const Text& overrides) { take(overrides); }, campaign);
}

Snapshot::Snapshot(Database& database) : database_(database) {
    database.session().begin_snapshot();
    database.session().in_snapshot = true;
}

Snapshot::~Snapshot() {
    database_.session().end_snapshot();
    database_.session().in_snapshot = false;
}

}  // namespace gsmcfg::store
