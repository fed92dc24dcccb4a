// Asks many ports at once.
#pragma once

#include "gsmcfg/modem/finder.hpp"

#include <memory>
#include <vector>

namespace gsmcfg::modem {

struct SurveyedPort {
    FoundPort port;
    std::unique_ptr<link::ByteLink> link;  // still open, if something answers
};

// `baud`: tried first; 0: none. `only`: no other speed. A port that another program holds is not opened.
// Errors: stopped.
[[nodiscard]] base::Result<std::vector<SurveyedPort>> survey(const PortAccess& access, const std::vector<link::PortInfo>& ports,
                                                             int baud, bool only, base::StopToken stop);

}  // namespace gsmcfg::modem
