#include "local_time.hpp"

#include <fmt/format.h>

#include <array>
#include <ctime>

namespace gsmcfg::cli {
namespace {

std::string formatted(const char* format, const std::tm& parts) {
    std::array<char, 64> text{};
    return {text.data(), std::strftime(text.data(), text.size(), format, &parts)};
}

}  // namespace

std::string local_time(base::UtcTime time) {
    const auto seconds = std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(time));
    std::tm parts{};
    localtime_r(&seconds, &parts);
    return formatted("%Y-%m-%d %H:%M:%S %z", parts);
}

std::string iso_time(base::UtcTime time) {
    const auto whole = std::chrono::floor<std::chrono::seconds>(time);
    const auto seconds = std::chrono::system_clock::to_time_t(whole);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    return formatted("%Y-%m-%dT%H:%M:%S", parts) + fmt::format(".{:03}Z", (time - whole).count());
}

}  // namespace gsmcfg::cli
