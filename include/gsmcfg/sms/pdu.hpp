// A whole PDU as modems and SIM records hold it: SMSC address and TPDU. Pure.
#pragma once

#include "gsmcfg/base/json.hpp"
#include "gsmcfg/sms/deliver.hpp"
#include "gsmcfg/sms/status_report.hpp"
#include "gsmcfg/sms/submit.hpp"

#include <optional>
#include <string>
#include <variant>

namespace gsmcfg::sms {

// Whose TPDU it is: the same TP-MTI means different things either way (TS 23.040 §9.2.3.1).
enum class Direction { unknown, from_network, to_network };

// Whether an SMSC address stands before the TPDU. `detect` reads it with one, and if that fails, without. Give what is known:
// a guess may take a damaged PDU for another sound one.
enum class SmscField { present, absent, detect };

struct DecodedPdu {
    bool has_smsc = false;        // the reading that was taken
    std::optional<Address> smsc;  // absent also if its length is 0
    Octets tpdu;                  // without the SMSC address, with whatever padding there was
    std::variant<Deliver, Submit, StatusReport> message;
};

// With `unknown`, TP-MTI 00 is SMS-DELIVER, 01 SMS-SUBMIT, 10 SMS-STATUS-REPORT.
// Errors: truncated, malformed, unsupported (other TPDUs), with field path and offset in `octets`; those of the first reading
// if both fail. Never throws, whatever the octets.
[[nodiscard]] base::Result<DecodedPdu> decode_pdu(OctetSpan octets, SmscField smsc, Direction direction = Direction::unknown);

// Object; what does not apply is left out. Keys: type ("DELIVER", "SUBMIT", "STATUS-REPORT"), smsc, address, pid, dcs,
// alphabet ("gsm7", "8bit", "ucs2"), class, scts (ISO 8601 with offset), text or data (hex), concat {reference, total, part},
// reference (TP-MR), status (TP-ST), validity (seconds, or ISO 8601 if absolute).
[[nodiscard]] base::Json pdu_json(const DecodedPdu& pdu);
// For a person: "name: value" lines, control characters escaped.
[[nodiscard]] std::string pdu_text(const DecodedPdu& pdu);

}  // namespace gsmcfg::sms
