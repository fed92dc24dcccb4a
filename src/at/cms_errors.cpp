#include "at/error_data.hpp"

#include <array>

namespace gsmcfg::at {

namespace {

using Class = ErrorClass;
constexpr std::nullopt_t any = std::nullopt;

constexpr std::string_view check_number = "check the meter's number";
constexpr std::string_view check_text = "the network refuses this kind of message; send it as plain text";
constexpr std::string_view ask_operator = "ask the operator about this SIM: credit, SMS service, barring";
constexpr std::string_view wait = "wait; it is tried again by itself";
constexpr std::string_view ask_meter = "read the setting back before sending it again: it may have arrived";
constexpr std::string_view free_storage = "import and delete stored messages (gsmcfg storage clear)";
constexpr std::string_view reset = "the modem is brought up again; if this repeats, cut its power";
constexpr std::string_view check_sim = "check the SIM: seated, not locked, of the right operator";

// Sorted by number.
constexpr auto table = std::to_array<ErrorEntry>({
    {1, Class::message, 0, "unassigned (unallocated) number", check_number},
    {8, Class::line_alarm, any, "operator determined barring", ask_operator},
    {10, Class::message, 0, "call barred", "the recipient or this SIM is barred; ask the operator"},
    {17, Class::network, any, "network failure", wait},
    {21, Class::line_alarm, any, "short message transfer rejected", ask_operator},
    {22, Class::network, any, "memory capacity exceeded", wait},
    {27, Class::network, any, "destination out of service", "the meter is off or without signal; it is tried again by itself"},
    {28, Class::message, 0, "unidentified subscriber", check_number},
    {29, Class::line_alarm, any, "facility rejected", ask_operator},
    {30, Class::message, 0, "unknown subscriber", check_number},
    {38, Class::network, 3, "network out of order", "check the meter's number too: some networks answer this to a bad one"},
    {41, Class::network, any, "temporary failure", wait},
    {42, Class::network, any, "congestion", wait},
    {47, Class::network, any, "resources unavailable, unspecified", wait},
    {50, Class::line_alarm, any, "requested facility not subscribed", ask_operator},
    {69, Class::line_alarm, any, "requested facility not implemented",
     "check the SMSC number and ask the operator whether this SIM may send SMS"},
    {81, Class::network, 1, "invalid short message transfer reference value", wait},
    {95, Class::message, 0, "semantically incorrect message", check_text},
    {96, Class::message, 0, "invalid mandatory information", check_text},
    {97, Class::message, 0, "message type non-existent or not implemented", check_text},
    {98, Class::message, 0, "message not compatible with short message protocol state", check_text},
    {99, Class::message, 0, "information element non-existent or not implemented", check_text},
    {111, Class::network, any, "protocol error, unspecified", wait},
    {127, Class::network, 2, "interworking, unspecified", wait},
    {128, Class::message, 0, "telematic interworking not supported", check_text},
    {129, Class::message, 0, "short message type 0 not supported", check_text},
    {130, Class::message, 0, "cannot replace short message", check_text},
    {143, Class::message, 0, "unspecified TP-PID error", check_text},
    {144, Class::message, 0, "data coding scheme (alphabet) not supported", check_text},
    {145, Class::message, 0, "message class not supported", check_text},
    {159, Class::message, 0, "unspecified TP-DCS error", check_text},
    {160, Class::message, 0, "command cannot be actioned", check_text},
    {161, Class::message, 0, "command unsupported", check_text},
    {175, Class::message, 0, "unspecified TP-command error", check_text},
    {176, Class::message, 0, "TPDU not supported", check_text},
    {192, Class::network, any, "SC busy", wait},
    {193, Class::line_alarm, any, "no SC subscription", ask_operator},
    {194, Class::network, any, "SC system failure", wait},
    {195, Class::message, 0, "invalid SME address", check_number},
    {196, Class::message, 0, "destination SME barred", check_number},
    {197, Class::done, 0, "SM rejected, duplicate SM", "nothing: the service centre has this message already"},
    {198, Class::rebuild, 1, "TP-VPF not supported", "sent once more without a validity period"},
    {199, Class::rebuild, 1, "TP-VP not supported", "sent once more without a validity period"},
    {208, Class::storage, any, "SIM SMS storage full", free_storage},
    {209, Class::storage, any, "no SMS storage capability in SIM", "use another SIM, or the modem's own storage"},
    {210, Class::restart, any, "error in MS", reset},
    {211, Class::storage, any, "memory capacity exceeded", free_storage},
    {212, Class::network, any, "SIM application toolkit busy", wait},
    {213, Class::restart, any, "SIM data download error", reset},
    {255, Class::network, 2, "unspecified error cause", wait},
    {300, Class::restart, any, "ME failure", reset},
    {301, Class::busy, any, "SMS service of ME reserved", "another program may be using this modem"},
    {302, Class::restart, any, "operation not allowed", reset},
    {303, Class::unsupported, any, "operation not supported", "this modem lacks the function"},
    {304, Class::message, 0, "invalid PDU mode parameter", "report it: the message was built wrongly for this modem"},
    {305, Class::message, 0, "invalid text mode parameter", "report it: the message was built wrongly for this modem"},
    {310, Class::hold, any, "SIM not inserted", "insert a SIM"},
    {311, Class::hold, any, "SIM PIN required", "disable the SIM's PIN or give it in a PIN file"},
    {312, Class::hold, any, "PH-SIM PIN required", "the modem is locked to another SIM"},
    {313, Class::hold, any, "SIM failure", check_sim},
    {314, Class::busy, any, "SIM busy", wait},
    {315, Class::hold, any, "SIM wrong", check_sim},
    {316, Class::hold, any, "SIM PUK required", "unlock the SIM with its PUK in a phone"},
    {317, Class::hold, any, "SIM PIN2 required", check_sim},
    {318, Class::hold, any, "SIM PUK2 required", check_sim},
    {320, Class::storage, any, "memory failure", "check the SIM; its storage can't be read or written"},
    {321, Class::storage, any, "invalid memory index", "nothing: the place is empty"},
    {322, Class::storage, any, "memory full", free_storage},
    {330, Class::line_alarm, any, "SMSC address unknown", "set the SMSC number of the operator (AT+CSCA)"},
    {331, Class::network, any, "no network service", "check the antenna and the signal; waits for registration"},
    {332, Class::unknown, any, "network timeout", ask_meter},
    {340, Class::unsupported, any, "no +CNMA acknowledgement expected", "nothing: the modem needs no acknowledgement"},
    {500, Class::unknown, any, "unknown error", ask_meter},
    {512, Class::unknown, any, "vendor: failed to send, or the user aborted", ask_meter},
    {513, Class::unknown, any, "vendor: no answer from the network, or unable to store", ask_meter},
    {515, Class::busy, any, "vendor: the modem is starting or busy", wait},
    {532, Class::busy, any, "vendor: the SIM is not ready", wait},
    {535, Class::busy, any, "vendor: the protocol stack is busy", wait},
});

}  // namespace

std::span<const ErrorEntry> cms_error_data() { return table; }

}  // namespace gsmcfg::at
