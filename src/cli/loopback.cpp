#include "loopback.hpp"

#include "gsmcfg/base/hex.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <utility>

namespace gsmcfg::cli {
namespace {

using namespace std::chrono_literals;

constexpr auto validity = 5min;  // the shortest there is

class Loopback {
public:
    Loopback(channel::Channel& channel, std::string token, const FileEvents& file)
        : channel_(channel), token_(std::move(token)), file_(file) {}

    LoopbackResult run(const base::PhoneNumber& number, std::chrono::seconds timeout, base::StopToken stop) {
        // What is stored already must not fill the last places.
        if (auto first = collect(channel_.clock().now(), stop); !first) return failed(first.error());
        const auto text = fmt::format("gsmcfg loopback {}", token_);
        const auto start = channel_.clock().now();
        const auto sent = channel_.submit({number, base::Secret(text), false, validity, false}, stop);
        if (sent.outcome != channel::SubmitOutcome::accepted) {
            result_.problem = sent.failure ? sent.failure->detail : "the message was not accepted";
            return result_;
        }
        result_.sent = true;
        const auto deadline = channel_.clock().now() + timeout;
        while (!result_.received && !stop.requested() && channel_.clock().now() < deadline) {
            if (auto round = collect(deadline, stop); !round) return failed(round.error());
        }
        if (result_.received) result_.round_trip = std::chrono::duration_cast<std::chrono::milliseconds>(arrived_ - start);
        else if (stop.requested()) result_.problem = "the message was sent; interrupted before it came back";
        else
            result_.problem = fmt::format("the message was sent, but did not come back within {} s; is {} this SIM's number?",
                                          timeout.count(), number.e164());
        return result_;
    }

private:
    base::Result<void> collect(base::MonoTime deadline, base::StopToken stop) {
        auto events = channel_.receive(deadline, stop);
        if (!events) return base::fail(std::move(events.error()));
        std::vector<channel::Event> others;
        std::vector<channel::Token> tokens;
        for (auto& event : *events) {
            if (const auto* inbound = std::get_if<channel::Inbound>(&event)) {
                tokens.push_back(inbound->token);
                if (is_ours(*inbound)) {
                    result_.received = true;
                    arrived_ = channel_.clock().now();
                    continue;
                }
            } else if (const auto* report = std::get_if<channel::Report>(&event)) {
                tokens.push_back(report->token);
            } else {
                continue;
            }
            others.push_back(std::move(event));
        }
        if (!others.empty())
            if (auto filed = file_(others); !filed) return filed;
        result_.filed += others.size();
        if (tokens.empty()) return {};
        // What can't be deleted now is found again by the next listing, and known by its identity.
        const auto acknowledged = channel_.acknowledge(tokens);
        return acknowledged || acknowledged.error().code == base::ErrorCode::refused ? base::Result<void>{} : acknowledged;
    }

    [[nodiscard]] bool is_ours(const channel::Inbound& inbound) const {
        return inbound.text.find(token_) != std::string::npos && inbound.text.starts_with("gsmcfg loopback ");
    }

    LoopbackResult failed(const base::Error& error) {
        result_.problem = error.message();
        return result_;
    }

    channel::Channel& channel_;
    std::string token_;
    const FileEvents& file_;
    base::MonoTime arrived_{};
    LoopbackResult result_;
};

}  // namespace

LoopbackResult run_loopback(channel::Channel& channel, const base::PhoneNumber& own_number, const std::string& token,
                            std::chrono::seconds timeout, const FileEvents& file, base::StopToken stop) {
    return Loopback(channel, token, file).run(own_number, timeout, stop);
}

std::string random_token() {
    std::random_device source;
    base::Octets octets(8);
    std::ranges::generate(octets, [&] { return static_cast<std::uint8_t>(source()); });
    return base::to_hex(octets);
}

}  // namespace gsmcfg::cli
