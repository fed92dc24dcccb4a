// Campaigns: what was asked for, by whom, and how far it is.
#pragma once

#include "gsmcfg/store/database.hpp"
#include "gsmcfg/store/states.hpp"

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gsmcfg::store {

struct Campaign {
    Id id = 0;
    CampaignKind kind{};
    CampaignState state{};
    std::string held_reason;
    base::UtcTime created_at;
    std::optional<base::UtcTime> finished_at;
    std::string profile_name, profile_text, profile_hash;
    std::string dialect_name, dialect_text, dialect_hash;
    std::string list_name, list_hash;
    std::string settings;  // JSON object {setting: value or null} in sending order
    std::string options;   // JSON object; see service/campaign_options.hpp
    std::int64_t meters = 0;
    std::int64_t sms_sent = 0;
    std::int64_t sms_received = 0;
    std::int64_t sms_saved = 0;
    std::int64_t possible_duplicates = 0;
    std::string user_name, sudo_user, host, command_line, program_version, reason;
    std::optional<Id> owner;  // the process at work on it
    std::int64_t stage = 0;   // meters of later stages are not begun yet
    std::int64_t last_stage = 0;
    std::optional<Id> origin;  // the campaign that this one undoes or repeats
};

// One line of the list, as it was when the campaign was made.
struct NewTarget {
    std::string phone;  // E.164
    std::string serial;
    std::string label;
    std::string credential;  // a name; empty = the campaign's
    std::string overrides;   // JSON object, or empty
    std::string extra;       // JSON object, or empty
    std::int64_t stage = 0;  // when it may be begun: see Campaign::stage
};

// What one transaction adds to a campaign's counters.
struct Counts {
    std::int64_t sent = 0;
    std::int64_t received = 0;
    std::int64_t saved = 0;
    std::int64_t possible_duplicates = 0;
    [[nodiscard]] bool any() const { return sent != 0 || received != 0 || saved != 0 || possible_duplicates != 0; }
};

// What the limits of a campaign are held against.
struct Standing {
    CampaignState state{};
    std::string held_reason;
    std::int64_t stage = 0;
    std::int64_t last_stage = 0;
    std::int64_t sms_sent = 0;
    std::int64_t sms_received = 0;
    std::int64_t open_messages = 0;  // that wait for a reply
};

using Tally = std::map<MeterOutcome, std::int64_t>;

// All functions throw DatabaseError. Those that change something want an open Transaction, but for add_targets().
class Campaigns {
public:
    explicit Campaigns(Database& database);
    ~Campaigns();

    // A draft; `fresh.id` and counters are ignored.
    Id create(const Campaign& fresh);
    // Appends targets in transactions of its own, with gaps for other writers. `first` = position of the first (1-based).
    void add_targets(Id campaign, std::int64_t first, std::span<const NewTarget> targets);
    // Throws StateConflict for a change the state table lacks, or if another process was faster.
    void change_state(Id campaign, CampaignState from, CampaignState to, const std::string& held_reason, base::UtcTime now);
    void set_owner(Id campaign, std::optional<Id> owner);
    void count(Id campaign, const Counts& counts);
    // Until the end of the transaction no worker of another host counts what its limits are held against. Wants an open
    // Transaction.
    void count_alone(Id campaign);
    // The next stage's meters may begin. Throws StateConflict if another process was faster.
    void release_stage(Id campaign, std::int64_t from);
    // How it is carried out from now on.
    void set_options(Id campaign, const std::string& options);

    [[nodiscard]] std::optional<Campaign> find(Id campaign);
    // Newest first, without the snapshots' texts.
    [[nodiscard]] std::vector<Campaign> list();
    // Cheap. Throws DatabaseError if there is none.
    [[nodiscard]] Standing standing(Id campaign);
    // When the newest campaign of that kind with that list (its name) was made before that time.
    [[nodiscard]] std::optional<base::UtcTime> last_of_list(CampaignKind kind, const std::string& list_name,
                                                            base::UtcTime before);
    // A campaign of that kind with that list that a process may be at work on: running, with an owner.
    [[nodiscard]] std::optional<Campaign> running_of_list(CampaignKind kind, const std::string& list_name);
    // Outcomes that occur; they sum to the number of meters.
    [[nodiscard]] Tally tally(Id campaign);
    // Campaigns that are neither draft, finished nor cancelled.
    [[nodiscard]] std::vector<Id> active();

private:
    struct Queries;
    Database& database_;
    std::unique_ptr<Queries> queries_;
};

}  // namespace gsmcfg::store
