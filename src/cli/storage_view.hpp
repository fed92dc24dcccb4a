// A stored message as it is shown: decoded, secrets masked, hostile text made harmless.
#pragma once

#include "gsmcfg/base/json.hpp"
#include "gsmcfg/meter/dialect.hpp"
#include "gsmcfg/modem/message_storage.hpp"
#include "gsmcfg/service/credentials.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace gsmcfg::cli {

struct ShownMessage {
    modem::StoredMessage stored;
    std::optional<sms::DecodedPdu> pdu;  // its text masked
    std::string type;                    // "DELIVER", "SUBMIT", "STATUS-REPORT"; empty if it can't be decoded
    std::string address;                 // who sent it, or to whom it goes or went
    std::string text;                    // masked; of a report: its status in words
    std::optional<base::UtcTime> time;   // the SMSC's
    bool masked = false;                 // something was hidden: then the PDU is not shown either
    std::string problem;                 // why it can't be decoded
};

// Without dialect nothing is masked.
[[nodiscard]] ShownMessage view_of(modem::StoredMessage message, const meter::Dialect* dialect,
                                   const service::Credentials& passwords);

// One line.
[[nodiscard]] std::string list_line(const ShownMessage& message);
// All fields, as gsmcfg explain pdu shows them.
[[nodiscard]] std::string details_text(const ShownMessage& message);
// Keys: modem, store, index, state, type, address, time, text, masked, pdu (null if masked), problem.
[[nodiscard]] base::Json message_json(const std::string& modem, const ShownMessage& message);
// RFC 4180 with CRLF; cells that a spreadsheet would take for a formula begin with an apostrophe.
[[nodiscard]] std::string csv_header();
[[nodiscard]] std::string csv_line(const std::string& modem, const ShownMessage& message);

// The cell alone.
[[nodiscard]] std::string safe_csv_cell(std::string_view value);

}  // namespace gsmcfg::cli
