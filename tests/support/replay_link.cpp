#include "support/replay_link.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace gsmcfg::test {

namespace {

using base::ErrorCode;
using link::TraceDirection;
using link::TraceEntry;

// Lines that a modem says at any time and that mean nothing to whoever sends messages.
constexpr std::array chatter{"\r\n^RSSI:9\r\n",       "\r\n+ZPASR: \"EDGE\"\r\n", "\r\n#STN: 33\r\n",
                             "\r\n+CIEV: rssi,3\r\n", "\r\n+CNSMOD: 1\r\n",       "\r\n+QIND: \"csq\",20,99\r\n"};

bool same_bytes(std::string_view expected, std::string_view written) {
    return std::ranges::equal(expected, written, [](char want, char got) {
        return want == got || (want == '*' && std::isxdigit(static_cast<unsigned char>(got)) != 0);
    });
}

std::string shown(std::string_view bytes) {
    return link::format_trace_entry({std::chrono::microseconds(0), TraceDirection::to_modem, std::string(bytes)}).substr(12);
}

}  // namespace

Replay::Replay(std::vector<TraceEntry> trace, ReplayForm form, VirtualClock& clock)
    : trace_(std::move(trace)), form_(form), clock_(clock), random_(form.seed) {
    std::erase_if(trace_, [](const TraceEntry& entry) { return entry.direction == TraceDirection::note; });
    while (place_ < trace_.size() && trace_[place_].direction == TraceDirection::from_modem) ++place_;
}

std::size_t Replay::next_place() const {
    std::size_t place = place_;
    const auto says_nothing = [](const TraceEntry& entry) {
        return entry.direction == TraceDirection::from_modem || entry.bytes == "\x1b\r" || entry.bytes == "AT\r";
    };
    while (place < trace_.size() && says_nothing(trace_[place])) ++place;
    return place;
}

std::string_view Replay::next_write() const {
    const std::size_t place = next_place();
    return place < trace_.size() ? std::string_view(trace_[place].bytes) : "";
}

std::chrono::microseconds Replay::pause_before_next_write() const {
    if (trace_.empty() || place_ == 0) return {};
    const TraceEntry& next = trace_[std::min(place_, trace_.size() - 1)];
    std::size_t before = std::min(place_, trace_.size()) - 1;
    while (before > 0 && trace_[before].direction == TraceDirection::from_modem) --before;
    return next.at - trace_[before].at;
}

bool Replay::has_arrivals() const {
    return std::ranges::any_of(arrivals_,
                               [](const Arrival& one) { return one.bytes.find_first_not_of("\r\n") != std::string::npos; });
}

std::string_view Replay::write_after_next(std::size_t more) const {
    for (std::size_t i = next_place() + 1; i < trace_.size(); ++i) {
        if (trace_[i].direction != TraceDirection::to_modem || more-- > 0) continue;
        return trace_[i].bytes;
    }
    return {};
}

base::Result<void> Replay::write(std::string_view bytes, const std::string& name) {
    if (departure_.empty() && place_ < trace_.size() && same_bytes(trace_[place_].bytes, bytes)) {
        schedule(bytes);
        return {};
    }
    if (departure_.empty()) {
        departure_ = "at +" + std::to_string(std::chrono::duration<double>(clock_.elapsed()).count()) + " s, entry " +
                     std::to_string(place_) + ": wrote " + shown(bytes) + ", the trace has " +
                     (place_ < trace_.size() ? shown(trace_[place_].bytes) : "its end");
    }
    return base::fail(ErrorCode::port_lost, name, "the dialogue has left the trace");
}

// What the modem said before the next write. What it said earlier and nobody has read is there by now: the order is that of
// the trace.
void Replay::schedule(std::string_view written) {
    for (Arrival& arrival : arrivals_) arrival.at = std::min(arrival.at, clock_.now());
    const base::MonoTime now = clock_.now();
    const auto recorded = trace_[place_].at;
    bool first = true;
    bool echoed = false;
    for (++place_; place_ < trace_.size() && trace_[place_].direction == TraceDirection::from_modem; ++place_) {
        std::string bytes = trace_[place_].bytes;
        if (std::exchange(first, false)) {
            const bool has_echo = bytes.starts_with(written);
            if (form_.echo == Echo::off && has_echo) bytes.erase(0, written.size());
            echoed = has_echo;
            if (form_.echo == Echo::on && !echoed) arrive(now, std::string(written));
        }
        arrive(now + (trace_[place_].at - recorded), form_.chatter ? with_chatter(bytes) : bytes);
    }
    if (first && form_.echo == Echo::on) arrive(now, std::string(written));
}

void Replay::arrive(base::MonoTime at, std::string bytes) {
    if (!bytes.empty()) arrivals_.push_back({at, std::move(bytes)});
}

std::string Replay::with_chatter(const std::string& bytes) {
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const bool boundary = i >= 2 && bytes.compare(i - 2, 2, "\r\n") == 0;
        if (boundary && random_() % 2 == 0) out += chatter[random_() % chatter.size()];
        out += bytes[i];
    }
    return out;
}

std::size_t Replay::piece(std::size_t size) {
    switch (form_.pieces) {
        case Pieces::as_recorded: return size;
        case Pieces::single_bytes: return 1;
        case Pieces::random: return 1 + random_() % size;
    }
    return size;
}

base::Result<std::size_t> Replay::read(std::span<char> buffer, base::MonoTime deadline, const std::string& name) {
    if (!departure_.empty()) return base::fail(ErrorCode::port_lost, name, "the dialogue has left the trace");
    if (arrivals_.empty() || (arrivals_.front().at > clock_.now() && arrivals_.front().at > deadline)) {
        clock_.advance_to(deadline);
        return base::fail(ErrorCode::timeout, name, "nothing came in time");
    }
    Arrival& front = arrivals_.front();
    clock_.advance_to(front.at);
    const std::size_t size = std::min(buffer.size(), piece(front.bytes.size()));
    std::copy_n(front.bytes.begin(), size, buffer.begin());
    front.bytes.erase(0, size);
    if (front.bytes.empty()) arrivals_.pop_front();
    return size;
}

base::Result<std::size_t> ReplayLink::read_some(std::span<char> buffer, base::MonoTime deadline, base::StopToken stop) {
    if (stop.requested()) return base::fail(ErrorCode::stopped, name(), "stopped");
    return replay_.read(buffer, deadline, name());
}

base::Result<void> ReplayLink::write_all(std::string_view bytes, base::MonoTime) { return replay_.write(bytes, name()); }

}  // namespace gsmcfg::test
