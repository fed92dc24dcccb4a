// Campaigns that commands hand over to a service: taken, or held with the reason why they can't be carried out.
#pragma once

#include "gsmcfg/service/campaign_options.hpp"
#include "gsmcfg/service/credentials.hpp"
#include "gsmcfg/store/repositories.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gsmcfg::service {

// What a service can carry campaigns out with.
struct IntakeMeans {
    std::shared_ptr<const Credentials> credentials;
    std::vector<std::string> allow_prefixes;
    std::string sim_counter;  // where; empty: SMS are not counted
    // How long services of other hosts have to take what this one can't carry out, or to come back for it.
    std::chrono::milliseconds time_for_others{0};
};

// Used by the service's thread. Throws DatabaseError.
class CampaignIntake {
public:
    CampaignIntake(store::Repositories& repositories, store::Id owner) : store_(repositories), owner_(owner) {}

    // What campaigns are held against from now on; those that were taken before are looked at again.
    void set_means(IntakeMeans means, base::UtcTime now);
    // Takes what was handed over and no command is at work on; services of other hosts share it. True if there was something.
    bool take(base::UtcTime now);

private:
    [[nodiscard]] std::optional<std::string> obstacle(const store::Campaign& campaign);
    [[nodiscard]] std::optional<std::string> missing_password(const store::Campaign& campaign, const CampaignOptions& options);
    [[nodiscard]] std::optional<std::string> uncounted(const CampaignOptions& options) const;
    void take_one(store::Id id, base::UtcTime now);
    void turn_away(const store::Campaign& campaign, const std::string& reason, base::UtcTime now);
    // Others have had time to take it, and none has; of those that can't, the oldest service says why.
    [[nodiscard]] bool is_for_nobody_else(const store::Campaign& campaign, base::UtcTime now);

    store::Repositories& store_;
    store::Id owner_;
    IntakeMeans means_;
    std::map<store::Id, base::UtcTime> left_to_others_;  // campaigns, and since when nobody has them in hand
};

}  // namespace gsmcfg::service
