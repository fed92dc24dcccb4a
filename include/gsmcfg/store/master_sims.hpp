// The SIMs that carry settings (Master SIMs): what was written on which, for labels, checks and the crew's questions.
#pragma once

#include "gsmcfg/store/database.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace gsmcfg::store {

struct MasterSimRecord {
    std::int64_t place = 0;   // number of the record on the SIM
    std::string settings;     // "apn", or several separated by commas
    std::string fingerprint;  // SHA-256 of the record without its status and with {credential} in the credential's place
};

// The manifest of one SIM. It holds neither texts nor passwords.
struct MasterSim {
    std::int64_t number = 0;  // as on the label; given by add()
    base::UtcTime written_at;
    std::string iccid;
    std::string imsi;
    std::string phone;  // of the SIM itself, E.164, or empty
    std::string serial;
    std::string label;
    std::string profile_name;
    std::string profile_hash;
    std::string dialect_name;
    std::string dialect_hash;
    std::string content_hash;  // the same for two SIMs that get the same texts with the same credential
    std::string credential;    // its name
    std::string way;           // "cmgw", "crsm", "self-send"
    std::string status;        // "unread", "read"
    std::string sender;
    bool complete = false;  // every record was read back and was right
    bool kept = false;      // other messages, which set nothing, were left on it
    std::string modem;
    std::string user_name;
    std::string host;
    std::optional<base::UtcTime> erased_at;
    std::vector<MasterSimRecord> records;  // in sending order
};

// An ICCID is found with its check digit and without: modems differ in it. Used by the connection's thread. All functions throw
// DatabaseError. Those that change something want an open Transaction.
class MasterSims {
public:
    explicit MasterSims(Database& database) : database_(database) {}

    // With the next number, which is returned. What was known of that SIM counts as erased from now on.
    std::int64_t add(const MasterSim& sim);
    // The one that is on that SIM now, as far as is known.
    [[nodiscard]] std::optional<MasterSim> find(const std::string& iccid);
    // Newest first.
    void each(const std::function<void(const MasterSim&)>& take);
    // Its records were deleted.
    void erased(const std::string& iccid, base::UtcTime at);
    // The number that add() would give.
    [[nodiscard]] std::int64_t next_number();

    // It has been a SIM of ours in a campaign: its ICCID is in the register of SIMs, or messages were sent with its IMSI.
    [[nodiscard]] bool runs_campaigns(const std::string& iccid, const std::string& imsi);
    // That number's SIM, in the register of meters. Empty serial or label leave what is known.
    void meter_has_sim(const std::string& phone, const std::string& iccid, const std::string& serial, const std::string& label);

private:
    Database& database_;
};

}  // namespace gsmcfg::store
