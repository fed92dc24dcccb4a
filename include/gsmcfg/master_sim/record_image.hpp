// A received short message as the 176 octets of a SIM record (EF_SMS, TS 31.102 §4.2.25), and back. Pure.
#pragma once

#include "gsmcfg/base/result.hpp"
#include "gsmcfg/base/secret.hpp"
#include "gsmcfg/meter/dialect.hpp"
#include "gsmcfg/sms/address.hpp"
#include "gsmcfg/sms/deliver.hpp"
#include "gsmcfg/sms/timestamp.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gsmcfg::master_sim {

inline constexpr std::size_t record_size = 176;

// The first octet of a received message.
enum class RecordStatus : std::uint8_t { read = 0x01, unread = 0x03 };
[[nodiscard]] std::string_view name(RecordStatus status);

struct RecordContent {
    base::Secret text;  // UTF-8, with the password in it
    sms::Address sender;
    sms::Timestamp time;
    RecordStatus status = RecordStatus::unread;
    std::optional<sms::Address> smsc;  // absent: length 0
};

// Status, SMSC address, SMS-DELIVER, FF to the end. Errors: invalid_argument: a text longer than one SMS, a character that GSM
// 7-bit lacks, a sender or time that has no place in a PDU. No error holds the text.
[[nodiscard]] base::Result<base::Secret> make_record(const RecordContent& content);
// 00 and FF (TS 51.011 §10.5.3).
[[nodiscard]] base::Secret free_record(std::size_t size = record_size);
// A record of `size` octets from a status and what follows it; shorter PDUs are padded, longer ones cut.
[[nodiscard]] base::Secret padded_record(std::uint8_t status, std::string_view pdu, std::size_t size = record_size);

[[nodiscard]] inline std::uint8_t status_of(const base::Secret& record) {
    return record.empty() ? 0 : static_cast<std::uint8_t>(record.reveal().front());
}
// xxxxxxx1: in use.
[[nodiscard]] inline bool is_used(const base::Secret& record) { return (status_of(record) & 1U) != 0; }
// 01 or 03.
[[nodiscard]] inline bool is_received(const base::Secret& record) { return status_of(record) == 1 || status_of(record) == 3; }

// SMSC address and TPDU, without status and padding. What can't be decoded keeps all but its last FFs.
[[nodiscard]] base::Secret pdu_of(const base::Secret& record);

struct RecordReading {
    std::optional<sms::Address> smsc;
    std::optional<sms::Deliver> deliver;  // absent for anything but a sound SMS-DELIVER
    std::string problem;                  // then: why
};
[[nodiscard]] RecordReading read_record(const base::Secret& record);
// The text of a sound SMS-DELIVER in the GSM 7-bit alphabet or UCS2; empty for anything else.
[[nodiscard]] base::Secret text_of(const base::Secret& record);

// In what two records differ.
struct Difference {
    bool status = false;
    bool smsc = false;
    bool tpdu = false;     // anything in the SMS-DELIVER
    bool padding = false;  // behind it, or in the length

    [[nodiscard]] bool none() const { return !status && !smsc && !tpdu && !padding; }
};
// `wanted` is one of make_record().
[[nodiscard]] Difference compare_records(const base::Secret& wanted, const base::Secret& found);
// The same TPDU, whatever became of status and SMSC address; what can't be decoded is the same only octet by octet.
[[nodiscard]] bool same_message(const base::Secret& a, const base::Secret& b);
// The same text in the same coding, whoever sent it and when: what is left of a message that went through the network.
[[nodiscard]] bool same_text(const base::Secret& wanted, const base::Secret& found);

// SHA-256 of the record without status and padding and with {credential} in the credential's place: a hash with a short
// password in it would give the password away to whoever tries them all.
[[nodiscard]] std::string fingerprint(const meter::Dialect& dialect, const base::Secret& record);

}  // namespace gsmcfg::master_sim
