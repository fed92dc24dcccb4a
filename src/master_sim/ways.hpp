// Each way as an object: what it needs first, how it writes one record, what counts as right afterwards.
#pragma once

#include "gsmcfg/master_sim/card.hpp"
#include "gsmcfg/master_sim/content.hpp"
#include "gsmcfg/master_sim/way.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gsmcfg::master_sim {

struct Judgement {
    bool right = false;
    std::string note;  // what is wrong, or what is worth knowing
};

class WritingWay {
public:
    virtual ~WritingWay() = default;
    // Errors: refused: this way can't be gone here, and nothing was written. Others as Card.
    [[nodiscard]] virtual base::Result<void> prepare(base::StopToken stop) = 0;
    // The place or index that the modem names, if it names one. Errors: as Card.
    [[nodiscard]] virtual base::Result<std::optional<int>> write(const PlannedRecord& record, base::StopToken stop) = 0;
    // The last record was sent and has not been seen on the SIM.
    [[nodiscard]] virtual bool may_still_arrive() const { return false; }
    // `exact`: a changed status is a fault.
    [[nodiscard]] virtual Judgement judge(const PlannedRecord& record, const CardRecord& found, bool exact) const = 0;
};

[[nodiscard]] std::unique_ptr<WritingWay> make_cmgw_way(Card& card, RecordStatus status);
// `free_places`: numbers of records, lowest first.
[[nodiscard]] std::unique_ptr<WritingWay> make_crsm_way(Card& card, std::vector<int> free_places);
[[nodiscard]] std::unique_ptr<WritingWay> make_self_send_way(Card& card, const base::PhoneNumber& own_number,
                                                             RecordStatus status);

}  // namespace gsmcfg::master_sim
