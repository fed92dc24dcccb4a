#include "at/error_data.hpp"
#include "at/letter_case.hpp"

#include <array>

namespace gsmcfg::at {

namespace {

using Class = ErrorClass;
constexpr std::nullopt_t any = std::nullopt;

constexpr std::string_view ask_meter = "read the setting back before sending it again: it may have arrived";
constexpr std::string_view wait = "wait; it is tried again by itself";
constexpr std::string_view our_fault = "report it: the message was built wrongly for this modem";
constexpr std::string_view check_sim = "check the SIM: seated, not locked, of the right operator";
constexpr std::string_view free_storage = "import and delete stored messages (gsmcfg storage clear)";
constexpr std::string_view ask_operator = "ask the operator about this SIM: credit, SMS service, barring";
constexpr std::string_view reset = "the modem is brought up again; if this repeats, cut its power";

// What a modem says with 512 and 513 of a message may have gone out all the same, whatever its manual calls it.
// AT manuals of Siemens and Cinterion modules, of SIMCom's SIM800 and of Quectel's GSM modules: one list in three books.
constexpr auto handset_cms = std::to_array<ErrorEntry>({
    {512, Class::unknown, any, "user abort", ask_meter},
    {513, Class::unknown, any, "unable to store", free_storage},
    {514, Class::message, 0, "invalid status", our_fault},
    {515, Class::busy, any, "device busy or invalid character in the address", wait},
    {516, Class::message, 0, "invalid length", our_fault},
    {517, Class::message, 0, "invalid character in the PDU", our_fault},
    {518, Class::message, 0, "invalid parameter", our_fault},
    {519, Class::message, 0, "invalid length or character", our_fault},
    {520, Class::message, 0, "invalid character in the text", our_fault},
    {521, Class::unknown, any, "timer expired", ask_meter},
    {522, Class::busy, any, "operation temporarily not allowed", wait},
    {532, Class::busy, any, "SIM not ready", wait},
    {534, Class::network, 2, "cell broadcast error, unknown", wait},
    {535, Class::busy, any, "protocol stack busy", wait},
    {538, Class::message, 0, "invalid parameter", our_fault},
});

// Quectel's LTE modules (EC2x and relatives), AT manual, summary of CMS errors.
constexpr auto quectel_lte_cms = std::to_array<ErrorEntry>({
    {512, Class::unknown, any, "(U)SIM not ready", wait},
    {513, Class::unknown, any, "message length exceeds", our_fault},
    {514, Class::message, 0, "invalid request parameters", our_fault},
    {515, Class::storage, any, "ME storage failure", free_storage},
    {517, Class::restart, any, "invalid service mode", reset},
    {528, Class::network, 2, "more-message-to-send state error", wait},
    {529, Class::line_alarm, any, "MO SMS is not allowed", ask_operator},
    {530, Class::network, any, "GPRS is suspended", wait},
    {531, Class::storage, any, "ME storage full", free_storage},
});

// Wavecom AT commands interface, section 16.3; Sierra's AirPrime Q26 family kept it.
constexpr auto wavecom_cms = std::to_array<ErrorEntry>({
    {512, Class::unknown, any, "MM establishment failure", wait},
    {513, Class::unknown, any, "lower layer failure", ask_meter},
    {514, Class::unknown, any, "CP error", ask_meter},
    {515, Class::busy, any, "init or command processing in progress", wait},
    {517, Class::unsupported, any, "SIM toolkit facility not supported", "this modem or SIM lacks the function"},
    {518, Class::unsupported, any, "SIM toolkit indication not received", "this modem or SIM lacks the function"},
    {526, Class::hold, any, "PIN deactivation forbidden with this SIM", check_sim},
    {527, Class::busy, any, "RR or MM is busy", wait},
    {528, Class::network, any, "location update failure, emergency calls only", ask_operator},
    {529, Class::network, any, "PLMN selection failure, emergency calls only", ask_operator},
    {531, Class::line_alarm, any, "the number is not in the SIM's fixed dialling list, and that is in force",
     "switch fixed dialling off in the SIM"},
});

struct VendorTable {
    std::string_view make;   // found anywhere in +CGMI's answer, in either case
    std::string_view model;  // the start of +CGMM's answer; empty: any
    std::span<const ErrorEntry> errors;
};

// The last one that fits counts.
constexpr auto tables = std::to_array<VendorTable>({
    {"siemens", "", handset_cms},
    {"cinterion", "", handset_cms},
    {"gemalto", "", handset_cms},
    {"simcom", "SIM800", handset_cms},
    {"simcom", "SIMCOM_SIM800", handset_cms},
    {"simcom", "SIM900", handset_cms},
    {"simcom", "SIMCOM_SIM900", handset_cms},
    {"quectel", "", quectel_lte_cms},
    {"quectel", "M", handset_cms},
    {"quectel", "Quectel_M", handset_cms},
    {"wavecom", "", wavecom_cms},
    {"sierra", "Q2", wavecom_cms},
    {"sierra", "SL6", wavecom_cms},
});

bool contains(std::string_view text, std::string_view part) {
    for (std::size_t at = 0; at + part.size() <= text.size(); ++at) {
        if (starts(text.substr(at), part)) return true;
    }
    return false;
}

}  // namespace

std::span<const ErrorEntry> vendor_cms_error_data(std::string_view make, std::string_view model) {
    std::span<const ErrorEntry> found;
    for (const VendorTable& table : tables) {
        if (contains(make, table.make) && starts(model, table.model)) found = table.errors;
    }
    return found;
}

}  // namespace gsmcfg::at
