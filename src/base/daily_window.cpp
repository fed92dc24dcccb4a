#include "gsmcfg/base/daily_window.hpp"

#include <fmt/format.h>

#include <array>

namespace gsmcfg::base {
namespace {

constexpr int whole_day = 24 * 60;

std::optional<int> minute_of(std::string_view text) {
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    std::array<int, 4> digits{};
    constexpr std::array<std::size_t, 4> places{0, 1, 3, 4};
    for (std::size_t i = 0; i < places.size(); ++i) {
        const char c = text[places[i]];
        if (c < '0' || c > '9') return std::nullopt;
        digits[i] = c - '0';
    }
    const int minute = (digits[0] * 10 + digits[1]) * 60 + digits[2] * 10 + digits[3];
    if (digits[2] > 5 || minute > whole_day) return std::nullopt;
    return minute;
}

std::string clock_text(int minute) { return fmt::format("{:02}:{:02}", minute / 60, minute % 60); }

}  // namespace

Result<DailyWindow> DailyWindow::parse(std::string_view text, TimeZone zone) {
    const auto dash = text.find('-');
    const auto from = dash == std::string_view::npos ? std::nullopt : minute_of(text.substr(0, dash));
    const auto to = dash == std::string_view::npos ? std::nullopt : minute_of(text.substr(dash + 1));
    if (!from || !to || *from == whole_day)
        return fail(ErrorCode::invalid_argument, "window", fmt::format("'{}' is no window such as 08:00-20:00", text));
    if (*from == *to) return fail(ErrorCode::invalid_argument, "window", fmt::format("the window {} never opens", text));
    if (*to == 0) return DailyWindow(*from, whole_day, std::move(zone));
    return DailyWindow(*from, *to, std::move(zone));
}

bool DailyWindow::open_at(UtcTime time) const {
    const int minute = zone_.minute_of_day(time);
    return from_ < to_ ? minute >= from_ && minute < to_ : minute >= from_ || minute < to_;
}

UtcTime DailyWindow::next_opening(UtcTime time) const {
    if (open_at(time)) return time;
    auto opening = time;
    // On the day on which the clocks leave it out a window does not open.
    for (int day = 0; !open_at(opening) || opening <= time; ++day) opening = zone_.at(time, day, from_);
    return opening;
}

std::optional<UtcTime> DailyWindow::closing(UtcTime time) const {
    if (from_ == 0 && to_ == whole_day) return std::nullopt;
    const auto today = zone_.at(time, 0, to_);
    return today > time ? today : zone_.at(time, 1, to_);
}

std::chrono::minutes DailyWindow::length() const {
    return std::chrono::minutes(from_ < to_ ? to_ - from_ : whole_day - from_ + to_);
}

std::string DailyWindow::text() const { return clock_text(from_) + "-" + clock_text(to_); }

}  // namespace gsmcfg::base
