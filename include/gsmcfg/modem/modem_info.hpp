// What a modem says about itself, its SIM and its network.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace gsmcfg::modem {

// What is unknown is empty or absent.
struct ModemInfo {
    std::string make;
    std::string model;
    std::string firmware;
    std::string imei;
    std::string imsi;
    std::string iccid;
    std::string operator_name;
    std::optional<int> registration;  // <stat> of +CREG, +CGREG or +CEREG, TS 27.007 §7.2: the best of them
    std::string registration_words;   // "registered, roaming"
    std::optional<int> signal_dbm;    // from +CSQ, TS 27.007 §8.5: -113 to -51
    std::string smsc;                 // "+99900000000"
    std::string store;                // the one that receives: "SM"
    std::size_t store_used = 0;
    std::size_t store_total = 0;  // 0 if unknown
    bool announces = true;        // false: it is polled, since it does not announce messages
};

}  // namespace gsmcfg::modem
