#include "gsmcfg/at/unsolicited.hpp"

#include "at/letter_case.hpp"

#include <array>

namespace gsmcfg::at {

namespace {

using Kind = UnsolicitedKind;

// A rule that is more exact stands before the ones it would be caught by.
constexpr auto rules = std::to_array<UnsolicitedRule>({
    {"+CMTI:", Kind::message_stored, false, false, "TS 27.005"},
    {"+CDSI:", Kind::report_stored, false, false, "TS 27.005"},
    {"+CMT:", Kind::message, false, true, "TS 27.005"},
    {"+CDS:", Kind::report, false, true, "TS 27.005"},
    {"+CBM:", Kind::broadcast, false, true, "TS 27.005"},
    {"+CBMI:", Kind::noise, false, false, "TS 27.005"},
    {"+CREG:", Kind::registration, false, false, "TS 27.007"},
    {"+CGREG:", Kind::registration, false, false, "TS 27.007"},
    {"+CEREG:", Kind::registration, false, false, "TS 27.007"},
    {"+CUSD:", Kind::ussd, false, false, "TS 27.007"},
    {"+CPIN: READY", Kind::ready, true, false, "all"},
    {"+CPIN:READY", Kind::ready, true, false, "all"},
    {"+CPIN:", Kind::sim_lost, false, false, "all"},
    {"+CFUN: 1", Kind::restarted, true, false, "SIMCom"},
    {"+CFUN:", Kind::noise, false, false, "all"},
    {"+CSQ:", Kind::noise, false, false, "all"},
    {"+CSQN:", Kind::noise, false, false, "SIMCom"},
    {"+CRING:", Kind::noise, false, false, "TS 27.007"},
    {"+CLIP:", Kind::noise, false, false, "TS 27.007"},
    {"+CCWA:", Kind::noise, false, false, "TS 27.007"},
    {"+CSSI:", Kind::noise, false, false, "TS 27.007"},
    {"+CSSU:", Kind::noise, false, false, "TS 27.007"},
    {"+CGEV:", Kind::noise, false, false, "TS 27.007"},
    {"+CTZV:", Kind::noise, false, false, "TS 27.007"},
    {"+CTZE:", Kind::noise, false, false, "TS 27.007"},
    {"+CALA:", Kind::noise, false, false, "TS 27.007"},
    {"RING", Kind::noise, true, false, "V.250"},
    {"+SMS FULL", Kind::storage_full, false, false, "several"},
    {"+SMSFULL", Kind::storage_full, false, false, "several"},
    {"SMS FULL", Kind::storage_full, false, false, "several"},
    {"^SMMEMFULL", Kind::storage_full, false, false, "Huawei"},
    {"^RSSI:", Kind::noise, false, false, "Huawei"},
    {"^HCSQ:", Kind::noise, false, false, "Huawei"},
    {"^MODE:", Kind::noise, false, false, "Huawei"},
    {"^BOOT:", Kind::noise, false, false, "Huawei"},
    {"^DSFLOWRPT:", Kind::noise, false, false, "Huawei"},
    {"^SRVST:", Kind::noise, false, false, "Huawei"},
    {"^SIMST:", Kind::noise, false, false, "Huawei"},
    {"^STIN:", Kind::noise, false, false, "Huawei"},
    {"^CSNR:", Kind::noise, false, false, "Huawei"},
    {"^NWTIME:", Kind::noise, false, false, "Huawei"},
    {"^THERM:", Kind::noise, false, false, "Huawei"},
    {"^LWURC:", Kind::noise, false, false, "Huawei"},
    {"^ANLEVEL:", Kind::noise, false, false, "Huawei"},
    {"+ZDONR:", Kind::noise, false, false, "ZTE"},
    {"+ZPASR:", Kind::noise, false, false, "ZTE"},
    {"+ZUSIMR:", Kind::noise, false, false, "ZTE"},
    {"+ZEND", Kind::noise, false, false, "ZTE"},
    {"RDY", Kind::restarted, true, false, "SIMCom, Quectel"},
    {"Call Ready", Kind::ready, true, false, "SIMCom"},
    {"SMS Ready", Kind::ready, true, false, "SIMCom"},
    {"SMS DONE", Kind::ready, true, false, "SIMCom"},
    {"PB DONE", Kind::ready, true, false, "SIMCom"},
    {"*ATREADY:", Kind::restarted, false, false, "SIMCom"},
    {"NORMAL POWER DOWN", Kind::shutting_down, false, false, "SIMCom"},
    {"UNDER-VOLTAGE POWER DOWN", Kind::shutting_down, false, false, "SIMCom"},
    {"OVER-VOLTAGE POWER DOWN", Kind::shutting_down, false, false, "SIMCom"},
    {"UNDER-VOLTAGE", Kind::power_warning, false, false, "SIMCom"},
    {"OVER-VOLTAGE", Kind::power_warning, false, false, "SIMCom"},
    {"+CNSMOD:", Kind::noise, false, false, "SIMCom"},
    {"*PSUTTZ:", Kind::noise, false, false, "SIMCom"},
    {"DST:", Kind::noise, false, false, "SIMCom"},
    {"POWERED DOWN", Kind::shutting_down, true, false, "Quectel"},
    {"+QIND: \"smsfull\"", Kind::storage_full, false, false, "Quectel"},
    {"+QIND: SMS DONE", Kind::ready, true, false, "Quectel"},
    {"+QIND: PB DONE", Kind::ready, true, false, "Quectel"},
    {"+QIND:", Kind::noise, false, false, "Quectel"},
    {"+QUSIM: 0", Kind::sim_lost, true, false, "Quectel"},
    {"+QUSIM:", Kind::ready, false, false, "Quectel"},
    {"APP RDY", Kind::restarted, true, false, "Quectel"},
    {"#QSS: 0", Kind::sim_lost, true, false, "Telit"},
    {"#QSS:", Kind::noise, false, false, "Telit"},
    {"#STN:", Kind::noise, false, false, "Telit"},
    {"^SYSSTART", Kind::restarted, false, false, "Cinterion"},
    {"^SHUTDOWN", Kind::shutting_down, false, false, "Cinterion"},
    {"^SCKS: 0", Kind::sim_lost, true, false, "Cinterion"},
    {"^SCKS:", Kind::noise, false, false, "Cinterion"},
    {"^SBC:", Kind::power_warning, false, false, "Cinterion"},
    {"+CIEV: smsfull,1", Kind::storage_full, false, false, "Cinterion"},
    {"+CIEV: \"smsfull\",1", Kind::storage_full, false, false, "Cinterion"},
    {"+CIEV:", Kind::noise, false, false, "Cinterion"},
    {"+AT: READY", Kind::restarted, true, false, "u-blox"},
    {"+PBREADY", Kind::ready, true, false, "u-blox"},
    {"+UMWI:", Kind::noise, false, false, "u-blox"},
    {"+UUSIMSTAT:", Kind::noise, false, false, "u-blox"},
    {"+WIND: 8", Kind::sim_lost, true, false, "Wavecom"},
    {"+WIND:", Kind::noise, false, false, "Wavecom"},
    {"+PACSP", Kind::noise, false, false, "Sierra"},
    {"+STKPRO", Kind::noise, false, false, "several"},
    {"+STIN:", Kind::noise, false, false, "several"},
});

}  // namespace

std::span<const UnsolicitedRule> unsolicited_rules() { return rules; }

const UnsolicitedRule* find_unsolicited(std::string_view line) {
    for (const UnsolicitedRule& rule : rules) {
        if (rule.whole ? same(line, rule.start) : starts(line, rule.start)) return &rule;
    }
    return nullptr;
}

}  // namespace gsmcfg::at
