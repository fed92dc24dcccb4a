#include "support/baton_clock.hpp"

#include "support/virtual_clock.hpp"

#include <algorithm>
#include <condition_variable>
#include <list>
#include <mutex>

namespace gsmcfg::test {

namespace {

struct Participant {
    base::MonoTime wake{};
    base::StopToken stop;
    bool waiting = false;
    unsigned long turn = 0;  // when it began to wait
    std::condition_variable awake;
};

}  // namespace

class BatonClock::State {
public:
    Participant* join() {
        std::unique_lock lock(mutex_);
        participants_.emplace_back();
        auto* self = &participants_.back();
        if (holder_ == nullptr) holder_ = self;
        else queue(lock, *self, now_, {});
        return self;
    }

    void leave(Participant* self) {
        const std::lock_guard lock(mutex_);
        participants_.remove_if([self](const Participant& one) { return &one == self; });
        if (holder_ == self) hand_on();
    }

    void wait(Participant& self, base::MonoTime deadline, base::StopToken stop) {
        std::unique_lock lock(mutex_);
        queue(lock, self, deadline, stop, true);
    }

    base::MonoTime now() {
        const std::lock_guard lock(mutex_);
        return now_;
    }

private:
    void queue(std::unique_lock<std::mutex>& lock, Participant& self, base::MonoTime deadline, base::StopToken stop,
               bool holds = false) {
        self.wake = deadline;
        self.stop = stop;
        self.waiting = true;
        self.turn = ++turns_;
        if (holds) hand_on();
        self.awake.wait(lock, [&] { return holder_ == &self; });
        self.waiting = false;
    }

    void hand_on() {
        const auto wake = [this](const Participant& one) { return one.stop.requested() ? now_ : std::max(one.wake, now_); };
        Participant* next = nullptr;
        for (auto& one : participants_) {
            if (!one.waiting) continue;
            if (next == nullptr || std::pair(wake(one), one.turn) < std::pair(wake(*next), next->turn)) next = &one;
        }
        holder_ = next;
        if (next == nullptr) return;
        now_ = wake(*next);
        next->awake.notify_one();
    }

    std::mutex mutex_;
    std::list<Participant> participants_;
    Participant* holder_ = nullptr;
    unsigned long turns_ = 0;
    base::MonoTime now_ = VirtualClock::start;
};

namespace {

// This thread's place in the round; given up when the thread ends or turns to another clock.
class Place {
public:
    ~Place() { give_up(); }
    Participant& of(const std::shared_ptr<BatonClock::State>& state) {
        if (state_.lock() != state) {
            give_up();
            state_ = state;
            participant_ = state->join();
        }
        return *participant_;
    }

private:
    void give_up() {
        if (const auto state = state_.lock()) state->leave(participant_);
        state_.reset();
    }
    std::weak_ptr<BatonClock::State> state_;
    Participant* participant_ = nullptr;
};

thread_local Place place;

}  // namespace

BatonClock::BatonClock() : state_(std::make_shared<State>()) {}
BatonClock::~BatonClock() = default;

base::MonoTime BatonClock::now() const {
    [[maybe_unused]] const auto& self = place.of(state_);
    return state_->now();
}

base::UtcTime BatonClock::utc() const { return VirtualClock::start_utc + elapsed() + std::chrono::milliseconds(jump_); }

std::chrono::milliseconds BatonClock::elapsed() const {
    return std::chrono::floor<std::chrono::milliseconds>(now() - VirtualClock::start);
}

void BatonClock::wait_until(base::MonoTime deadline, base::StopToken stop) {
    auto& self = place.of(state_);
    if (!stop.requested()) state_->wait(self, deadline, stop);
}

}  // namespace gsmcfg::test
