#include "gsmcfg/store/hook_queue.hpp"

#include "query.hpp"

namespace gsmcfg::store {
namespace {

using Text = std::string;
using Number = std::int64_t;
using MaybeNumber = std::optional<std::int64_t>;
using DeliveryRow = Row<Number, Text, Text, Number, Text, Number, Number, Text, MaybeNumber>;

const Text columns = "SELECT id, hook, event, created_at, payload, attempts, due_at, failure, given_up_at FROM hook_delivery ";

HookDelivery delivery_of(const DeliveryRow& row) {
    HookDelivery delivery;
    Number created = 0;
    Number due = 0;
    MaybeNumber given_up;
    std::tie(delivery.id, delivery.hook, delivery.event, created, delivery.payload, delivery.attempts, due, delivery.failure,
             given_up) = row;
    delivery.created_at = from_millis(created);
    delivery.due_at = from_millis(due);
    delivery.given_up_at = from_millis(given_up);
    return delivery;
}

void trim_given_up(Database& database) {
    Query<Row<>, Args<Number>> trim(
        database,
        "DELETE FROM hook_delivery WHERE given_up_at IS NOT NULL AND id <= (SELECT id FROM hook_delivery WHERE given_up_at IS "
        "NOT NULL ORDER BY id DESC LIMIT 1 OFFSET :kept)");
    trim.run(given_up_kept);
}

}  // namespace

struct HookQueue::Queries {
    Database& database;
    Insertion<Args<Text, Text, Number, Text, Number>> add{
        database,
        "INSERT INTO hook_delivery (hook, event, created_at, payload, due_at) VALUES (:hook, :event, :created, :payload, :due)"};
    Query<DeliveryRow, Args<Text, Number>> due{
        database, columns + "WHERE hook = :hook AND given_up_at IS NULL AND due_at <= :now ORDER BY due_at, id LIMIT 1"};
    Query<DeliveryRow, Args<Text, Number>> beyond{
        database, columns + "WHERE hook = :hook AND given_up_at IS NULL AND due_at > :latest ORDER BY due_at, id LIMIT 1"};
    Query<Row<>, Args<Number>> remove{database, "DELETE FROM hook_delivery WHERE id = :id"};
    Query<Row<>, Args<Text, Number, Number>> failed{
        database,
        "UPDATE hook_delivery SET attempts = attempts + 1, failure = :failure, due_at = :due WHERE id = :id AND given_up_at IS "
        "NULL"};
};

HookQueue::HookQueue(Database& database) : database_(database), queries_(new Queries{database}) {}
HookQueue::~HookQueue() = default;

Id HookQueue::add(const std::string& hook, const std::string& event, const std::string& payload, base::UtcTime now) {
    return queries_->add.run(hook, event, to_millis(now), payload, to_millis(now));
}

std::optional<HookDelivery> HookQueue::next_due(const std::string& hook, base::UtcTime now, base::UtcTime latest) {
    auto row = queries_->due.first(hook, to_millis(now));
    if (!row) row = queries_->beyond.first(hook, to_millis(latest));
    return row ? std::optional(delivery_of(*row)) : std::nullopt;
}

void HookQueue::delivered(Id delivery) { queries_->remove.run(delivery); }

void HookQueue::failed(Id delivery, const std::string& failure, base::UtcTime due_at) {
    queries_->failed.run(failure, to_millis(due_at), delivery);
}

void HookQueue::give_up(const HookDelivery& delivery, const std::string& failure, base::UtcTime now) {
    Query<Row<>, Args<Number, Text, Number>> update(
        database_,
        "UPDATE hook_delivery SET attempts = attempts + 1, given_up_at = :now, failure = :failure WHERE id = :id AND given_up_at "
        "IS NULL");
    if (update.run(to_millis(now), failure, delivery.id) != 1) return;
    count_given_up(delivery.hook);
    trim_given_up(database_);
}

std::int64_t HookQueue::give_up_all(const std::string& hook, const std::string& failure, base::UtcTime now) {
    Query<Row<>, Args<Number, Text, Text>> update(
        database_, "UPDATE hook_delivery SET given_up_at = :now, failure = :failure WHERE hook = :hook AND given_up_at IS NULL");
    const auto count = update.run(to_millis(now), failure, hook);
    if (count == 0) return 0;
    count_given_up(hook, count);
    trim_given_up(database_);
    return count;
}

void HookQueue::count_given_up(const std::string& hook, std::int64_t events) {
    Query<Row<>, Args<Text, Number>> count(
        database_,
        "INSERT INTO metric_count (metric, first, second, value) VALUES ('hook_given_up', :hook, '', :events) ON CONFLICT "
        "(metric, first, second) DO UPDATE SET value = metric_count.value + excluded.value");
    count.run(hook, events);
}

std::map<std::string, std::int64_t> HookQueue::waiting() {
    std::map<Text, Number> counts;
    Query<Row<Text, Number>, Args<>> select(database_,
                                            "SELECT hook, COUNT(*) FROM hook_delivery WHERE given_up_at IS NULL GROUP BY hook");
    select.each([&](const Text& hook, Number count) { counts[hook] = count; });
    return counts;
}

std::int64_t HookQueue::waiting(const std::string& hook) {
    Query<Row<Number>, Args<Text>> select(database_,
                                          "SELECT COUNT(*) FROM hook_delivery WHERE hook = :hook AND given_up_at IS NULL");
    return std::get<0>(select.first(hook).value());
}

bool HookQueue::is_failing(const std::string& hook) {
    Query<Row<Number>, Args<Text>> select(
        database_, "SELECT 1 FROM hook_delivery WHERE hook = :hook AND given_up_at IS NULL AND attempts > 0 LIMIT 1");
    return select.first(hook).has_value();
}

std::map<std::string, std::int64_t> HookQueue::given_up() {
    std::map<Text, Number> counts;
    Query<Row<Text, Number>, Args<>> select(database_, "SELECT first, value FROM metric_count WHERE metric = 'hook_given_up'");
    select.each([&](const Text& hook, Number count) { counts[hook] = count; });
    return counts;
}

std::vector<HookDelivery> HookQueue::last_given_up(std::int64_t limit) {
    std::vector<HookDelivery> deliveries;
    Query<DeliveryRow, Args<Number>> select(database_, columns + "WHERE given_up_at IS NOT NULL ORDER BY id DESC LIMIT :limit");
    select.each([&](const auto&... column) { deliveries.push_back(delivery_of(DeliveryRow(column...))); }, limit);
    return deliveries;
}

std::vector<HookDelivery> HookQueue::first_waiting(std::int64_t limit) {
    std::vector<HookDelivery> deliveries;
    Query<DeliveryRow, Args<Number>> select(database_, columns + "WHERE given_up_at IS NULL ORDER BY id LIMIT :limit");
    select.each([&](const auto&... column) { deliveries.push_back(delivery_of(DeliveryRow(column...))); }, limit);
    return deliveries;
}

bool HookQueue::tell_again(Id delivery, base::UtcTime now) {
    Query<Row<>, Args<Number, Number>> update(
        database_,
        "UPDATE hook_delivery SET given_up_at = NULL, attempts = 0, due_at = :now WHERE id = :id AND given_up_at IS NOT NULL");
    return update.run(to_millis(now), delivery) == 1;
}

}  // namespace gsmcfg::store
