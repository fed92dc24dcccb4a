// How much memory this process holds.
#pragma once

#include <unistd.h>

#include <cstdint>
#include <fstream>

namespace gsmcfg::test {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool memory_is_its_own = false;  // a sanitizer keeps what was freed
#else
inline constexpr bool memory_is_its_own = true;
#endif

inline std::int64_t resident_kilobytes() {
    std::int64_t all = 0;
    std::int64_t resident = 0;
    std::ifstream("/proc/self/statm") >> all >> resident;
    return resident * sysconf(_SC_PAGESIZE) / 1024;
}

}  // namespace gsmcfg::test
