// Campaigns as the workers need them: snapshots parsed once and kept.
#pragma once

#include "course.hpp"

#include "gsmcfg/meter/dialect.hpp"
#include "gsmcfg/service/campaign_options.hpp"
#include "gsmcfg/store/campaigns.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gsmcfg::service {

struct CampaignContext {
    store::Id id = 0;
    store::CampaignKind kind{};
    std::shared_ptr<const meter::Dialect> shared_dialect;  // with other campaigns: parsed it takes a quarter of a megabyte
    const meter::Dialect& dialect;
    // In sending order. No value: only to be read.
    std::vector<std::pair<std::string, std::optional<std::string>>> settings;
    CampaignOptions options;

    [[nodiscard]] CourseRules rules() const { return {kind, options.snapshot}; }
};

class CampaignContexts {
public:
    explicit CampaignContexts(store::Campaigns& campaigns) : campaigns_(campaigns) {}
    // Throws DatabaseError if there is no such campaign or its snapshot can't be read.
    [[nodiscard]] const CampaignContext& get(store::Id campaign);
    // Its options are these now: what was parsed of others is forgotten. Ends references to that campaign.
    void renew(store::Id campaign, const std::string& options);
    // If many are known, all others are forgotten. Ends references to them.
    void keep(const std::vector<store::Id>& campaigns);

private:
    [[nodiscard]] std::shared_ptr<const meter::Dialect> dialect_of(const store::Campaign& campaign);

    store::Campaigns& campaigns_;
    std::map<std::string, std::weak_ptr<const meter::Dialect>> dialects_;  // by hash
    std::map<store::Id, std::unique_ptr<CampaignContext>> known_;
    std::map<store::Id, std::string> options_;  // of those that are known, as they were parsed
};

}  // namespace gsmcfg::service
