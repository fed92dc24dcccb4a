// Campaigns that follow from another one: the meters that failed once more, or the way back.
#pragma once

#include "gsmcfg/service/campaign_draft.hpp"
#include "gsmcfg/store/repositories.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gsmcfg::service {

enum class RetryOf {
    failed,    // all that are not as wanted, cancelled and interrupted ones too
    no_reply,  // no_reply and undeliverable
};

// The draft of the same campaign for some of its meters: snapshots and options as they were, without canary, batches and what
// the whole campaign might send or cost. Errors: malformed (its snapshot can't be read).
[[nodiscard]] base::Result<CampaignDraft> draft_of(const store::Campaign& campaign);
[[nodiscard]] std::int64_t count_retry(store::Repositories& store, const store::Campaign& campaign, RetryOf which);
[[nodiscard]] store::Id create_retry(store::Repositories& store, const store::Campaign& campaign, const CampaignDraft& draft,
                                     RetryOf which, base::UtcTime now);

// The way back for one meter.
struct MeterUndo {
    // Old values of what the campaign has sent and that differ from what the meter has now, in the order of names; with them
    // what restarts the module, if the campaign restarted it. Empty: nothing is to be done.
    std::map<std::string, std::string> values;
    std::vector<std::string> unknown;  // changed, and never seen before, or empty where no message can empty it
};

struct UndoSummary {
    std::int64_t meters = 0;      // that get something back
    std::int64_t messages = 0;    // if every message is needed
    std::int64_t untouched = 0;   // nothing was sent to them, or nothing differs
    std::int64_t incomplete = 0;  // of `meters` and others: some old value is not known
};

[[nodiscard]] MeterUndo undo_of(store::Repositories& store, const meter::Dialect& dialect, const store::Target& target);
// Calls `take` with every meter that is not untouched.
[[nodiscard]] UndoSummary plan_undo(store::Repositories& store, const store::Campaign& campaign, const meter::Dialect& dialect,
                                    const std::function<void(const store::Target&, const MeterUndo&)>& take);
// `draft`: draft_of() the campaign, whose settings are replaced by each meter's old values.
[[nodiscard]] store::Id create_undo(store::Repositories& store, const store::Campaign& campaign, CampaignDraft draft,
                                    std::int64_t meters, base::UtcTime now);

}  // namespace gsmcfg::service
