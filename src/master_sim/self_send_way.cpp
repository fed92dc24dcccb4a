#include "gsmcfg/sms/validity_period.hpp"
#include "master_sim/ways.hpp"

#include <algorithm>
#include <chrono>

namespace gsmcfg::master_sim {

namespace {

using namespace std::chrono_literals;
using base::ErrorCode;

constexpr auto arrival_time = 180s;
constexpr auto look_pause = 2s;

class SelfSendWay final : public WritingWay {
public:
    SelfSendWay(Card& card, const base::PhoneNumber& own_number, RecordStatus status)
        : card_(card), own_number_(own_number), status_(status) {}

    // Unlike the others it needs the network, and what arrives must be kept on the SIM.
    base::Result<void> prepare(base::StopToken stop) override {
        if (auto on = card_.switch_radio_on(); !on) return on;
        if (auto opened = card_.channel().open(stop); !opened) {
            auto error = std::move(opened.error());
            if (error.code != ErrorCode::stopped && error.code != ErrorCode::port_lost) error.code = ErrorCode::refused;
            return base::fail(std::move(error));
        }
        if (auto attached = card_.reattach(stop); !attached) return attached;
        return card_.select_stores(true, stop);
    }

    base::Result<std::optional<int>> write(const PlannedRecord& record, base::StopToken stop) override {
        under_way_ = false;
        auto before = card_.contents(stop);
        if (!before) return base::fail(std::move(before.error()));
        // What is late shall not land on a SIM that is in a meter by then.
        channel::Outbound message{own_number_, text_of(record.octets), true, sms::shortest_validity, false};
        const auto sent = card_.channel().submit(message, stop);
        under_way_ = sent.outcome == channel::SubmitOutcome::accepted || sent.outcome == channel::SubmitOutcome::uncertain;
        if (sent.outcome != channel::SubmitOutcome::accepted) {
            const auto kind = sent.failure ? sent.failure->kind : channel::FailureClass::network;
            const auto code = kind == channel::FailureClass::stopped              ? ErrorCode::stopped
                              : kind == channel::FailureClass::port_lost          ? ErrorCode::port_lost
                              : sent.outcome == channel::SubmitOutcome::uncertain ? ErrorCode::timeout
                                                                                  : ErrorCode::refused;
            return base::fail(code, card_.channel().name(),
                              "the SMS to the SIM's own number was not sent: " +
                                  (sent.failure ? sent.failure->detail : std::string("no reason")));
        }
        return arrival(record, *before, stop);
    }

    bool may_still_arrive() const override { return under_way_; }

    Judgement judge(const PlannedRecord& record, const CardRecord& found, bool) const override {
        if (!same_text(record.octets, found.octets)) return {false, "the message that arrived has another text"};
        if (!is_received(found.octets)) return {false, "it is not stored as a received message"};
        if (card_.raw() && status_of(found.octets) != static_cast<std::uint8_t>(status_))
            return {true, "its status is not the one wanted"};
        return {true, ""};
    }

private:
    base::Result<std::optional<int>> arrival(const PlannedRecord& record, const CardContents& before, base::StopToken stop) {
        const base::MonoTime deadline = card_.clock().now() + arrival_time;
        while (card_.clock().now() < deadline) {
            if (auto waited = card_.dialogue().wait(look_pause, stop); !waited) return base::fail(std::move(waited.error()));
            auto now = card_.contents(stop);
            if (!now) return base::fail(std::move(now.error()));
            for (const CardRecord& found : now->used) {
                if (before.has(found.place) || !same_text(record.octets, found.octets)) continue;
                under_way_ = false;
                return std::optional(found.place);
            }
        }
        return base::fail(ErrorCode::refused, card_.channel().name(),
                          "the SMS was sent, and did not arrive on the SIM within 3 minutes: is " + own_number_.e164() +
                              " this SIM's own number? It may still arrive");
    }

    Card& card_;
    base::PhoneNumber own_number_;
    RecordStatus status_;
    bool under_way_ = false;
};

}  // namespace

std::unique_ptr<WritingWay> make_self_send_way(Card& card, const base::PhoneNumber& own_number, RecordStatus status) {
    return std::make_unique<SelfSendWay>(card, own_number, status);
}

}  // namespace gsmcfg::master_sim
