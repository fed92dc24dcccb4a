#include "gsmcfg/report/history.hpp"

#include "gsmcfg/base/time_zone.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace gsmcfg::report {
namespace {

using namespace std::chrono_literals;

constexpr std::array<std::chrono::seconds, 22> widths{1s, 2s, 5s, 10s, 30s, 60s, 120s, 300s, 600s, 900s, 1800s,
                                                      1h, 2h, 3h, 6h,  12h, 24h, 48h,  168h, 336h, 672h, 8760h};
constexpr std::int64_t most_in_span = 60;

constexpr std::array<std::chrono::seconds, 13> edges{0s, 1s, 2s, 5s, 10s, 20s, 30s, 60s, 120s, 300s, 600s, 1800s, 3600s};

// The last moment at or before `time` at which a stretch of that width begins.
base::UtcTime origin_of(base::UtcTime time, std::chrono::milliseconds width) {
    base::UtcTime from{};
    if (width >= 1h) from = base::TimeZone::local().at(time, 0, 0);
    return from + (time - from) / width * width;
}

}  // namespace

Timeline::Timeline(const store::TimeSpan& span) {
    const auto length = span.last - span.first;
    const auto wide_enough = [&](std::chrono::seconds width) { return length / width < most_in_span; };
    const auto found = std::ranges::find_if(widths, wide_enough);
    asked_.width = found != widths.end() ? *found : widths.back();
    asked_.origin = origin_of(span.first, asked_.width);
}

Timeline::Bucket& Timeline::at(std::int64_t bucket) {
    while (static_cast<std::size_t>(bucket / factor_) >= most_buckets) {
        for (std::size_t i = 0; i < buckets_.size(); ++i) {
            const auto before = std::exchange(buckets_[i], Bucket{});
            buckets_[i / 2].sms += before.sms;
            buckets_[i / 2].replies += before.replies;
        }
        buckets_.resize((buckets_.size() + 1) / 2);
        factor_ *= 2;
    }
    const auto index = static_cast<std::size_t>(bucket / factor_);
    if (buckets_.size() <= index) buckets_.resize(index + 1);
    return buckets_[index];
}

void Timeline::add_sms(std::int64_t bucket, std::int64_t count) { at(std::max<std::int64_t>(0, bucket)).sms += count; }
void Timeline::add_replies(std::int64_t bucket, std::int64_t count) { at(std::max<std::int64_t>(0, bucket)).replies += count; }

base::UtcTime Timeline::start_of(std::size_t bucket) const { return asked_.origin + width() * static_cast<std::int64_t>(bucket); }

void ReplyDelays::add(std::chrono::milliseconds delay, std::int64_t replies) {
    entries_.push_back({delay, replies});
    replies_ += replies;
}

std::optional<std::chrono::milliseconds> ReplyDelays::quantile(double share) const {
    const auto wanted = std::max<std::int64_t>(1, static_cast<std::int64_t>(std::ceil(share * static_cast<double>(replies_))));
    std::int64_t sum = 0;
    for (const auto& entry : entries_) {
        sum += entry.replies;
        if (sum >= wanted) return entry.delay;
    }
    return std::nullopt;
}

std::vector<ReplyDelays::Bar> ReplyDelays::bars() const {
    std::vector<Bar> all;
    for (std::size_t i = 0; i < edges.size(); ++i)
        all.push_back({edges[i], i + 1 < edges.size() ? std::optional(edges[i + 1]) : std::nullopt, 0});
    for (const auto& entry : entries_) {
        const auto above =
            std::ranges::upper_bound(edges, entry.delay, {}, [](auto edge) { return std::chrono::milliseconds(edge); });
        all[static_cast<std::size_t>(above - edges.begin()) - 1].replies += entry.replies;
    }
    const auto holds = [](const Bar& bar) { return bar.replies > 0; };
    const auto last = std::find_if(all.rbegin(), all.rend(), holds);
    all.erase(last.base(), all.end());
    all.erase(all.begin(), std::ranges::find_if(all, holds));
    return all;
}

}  // namespace gsmcfg::report
