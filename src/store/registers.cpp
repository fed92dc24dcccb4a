#include "gsmcfg/store/registers.hpp"

#include "query.hpp"
#include "turns.hpp"

#include "gsmcfg/store/owners.hpp"

#include <fmt/chrono.h>

namespace gsmcfg::store {
namespace {

using Text = std::string;
using Number = std::int64_t;
using MaybeNumber = std::optional<std::int64_t>;

std::string utc_day(base::UtcTime at) {
    const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(at));
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                       static_cast<unsigned>(day.day()));
}

ModemState state_of(std::string_view text) {
    for (const auto state : {ModemState::opening, ModemState::ready, ModemState::paused, ModemState::lost, ModemState::closed})
        if (name(state) == text) return state;
    throw DatabaseError("the database holds a modem state that this version does not know: " + Text(text));
}

}  // namespace

std::string_view name(ModemState state) {
    switch (state) {
        case ModemState::opening: return "opening";
        case ModemState::ready: return "ready";
        case ModemState::paused: return "paused";
        case ModemState::lost: return "lost";
        case ModemState::closed: return "closed";
    }
    return "?";
}

struct Registers::Queries {
    Database& database;
    Query<Row<>, Args<Text, Text, Text>> meter_listed{
        database,
        "INSERT INTO meter (phone, label, credential) VALUES (:phone, :label, :credential) "
        "ON CONFLICT (phone) DO UPDATE SET label = CASE WHEN excluded.label = '' THEN meter.label ELSE excluded.label END, "
        "credential = CASE WHEN excluded.credential = '' THEN meter.credential ELSE excluded.credential END"};
    Query<Row<>, Args<Text, Text, Text, Number, Number>> meter_heard{
        database,
        "INSERT INTO meter (phone, serial, type, first_heard, last_heard) VALUES (:phone, :serial, :type, :first, :last) "
        "ON CONFLICT (phone) DO UPDATE SET last_heard = excluded.last_heard, "
        "first_heard = COALESCE(meter.first_heard, excluded.first_heard), "
        "serial = CASE WHEN excluded.serial = '' THEN meter.serial ELSE excluded.serial END, "
        "type = CASE WHEN excluded.type = '' THEN meter.type ELSE excluded.type END"};
    Query<Row<>, Args<Text, Text, Text, Number, Number, MaybeNumber>> meter_setting{
        database,
        "INSERT INTO meter_setting (phone, setting, value, secret, seen_at, inbound_id) "
        "VALUES (:phone, :setting, :value, :secret, :at, :inbound) "
        "ON CONFLICT (phone, setting) DO UPDATE SET value = excluded.value, secret = excluded.secret, seen_at = "
        "excluded.seen_at, "
        "inbound_id = excluded.inbound_id"};
    Query<Row<Text, Number, Number>, Args<Text, Text>> known_setting{
        database, "SELECT value, seen_at, secret FROM meter_setting WHERE phone = :phone AND setting = :setting"};
    Query<Row<Text>, Args<Text>> meter_serial{database, "SELECT serial FROM meter WHERE phone = :phone"};
    Query<Row<>, Args<Text, Text, Number>> sim_sent{database,
                                                    "INSERT INTO sim_day (imsi, day, sent) VALUES (:imsi, :day, :parts) "
                                                    "ON CONFLICT (imsi, day) DO UPDATE SET sent = sim_day.sent + excluded.sent"};
    Query<Row<>, Args<Text>> sim_reports{database, "UPDATE sim SET reports_seen = 1 WHERE imsi = :imsi AND reports_seen = 0"};
};

Registers::Registers(Database& database) : database_(database), queries_(new Queries{database}) {}
Registers::~Registers() = default;

void Registers::meter_listed(const std::string& phone, const std::string& label, const std::string& credential) {
    if (!label.empty() || !credential.empty()) queries_->meter_listed.run(phone, label, credential);
}

void Registers::meter_heard(const std::string& phone, const std::string& serial, const std::string& type, base::UtcTime at) {
    queries_->meter_heard.run(phone, serial, type, to_millis(at), to_millis(at));
}

void Registers::meter_setting(const std::string& phone, const MeterValue& value, std::optional<Id> inbound) {
    queries_->meter_setting.run(phone, value.setting, value.value, value.secret ? 1 : 0, to_millis(value.seen_at), inbound);
}

std::string Registers::meter_serial(const std::string& phone) {
    const auto row = queries_->meter_serial.first(phone);
    return row ? std::get<0>(*row) : std::string();
}

std::optional<MeterValue> Registers::known_setting(const std::string& phone, const std::string& setting) {
    const auto row = queries_->known_setting.first(phone, setting);
    if (!row) return std::nullopt;
    return MeterValue{setting, std::get<0>(*row), from_millis(std::get<1>(*row)), std::get<2>(*row) != 0};
}

void Registers::sim_seen(const std::string& imsi, const std::string& iccid, base::UtcTime at) {
    Query<Row<>, Args<Text, Text, Number, Number>> upsert(
        database_,
        "INSERT INTO sim (imsi, iccid, first_seen, last_seen) VALUES (:imsi, :iccid, :first, :last) "
        "ON CONFLICT (imsi) DO UPDATE SET last_seen = excluded.last_seen, "
        "iccid = CASE WHEN excluded.iccid = '' THEN sim.iccid ELSE excluded.iccid END");
    upsert.run(imsi, iccid, to_millis(at), to_millis(at));
}

std::string Registers::sim_iccid(const std::string& imsi) {
    Query<Row<Text>, Args<Text>> select(database_, "SELECT iccid FROM sim WHERE imsi = :imsi");
    const auto row = select.first(imsi);
    return row ? std::get<0>(*row) : std::string();
}

std::optional<base::UtcTime> Registers::sim_last_seen(const std::string& imsi) {
    Query<Row<Number>, Args<Text>> select(database_, "SELECT last_seen FROM sim WHERE imsi = :imsi");
    const auto row = select.first(imsi);
    return row ? std::optional(from_millis(std::get<0>(*row))) : std::nullopt;
}

void Registers::sim_sent(const std::string& imsi, base::UtcTime at, std::int64_t parts) {
    queries_->sim_sent.run(imsi, utc_day(at), parts);
}

void Registers::sim_reports(const std::string& imsi) { queries_->sim_reports.run(imsi); }

bool Registers::sim_has_reports(const std::string& imsi) {
    Query<Row<Number>, Args<Text>> select(database_, "SELECT reports_seen FROM sim WHERE imsi = :imsi");
    const auto row = select.first(imsi);
    return row && std::get<0>(*row) != 0;
}

void Registers::pin_refused(const std::string& sim, base::UtcTime at) {
    Query<Row<>, Args<Text, Number>> insert(
        database_,
        "INSERT INTO pin_refusal (sim, refused_at, refusals) VALUES (:sim, :at, 1) ON CONFLICT "
        "(sim) DO UPDATE SET refused_at = excluded.refused_at, refusals = pin_refusal.refusals "
        "+ 1");
    insert.run(sim, to_millis(at));
}

void Registers::pin_accepted(const std::string& sim) {
    Query<Row<>, Args<Text>> remove(database_, "DELETE FROM pin_refusal WHERE sim = :sim");
    remove.run(sim);
}

std::optional<PinRefusal> Registers::pin_refusal(const std::string& sim) {
    Query<Row<Number, Number>, Args<Text>> select(database_, "SELECT refused_at, refusals FROM pin_refusal WHERE sim = :sim");
    const auto row = select.first(sim);
    return row ? std::optional(PinRefusal{from_millis(std::get<0>(*row)), std::get<1>(*row)}) : std::nullopt;
}

void Registers::save_modem(const ModemRecord& modem) {
    Query<Row<>, Args<Text, Text, Text, Text, Text, Text, Text, Text, Text, MaybeNumber, Number>> upsert(
        database_,
        "INSERT INTO modem (name, device, imei, make, model, firmware, imsi, state, reason, owner_id, updated_at) VALUES (:name, "
        ":device, "
        ":imei, :make, :model, :firmware, :imsi, :state, :reason, :owner, :at) ON CONFLICT (name) DO UPDATE SET device = "
        "excluded.device, "
        "imei = excluded.imei, make = excluded.make, model = excluded.model, firmware = excluded.firmware, imsi = excluded.imsi, "
        "state = "
        "excluded.state, reason = excluded.reason, owner_id = excluded.owner_id, updated_at = excluded.updated_at");
    upsert.run(modem.name, modem.device, modem.imei, modem.make, modem.model, modem.firmware, modem.imsi, Text(name(modem.state)),
               modem.reason, modem.owner, to_millis(modem.updated_at));
}

void Registers::claim_modem(const ModemRecord& modem) {
    take_turn(database_, Turn::service);
    Query<Row<Number, Text>, Args<Text>> select(
        database_,
        "SELECT owner.id, owner.host FROM modem JOIN owner ON owner.id = modem.owner_id WHERE modem.name = :name AND modem.state "
        "<> 'closed'");
    const auto holder = select.first(modem.name);
    const bool shared = holder && std::get<0>(*holder) != modem.owner && database_.session().is(Backend::postgresql);
    if (shared && Owner::at_work(database_, std::get<0>(*holder)))
        throw StateConflict("a modem called " + modem.name + " is at work on host " + std::get<1>(*holder) +
                            ": give this one another name in the configuration ([modem.NAME])");
    save_modem(modem);
}

std::vector<ModemRecord> Registers::modems() {
    std::vector<ModemRecord> modems;
    Query<Row<Text, Text, Text, Text, Text, Text, Text, Text, Text, MaybeNumber, Number>, Args<>> select(
        database_,
        "SELECT name, device, imei, make, model, firmware, imsi, state, reason, owner_id, updated_at FROM modem ORDER BY name");
    select.each([&](const auto&... column) {
        ModemRecord modem;
        Text state;
        Number updated = 0;
        std::tie(modem.name, modem.device, modem.imei, modem.make, modem.model, modem.firmware, modem.imsi, state, modem.reason,
                 modem.owner, updated) = std::tie(column...);
        modem.state = state_of(state);
        modem.updated_at = from_millis(updated);
        modems.push_back(std::move(modem));
    });
    return modems;
}

}  // namespace gsmcfg::store
