// A make of modem as data: what it says of itself, how its answers look, what it refuses.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace gsmcfg::sim {

// A storage of messages. `same_as` names the storage that this name stands for ("SM_P" for "SM"): one set of places.
struct StoreRow {
    std::string_view name;
    std::size_t places = 0;  // 0: WorldOptions::storage
    std::string_view same_as;
};

struct BootLine {
    std::chrono::milliseconds after;  // since the restart or the power
    std::string_view line;            // filled in as FixedAnswer
    bool needs_sim = false;
};

// A question that the modem answers with one line. {iccid}, {imei}, {pin}, {puk} (attempts left) and {state} (of +CPIN) are
// filled in.
struct FixedAnswer {
    std::string_view query;  // "+CCID", "^ICCID?", "+ZPINPUK=?"
    std::string_view line;
    bool needs_sim = true;
    bool needs_pin = false;  // refused while the SIM is locked
};

// Bit n set: the modem takes the value n (TS 27.005 §3.4.1).
struct CnmiRules {
    std::string_view advertised = "(0-2),(0-2),(0),(0,1),(0)";
    unsigned mode = 0b0111, mt = 0b0111, bm = 0b0001, ds = 0b0011, bfr = 0b0001;
    std::array<int, 5> at_start{};
};

// bare_ok: READY is said by OK alone.
enum class CpinForm { standard, no_final, no_space, quoted, bare_ok };
enum class CscaForm { plain, ucs2_hex, no_plus };
enum class EmptySlot { refused, ok_alone, zeros };
enum class ListHeader { empty_alpha, no_alpha, quoted_alpha };
// spaced: "+CREG: 2, 1, …"; unquoted: hex without marks, and nothing at all behind the mode while it searches.
enum class RegistrationForm { standard, spaced, unquoted, with_technology };
// The strings of +CUSD: as they are; packed septets as hex; UCS2 as hex; packed in, UCS2 out.
enum class UssdForm { plain, packed, ucs2, packed_then_ucs2 };
// When a modem takes notice of a SIM that is put in while it runs. That one has gone it notices at once.
enum class SwapNotice { at_once, at_restart };
// How UPDATE RECORD by +CRSM ends: done; SW 6982; +CME ERROR: 3.
enum class RecordUpdate { allowed, refused_by_card, refused_by_modem };

struct Personality {
    std::string_view name{};
    std::string_view manufacturer{};  // the answers to +CGMI, +CGMM, +CGMR, +CGSN; {imei} is filled in
    std::string_view model{};
    std::string_view revision{};
    std::string_view imei_line = "{imei}";

    std::vector<StoreRow> stores{};
    std::string_view cpms_test{};      // what follows "+CPMS: " instead of the names, three times
    std::size_t memories = 3;          // how many +CPMS=… takes
    bool cpms_wants_all = false;       // takes no fewer either
    bool phone_store_receives = true;  // false: "ME" is refused as the third
    bool cpms_silent = false;          // +CPMS=… is answered by OK alone
    std::size_t first_slot = 1;        // the first index of a storage
    CnmiRules cnmi{};
    int csms_at_start = 0;
    bool report_comma = false;       // "+CDS: ,24"
    bool report_index_lies = false;  // +CDSI: "SM",0 whatever the place in "SR"
    std::string_view full_line{};    // when a message finds no place

    CpinForm cpin = CpinForm::standard;
    CscaForm csca = CscaForm::plain;
    EmptySlot empty_slot = EmptySlot::refused;
    ListHeader header = ListHeader::empty_alpha;
    bool whole_length = false;  // the length of +CMGL and +CMGR counts the service centre too
    bool lists_backwards = false;
    RegistrationForm registration = RegistrationForm::standard;
    UssdForm ussd = UssdForm::plain;
    bool csmp_clears_centre = false;
    bool sim_records = true;    // AT+CRSM
    bool record_quoted = true;  // its answer in quotation marks
    RecordUpdate record_update = RecordUpdate::allowed;
    bool cmgw_without_writing = false;  // +CMGW is answered by OK alone and nothing is stored until AT^SM20=0,0
    bool cmgw_submit_only = false;      // +CMGW refuses <stat> 0 and 1 with +CMS ERROR: 302
    bool cmgw_no_stat = false;          // +CMGW takes no <stat>: 304

    SwapNotice swap = SwapNotice::at_once;
    bool remembers_identity = false;                 // IMSI and ICCID of a SIM that has gone, until it starts anew
    std::vector<std::string_view> removed_lines{};   // what it says by itself when the SIM goes
    std::vector<std::string_view> inserted_lines{};  // and when one comes, filled in as FixedAnswer

    std::string_view line_end = "\r\n";  // of lines of information
    std::string_view prompt = "\r\n> ";
    bool echoes_control_z = false;
    bool line_feed_in_body = false;  // an LF after the command line's CR belongs to the body
    int cmee_at_start = 0;
    std::string_view refusal{};  // of an unknown command; empty: ERROR or +CME/+CMS ERROR as +CMEE says

    std::chrono::milliseconds boot_time{3000};  // after AT+CFUN=1,1
    std::vector<BootLine> boot_lines{};
    std::chrono::milliseconds sim_busy{0};  // after a start or AT+CFUN=1: +CPIN? and messages fail with "SIM busy"
    bool ready_too_early = false;           // +CPIN? says READY meanwhile
    bool reset_needs_pin = false;           // ATZ is an ERROR while the SIM is locked
    bool autobaud = false;                  // the first line after a start only tells it the speed
    bool port_vanishes = false;             // AT+CFUN=1,1 takes the port away for the boot time

    std::chrono::milliseconds chatter_period{0};
    std::vector<std::string_view> chatter{};  // {n} is a number; off by WorldOptions::chatter
    std::string_view quiet_command{};         // "^CURC": 0 ends the chatter

    std::vector<std::string_view> accepted{};  // commands of the make that change nothing here: OK
    std::vector<std::string_view> unknown{};   // commands of the generic modem that this one lacks
    std::vector<FixedAnswer> fixed{};
};

// All of them, "generic" first.
[[nodiscard]] std::span<const Personality> personalities();
// Null if there is none of that name.
[[nodiscard]] const Personality* find_personality(std::string_view name);
[[nodiscard]] const Personality& generic_personality();

}  // namespace gsmcfg::sim
