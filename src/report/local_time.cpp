#include "report/local_time.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <ctime>

namespace gsmcfg::report {
namespace {

using namespace std::chrono_literals;

std::tm local_parts(base::UtcTime time) {
    const auto seconds = std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(time));
    std::tm parts{};
    localtime_r(&seconds, &parts);
    return parts;
}

std::string formatted(const char* format, const std::tm& parts) {
    std::array<char, 64> text{};
    return {text.data(), std::strftime(text.data(), text.size(), format, &parts)};
}

std::string offset(const std::tm& parts) {
    const auto minutes = std::labs(parts.tm_gmtoff) / 60;
    return fmt::format("{}{:02}:{:02}", parts.tm_gmtoff < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

}  // namespace

std::string iso_local(base::UtcTime time) {
    const auto parts = local_parts(time);
    return formatted("%Y-%m-%dT%H:%M:%S", parts) + offset(parts);
}

std::string shown_time(base::UtcTime time) {
    const auto parts = local_parts(time);
    return formatted("%Y-%m-%d %H:%M:%S ", parts) + offset(parts);
}

std::string tick(base::UtcTime time, std::chrono::milliseconds width, bool with_day) {
    const auto parts = local_parts(time);
    constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = fmt::format("{} {}", parts.tm_mday, months.at(static_cast<std::size_t>(parts.tm_mon)));
    if (width >= 24h) return day;
    return (with_day ? day + " " : "") + formatted(width < 1min ? "%H:%M:%S" : "%H:%M", parts);
}

std::string shown_duration(std::chrono::milliseconds duration) {
    const auto seconds = duration.count() / 1000;
    if (duration < 10s && duration.count() % 1000 != 0)
        return fmt::format("{:.1f} s", static_cast<double>(duration.count()) / 1000);
    if (seconds < 60) return fmt::format("{} s", seconds);
    const auto pair = [](std::int64_t large, const char* large_unit, std::int64_t small, const char* small_unit) {
        return small == 0 ? fmt::format("{} {}", large, large_unit)
                          : fmt::format("{} {} {} {}", large, large_unit, small, small_unit);
    };
    if (seconds < 3600) return pair(seconds / 60, "min", seconds % 60, "s");
    if (seconds < 86400) return pair(seconds / 3600, "h", seconds / 60 % 60, "min");
    return pair(seconds / 86400, "d", seconds / 3600 % 24, "h");
}

}  // namespace gsmcfg::report
