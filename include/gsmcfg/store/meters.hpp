// The register of meters as people see it: searched, shown, filled from a list. What runs fills it by Registers.
#pragma once

#include "gsmcfg/store/database.hpp"
#include "gsmcfg/store/registers.hpp"
#include "gsmcfg/store/states.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gsmcfg::store {

// What is not known is empty.
struct MeterRecord {
    std::string phone;  // E.164
    std::string serial, type, label;
    std::string iccid;       // of the SIM in the meter
    std::string ip;          // that SIM's static address
    std::string credential;  // a name, never a password
    std::optional<base::UtcTime> first_heard, last_heard;
};

struct MeterFilter {
    std::string prefix;                         // of the number: "+7912"; empty: all
    std::optional<base::UtcTime> silent_since;  // not heard from that time on, or never
};

// A campaign that a meter was in.
struct MeterCampaign {
    Id campaign = 0;
    CampaignKind kind{};
    base::UtcTime created_at;
    std::string profile_name;
    MeterOutcome outcome{};
    std::string detail;
    std::optional<base::UtcTime> finished_at;  // with this meter
};

// All functions throw DatabaseError.
class Meters {
public:
    explicit Meters(Database& database);
    ~Meters();

    // By number. `take` must not use the database.
    void each(const MeterFilter& filter, const std::function<void(const MeterRecord&)>& take);
    [[nodiscard]] std::optional<MeterRecord> find(const std::string& phone);
    // Those with that serial number, leading zeros aside; at most eight. Reads the whole register.
    [[nodiscard]] std::vector<MeterRecord> with_serial(const std::string& serial);
    // The last known values, by name; secret ones in clear.
    [[nodiscard]] std::vector<MeterValue> settings(const std::string& phone);
    // Newest first; drafts left out. Reads all targets: for one meter at a time.
    [[nodiscard]] std::vector<MeterCampaign> campaigns(const std::string& phone);

    // Adds the meters or overwrites what is known of them by what is not empty; their times stay. In transactions of its own,
    // with gaps for other writers; in the order given, so that a second try finishes what was cut short.
    void write(std::span<const MeterRecord> meters);

private:
    struct Queries;
    Database& database_;
    std::unique_ptr<Queries> queries_;
};

}  // namespace gsmcfg::store
