#include "gsmcfg/modem/quirks.hpp"
#include "master_sim/ways.hpp"

#include <chrono>

namespace gsmcfg::master_sim {

namespace {

constexpr std::chrono::seconds answer_timeout{5};

class CmgwWay final : public WritingWay {
public:
    CmgwWay(Card& card, RecordStatus status) : card_(card), status_(status) {}

    base::Result<void> prepare(base::StopToken stop) override {
        const auto& info = card_.channel().info();
        const auto& quirks = modem::find_quirks(info.make, info.model);
        if (!quirks.before_storing.empty()) {
            auto answer = card_.dialogue().run_optional({.text = std::string(quirks.before_storing)}, answer_timeout, stop);
            if (!answer) return base::fail(std::move(answer.error()));
        }
        return card_.select_stores(false, stop);
    }

    base::Result<std::optional<int>> write(const PlannedRecord& record, base::StopToken stop) override {
        auto index = card_.records().store(pdu_of(record.octets), status_ == RecordStatus::unread, stop);
        if (!index) return base::fail(std::move(index.error()));
        return std::optional(*index);
    }

    // The modem may put its own SMSC address in front, or leave it out: nothing reads it in a stored message.
    Judgement judge(const PlannedRecord& record, const CardRecord& found, bool exact) const override {
        const auto wanted = padded_record(status_of(record.octets), std::string_view(record.octets.reveal()).substr(1),
                                          found.octets.reveal().size());
        const auto difference = compare_records(wanted, found.octets);
        if (difference.tpdu) return {false, "the message on the SIM is another one than was written"};
        if (difference.padding) return {false, "there is something behind the message on the SIM"};
        // Reading it has turned unread into read.
        if (!card_.raw() && is_received(found.octets)) return {true, ""};
        if (card_.raw() && difference.status && exact)
            return {false,
                    "the modem stored it as " + std::string(status_of(found.octets) == 1 ? "read" : "another kind of message")};
        if (!is_received(found.octets)) return {false, "it is not stored as a received message"};
        if (difference.status) return {true, "its status is not the one wanted"};
        return {true, difference.smsc ? "the modem put in another SMSC address" : ""};
    }

private:
    Card& card_;
    RecordStatus status_;
};

}  // namespace

std::unique_ptr<WritingWay> make_cmgw_way(Card& card, RecordStatus status) { return std::make_unique<CmgwWay>(card, status); }

}  // namespace gsmcfg::master_sim
