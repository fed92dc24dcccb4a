// What is known about a command before it is sent: which lines are its answer.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::at {

struct Command {
    std::string text{};                       // "AT+CSQ", without the CR
    std::vector<std::string_view> answers{};  // prefixes of its answer lines ("+CSQ:"); of static storage
    bool free_text = false;                   // other lines belong to it too (AT+CGMI)
    bool pdu_lines = false;                   // a PDU line follows each answer line (+CMGL, +CMGR)
    bool prompt = false;                      // it asks for a body with "> " (+CMGS, +CMGW)
    bool numeric_finals = false;              // ATV1 has not been confirmed yet
};

}  // namespace gsmcfg::at
