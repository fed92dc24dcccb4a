// What is known of meters, SIMs and modems, over all campaigns.
#pragma once

#include "gsmcfg/store/database.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gsmcfg::store {

enum class ModemState { opening, ready, paused, lost, closed };
[[nodiscard]] std::string_view name(ModemState state);

struct ModemRecord {
    std::string name;
    std::string device;  // the port that was opened, if that is known
    std::string imei, make, model, firmware;
    std::string imsi;
    ModemState state{};
    std::string reason;
    std::optional<Id> owner;
    base::UtcTime updated_at;
};

struct MeterValue {
    std::string setting;
    std::string value;
    base::UtcTime seen_at;
    bool secret = false;  // not to be shown
};

struct PinRefusal {
    base::UtcTime at;           // the last one
    std::int64_t refusals = 0;  // since a PIN was accepted
};

// All functions throw DatabaseError. Those that change something want an open Transaction.
class Registers {
public:
    explicit Registers(Database& database);
    ~Registers();

    // What a list calls a meter, and the name of its credential; empty ones leave what is known.
    void meter_listed(const std::string& phone, const std::string& label, const std::string& credential);
    // A meter answered. Empty serial or type leave what is known.
    void meter_heard(const std::string& phone, const std::string& serial, const std::string& type, base::UtcTime at);
    void meter_setting(const std::string& phone, const MeterValue& value, std::optional<Id> inbound);
    // Empty if it is not known.
    [[nodiscard]] std::string meter_serial(const std::string& phone);
    // The last known value and when it was seen, before this campaign or in it.
    [[nodiscard]] std::optional<MeterValue> known_setting(const std::string& phone, const std::string& setting);

    void sim_seen(const std::string& imsi, const std::string& iccid, base::UtcTime at);
    // Empty if it is not known.
    [[nodiscard]] std::string sim_iccid(const std::string& imsi);
    // When that SIM was last in a modem of ours.
    [[nodiscard]] std::optional<base::UtcTime> sim_last_seen(const std::string& imsi);
    // One more SMS left this SIM on that UTC day.
    void sim_sent(const std::string& imsi, base::UtcTime at, std::int64_t parts);
    void sim_reports(const std::string& imsi);
    // A SIM that never had a delivery report: their absence means nothing there.
    [[nodiscard]] bool sim_has_reports(const std::string& imsi);

    // The SIM (its ICCID, or "imei:…" of the modem it is in) has refused a PIN.
    void pin_refused(const std::string& sim, base::UtcTime at);
    void pin_accepted(const std::string& sim);
    [[nodiscard]] std::optional<PinRefusal> pin_refusal(const std::string& sim);

    void save_modem(const ModemRecord& modem);
    // The same, unless a process on another host works with a modem of that name: throws StateConflict.
    void claim_modem(const ModemRecord& modem);
    [[nodiscard]] std::vector<ModemRecord> modems();

private:
    struct Queries;
    Database& database_;
    std::unique_ptr<Queries> queries_;
};

}  // namespace gsmcfg::store
