// Counts over time: messages and replies in stretches of a campaign, and how long replies took. Pure.
#pragma once

#include "gsmcfg/store/campaign_statistics.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

namespace gsmcfg::report {

class Timeline {
public:
    static constexpr std::size_t most_buckets = 96;
    struct Bucket {
        std::int64_t sms = 0;
        std::int64_t replies = 0;
    };

    Timeline() = default;
    // Of round width, at most 60 for the span; those of an hour and more begin at local hours and days.
    explicit Timeline(const store::TimeSpan& span);

    // What to ask the store for. What comes later than the span makes the buckets wider, by two.
    [[nodiscard]] const store::Buckets& asked() const { return asked_; }
    // `bucket` counts in the width asked for.
    void add_sms(std::int64_t bucket, std::int64_t count);
    void add_replies(std::int64_t bucket, std::int64_t count);

    [[nodiscard]] const std::vector<Bucket>& buckets() const { return buckets_; }
    [[nodiscard]] std::chrono::milliseconds width() const { return asked_.width * factor_; }
    [[nodiscard]] base::UtcTime start_of(std::size_t bucket) const;

private:
    Bucket& at(std::int64_t bucket);
    store::Buckets asked_;
    std::int64_t factor_ = 1;
    std::vector<Bucket> buckets_;
};

class ReplyDelays {
public:
    struct Bar {
        std::chrono::seconds from;
        std::optional<std::chrono::seconds> to;  // nothing: no limit
        std::int64_t replies = 0;
    };

    // In ascending order.
    void add(std::chrono::milliseconds delay, std::int64_t replies);
    [[nodiscard]] std::int64_t replies() const { return replies_; }
    // The delay that this share of the replies (0 to 1) did not exceed. Nothing without replies.
    [[nodiscard]] std::optional<std::chrono::milliseconds> quantile(double share) const;
    // From the first that holds a reply to the last.
    [[nodiscard]] std::vector<Bar> bars() const;

private:
    struct Entry {
        std::chrono::milliseconds delay;
        std::int64_t replies;
    };
    std::vector<Entry> entries_;
    std::int64_t replies_ = 0;
};

}  // namespace gsmcfg::report
