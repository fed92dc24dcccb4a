#include "support/sim_link.hpp"

#include <algorithm>

namespace gsmcfg::test {

using base::ErrorCode;
using base::fail;

SimLink::SimLink(sim::World& world, base::Clock& clock, std::size_t modem)
    : world_(world), clock_(clock), modem_(modem), appearance_(world.modem(modem).appearances()) {
    world_.modem(modem_).reopened(clock_.now());
}

base::Result<std::unique_ptr<SimLink>> SimLink::open(sim::World& world, base::Clock& clock, std::size_t modem) {
    world.advance(clock.now());
    if (!world.modem(modem).plugged())
        return fail(ErrorCode::port_lost, "sim:" + std::to_string(modem), "the modem is unplugged");
    return std::make_unique<SimLink>(world, clock, modem);
}

bool SimLink::connected() const { return world_.modem(modem_).plugged() && world_.modem(modem_).appearances() == appearance_; }

// Bytes that are there: the modem's, or what a small buffer left of them.
std::optional<std::size_t> SimLink::take(std::span<char> buffer) {
    if (connected()) unread_ += world_.modem(modem_).take_output(clock_.now());
    std::size_t count = std::min(buffer.size(), unread_.size());
    if (most_ != 0) count = std::min(count, most_);
    if (count == 0) return std::nullopt;
    std::copy_n(unread_.begin(), count, buffer.begin());
    unread_.erase(0, count);
    return count;
}

base::Result<std::size_t> SimLink::read_some(std::span<char> buffer, base::MonoTime deadline, base::StopToken stop) {
    ++reads_;
    if (hook_) hook_();
    if (const auto planned = failing_reads_.find(reads_); planned != failing_reads_.end()) {
        return fail(planned->second, name(), "planned failure");
    }
    for (;;) {
        world_.advance(clock_.now());
        if (const auto count = take(buffer)) return *count;
        if (!connected()) return fail(ErrorCode::port_lost, name(), "the modem is unplugged");
        if (stop.requested()) return fail(ErrorCode::stopped, name(), "a stop was requested");
        if (clock_.now() >= deadline) return fail(ErrorCode::timeout, name(), "nothing came");
        const auto next = world_.next_event();
        clock_.wait_until(next ? std::min(*next, deadline) : deadline, stop);
    }
}

base::Result<void> SimLink::write_all(std::string_view bytes, base::MonoTime) {
    ++writes_;
    if (hook_) hook_();
    world_.advance(clock_.now());
    if (!connected()) return fail(ErrorCode::port_lost, name(), "the modem is unplugged");
    const auto planned = failing_writes_.find(writes_);
    if (planned == failing_writes_.end() || planned->second.after_writing) world_.modem(modem_).feed(bytes, clock_.now());
    if (planned != failing_writes_.end()) return fail(planned->second.code, name(), "planned failure");
    return {};
}

}  // namespace gsmcfg::test
