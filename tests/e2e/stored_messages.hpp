// Messages put into a simulated modem's stores, and what the database then knows.
#pragma once

#include "gsmcfg/base/json.hpp"

#include <string>
#include <vector>

namespace gsmcfg::e2e {

// An SMS-DELIVER and an SMS-SUBMIT as AT+CMGW takes them, with an empty SMSC address.
[[nodiscard]] std::string deliver_pdu(const std::string& originator, const std::string& text, int minute = 0);
[[nodiscard]] std::string submit_pdu(const std::string& recipient, const std::string& text);

// By AT+CMGW with <stat> 0 (unread) to 3 (sent), over the modem's own port.
void put_into_modem(const std::string& device, const std::string& store, const std::string& pdu, int state);

struct FiledMessage {
    std::string originator, text, note, kind, tpdu;
    long seen_again = 0;
};
[[nodiscard]] std::vector<FiledMessage> filed_messages(const std::string& database);
// Actions of the audit, oldest first.
[[nodiscard]] std::vector<std::string> audited(const std::string& database);

}  // namespace gsmcfg::e2e
