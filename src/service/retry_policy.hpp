// What to do about a failure to send. The only place that decides it; pure.
#pragma once

#include "gsmcfg/channel/channel.hpp"

#include <chrono>
#include <cstdint>

namespace gsmcfg::service {

enum class MessageAction {
    accept,  // it was sent after all
    retry,   // the same message again after `delay`; burns no attempt
    give_up,
};

enum class LineAction {
    none,
    pause,   // send nothing for `delay`
    reopen,  // bring the modem up again
    hold,    // a person must help: stop using this line
};

struct Decision {
    MessageAction message{};
    LineAction line{};
    std::chrono::seconds delay{0};
    bool without_validity = false;
    bool alarm = false;  // too often in a row, and a person must help
};

// `retries`: how often this message has failed before without reaching the network.
[[nodiscard]] Decision decide(const channel::Failure& failure, std::int64_t retries);

}  // namespace gsmcfg::service
