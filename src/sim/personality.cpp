// Each row names where its answers come from. A form that is known to exist, but not of which make, is given to one row
// that lacks a better: those are marked "somewhere".
#include "gsmcfg/sim/personality.hpp"

#include <algorithm>

#include "sim/personality_variants.hpp"

namespace gsmcfg::sim {
namespace {

using namespace std::chrono_literals;

// TS 27.005, TS 27.007 and V.250 to the letter. +CPINR: TS 27.007 §8.65. CNMI: ModemManager asks for bm=2 and nothing else.
Personality generic() {
    return {
        .name = "generic",
        .manufacturer = "Simulated",
        .model = "SIM-100",
        .revision = "SIM-100 1.00",
        .stores = {{"SM", 0, ""}, {"ME", 50, ""}, {"SR", 20, ""}},
        .cpms_test = R"(("SM","ME"),("SM","ME"),("SM","ME"))",
        .cnmi = {.advertised = "(0-2),(0-2),(0,2),(0,1),(0,1)", .bm = 0b0101, .bfr = 0b0011},
        .removed_lines = {"+CPIN: NOT READY"},
        .inserted_lines = {"+CPIN: {state}"},
        .fixed = {{"+CCID", "+CCID: {iccid}"}, {"+CCID?", "+CCID: {iccid}"}, {"+CPINR", "+CPINR: SIM PIN,{pin},3", false}},
    };
}

constexpr std::string_view huawei_pin = "^CPIN: {state},{pin},{puk},{pin},10,3";

// Huawei UMTS Datacard Modem and MU509 AT Command Interface Specifications (^CPIN §7.4, ^RSSI, ^CURC, ^BOOT, ^DSFLOWRPT,
// ^SMMEMFULL); the ME storage and its 23 places from a log in gammu's issue 126; slots from 0, \r\r\n and the packed USSD
// from chan_dongle; ^PORTSEL, without which gammu gives up, from gammu's issue 327. CNMI's mt=2 is advertised and refused
// somewhere. That a SIM put in later is seen only after a restart: somewhere, of this and the next make.
Personality huawei_e1752() {
    return {
        .name = "huawei-e1752",
        .manufacturer = "huawei",
        .model = "E1752",
        .revision = "11.126.10.04.55",
        .stores = {{"SM", 0, ""}, {"ME", 23, ""}, {"SR", 20, ""}},
        .cpms_test = R"(("SM","ME","SR"),("SM","ME"),("SM","ME","SR"))",
        .first_slot = 0,
        .cnmi = {.advertised = "(0-2),(0-3),(0,2,3),(0-2),(0,1)", .mt = 0b0011, .bm = 0b1101, .ds = 0b0111, .bfr = 0b0011},
        .full_line = "^SMMEMFULL: \"SM\"",
        .empty_slot = EmptySlot::zeros,
        .registration = RegistrationForm::unquoted,
        .ussd = UssdForm::packed,
        .swap = SwapNotice::at_restart,
        .removed_lines = {"^SIMST:255"},
        .line_end = "\r\r\n",
        .refusal = "COMMAND NOT SUPPORT",
        .boot_time = 8s,
        .boot_lines = {{8500ms, "^BOOT:32579697,0,0,0,75"},
                       {10s, "^SIMST:1", true},
                       {12s, "^SRVST:2", true},
                       {12500ms, "^MODE:5,4"}},
        .sim_busy = 10s,
        .port_vanishes = true,
        .chatter_period = 7s,
        .chatter = {"^RSSI:{n}", "^BOOT:32579697,0,0,0,75",
                    "^DSFLOWRPT:0000001E,00000000,00000000,0000000000000000,"
                    "0000000000000000,00000000,00000000",
                    "^MODE:5,4", "^SRVST:2"},
        .quiet_command = "^CURC",
        .accepted = {"^PORTSEL"},
        .unknown = {"+CEREG"},
        .fixed = {{"^ICCID?", "^ICCID: {iccid}"}, {"^CPIN?", huawei_pin, false}, {"^SYSINFO", "^SYSINFO:2,3,0,5,1,,4", false}},
    };
}

// The same family, LTE: Huawei ME909s AT Command Interface Specification (^HCSQ, ^ICCID, ^CPIN). A stick of it keeps no
// messages in the phone; USSD answered in UCS2 as chan_dongle's users report. OK alone for READY, and the
// ICCID of a SIM that has gone: somewhere.
Personality huawei_e3372() {
    return {
        .name = "huawei-e3372",
        .manufacturer = "huawei",
        .model = "E3372",
        .revision = "21.180.01.00.00",
        .stores = {{"SM", 0, ""}, {"SR", 20, ""}},
        .cpms_test = R"(("SM"),("SM"),("SM"))",
        .first_slot = 0,
        .cnmi =
            {.advertised = "(0,1,2),(0,1,2,3),(0,2,3),(0,1,2),(0,1)", .mt = 0b0111, .bm = 0b1101, .ds = 0b0111, .bfr = 0b0011},
        .full_line = "^SMMEMFULL: \"SM\"",
        .cpin = CpinForm::bare_ok,
        .csca = CscaForm::ucs2_hex,
        .empty_slot = EmptySlot::ok_alone,
        .registration = RegistrationForm::with_technology,
        .ussd = UssdForm::packed_then_ucs2,
        .swap = SwapNotice::at_restart,
        .remembers_identity = true,
        .refusal = "COMMAND NOT SUPPORT",
        .boot_time = 12s,
        .boot_lines = {{12500ms, "^SIMST: 1", true}, {14s, "^SRVST: 2", true}},
        .sim_busy = 10s,
        .port_vanishes = true,
        .chatter_period = 9s,
        .chatter = {"^HCSQ: \"LTE\",{n},39,100,14", "^RSSI: {n}", "^STIN: 0,0,0", "^LWURC: \"LTE\""},
        .quiet_command = "^CURC",
        .accepted = {"^PORTSEL"},
        .unknown = {"+CNUM"},
        .fixed = {{"^ICCID?", "^ICCID: {iccid}"}, {"^CPIN?", huawei_pin, false}},
    };
}

// SIM800 Series AT Command Manual V1.09 (+SPIC, CPMS names, boot lines); CNMI from a log in python-gsmmodem's issue 60.
Personality sim800() {
    return {
        .name = "sim800",
        .manufacturer = "SIMCOM_Ltd",
        .model = "SIMCOM_SIM800L",
        .revision = "Revision:1418B05SIM800L24",
        .stores = {{"SM", 0, ""}, {"ME", 50, ""}, {"SM_P", 0, "SM"}, {"ME_P", 0, "ME"}, {"MT", 0, "SM"}},
        .cpms_test = R"(("SM","ME","SM_P","ME_P","MT"),("SM","ME","SM_P","ME_P","MT"),("SM","ME","SM_P","ME_P","MT"))",
        .cnmi = {.advertised = "(0-3),(0-3),(0,2),(0,1),(0,1)",
                 .mode = 0b1111,
                 .bm = 0b0101,
                 .bfr = 0b0011,
                 .at_start = {2, 1, 0, 0, 0}},
        .full_line = "+SMS FULL",
        .header = ListHeader::quoted_alpha,
        .removed_lines = {"+CPIN: NOT READY"},
        .inserted_lines = {"+CPIN: {state}"},
        .echoes_control_z = true,
        .boot_time = 3s,
        .boot_lines =
            {{3s, "RDY"}, {3500ms, "+CFUN: 1"}, {4s, "+CPIN: {state}", true}, {9s, "Call Ready", true}, {12s, "SMS Ready", true}},
        .sim_busy = 4s,
        .autobaud = true,
        .chatter_period = 60s,
        .chatter = {"UNDER-VOLTAGE WARNNING"},
        .unknown = {"+CEREG"},
        .fixed = {{"+CCID", "{iccid}"}, {"+SPIC", "+SPIC: {pin},{puk},3,10", false}},
    };
}

// SIM7500_SIM7600 Series AT Command Manual V1.12 (+CICCID, +SPIC, PB DONE, +CNSMOD).
Personality sim7600() {
    return {
        .name = "sim7600",
        .manufacturer = "SIMCOM INCORPORATED",
        .model = "SIMCOM_SIM7600E-H",
        .revision = "+CGMR: LE20B03SIM7600M22",
        .stores = {{"SM", 0, ""}, {"ME", 23, ""}, {"MT", 0, "SM"}, {"SR", 20, ""}},
        .cpms_test = R"(("ME","MT","SM","SR"),("ME","MT","SM","SR"),("ME","MT","SM","SR"))",
        .first_slot = 0,
        .cnmi = {.advertised = "(0,1,2),(0,1,2,3),(0,2,3),(0,1,2),(0,1)",
                 .bm = 0b1101,
                 .ds = 0b0111,
                 .bfr = 0b0011,
                 .at_start = {2, 1, 0, 0, 0}},
        .full_line = "+SMS FULL",
        .registration = RegistrationForm::unquoted,
        .removed_lines = {"+CPIN: NOT READY"},
        .inserted_lines = {"+CPIN: {state}"},
        .boot_time = 10s,
        .boot_lines = {{10s, "RDY"}, {11s, "+CPIN: {state}", true}, {13s, "SMS DONE", true}, {15s, "PB DONE", true}},
        .sim_busy = 3s,
        .port_vanishes = true,
        .chatter_period = 30s,
        .chatter = {"+CNSMOD: 8"},
        .fixed = {{"+CICCID", "+ICCID: {iccid}"}, {"+SPIC", "+SPIC: {pin},{puk},3,10", false}},
    };
}

// Quectel M26 AT Commands Manual V1.4 (+QCCID, +CCID quoted, +CPINC). +CPIN with quotation marks: somewhere.
Personality quectel_m26() {
    return {
        .name = "quectel-m26",
        .manufacturer = "Quectel_Ltd",
        .model = "Quectel_M26",
        .revision = "Revision: M26FBR03A06",
        .stores = {{"SM", 0, ""}, {"ME", 50, ""}, {"MT", 0, "SM"}},
        .cpms_test = R"(("SM","ME","MT"),("SM","ME","MT"),("SM","ME","MT"))",
        .cnmi = {.advertised = "(0-3),(0-3),(0,2,3),(0-2),(0,1)", .mode = 0b1111, .bm = 0b1101, .at_start = {2, 1, 0, 0, 0}},
        .cpin = CpinForm::quoted,
        .csca = CscaForm::no_plus,
        .header = ListHeader::quoted_alpha,
        .removed_lines = {"+CPIN: NOT READY"},
        .inserted_lines = {"+CPIN: {state}"},
        .boot_time = 4s,
        .boot_lines =
            {{4s, "RDY"}, {4500ms, "+CFUN: 1"}, {5s, "+CPIN: {state}", true}, {9s, "Call Ready", true}, {11s, "SMS Ready", true}},
        .sim_busy = 3s,
        .autobaud = true,
        .unknown = {"+CEREG"},
        .fixed = {{"+QCCID", "{iccid}"}, {"+CCID", "+CCID: \"{iccid}\""}, {"+CPINC", "+CPINC: {pin},3,{puk},10", false}},
    };
}

// Quectel EC25&EC21 AT Commands Manual V1.3 (+QCCID, +QPINC, +QUSIM, +QIND); +CDSI: "SM",0 for a report that is in "SR"
// from gammu's issue 408.
Personality quectel_ec25() {
    return {
        .name = "quectel-ec25",
        .manufacturer = "Quectel",
        .model = "EC25",
        .revision = "EC25EFAR06A06M4G",
        .stores = {{"ME", 255, ""}, {"SM", 0, ""}, {"MT", 0, "ME"}, {"SR", 20, ""}},
        .cpms_test = R"(("ME","MT","SM","SR"),("ME","MT","SM","SR"),("ME","MT","SM","SR"))",
        .first_slot = 0,
        .cnmi = {.advertised = "(0,1,2),(0,1,2,3),(0,2),(0,1,2),(0,1)",
                 .bm = 0b0101,
                 .ds = 0b0101,
                 .bfr = 0b0011,
                 .at_start = {2, 1, 0, 0, 0}},
        .report_index_lies = true,
        .registration = RegistrationForm::with_technology,
        .removed_lines = {"+CPIN: NOT READY", "+QSIMSTAT: 1,0"},
        .inserted_lines = {"+QSIMSTAT: 1,1", "+CPIN: {state}"},
        .boot_time = 12s,
        .boot_lines = {{12s, "RDY"},
                       {13s, "+CPIN: {state}", true},
                       {13500ms, "+QUSIM: 1", true},
                       {14s, "+QIND: SMS DONE", true},
                       {16s, "+QIND: PB DONE", true}},
        .sim_busy = 3s,
        .port_vanishes = true,
        .chatter_period = 20s,
        .chatter = {"+QIND: \"csq\",{n},99", "+QIND: \"act\",\"LTE\""},
        .fixed = {{"+QCCID", "+QCCID: {iccid}"}, {"+QPINC?", "+QPINC: \"SC\",{pin},{puk}", false}},
    };
}

// Telit AT Commands Reference Guide 80000ST10025a (#CCID, #PCT, #QSS, #STN, CSMS) and ModemManager's telit plugin, which
// waits for #QSS: 3 since CPIN is READY too early.
Personality telit() {
    return {
        .name = "telit",
        .manufacturer = "Telit",
        .model = "GE910-QUAD",
        .revision = "13.00.007",
        .stores = {{"SM", 0, ""}, {"ME", 100, ""}},
        .cpms_test = R"(("SM","ME"),("SM","ME"),("SM"))",
        .phone_store_receives = false,
        .cnmi = {.advertised = "(0-3),(0-3),(0,2,3),(0-2),(0,1)", .mode = 0b1111, .bm = 0b1101, .bfr = 0b0011},
        .csms_at_start = 1,
        .header = ListHeader::quoted_alpha,
        .registration = RegistrationForm::standard,
        .record_quoted = false,
        .removed_lines = {"#QSS: 0"},
        .inserted_lines = {"#QSS: 1"},
        .cmee_at_start = 2,
        .boot_time = 6s,
        .boot_lines = {{6500ms, "#QSS: 1", true}, {8s, "#QSS: 2", true}, {14s, "#QSS: 3", true}},
        .sim_busy = 8s,
        .ready_too_early = true,
        .chatter_period = 45s,
        .chatter = {"#STN: 37", "+CIEV: rssi,4"},
        .unknown = {"+CEREG"},
        .fixed = {{"#CCID", "#CCID: {iccid}"}, {"#PCT", "#PCT: {pin}", false}},
    };
}

// Cinterion BGS2 AT Command Set V01.301 and MC75i (^SCID, ^SPIC, ^SYSSTART, +CIEV); CPMS, CNMI and bfr=1 from gammu's
// request 1207. ATZ before the PIN: somewhere.
Personality cinterion() {
    return {
        .name = "cinterion",
        .manufacturer = "Cinterion",
        .model = "MC75i",
        .revision = "REVISION 01.301",
        .stores = {{"SM", 0, ""}, {"ME", 25, ""}, {"MT", 0, "SM"}, {"SR", 20, ""}},
        .cpms_test = R"(("ME","SM","MT"),("ME","SM","MT"),("SM","MT"))",
        .phone_store_receives = false,
        .cnmi = {.advertised = "(0-3),(0,1),(0,2,3),(0,2),(1)",
                 .mode = 0b1111,
                 .mt = 0b0011,
                 .bm = 0b1101,
                 .ds = 0b0101,
                 .bfr = 0b0010,
                 .at_start = {0, 0, 0, 0, 1}},
        .full_line = "^SMGO: 2",
        .empty_slot = EmptySlot::zeros,
        .removed_lines = {"^SCKS: 0"},
        .inserted_lines = {"^SCKS: 1"},
        .boot_time = 8s,
        .boot_lines = {{8s, "^SYSSTART"}, {9s, "+CIEV: rssi,3"}},
        .sim_busy = 10s,
        .reset_needs_pin = true,
        .chatter_period = 40s,
        .chatter = {"+CIEV: rssi,4", "^SCKS: 1"},
        .unknown = {"+CEREG"},
        .fixed = {{"^SCID", "^SCID: {iccid}"}, {"^SPIC", "^SPIC: {pin}", false}},
    };
}

// Wavecom AT Commands Interface Guide 002 (+CPIN without OK, two memories, +CPINC, +WIND, +CCID quoted). The LF in the
// body and the blanks in +CREG: somewhere.
Personality wavecom() {
    return {
        .name = "wavecom",
        .manufacturer = " WAVECOM MODEM",
        .model = " MULTIBAND  900E  1800 ",
        .revision = "657e09gg.Q2406B 1375928 071108 14:43",
        .stores = {{"SM", 0, ""}, {"BM", 20, ""}, {"SR", 20, ""}},
        .cpms_test = R"((("SM","BM","SR"),("SM")))",
        .memories = 2,
        .cnmi = {.advertised = "(0-2),(0-3),(0-3),(0-2),(0,1)", .bm = 0b1111, .ds = 0b0111, .bfr = 0b0011},
        .cpin = CpinForm::no_final,
        .registration = RegistrationForm::spaced,
        .sim_records = false,
        .removed_lines = {"+WIND: 0"},
        .inserted_lines = {"+WIND: 1"},
        .line_feed_in_body = true,
        .boot_time = 4s,
        .boot_lines = {{4500ms, "+WIND: 3"}, {6s, "+WIND: 7", true}, {8s, "+WIND: 4", true}},
        .sim_busy = 6s,
        .unknown = {"+CEREG", "+CGREG", "+CMMS", "+CUSD"},
        .fixed = {{"+CCID", "+CCID: \"{iccid}\""}, {"+CPINC?", "+CPINC: {pin},3,{puk},10", false}},
    };
}

// ZTE MF6xx as ModemManager's and ofono's zte plugins treat it (+ZDONR, +ZPASR, +ZUSIMR, +ZEND, +ZPINPUK); CPMS with two
// storages and three pairs of numbers from a log in gammu's issue 209. UPDATE RECORD refused: somewhere.
Personality zte() {
    return {
        .name = "zte",
        .manufacturer = "ZTE CORPORATION",
        .model = "MF667",
        .revision = "BD_MF667V1.0.0B05",
        .stores = {{"SM", 0, ""}, {"ME", 100, ""}, {"MT", 0, "SM"}, {"SR", 20, ""}},
        .cpms_test = R"(("ME","MT","SM","SR"),("ME","MT","SM","SR"),("ME","MT","SM","SR"))",
        .cnmi = {.advertised = "(0,1,2),(0,1,2,3),(0,2),(0,1,2),(0,1)", .bm = 0b0101, .ds = 0b0111, .bfr = 0b0011},
        .full_line = "+ZMGFULL",
        .empty_slot = EmptySlot::ok_alone,
        .header = ListHeader::no_alpha,
        .ussd = UssdForm::ucs2,
        .csmp_clears_centre = true,
        .record_update = RecordUpdate::refused_by_modem,
        .swap = SwapNotice::at_restart,
        .boot_time = 10s,
        .boot_lines = {{11s, "+ZUSIMR:2", true},
                       {13s, "+ZPASR: \"UMTS\"", true},
                       {14s, "+ZDONR: \"Simulated\",999,70,\"CS_PS\",\"ROAM_OFF\"", true}},
        .sim_busy = 8s,
        .port_vanishes = true,
        .chatter_period = 15s,
        .chatter = {"+ZPASR: \"UMTS\"", "+ZUSIMR:2", "+ZDONR: \"Simulated\",999,70,\"CS_PS\",\"ROAM_OFF\"", "+ZEND"},
        .unknown = {"+CEREG"},
        .fixed = {{"+ICCID", "+ICCID: {iccid}", true, true}, {"+ZPINPUK=?", "+ZPINPUK: {pin},{puk},3,10", false}},
    };
}

// Forms that a host must take and that no known make has all together; programs that are not made for them may fail on it.
// All somewhere: the mode 2 of CNMI that is advertised and refused, the prompt without its blank, +CPMS=… that wants three
// storages and is answered by OK alone, listings backwards, lengths with the service centre, +CPIN without a blank, +CDS with
// a comma, the IMEI in quotation marks, stores without brackets.
Personality patchwork() {
    return {
        .name = "patchwork",
        .manufacturer = "Patchwork",
        .model = "PW-1",
        .revision = "PW-1 1.0",
        .imei_line = "+CGSN: \"{imei}\"",
        .stores = {{"SM", 0, ""}, {"ME", 100, ""}, {"SR", 20, ""}},
        .cpms_test = R"("ME","MT","SM","SR")",
        .cpms_wants_all = true,
        .cpms_silent = true,
        .cnmi =
            {.advertised = "(0,1,2),(0,1,2,3),(0,2),(0,1,2),(0,1)", .mode = 0b0011, .bm = 0b0101, .ds = 0b0111, .bfr = 0b0011},
        .report_comma = true,
        .cpin = CpinForm::no_space,
        .empty_slot = EmptySlot::ok_alone,
        .header = ListHeader::no_alpha,
        .whole_length = true,
        .lists_backwards = true,
        .prompt = "\r\n>",
        .boot_time = 5s,
        .sim_busy = 8s,
        .unknown = {"+CEREG"},
        .fixed = {{"+CCID", "+CCID: {iccid}"}},
    };
}

}  // namespace

std::span<const Personality> personalities() {
    static const std::vector<Personality> all =
        with_variants({generic(), huawei_e1752(), huawei_e3372(), sim800(), sim7600(), quectel_m26(), quectel_ec25(), telit(),
                       cinterion(), wavecom(), zte(), patchwork()});
    return all;
}

const Personality* find_personality(std::string_view name) {
    const auto found = std::ranges::find(personalities(), name, &Personality::name);
    return found == personalities().end() ? nullptr : &*found;
}

const Personality& generic_personality() { return personalities().front(); }

}  // namespace gsmcfg::sim
