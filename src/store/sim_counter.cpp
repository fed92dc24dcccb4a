#include "gsmcfg/store/sim_counter.hpp"
#include "gsmcfg/store/storage_trouble.hpp"

#include "query.hpp"
#include "session.hpp"

#include "gsmcfg/base/embedded.hpp"

#include <limits>

namespace gsmcfg::embedded::counter_sql {
std::span<const base::EmbeddedFile> files();
}

namespace gsmcfg::store {
namespace {

using Text = std::string;
using Number = std::int64_t;

}  // namespace

struct SimCounter::Queries {
    Database& database;
    // In a file of its own the table has had this name from the beginning.
    Text table = database.session().is(Backend::sqlite) ? "sim_day" : "sim_count";
    Query<Row<>, Args<Text, Text, Number, Number, Number, Number>> take{
        database, "INSERT INTO " + table + " (sim, day, sent) SELECT :sim, :day, :count WHERE :first <= :cap " +
                      "ON CONFLICT (sim, day) DO UPDATE SET sent = " + table + ".sent + excluded.sent WHERE " + table +
                      ".sent + excluded.sent <= :same_cap"};
    Query<Row<>, Args<Number, Number, Text, Text>> give_back{
        database,
        "UPDATE " + table + " SET sent = CASE WHEN sent > :count THEN sent - :same ELSE 0 END WHERE sim = :sim AND day = :day"};
    Query<Row<Number>, Args<Text, Text>> sent{database, "SELECT sent FROM " + table + " WHERE sim = :sim AND day = :day"};
};

SimCounter::SimCounter(std::unique_ptr<Database> database) : database_(std::move(database)), queries_(new Queries{*database_}) {}
SimCounter::~SimCounter() = default;

base::Result<std::unique_ptr<SimCounter>> SimCounter::open(const std::string& where) {
    auto database = is_postgresql(where) ? Database::open(where) : open_database(where, embedded::counter_sql::files());
    if (!database) return base::fail(database.error());
    return std::unique_ptr<SimCounter>(new SimCounter(std::move(*database)));
}

bool SimCounter::take(const std::string& sim, const std::string& day, std::int64_t count, std::optional<std::int64_t> cap) {
    const auto most = cap.value_or(std::numeric_limits<Number>::max());
    Transaction transaction(*database_);
    const bool taken = queries_->take.run(sim, day, count, count, most, most) > 0;
    transaction.commit();
    return taken;
}

void SimCounter::give_back(const std::string& sim, const std::string& day, std::int64_t count) {
    Transaction transaction(*database_);
    queries_->give_back.run(count, count, sim, day);
    transaction.commit();
}

std::int64_t SimCounter::sent(const std::string& sim, const std::string& day) {
    const auto row = queries_->sent.first(sim, day);
    return row ? std::get<0>(*row) : 0;
}

void SimCounter::set_lock_patience(std::chrono::milliseconds patience) { store::set_lock_patience(*database_, patience); }

}  // namespace gsmcfg::store
