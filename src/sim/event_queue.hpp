// What will happen, in order of time; what is due at the same time happens in the order in which it was planned.
#pragma once

#include "gsmcfg/base/clock.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <utility>

namespace gsmcfg::sim {

class EventQueue {
public:
    explicit EventQueue(base::MonoTime start) : start_(start), now_(start) {}

    [[nodiscard]] base::MonoTime start() const { return start_; }
    [[nodiscard]] base::MonoTime now() const { return now_; }
    [[nodiscard]] std::chrono::milliseconds elapsed() const {
        return std::chrono::floor<std::chrono::milliseconds>(now_ - start_);
    }

    void at(base::MonoTime time, std::function<void()> action) {
        events_.emplace(std::pair(std::max(time, now_), planned_++), std::move(action));
    }
    void after(std::chrono::nanoseconds delay, std::function<void()> action) { at(now_ + delay, std::move(action)); }

    [[nodiscard]] std::optional<base::MonoTime> next() const {
        if (events_.empty()) return std::nullopt;
        return events_.begin()->first.first;
    }

    void advance(base::MonoTime now) {
        while (!events_.empty() && events_.begin()->first.first <= now) {
            auto node = events_.extract(events_.begin());
            now_ = std::max(now_, node.key().first);
            node.mapped()();
        }
        now_ = std::max(now_, now);
    }

private:
    base::MonoTime start_;
    base::MonoTime now_;
    std::uint64_t planned_ = 0;
    std::map<std::pair<base::MonoTime, std::uint64_t>, std::function<void()>> events_;
};

}  // namespace gsmcfg::sim
