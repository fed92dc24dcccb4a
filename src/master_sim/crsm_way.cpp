#include "master_sim/ways.hpp"

namespace gsmcfg::master_sim {

namespace {

class CrsmWay final : public WritingWay {
public:
    CrsmWay(Card& card, std::vector<int> free_places) : card_(card), free_(std::move(free_places)) {}

    base::Result<void> prepare(base::StopToken) override {
        if (card_.raw()) return {};
        return base::fail(base::ErrorCode::refused, card_.channel().name(),
                          "the modem does not reach the SIM's records (AT+CRSM)");
    }

    base::Result<std::optional<int>> write(const PlannedRecord& record, base::StopToken stop) override {
        auto place = next_free(stop);
        if (!place) return base::fail(std::move(place.error()));
        const auto octets =
            padded_record(status_of(record.octets), std::string_view(record.octets.reveal()).substr(1), card_.table()->size);
        if (auto written = card_.records().update(static_cast<std::size_t>(*place), octets, stop); !written)
            return base::fail(std::move(written.error()));
        ++next_;
        return std::optional(*place);
    }

    Judgement judge(const PlannedRecord& record, const CardRecord& found, bool) const override {
        const auto octets = padded_record(status_of(record.octets), std::string_view(record.octets.reveal()).substr(1),
                                          found.octets.reveal().size());
        if (octets.reveal() == found.octets.reveal()) return {true, ""};
        return {false, "the record on the SIM is another one than was written"};
    }

private:
    // Since the listing a message may have arrived there.
    base::Result<int> next_free(base::StopToken stop) {
        for (; next_ < free_.size(); ++next_) {
            auto now = card_.records().read(static_cast<std::size_t>(free_[next_]), *card_.table(), stop);
            if (!now) return base::fail(std::move(now.error()));
            if (!is_used(*now)) return free_[next_];
        }
        return base::fail(base::ErrorCode::refused, card_.channel().name(), "there is no free record left");
    }

    Card& card_;
    std::vector<int> free_;
    std::size_t next_ = 0;
};

}  // namespace

std::unique_ptr<WritingWay> make_crsm_way(Card& card, std::vector<int> free_places) {
    return std::make_unique<CrsmWay>(card, std::move(free_places));
}

}  // namespace gsmcfg::master_sim
