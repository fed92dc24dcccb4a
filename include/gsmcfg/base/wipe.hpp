// What must not stay in memory longer than it is needed.
#pragma once

#include <string.h>

namespace gsmcfg::base {

// Strings, vectors, arrays: what they hold becomes zeros, which no optimiser leaves out.
template <typename Container>
void wipe(Container& held) {
    if (!held.empty()) explicit_bzero(held.data(), held.size() * sizeof(*held.data()));
}

// Wipes what it was given when the scope ends.
template <typename Container>
class Wiped {
public:
    explicit Wiped(Container& held) : held_(held) {}
    ~Wiped() { wipe(held_); }
    Wiped(const Wiped&) = delete;
    Wiped& operator=(const Wiped&) = delete;

private:
    Container& held_;
};

}  // namespace gsmcfg::base
