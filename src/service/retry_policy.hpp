// What to do about a failure to send. The only place that decides it; knows no clock and no store.
#pragma once

#include "gsmcfg/channel/channel.hpp"

#include "gsmcfg/store/database.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <utility>

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

// One failure by itself. `retries`: how often this message has failed so before without reaching the network.
[[nodiscard]] Decision decide(const channel::Failure& failure, std::int64_t retries);

// One line's failures in their order: what happens to message after message is the line's trouble and fails none of them.
class RetryPolicy {
public:
    // So many failures in a row that need a person end the use of the line.
    explicit RetryPolicy(int hold_after) : hold_after_(hold_after) {}

    // The network took a message.
    void accepted(store::Id message);
    // A message certainly did not go out. `unsent`: it did not even leave the modem.
    [[nodiscard]] Decision failed(store::Id message, const channel::Failure& failure, bool unsent);

private:
    void forget(store::Id message);
    [[nodiscard]] Decision judge(store::Id message, const channel::Failure& failure, bool unsent);

    int hold_after_;
    std::map<std::pair<store::Id, channel::FailureClass>, std::int64_t> failures_;  // of a message, by class
    std::set<store::Id> failing_;  // messages that the network or the modem has refused, since one was accepted
    int failing_in_a_row_ = 0;
    int line_failures_ = 0;  // in a row
};

}  // namespace gsmcfg::service
