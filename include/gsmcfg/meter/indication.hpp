// What a GS04/GB04 module shows of itself, in words: status byte, display, LEDs, signal, version. Tables of the module's user
// manual (section 7, appendices A to C); what the manual leaves open is said as such. Pure; safe from any thread.
#pragma once

#include "gsmcfg/base/result.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::meter {

struct IndicationField {
    std::string place;       // "bit 3", "group 1, field 2"; may be empty
    std::string name;        // "registration on the server"
    std::string value;       // as it is shown: "B"
    std::string meaning;     // a part of a sentence, without a final stop
    std::string advice;      // the next step; empty if nothing is to be done
    std::string source;      // "table 6, section 7.1" of the manual
    bool documented = true;  // false: the manual does not say
};

struct Indication {
    std::string subject;  // what was taken: "status byte 0x4B"
    std::vector<IndicationField> fields;
    std::vector<std::string> remarks;  // how an ambiguous input was taken, and what goes for all of it
};

// All functions take small letters, blanks, and Cyrillic letters that look like Latin ones. Errors: invalid_argument; detail
// says what there is.

// "0x4B", "4Bh", "4B", "0b01001011"; digits alone are decimal. 0 to 255. Appendix A.
[[nodiscard]] base::Result<Indication> explain_status(std::string_view written);

// Both groups ("130 167", "130167"), one of them, or "Info05". `group` 1 or 2: which one three characters are; without it both
// readings that are possible are given. Table 6.
[[nodiscard]] base::Result<Indication> explain_display(std::string_view written, std::optional<int> group = std::nullopt);

// A LED and what it does: "F2 blinking", "red out 2 s every 15 min". Also in Russian. Appendix C.
[[nodiscard]] base::Result<Indication> explain_led(std::string_view written);

// The display's digit ("7"), dBm ("-85", "-85 dBm"), or a modem's +CSQ ("csq 14", TS 27.007 §8.5). Table 4.
[[nodiscard]] base::Result<Indication> explain_signal(std::string_view written);

// "c1.0v1.4.8420.1.1.1". Section 7.2, table 1.
[[nodiscard]] base::Result<Indication> explain_version(std::string_view written);

}  // namespace gsmcfg::meter
