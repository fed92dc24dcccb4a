// The meters of a campaign.
#pragma once

#include "gsmcfg/store/database.hpp"
#include "gsmcfg/store/states.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gsmcfg::store {

enum class TargetState { waiting, open, closed };

struct Target {
    Id id = 0;
    Id campaign = 0;
    std::int64_t position = 0;
    std::string phone, serial, label;
    std::string credential;
    std::int64_t credential_step = 0;
    std::string overrides, extra;
    TargetState state{};
    MeterOutcome outcome{};
    std::string detail;
    std::string imsi;
    base::UtcTime not_before;
    std::int64_t stage = 0;
    std::optional<base::UtcTime> started_at;
    std::optional<base::UtcTime> finished_at;
};

// What is wanted of one setting of one meter, and what its replies have shown.
struct TargetSetting {
    std::string setting;
    std::optional<std::string> wanted;  // nothing: only read
    std::optional<std::string> seen;
    std::optional<base::UtcTime> seen_at;
    std::optional<Id> inbound;
    std::optional<std::string> was{};  // the last value known before this campaign changed it
    std::optional<base::UtcTime> was_at{};
};

// All functions throw DatabaseError. Those that change something want an open Transaction.
class Targets {
public:
    explicit Targets(Database& database);
    ~Targets();

    // The first meter of the list that waits, may begin (its stage too), and is not at work in another campaign; none that
    // another connection has taken in a transaction that is still open.
    [[nodiscard]] std::optional<Target> next_waiting(Id campaign, base::UtcTime now);
    // When the first waiting meter of the released stage may begin; nothing if none waits.
    [[nodiscard]] std::optional<base::UtcTime> next_start(Id campaign);
    // Another campaign that has begun a meter which this one waits for.
    [[nodiscard]] std::optional<Id> blocked_by(Id campaign);
    [[nodiscard]] std::optional<Target> find(Id target);
    [[nodiscard]] std::optional<Target> of_number(Id campaign, const std::string& phone);
    // All that have not begun end as cancelled. Keeps the campaign's tally in step.
    void cancel_waiting(Id campaign, const std::string& detail, base::UtcTime now);
    // The first `count` meters of the list after that position, whatever is done with the database between two pages.
    [[nodiscard]] std::vector<Target> page(Id campaign, std::int64_t after, std::int64_t count);
    // Meters of lists with that serial number, leading zeros aside, newest first; at most eight. Reads all targets.
    [[nodiscard]] std::vector<Target> with_serial(const std::string& serial);
    // In the order of the list.
    void each(Id campaign, const std::function<void(const Target&)>& take);
    // Begun and not finished, of the given SIM; of every SIM for "".
    [[nodiscard]] std::vector<Target> open(Id campaign, const std::string& imsi);
    // The SIMs that meters were begun with which are not finished.
    [[nodiscard]] std::vector<std::string> open_sims(Id campaign);
    [[nodiscard]] std::int64_t unfinished(Id campaign);
    // Every meter of that stage, and of all that were begun, has ended.
    [[nodiscard]] bool stage_over(Id campaign, std::int64_t stage);
    // Outcomes of a stage's meters, looked for from one place of the list to another, both included; the first place is 1.
    [[nodiscard]] std::map<MeterOutcome, std::int64_t> tally_of_stage(Id campaign, std::int64_t stage, std::int64_t from,
                                                                      std::int64_t to);

    // Writes what may change: state, outcome, detail, credential step, SIM, times. Keeps the campaign's tally in step.
    // Throws StateConflict if another process changed state or outcome meanwhile.
    void update(const Target& before, const Target& after);

    void add_setting(Id target, const TargetSetting& setting);
    // What it was before; kept unless it was seen later than what is known.
    void was_setting(Id target, const std::string& setting, const std::string& was, base::UtcTime at);
    void see_setting(Id target, const std::string& setting, const std::string& seen, base::UtcTime at, std::optional<Id> inbound);
    // Sorted by name.
    [[nodiscard]] std::vector<TargetSetting> settings(Id target);

private:
    struct Queries;
    std::unique_ptr<Queries> queries_;
};

[[nodiscard]] std::string_view name(TargetState value);

}  // namespace gsmcfg::store
