// Whether a campaign may send now, and begin another meter: its limits against what the database has counted.
#pragma once

#include "campaign_contexts.hpp"
#include "daily_allowance.hpp"

#include "gsmcfg/service/run_options.hpp"
#include "gsmcfg/store/repositories.hpp"

#include <optional>
#include <string>

namespace gsmcfg::service {

// Why not, for a person, and when it may be otherwise without one.
struct Shut {
    std::string reason;
    std::optional<base::UtcTime> opens;
};

// Used by one worker; every function wants an open Transaction and throws DatabaseError.
class CampaignGate {
public:
    CampaignGate(store::Repositories& repositories, const DailyAllowance& allowance, const Pacing& pacing)
        : store_(repositories), allowance_(allowance), pacing_(pacing) {}

    // The campaign was stopped by a limit or waits for a person: no other meter may begin.
    [[nodiscard]] std::optional<Shut> held(const CampaignContext& campaign);
    // Nothing: one more SMS may go.
    [[nodiscard]] std::optional<Shut> sending(const CampaignContext& campaign, base::UtcTime now);
    // Nothing: a meter that needs so many SMS may begin on that SIM, since it can be finished under cap and window.
    [[nodiscard]] std::optional<Shut> starting(const CampaignContext& campaign, std::int64_t needed, const std::string& imsi,
                                               base::UtcTime now);
    // A meter has ended or none may begin: too many failures hold the campaign; a stage that has ended releases the next one, or
    // holds the campaign for a person's word.
    void review(const CampaignContext& campaign, base::UtcTime now);

private:
    [[nodiscard]] std::optional<Shut> spent(const CampaignContext& campaign, std::int64_t more);
    [[nodiscard]] std::optional<Shut> too_late(const CampaignContext& campaign, std::int64_t needed, std::int64_t queued,
                                               base::UtcTime now) const;
    // How many meters a batch had of which none is as wanted; nothing if one is.
    [[nodiscard]] std::optional<std::int64_t> failed_batch(const CampaignContext& campaign, std::int64_t stage);
    void hold(store::Id campaign, const std::string& reason, base::UtcTime now);

    store::Repositories& store_;
    const DailyAllowance& allowance_;
    const Pacing& pacing_;
};

}  // namespace gsmcfg::service
