// What must not stay in memory longer than it is needed.
#pragma once

#include "gsmcfg/base/wipe.hpp"
#include "gsmcfg/sms/user_data.hpp"

namespace gsmcfg::master_sim {

using base::wipe;
inline void wipe(sms::UserData& data) {
    wipe(data.septets);
    wipe(data.octets);
    wipe(data.text);
    wipe(data.utf16);
}

}  // namespace gsmcfg::master_sim
