// The records of the SIM's file of short messages (EF_SMS, 6F3C: TS 31.102 §4.2.25), raw and one by one.
#pragma once

#include "gsmcfg/base/secret.hpp"
#include "gsmcfg/link/trace_link.hpp"
#include "gsmcfg/modem/dialogue.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

namespace gsmcfg::modem {

// Octets of a record: status, SMSC address, TPDU, FF to the end. A Secret, since a record may be a command with a password in it.
inline constexpr std::size_t sim_record_size = 176;

struct SimRecordTable {
    std::size_t count = 0;  // records are numbered from 1
    std::size_t size = sim_record_size;
};

// Used by one thread; the dialogue must outlive it. As long as it lives, every row of hexadecimal digits is masked in traces of
// the line (TraceMask::hide_hex), whatever is read and written meanwhile.
// Errors of all functions: refused (the card or the modem said no; nothing was changed), timeout, stopped, port_lost. No error
// holds octets.
class SimRecords {
public:
    SimRecords(Dialogue& dialogue, std::shared_ptr<link::TraceMask> mask);
    ~SimRecords();
    SimRecords(const SimRecords&) = delete;
    SimRecords& operator=(const SimRecords&) = delete;

    // From the file's description (TS 51.011 §9.2.1 or TS 102 221 §11.1.1.4), else by trying. Absent if the modem has no
    // AT+CRSM, or it does not reach this file.
    [[nodiscard]] base::Result<std::optional<SimRecordTable>> table(base::StopToken stop);
    // READ RECORD. Unlike AT+CMGR it leaves the status as it is. `number` from 1.
    [[nodiscard]] base::Result<base::Secret> read(std::size_t number, const SimRecordTable& table, base::StopToken stop);
    // UPDATE RECORD. `octets` has the table's size.
    [[nodiscard]] base::Result<void> update(std::size_t number, const base::Secret& octets, base::StopToken stop);

    // AT+CMGW with <stat> 0 (unread) or 1 (read), TS 27.005 §4.4: the modem chooses the place, and names its index. `pdu` is
    // SMSC address and TPDU. A modem that says OK and names no place has most likely written nothing: refused.
    [[nodiscard]] base::Result<int> store(const base::Secret& pdu, bool unread, base::StopToken stop);

private:
    struct CardAnswer;
    [[nodiscard]] base::Result<CardAnswer> card(const std::string& command, std::string_view what, base::StopToken stop);
    [[nodiscard]] base::Result<SimRecordTable> count_by_reading(base::StopToken stop);

    Dialogue& dialogue_;
    std::shared_ptr<link::TraceMask> mask_;
};

}  // namespace gsmcfg::modem
