#include "gsmcfg/meter/forecast.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace gsmcfg::meter {
namespace {

using namespace std::chrono_literals;

constexpr auto longest_campaign = std::chrono::days(3653);
constexpr auto at_any_time = base::UtcTime::max();

using Seconds = std::chrono::duration<double>;

std::chrono::milliseconds in_millis(double seconds) { return std::chrono::ceil<std::chrono::milliseconds>(Seconds(seconds)); }

std::string rough(std::chrono::seconds duration) {
    return duration < 2min ? fmt::format("{} s", duration.count())
                           : fmt::format("{} min", std::chrono::ceil<std::chrono::minutes>(duration).count());
}

// SIMs that have sent equally much today.
struct Group {
    std::int64_t sims = 0;
    double used = 0;  // SMS
};

// A stretch of time in which nothing changes: it ends with the window or, where days are counted, with the day.
struct Stretch {
    base::UtcTime begin;
    base::UtcTime end = at_any_time;
    bool closes = false;  // the window does
};

class Walk {
public:
    Walk(const ForecastInput& input, base::UtcTime give_up)
        : input_(input), give_up_(give_up), left_(static_cast<double>(input.meters)) {
        average_ = static_cast<double>(input.sms) / static_cast<double>(input.meters);
        meter_seconds_ = static_cast<double>(input.meter_messages) * (input.seconds_per_sms + input.seconds_per_reply) +
                         input.seconds_per_restart;
        const double radio = 1 / input.seconds_per_sms;
        const double replies = static_cast<double>(input.open_meters) / (input.seconds_per_sms + input.seconds_per_reply);
        const double rate = input.sms_per_minute.value_or(radio * 60) / 60;
        per_second_ = std::min({radio, replies, rate});
        result_.sms_per_minute = per_second_ * 60;
        flow_ = per_second_ == radio ? Bound::radio : per_second_ == rate ? Bound::rate : Bound::replies;
        const auto useful = std::min(input.modems, input.meters);
        for (std::int64_t i = 0; i < useful && i < static_cast<std::int64_t>(input.sent_today.size()); ++i)
            groups_.push_back({1, static_cast<double>(input.sent_today[static_cast<std::size_t>(i)])});
        if (const auto fresh = useful - static_cast<std::int64_t>(groups_.size()); fresh > 0) groups_.push_back({fresh, 0});
    }

    Forecast run() {
        if (refuse_what_never_fits()) return result_;
        auto now = input_.start;
        while (left_ > 0) {
            if (input_.window) now = input_.window->next_opening(now);
            if (now > give_up_ || now - input_.start > longest_campaign) return give_up();
            begin_day(now);
            const auto stretch = stretch_from(now);
            if (const auto end = last_end(stretch)) {
                result_.end = *end;
                break;
            }
            take_all(stretch);
            now = stretch.end;
        }
        finish_day();
        result_.bound = longest_bound();
        return result_;
    }

private:
    [[nodiscard]] bool has_hours() const { return input_.window && input_.window->length() < 24h; }

    bool refuse_what_never_fits() {
        if (input_.daily_cap && *input_.daily_cap < input_.meter_messages)
            return refuse(fmt::format("a meter needs {} SMS and the daily cap is {}", input_.meter_messages, *input_.daily_cap),
                          Bound::cap);
        if (has_hours() && Seconds(input_.window->length()) < Seconds(meter_seconds_))
            return refuse(fmt::format("a meter takes about {} and the window {} is open for {}",
                                      rough(std::chrono::ceil<std::chrono::seconds>(Seconds(meter_seconds_))),
                                      input_.window->text(), rough(input_.window->length())),
                          Bound::window);
        return false;
    }
    bool refuse(std::string why, Bound bound) {
        result_.never = std::move(why);
        result_.impossible = true;
        result_.bound = bound;
        return true;
    }
    Forecast give_up() {
        finish_day();
        result_.never = "it would take more than ten years";
        result_.bound = longest_bound();
        return result_;
    }

    // The days are the cap's; without one, those of the zone all the same.
    void begin_day(base::UtcTime now) {
        auto day = input_.zone.day(now);
        if (day == day_) return;
        finish_day();
        if (!day_.empty()) groups_ = {{std::min(input_.modems, input_.meters), 0}};
        day_ = std::move(day);
    }
    void finish_day() {
        if (today_ <= 0) return;
        ++result_.days;
        result_.meters_a_day = std::max(result_.meters_a_day, static_cast<std::int64_t>(std::llround(today_)));
        result_.sms_a_day = std::max(result_.sms_a_day, static_cast<std::int64_t>(std::llround(today_ * average_)));
        today_ = 0;
    }

    [[nodiscard]] Stretch stretch_from(base::UtcTime now) const {
        Stretch stretch{now};
        stretch.end = input_.zone.next_day(now);
        if (!input_.window) return stretch;
        if (const auto closing = input_.window->closing(now); closing && *closing <= stretch.end) {
            stretch.end = *closing;
            stretch.closes = true;
        }
        return stretch;
    }

    // Meters that one SIM can do in the stretch, as far as its time goes.
    [[nodiscard]] double by_time(const Stretch& stretch) const {
        const double seconds = Seconds(stretch.end - stretch.begin).count();
        if (!stretch.closes) return per_second_ * seconds / average_;
        if (seconds < meter_seconds_) return 0;
        // Towards the end no meter is begun any more, and those that are open come to an end.
        return std::max(1.0, std::floor(per_second_ * (seconds - meter_seconds_ / 2) / average_));
    }
    [[nodiscard]] double by_cap(const Group& group) const {
        if (!input_.daily_cap) return HUGE_VAL;
        const double room = static_cast<double>(*input_.daily_cap) - group.used;
        const auto most = static_cast<double>(input_.meter_messages);
        return room < most ? 0 : 1 + std::floor((room - most) / average_ + 1e-9);
    }

    // When the rest is done, if this stretch has room for it.
    [[nodiscard]] std::optional<base::UtcTime> last_end(const Stretch& stretch) {
        struct Share {
            double meters;
            std::int64_t sims;
        };
        std::vector<Share> shares;
        double room = 0;
        double sims = 0;
        for (const auto& group : groups_) {
            const double meters = std::min(by_time(stretch), by_cap(group));
            shares.push_back({meters, group.sims});
            room += meters * static_cast<double>(group.sims);
            sims += static_cast<double>(group.sims);
        }
        if (room < left_) return std::nullopt;
        std::ranges::sort(shares, {}, &Share::meters);
        // All go on at the same pace until one SIM after the other has done what it may.
        double done = 0;  // by each
        double rest = left_;
        for (const auto& share : shares) {
            if (done + rest / sims <= share.meters) break;
            rest -= (share.meters - done) * sims;
            done = share.meters;
            sims -= static_cast<double>(share.sims);
        }
        if (sims > 0) done += rest / sims;
        const double seconds = done * average_ / per_second_;
        count(flow_, Seconds(seconds));
        today_ += left_;
        left_ = 0;
        const double last_reply = input_.seconds_per_reply + input_.seconds_per_restart;
        return stretch.begin + in_millis(std::max(seconds + last_reply, meter_seconds_));
    }

    void take_all(const Stretch& stretch) {
        const double time = by_time(stretch);
        for (auto& group : groups_) {
            const double cap = by_cap(group);
            const double meters = std::min(time, cap);
            left_ -= meters * static_cast<double>(group.sims);
            today_ += meters * static_cast<double>(group.sims);
            group.used += meters * average_;
            count(cap < time ? Bound::cap : has_hours() ? Bound::window : flow_, stretch.end - stretch.begin);
        }
    }

    void count(Bound bound, Seconds time) { times_.at(static_cast<std::size_t>(bound)) += time.count(); }
    [[nodiscard]] Bound longest_bound() const { return static_cast<Bound>(std::ranges::max_element(times_) - times_.begin()); }

    const ForecastInput& input_;
    base::UtcTime give_up_;
    double left_;                // meters
    double average_ = 1;         // SMS of a meter
    double meter_seconds_ = 0;   // of the longest, alone
    double per_second_ = 1;      // SMS of one modem
    Bound flow_ = Bound::radio;  // what makes it so
    std::vector<Group> groups_;
    std::string day_;
    double today_ = 0;  // meters
    std::array<double, 5> times_{};
    Forecast result_;
};

Forecast until(const ForecastInput& input, base::UtcTime give_up) {
    if (input.meters > 0 && input.sms > 0) return Walk(input, give_up).run();
    Forecast nothing;
    nothing.end = input.start;
    return nothing;
}

}  // namespace

std::string_view name(Bound bound) {
    switch (bound) {
        case Bound::radio: return "radio";
        case Bound::rate: return "rate";
        case Bound::replies: return "replies";
        case Bound::cap: return "cap";
        case Bound::window: return "window";
    }
    return "";
}

Forecast forecast(const ForecastInput& input) { return until(input, at_any_time); }

std::optional<std::int64_t> sims_needed(const ForecastInput& input, base::UtcTime deadline) {
    const auto enough = [&](std::int64_t modems) {
        auto changed = input;
        changed.modems = modems;
        const auto result = until(changed, deadline);
        return result.end && *result.end <= deadline;
    };
    std::int64_t least = 1;
    auto most = std::max<std::int64_t>(1, input.meters);
    if (!enough(most)) return std::nullopt;
    while (least < most) {
        const auto middle = least + (most - least) / 2;
        if (enough(middle)) most = middle;
        else least = middle + 1;
    }
    return least;
}

}  // namespace gsmcfg::meter
