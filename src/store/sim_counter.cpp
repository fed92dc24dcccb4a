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
    Query<Row<>, Args<Text, Text, Number, Number, Number, Number>> take{
        database,
        "INSERT INTO sim_day (sim, day, sent) SELECT :sim, :day, :count WHERE :first <= :cap ON CONFLICT (sim, day) DO UPDATE "
        "SET "
        "sent = sim_day.sent + excluded.sent WHERE sim_day.sent + excluded.sent <= :same_cap"};
    Query<Row<>, Args<Number, Text, Text>> give_back{
        database, "UPDATE sim_day SET sent = MAX(0, sent - :count) WHERE sim = :sim AND day = :day"};
    Query<Row<Number>, Args<Text, Text>> sent{database, "SELECT sent FROM sim_day WHERE sim = :sim AND day = :day"};
};

SimCounter::SimCounter(std::unique_ptr<Database> database) : database_(std::move(database)), queries_(new Queries{*database_}) {}
SimCounter::~SimCounter() = default;

base::Result<std::unique_ptr<SimCounter>> SimCounter::open(const std::string& path) {
    auto database = open_database(path, embedded::counter_sql::files());
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
    queries_->give_back.run(count, sim, day);
    transaction.commit();
}

std::int64_t SimCounter::sent(const std::string& sim, const std::string& day) {
    const auto row = queries_->sent.first(sim, day);
    return row ? std::get<0>(*row) : 0;
}

void SimCounter::set_lock_patience(std::chrono::milliseconds patience) { store::set_lock_patience(*database_, patience); }

}  // namespace gsmcfg::store
