// Numbers that are the same for the same seed on every machine (SplitMix64).
#pragma once

#include <cstdint>
#include <string_view>

namespace gsmcfg::sim {

class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}
    // A stream of its own for whoever has that name, so that the order of events elsewhere does not matter to it.
    Random(std::uint64_t seed, std::string_view name) : state_(seed ^ 0xCBF29CE484222325U) {
        for (const char c : name) state_ = (state_ ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
    }

    std::uint64_t next() {
        std::uint64_t z = state_ += 0x9E3779B97F4A7C15U;
        z = (z ^ z >> 30U) * 0xBF58476D1CE4E5B9U;
        z = (z ^ z >> 27U) * 0x94D049BB133111EBU;
        return z ^ z >> 31U;
    }
    // 0 … limit
    std::uint64_t up_to(std::uint64_t limit) { return limit == 0 ? 0 : next() % (limit + 1); }
    bool chance(double rate) { return rate > 0 && static_cast<double>(next() >> 11U) * 0x1.0p-53 < rate; }

private:
    std::uint64_t state_;
};

}  // namespace gsmcfg::sim
