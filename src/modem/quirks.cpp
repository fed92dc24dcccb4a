#include "gsmcfg/modem/quirks.hpp"

#include "gsmcfg/base/text.hpp"

#include <array>
#include <string>

namespace gsmcfg::modem {

namespace {

// A row saves time; what it leaves out is found by asking.
constexpr auto table = std::to_array<Quirks>({
    {"", "", {}, "", "AT+CCID", false, "TS 27.005, TS 27.007; +CCID is the name that most makers took"},
    {"huawei", "", {"AT^CURC=0"}, "", "AT^ICCID?", false, "E-series: ^RSSI, ^HCSQ, ^BOOT without end; has no +CCID"},
    {"zte", "", {}, "", "AT+ZGETICCID", false, "MF sticks: +ZDONR, +ZPASR can't be switched off; its own name for +CCID"},
    {"simcom", "", {}, "", "AT+CCID", false, "SIM800 AT manual: +CCID answers the bare number"},
    {"simcom", "sim7", {"AT+CNSMOD=0"}, "", "AT+CICCID", false, "SIM7x00 AT manual: +CNSMOD announces each change of network"},
    {"quectel", "", {}, "", "AT+QCCID", false, "its own name for +CCID; +QIND is left on, since it tells of full storage"},
    {"telit", "", {}, "", "AT#CCID", true, "its own name for +CCID; CPIN READY comes too early"},
    {"cinterion", "", {}, "2,1,0,1,1", "AT^SCID", false, "takes only bfr=1"},
    {"siemens",
     "",
     {},
     "2,1,0,1,1",
     "AT^SCID",
     false,
     "takes only bfr=1; MC55: +CMGW says OK and writes nothing before it",
     "AT^SM20=0,0"},
    {"cinterion", "mc", {}, "2,1,0,1,1", "AT^SCID", false, "the MC series under its later name", "AT^SM20=0,0"},
    {"gemalto", "", {}, "2,1,0,1,1", "AT^SCID", false, "Cinterion's later name; takes only bfr=1"},
    {"thales", "", {}, "2,1,0,1,1", "AT^SCID", false, "Cinterion's latest name; takes only bfr=1"},
    {"wavecom", "", {"AT+WIND=0"}, "", "AT+CCID", false, "Wavecom AT commands interface: +WIND tells of every change of state"},
    {"u-blox", "", {}, "", "AT+CCID", false, "AT manual: +CCID as most; may say +AT: READY up to 20 s after power"},
    {"sierra", "", {}, "", "AT!ICCID?", false, "MC/EM modules: commands of the maker begin with !"},
});

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

std::span<const Quirks> quirks_table() { return table; }

const Quirks& find_quirks(std::string_view make, std::string_view model) {
    const std::string lower_make = base::to_lower(make);
    const std::string lower_model = base::to_lower(model);
    const Quirks* found = &table.front();
    for (const Quirks& row : table) {
        if (contains(lower_make, row.make) && contains(lower_model, row.model)) found = &row;
    }
    return *found;
}

}  // namespace gsmcfg::modem
