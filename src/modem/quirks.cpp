#include "gsmcfg/modem/quirks.hpp"

#include "gsmcfg/base/text.hpp"

#include <array>
#include <string>

namespace gsmcfg::modem {

namespace {

constexpr auto table = std::to_array<Quirks>({
    {"", "", "", "", "AT+CCID", "TS 27.005, TS 27.007"},
    {"huawei", "", "AT^CURC=0", "", "AT^ICCID?", "sends ^RSSI and the like without end; has no +CCID"},
    {"quectel", "", "", "", "AT+QCCID", "its own name for +CCID"},
    {"cinterion", "", "", "2,1,0,1,1", "AT+CCID", "takes only bfr=1"},
    {"siemens", "", "", "2,1,0,1,1", "AT^SCID", "takes only bfr=1"},
    {"gemalto", "", "", "2,1,0,1,1", "AT+CCID", "takes only bfr=1"},
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
