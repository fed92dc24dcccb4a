// SMS-STATUS-REPORT: TS 23.040 §9.2.2.3. Pure.
#pragma once

#include "gsmcfg/sms/address.hpp"
#include "gsmcfg/sms/timestamp.hpp"
#include "gsmcfg/sms/user_data.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace gsmcfg::sms {

// What TP-ST comes down to, §9.2.3.15.
enum class DeliveryState {
    done,     // 00-1F: delivered, or as good as the SMSC can tell
    trying,   // 20-3F: the SMSC goes on trying
    failed,   // 40-5F but 46: never
    expired,  // 46: the validity period ran out
    gave_up,  // 60-7F, and the reserved 80-FF
};

[[nodiscard]] DeliveryState delivery_state(std::uint8_t status);
// In words: "received by the recipient".
[[nodiscard]] std::string_view status_meaning(std::uint8_t status);

struct StatusReport {
    std::uint8_t reference = 0;  // TP-MR of the message that it is about
    Address recipient;
    std::optional<Timestamp> scts;        // when the SMSC took that message
    std::optional<Timestamp> discharged;  // TP-DT: when the status came about
    std::uint8_t status = 0;              // TP-ST
    bool more_messages = false;           // TP-MMS is 0
    bool about_command = false;           // TP-SRQ: about an SMS-COMMAND, not an SMS-SUBMIT
    // After TP-PI, each only if it is there.
    std::optional<std::uint8_t> pid;
    std::optional<DataCoding> dcs;
    std::optional<UserData> user_data;
};

// As decode_deliver().
[[nodiscard]] base::Result<StatusReport> decode_status_report(OctetSpan tpdu, std::size_t start = 0);

}  // namespace gsmcfg::sms
