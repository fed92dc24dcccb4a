// The ground truth of a simulation, an event an object.
#pragma once

#include "gsmcfg/sim/world.hpp"
#include "sim/event_queue.hpp"

#include <string_view>
#include <utility>

namespace gsmcfg::sim {

class TruthLog {
public:
    TruthLog(const EventQueue& queue, LogSink sink) : queue_(queue), sink_(std::move(sink)) {}

    // `fill` adds the event's own fields; not called when nobody listens.
    template <typename Fill>
    void write(std::string_view event, Fill fill) const {
        if (!sink_) return;
        auto json = base::Json::object();
        json.set("event", event).set("t_ms", queue_.elapsed().count());
        fill(json);
        sink_(json);
    }

private:
    const EventQueue& queue_;
    LogSink sink_;
};

}  // namespace gsmcfg::sim
