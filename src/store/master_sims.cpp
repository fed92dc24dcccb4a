#include "gsmcfg/store/master_sims.hpp"

#include "query.hpp"
#include "turns.hpp"

#include <tuple>
#include <utility>

namespace gsmcfg::store {
namespace {

using Text = std::string;
using Number = std::int64_t;
using MaybeNumber = std::optional<std::int64_t>;
using SimRow = Row<Number, Number, Number, Text, Text, Text, Text, Text, Text, Text, Text, Text, Text, Text, Text, Text, Text,
                   Number, Number, Text, Text, Text, MaybeNumber>;

const Text select_sims =
    "SELECT id, number, written_at, iccid, imsi, phone, serial, label, profile_name, profile_hash, dialect_name, dialect_hash, "
    "content_hash, credential, way, status, sender, complete, kept, modem, user_name, host, erased_at FROM master_sim ";

std::pair<Number, MasterSim> sim_of(const SimRow& row) {
    MasterSim sim;
    Number id = 0;
    Number written = 0;
    Number complete = 0;
    Number kept = 0;
    MaybeNumber erased;
    std::tie(id, sim.number, written, sim.iccid, sim.imsi, sim.phone, sim.serial, sim.label, sim.profile_name, sim.profile_hash,
             sim.dialect_name, sim.dialect_hash, sim.content_hash, sim.credential, sim.way, sim.status, sim.sender, complete,
             kept, sim.modem, sim.user_name, sim.host, erased) = row;
    sim.written_at = from_millis(written);
    sim.complete = complete != 0;
    sim.kept = kept != 0;
    sim.erased_at = from_millis(erased);
    return {id, std::move(sim)};
}

// The same SIM: one of the two may be without its check digit. Bound: the ICCID, what shorter() makes of it, the ICCID again.
// (PostgreSQL refuses a length below 0.)
const Text same_iccid =
    "(iccid = :iccid OR iccid = :shorter OR substr(iccid, 1, CASE WHEN iccid = '' THEN 0 ELSE length(iccid) - 1 END) = :longer)";
constexpr std::size_t shortest_with_check_digit = 19;

Text shorter(const Text& iccid) { return iccid.size() < shortest_with_check_digit ? iccid : iccid.substr(0, iccid.size() - 1); }

std::vector<MasterSimRecord> records_of(Database& database, Number id) {
    Query<Row<Number, Text, Text>, Args<Number>> select(
        database, "SELECT place, settings, fingerprint FROM master_sim_record WHERE master_sim_id = :id ORDER BY position");
    std::vector<MasterSimRecord> records;
    select.each(
        [&](Number place, const Text& settings, const Text& fingerprint) {
            records.push_back({place, settings, fingerprint});
        },
        id);
    return records;
}

}  // namespace

std::int64_t MasterSims::next_number() {
    Query<Row<Number>, Args<>> select(database_, "SELECT COALESCE(MAX(number), 0) + 1 FROM master_sim");
    return std::get<0>(select.first().value());
}

std::int64_t MasterSims::add(const MasterSim& sim) {
    take_turn(database_, Turn::master_sims);
    erased(sim.iccid, sim.written_at);
    const auto number = next_number();
    Insertion<Args<Number, Number, Text, Text, Text, Text, Text, Text, Text, Text, Text, Text, Text, Text, Text, Text, Number,
                   Number, Text, Text, Text>>
        insert(
            database_,
            "INSERT INTO master_sim (number, written_at, iccid, imsi, phone, serial, label, profile_name, profile_hash, "
            "dialect_name, dialect_hash, content_hash, credential, way, status, sender, complete, kept, modem, user_name, host) "
            "VALUES (:number, :at, :iccid, :imsi, :phone, :serial, :label, :profile, :profile_hash, :dialect, :dialect_hash, "
            ":content, :credential, :way, :status, :sender, :complete, :kept, :modem, :user, :host)");
    const auto id =
        insert.run(number, to_millis(sim.written_at), sim.iccid, sim.imsi, sim.phone, sim.serial, sim.label, sim.profile_name,
                   sim.profile_hash, sim.dialect_name, sim.dialect_hash, sim.content_hash, sim.credential, sim.way, sim.status,
                   sim.sender, Number(sim.complete ? 1 : 0), Number(sim.kept ? 1 : 0), sim.modem, sim.user_name, sim.host);
    Query<Row<>, Args<Number, Number, Number, Text, Text>> add_record(
        database_,
        "INSERT INTO master_sim_record (master_sim_id, position, place, settings, fingerprint) VALUES (:sim, :position, :place, "
        ":settings, :fingerprint)");
    Number position = 0;
    for (const auto& record : sim.records) add_record.run(id, ++position, record.place, record.settings, record.fingerprint);
    return number;
}

std::optional<MasterSim> MasterSims::find(const std::string& iccid) {
    Query<SimRow, Args<Text, Text, Text>> select(
        database_, select_sims + "WHERE erased_at IS NULL AND " + same_iccid + " ORDER BY id DESC LIMIT 1");
    const auto row = select.first(iccid, shorter(iccid), iccid);
    if (!row) return std::nullopt;
    auto [id, sim] = sim_of(*row);
    sim.records = records_of(database_, id);
    return std::move(sim);
}

void MasterSims::each(const std::function<void(const MasterSim&)>& take) {
    std::vector<std::pair<Number, MasterSim>> sims;
    Query<SimRow, Args<>> select(database_, select_sims + "ORDER BY id DESC");
    select.each([&](const auto&... column) { sims.push_back(sim_of(SimRow(column...))); });
    for (auto& [id, sim] : sims) {
        sim.records = records_of(database_, id);
        take(sim);
    }
}

void MasterSims::erased(const std::string& iccid, base::UtcTime at) {
    Query<Row<>, Args<Number, Text, Text, Text>> update(
        database_, "UPDATE master_sim SET erased_at = :at WHERE erased_at IS NULL AND " + same_iccid);
    update.run(to_millis(at), iccid, shorter(iccid), iccid);
}

bool MasterSims::runs_campaigns(const std::string& iccid, const std::string& imsi) {
    Query<Row<Number>, Args<Text, Text, Text, Text, Text, Text, Text>> select(
        database_, "SELECT CASE WHEN (:known <> '' AND EXISTS (SELECT 1 FROM sim WHERE " + same_iccid +
                       ")) OR (:imsi <> '' AND (EXISTS (SELECT 1 FROM sim_day WHERE imsi = :sent AND sent > 0) OR EXISTS (SELECT "
                       "1 FROM attempt WHERE imsi = :tried))) THEN 1 ELSE 0 END");
    return std::get<0>(select.first(iccid, iccid, shorter(iccid), iccid, imsi, imsi, imsi).value()) != 0;
}

void MasterSims::meter_has_sim(const std::string& phone, const std::string& iccid, const std::string& serial,
                               const std::string& label) {
    Query<Row<>, Args<Text, Text, Text, Text>> upsert(
        database_,
        "INSERT INTO meter (phone, iccid, serial, label) VALUES (:phone, :iccid, :serial, :label) ON CONFLICT (phone) DO UPDATE "
        "SET iccid = excluded.iccid, serial = CASE WHEN excluded.serial = '' THEN meter.serial ELSE excluded.serial END, label = "
        "CASE WHEN excluded.label = '' THEN meter.label ELSE excluded.label END");
    upsert.run(phone, iccid, serial, label);
}

}  // namespace gsmcfg::store
