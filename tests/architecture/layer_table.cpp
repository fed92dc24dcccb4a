#include "layer_table.hpp"

#include <sstream>

namespace gsmcfg::test {

LayerTable parse_layer_table(std::string_view text) {
    LayerTable table;
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);) {
        const auto colon = line.find(':');
        if (colon == std::string::npos) continue;
        auto& uses = table[line.substr(0, colon)];
        std::istringstream words(line.substr(colon + 1));
        for (std::string word; words >> word;) uses.insert(word);
    }
    return table;
}

const LayerTable& design_table() {
    // Only cli joins service with modem; the simulator shares no codec with what it tests.
    static const LayerTable table{
        {"base", {}},
        {"sms", {"base"}},
        {"at", {"base"}},
        {"link", {"base"}},
        {"channel", {"base", "sms"}},
        {"modem", {"base", "sms", "at", "link", "channel"}},
        {"meter", {"base", "sms"}},
        {"store", {"base"}},
        {"config", {"base"}},
        {"service", {"base", "sms", "channel", "meter", "store", "config"}},
        {"master_sim", {"base", "sms", "modem", "meter", "store"}},
        {"report", {"base", "store", "meter"}},
        {"cli", {"base", "sms", "at", "link", "channel", "modem", "meter", "store", "config", "service", "master_sim", "report"}},
        {"sim", {"base"}},
    };
    return table;
}

}  // namespace gsmcfg::test
