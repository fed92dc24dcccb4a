#include "gsmcfg/master_sim/way.hpp"

#include "gsmcfg/base/text.hpp"

namespace gsmcfg::master_sim {

std::string_view name(Way way) {
    switch (way) {
        case Way::cmgw: return "cmgw";
        case Way::crsm: return "crsm";
        case Way::self_send: return "self-send";
    }
    return "";
}

base::Result<Way> parse_way(std::string_view text) {
    for (const Way way : ways) {
        if (name(way) == text) return way;
    }
    return base::fail(base::ErrorCode::invalid_argument, "--via",
                      "it is cmgw, crsm or self-send, not '" + base::escape_control(text) + "'");
}

}  // namespace gsmcfg::master_sim
