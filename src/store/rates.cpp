#include "gsmcfg/store/rates.hpp"

#include "query.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <vector>

namespace gsmcfg::store {
namespace {

using Text = std::string;
using Number = std::int64_t;
using Samples = std::vector<double>;  // seconds

constexpr Number newest_attempts = 20'000;
constexpr Number newest_inbound = 5'000;
constexpr Number newest_messages = 500;  // of one number
constexpr std::size_t samples_per_sim = 200;
constexpr auto oldest = std::chrono::days(90);

double median(Samples samples) {
    if (samples.empty()) return 0;
    const auto middle = samples.begin() + static_cast<std::ptrdiff_t>(samples.size() / 2);
    std::ranges::nth_element(samples, middle);
    if (samples.size() % 2 == 1) return *middle;
    return (*middle + *std::max_element(samples.begin(), middle)) / 2;
}

// Without the twentieth at either end: one message that hung for minutes says nothing of the next.
double middle_mean(Samples samples) {
    if (samples.empty()) return 0;
    std::ranges::sort(samples);
    const auto cut = static_cast<std::ptrdiff_t>(samples.size() / 20);
    const auto first = samples.begin() + cut;
    const auto last = samples.end() - cut;
    return std::accumulate(first, last, 0.0) / static_cast<double>(last - first);
}

double seconds(Number millis) { return static_cast<double>(millis) / 1000; }

}  // namespace

struct RateHistory::Queries {
    Database& database;
    Query<Row<Number>, Args<Text, Number, Number>> restarts{
        database,
        "SELECT COUNT(*) FROM (SELECT 1 FROM (SELECT restarts, attempts FROM message WHERE phone = :phone ORDER BY id DESC "
        "LIMIT :newest) AS recent WHERE restarts = 1 AND attempts > 0 LIMIT :most) AS counted"};
};

RateHistory::RateHistory(Database& database) : database_(database), queries_(new Queries{database}) {}
RateHistory::~RateHistory() = default;

Rates RateHistory::measure(base::UtcTime now) {
    const auto since = to_millis(now - oldest);
    Samples sending;
    std::map<Text, std::size_t> taken;
    Query<Row<Text, Number, Number, Number>, Args<Number, Number>> attempts(
        database_,
        "SELECT imsi, submitting_at, result_at, parts FROM attempt WHERE id > (SELECT COALESCE(MAX(id), 0) FROM attempt) - "
        ":newest AND submission = 'accepted' AND result_at IS NOT NULL AND submitting_at >= :since ORDER BY id DESC");
    attempts.each(
        [&](const Text& imsi, Number submitting, Number result, Number parts) {
            if (result < submitting || ++taken[imsi] > samples_per_sim) return;
            sending.push_back(seconds(result - submitting) / static_cast<double>(std::max<Number>(1, parts)));
        },
        newest_attempts, since);

    Samples replies;
    Samples restarts;
    Query<Row<Number, Number, std::optional<Number>>, Args<Number, Number>> answers(
        database_,
        "SELECT inbound.received_at, message.restarts, (SELECT MAX(result_at) FROM attempt WHERE attempt.message_id = message.id "
        "AND submission = 'accepted') FROM inbound JOIN message ON message.id = inbound.message_id WHERE inbound.id > (SELECT "
        "COALESCE(MAX(id), 0) FROM inbound) - :newest AND inbound.kind = 'reply' AND inbound.received_at >= :since");
    answers.each(
        [&](Number received, Number restarting, const std::optional<Number>& sent) {
            if (!sent || received < *sent) return;
            (restarting != 0 ? restarts : replies).push_back(seconds(received - *sent));
        },
        newest_inbound, since);

    Rates rates;
    rates.sms_samples = static_cast<Number>(sending.size());
    rates.seconds_per_sms = middle_mean(std::move(sending));
    rates.reply_samples = static_cast<Number>(replies.size());
    rates.seconds_per_reply = median(std::move(replies));
    rates.restart_samples = static_cast<Number>(restarts.size());
    rates.seconds_per_restart = std::max(0.0, median(std::move(restarts)) - rates.seconds_per_reply);
    return rates;
}

std::int64_t RateHistory::restarts_of(const std::string& phone, std::int64_t most) {
    return std::get<0>(queries_->restarts.first(phone, newest_messages, most).value());
}

}  // namespace gsmcfg::store
