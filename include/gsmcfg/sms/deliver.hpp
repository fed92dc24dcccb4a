// SMS-DELIVER: TS 23.040 §9.2.2.1. Pure.
#pragma once

#include "gsmcfg/sms/address.hpp"
#include "gsmcfg/sms/timestamp.hpp"
#include "gsmcfg/sms/user_data.hpp"

#include <cstdint>
#include <optional>

namespace gsmcfg::sms {

struct Deliver {
    Address originator;
    std::uint8_t pid = 0;
    DataCoding dcs;
    std::optional<Timestamp> scts;  // absent if it is all zeros
    bool more_messages = false;     // TP-MMS is 0: more wait at the SMSC
    bool loop_prevention = false;   // TP-LP
    bool status_report = false;     // TP-SRI: the sender wants a report
    bool reply_path = false;        // TP-RP
    UserData user_data;
};

// `start` is the TPDU's offset in the whole input. Octets after the end are malformed, unless all are FF (the padding of
// EF_SMS, TS 31.102 §4.2.25). Errors: truncated, malformed, unsupported.
[[nodiscard]] base::Result<Deliver> decode_deliver(OctetSpan tpdu, std::size_t start = 0);
// dcs.value must agree with user_data.alphabet. Errors: invalid_argument.
[[nodiscard]] base::Result<Octets> encode_deliver(const Deliver& deliver);

}  // namespace gsmcfg::sms
