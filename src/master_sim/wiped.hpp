// What must not stay in memory longer than it is needed.
#pragma once

#include "gsmcfg/sms/user_data.hpp"

#include <string.h>

#include <string>
#include <vector>

namespace gsmcfg::master_sim {

// Strings, vectors: what they hold becomes zeros.
template <typename Container>
void wipe(Container& held) {
    if (!held.empty()) explicit_bzero(held.data(), held.size() * sizeof(*held.data()));
}
inline void wipe(sms::UserData& data) {
    wipe(data.septets);
    wipe(data.octets);
    wipe(data.text);
    wipe(data.utf16);
}

}  // namespace gsmcfg::master_sim
