// SMS-SUBMIT: TS 23.040 §9.2.2.2. Pure.
#pragma once

#include "gsmcfg/sms/address.hpp"
#include "gsmcfg/sms/user_data.hpp"
#include "gsmcfg/sms/validity_period.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace gsmcfg::sms {

// One SMS-SUBMIT, field by field.
struct Submit {
    Address recipient;
    std::uint8_t reference = 0;  // TP-MR: modems put in their own
    std::uint8_t pid = 0;
    DataCoding dcs;
    Validity validity;
    bool status_report = false;      // TP-SRR
    bool reject_duplicates = false;  // TP-RD
    bool reply_path = false;         // TP-RP
    UserData user_data;
};

// A text to send, however many parts it takes.
struct SubmitRequest {
    Address recipient;
    std::string_view text;                         // UTF-8; must outlive the call
    std::optional<std::chrono::minutes> validity;  // relative, rounded up; absent: no TP-VP, the network decides
    bool status_report = false;
    bool reject_duplicates = false;
    std::uint8_t concat_reference = 0;          // of a text in several parts; differs from that of the message before
    std::optional<std::uint8_t> message_class;  // 0 to 3
};

// One TPDU a part, without an SMSC address: AT+CMGS=<its size>, then "00" and its hex. Error.where is a field path
// ("SUBMIT.recipient"); no error holds the text. Errors: invalid_argument, malformed (text not UTF-8).
[[nodiscard]] base::Result<std::vector<Octets>> encode_submit(const SubmitRequest& request);
// Exactly this message; dcs.value must agree with user_data.alphabet (invalid_argument).
[[nodiscard]] base::Result<Octets> encode_submit(const Submit& submit);
// `start` is the TPDU's offset in the whole input. Errors: truncated, malformed, unsupported.
[[nodiscard]] base::Result<Submit> decode_submit(OctetSpan tpdu, std::size_t start = 0);

}  // namespace gsmcfg::sms
