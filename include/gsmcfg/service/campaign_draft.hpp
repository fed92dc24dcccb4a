// A new campaign: the snapshot of what was asked for, and its list.
#pragma once

#include "gsmcfg/base/host.hpp"
#include "gsmcfg/meter/phone_list.hpp"
#include "gsmcfg/meter/profile.hpp"
#include "gsmcfg/service/campaign_options.hpp"
#include "gsmcfg/store/campaigns.hpp"
#include "gsmcfg/store/database.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gsmcfg::service {

struct CampaignDraft {
    CampaignDraft(store::CampaignKind campaign_kind, meter::Dialect device_dialect)
        : kind(campaign_kind), dialect(std::move(device_dialect)) {}

    store::CampaignKind kind;
    meter::Dialect dialect;
    std::string profile_name;  // empty if there is none
    std::string profile_text;
    std::string profile_hash;
    // In sending order. No value: only to be read.
    std::vector<std::pair<std::string, std::optional<std::string>>> settings;
    std::string list_name;
    std::string list_hash;
    std::vector<meter::Meter> meters;
    std::vector<std::string> extra_columns;
    CampaignOptions options;
    base::Actor actor;
    std::string command_line;
    std::string program_version;
    std::string reason;
    std::optional<store::Id> origin;  // the campaign that this one undoes or repeats
    bool with_service = false;        // a service is to carry it out
};

// Gives the meters one after the other; called once. What it does with the database may not leave a query open.
using TargetSource = std::function<void(const std::function<void(store::NewTarget)>& take)>;

// Writes campaign, list and audit entry; the campaign is `ready` when this returns. Throws DatabaseError.
[[nodiscard]] store::Id create_campaign(store::Database& database, const CampaignDraft& draft, base::UtcTime now);
// The same with `count` meters from elsewhere than the draft's list. `also` is run in the transaction that makes it ready.
[[nodiscard]] store::Id create_campaign(store::Database& database, const CampaignDraft& draft, std::int64_t count,
                                        const TargetSource& source, base::UtcTime now, const std::function<void()>& also = {});

}  // namespace gsmcfg::service
