#include "at/error_data.hpp"

#include <array>

namespace gsmcfg::at {

namespace {

using Class = ErrorClass;
constexpr std::nullopt_t any = std::nullopt;

constexpr std::string_view check_sim = "check the SIM: seated, not locked, of the right operator";
constexpr std::string_view locked = "the modem is locked to an operator; use another one or have it unlocked";
constexpr std::string_view wait = "wait; it is tried again by itself";
constexpr std::string_view reset = "the modem is brought up again; if this repeats, cut its power";
constexpr std::string_view data_only = "concerns packet data; SMS may work all the same";
constexpr std::string_view our_fault = "report it: the command was not to this modem's liking";
constexpr std::string_view ask_operator = "ask the operator about this SIM and this place";
constexpr std::string_view fallback = "this modem lacks the function, or not in this state";

// Sorted by number.
constexpr auto table = std::to_array<ErrorEntry>({
    {0, Class::restart, any, "phone failure", reset},
    {1, Class::restart, any, "no connection to phone", reset},
    {2, Class::busy, any, "phone-adaptor link reserved", "another program may be using this modem"},
    {3, Class::unsupported, any, "operation not allowed", fallback},
    {4, Class::unsupported, any, "operation not supported", fallback},
    {5, Class::hold, any, "PH-SIM PIN required", "the modem is locked to another SIM"},
    {6, Class::hold, any, "PH-FSIM PIN required", "the modem is locked to another SIM"},
    {7, Class::hold, any, "PH-FSIM PUK required", "the modem is locked to another SIM"},
    {10, Class::hold, any, "SIM not inserted", "insert a SIM"},
    {11, Class::hold, any, "SIM PIN required", "disable the SIM's PIN or give it in a PIN file"},
    {12, Class::hold, any, "SIM PUK required", "unlock the SIM with its PUK in a phone"},
    {13, Class::hold, any, "SIM failure", check_sim},
    {14, Class::busy, any, "SIM busy", wait},
    {15, Class::hold, any, "SIM wrong", check_sim},
    {16, Class::hold, 0, "incorrect password", "the PIN is wrong: correct it before trying again, three errors lock the SIM"},
    {17, Class::hold, any, "SIM PIN2 required", check_sim},
    {18, Class::hold, any, "SIM PUK2 required", check_sim},
    {20, Class::storage, any, "memory full", "import and delete stored messages (gsmcfg storage clear)"},
    {21, Class::storage, any, "invalid index", "nothing: the place does not exist"},
    {22, Class::storage, any, "not found", "nothing: the place is empty"},
    {23, Class::storage, any, "memory failure", "check the SIM; its storage can't be read or written"},
    {24, Class::message, 0, "text string too long", our_fault},
    {25, Class::message, 0, "invalid characters in text string", our_fault},
    {26, Class::message, 0, "dial string too long", our_fault},
    {27, Class::message, 0, "invalid characters in dial string", our_fault},
    {30, Class::network, any, "no network service", "check the antenna and the signal"},
    {31, Class::network, any, "network timeout", wait},
    {32, Class::network, any, "network not allowed - emergency calls only", ask_operator},
    {40, Class::hold, any, "network personalization PIN required", locked},
    {41, Class::hold, any, "network personalization PUK required", locked},
    {42, Class::hold, any, "network subset personalization PIN required", locked},
    {43, Class::hold, any, "network subset personalization PUK required", locked},
    {44, Class::hold, any, "service provider personalization PIN required", locked},
    {45, Class::hold, any, "service provider personalization PUK required", locked},
    {46, Class::hold, any, "corporate personalization PIN required", locked},
    {47, Class::hold, any, "corporate personalization PUK required", locked},
    {48, Class::hold, any, "hidden key required", "unlock the hidden phone book entries"},
    {49, Class::unsupported, any, "EAP method not supported", data_only},
    {50, Class::unsupported, any, "incorrect parameters", our_fault},
    {51, Class::unsupported, any, "command implemented but currently disabled", fallback},
    {52, Class::unsupported, any, "command aborted by user", "nothing: it was broken off"},
    {53, Class::network, any, "not attached to network due to MT functionality restrictions", wait},
    {54, Class::network, any, "modem not allowed - MT restricted to emergency calls only", ask_operator},
    {55, Class::unsupported, any, "operation not allowed because of MT functionality restrictions", fallback},
    {56, Class::hold, any, "fixed dial number only allowed", "switch fixed dialling off in the SIM"},
    {57, Class::busy, any, "temporarily out of service due to other MT usage", wait},
    {58, Class::unsupported, any, "language/alphabet not supported", fallback},
    {59, Class::unsupported, any, "unexpected data value", our_fault},
    {60, Class::restart, any, "system failure", reset},
    {61, Class::unsupported, any, "data missing", our_fault},
    {62, Class::line_alarm, any, "call barred", ask_operator},
    {63, Class::line_alarm, any, "message waiting indication subscription failure", ask_operator},
    {100, Class::unknown, any, "unknown", "see the modem's manual"},
    {103, Class::hold, any, "illegal MS", ask_operator},
    {106, Class::hold, any, "illegal ME", "the network refuses this modem (IMEI)"},
    {107, Class::network, any, "GPRS services not allowed", data_only},
    {111, Class::network, any, "PLMN not allowed", ask_operator},
    {112, Class::network, any, "location area not allowed", ask_operator},
    {113, Class::network, any, "roaming not allowed in this location area", ask_operator},
    {132, Class::network, any, "service option not supported", data_only},
    {133, Class::network, any, "requested service option not subscribed", data_only},
    {134, Class::network, any, "service option temporarily out of order", data_only},
    {148, Class::network, any, "unspecified GPRS error", data_only},
    {149, Class::network, any, "PDP authentication failure", data_only},
    {150, Class::network, any, "invalid mobile class", data_only},
    {515, Class::busy, any, "vendor: please wait, the modem is starting or busy", wait},
    {772, Class::hold, any, "vendor: the SIM is powered down", check_sim},
});

}  // namespace

std::span<const ErrorEntry> cme_error_data() { return table; }

}  // namespace gsmcfg::at
