// What the TPDU types have in common: the first octet's bits, TS 23.040 §9.2.3, and errors with a field path.
#pragma once

#include "gsmcfg/sms/dcs.hpp"
#include "gsmcfg/sms/octet_reader.hpp"
#include "gsmcfg/sms/user_data.hpp"

namespace gsmcfg::sms::tpdu {

inline constexpr unsigned message_type_mask = 0x03;
inline constexpr unsigned type_deliver = 0x00;
inline constexpr unsigned type_submit = 0x01;
inline constexpr unsigned type_status_report = 0x02;

inline constexpr unsigned no_more_messages = 0x04;    // TP-MMS: 1 = nothing more waits
inline constexpr unsigned reject_duplicates = 0x04;   // TP-RD, SUBMIT
inline constexpr unsigned loop_prevention = 0x08;     // TP-LP
inline constexpr unsigned validity_format_shift = 3;  // TP-VPF, SUBMIT
inline constexpr unsigned validity_format_mask = 0x03;
inline constexpr unsigned status_report = 0x20;  // TP-SRI, TP-SRR, TP-SRQ
inline constexpr unsigned user_data_header = 0x40;
inline constexpr unsigned reply_path = 0x80;

// Octets after the end: nothing, or the FF that fill a record of EF_SMS (TS 31.102 §4.2.25).
[[nodiscard]] base::Result<void> expect_end(const OctetReader& reader);
// invalid_argument unless the user data are in the alphabet that the data coding says.
[[nodiscard]] base::Result<void> check_alphabet(const DataCoding& dcs, const UserData& data, const char* type);
// An encoder's error, its field put behind the TPDU's name.
[[nodiscard]] tl::unexpected<base::Error> within(const char* type, const char* field, base::Error error);

inline void append(Octets& to, const Octets& what) { to.insert(to.end(), what.begin(), what.end()); }

}  // namespace gsmcfg::sms::tpdu
