// A message from a SIM to itself: the one proof that it can send and receive.
#pragma once

#include "gsmcfg/base/phone_number.hpp"
#include "gsmcfg/channel/channel.hpp"

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace gsmcfg::cli {

struct LoopbackResult {
    bool sent = false;
    bool received = false;
    std::chrono::milliseconds round_trip{};  // from the start of sending to its arrival
    std::string problem;                     // with the next step; empty if it came back
    std::size_t filed = 0;                   // other messages that came meanwhile
};

// Makes durable what else arrives; if it fails, nothing is deleted and the loopback ends.
using FileEvents = std::function<base::Result<void>(const std::vector<channel::Event>&)>;

// Sends one message with `token` in it over an open channel and waits for it; it is deleted and not filed. At most `timeout`.
[[nodiscard]] LoopbackResult run_loopback(channel::Channel& channel, const base::PhoneNumber& own_number,
                                          const std::string& token, std::chrono::seconds timeout, const FileEvents& file,
                                          base::StopToken stop);
// 16 random hex digits.
[[nodiscard]] std::string random_token();

}  // namespace gsmcfg::cli
