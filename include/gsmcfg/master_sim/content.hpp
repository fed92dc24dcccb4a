// What a SIM shall carry: a profile's messages as records, in sending order. Pure.
#pragma once

#include "gsmcfg/master_sim/record_image.hpp"
#include "gsmcfg/meter/value.hpp"

#include <string>
#include <vector>

namespace gsmcfg::master_sim {

struct PlannedRecord {
    std::string settings;  // "apn", or several separated by commas
    std::string shown;     // the text with *** for secrets
    base::Secret octets;
};

struct Content {
    std::vector<PlannedRecord> records;
    // The same for the same texts with the same credential and status, whoever sends them and when.
    std::string hash;
    RecordStatus status = RecordStatus::unread;
};

struct ContentRequest {
    meter::Settings settings;          // canonical
    std::vector<std::string> without;  // settings to leave out
    std::string credential_name;
    base::Secret credential;
    sms::Address sender;
    sms::Timestamp time;  // of the first record; each of the others is a second later, so that every order is the sending order
    RecordStatus status = RecordStatus::unread;
    std::optional<sms::Address> smsc;
};

// Errors: unsupported (devices of this dialect read no SIM), not_found (an unknown setting, with the nearest one),
// invalid_argument (nothing is left; a text that has no place in one record, with where = its settings).
[[nodiscard]] base::Result<Content> compose_content(const meter::Dialect& dialect, const ContentRequest& request);

// Whether devices of that dialect start from a Master SIM. Errors: unsupported, in a sentence that names one that does.
[[nodiscard]] base::Result<void> check_dialect(const meter::Dialect& dialect);

// A text of a record for screens: secrets as ***, unless `clear`.
[[nodiscard]] std::string shown_text(const meter::Dialect& dialect, const base::Secret& text, bool clear);

}  // namespace gsmcfg::master_sim
