// Events that programs outside are still to be told of: kept until told, or given up.
#pragma once

#include "gsmcfg/store/database.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gsmcfg::store {

struct HookDelivery {
    Id id = 0;
    std::string hook;  // its name in the configuration
    std::string event;
    base::UtcTime created_at;
    std::string payload;        // JSON object, without secrets
    std::int64_t attempts = 0;  // that failed
    base::UtcTime due_at;
    std::string failure;  // of the last attempt
    std::optional<base::UtcTime> given_up_at;
};

// The newest so many of those that were given up are kept.
inline constexpr std::int64_t given_up_kept = 1000;

// All functions throw DatabaseError. Those that change something want an open Transaction.
class HookQueue {
public:
    explicit HookQueue(Database& database);
    ~HookQueue();

    // Due at once.
    Id add(const std::string& hook, const std::string& event, const std::string& payload, base::UtcTime now);
    // The one of that hook that has been due longest. What is due after `latest` was put off by a clock that went wrong: due too.
    [[nodiscard]] std::optional<HookDelivery> next_due(const std::string& hook, base::UtcTime now, base::UtcTime latest);
    void delivered(Id delivery);
    void failed(Id delivery, const std::string& failure, base::UtcTime due_at);
    // Counted for good, and kept for a while.
    void give_up(const HookDelivery& delivery, const std::string& failure, base::UtcTime now);
    // All that waits for a hook. Returns how many.
    std::int64_t give_up_all(const std::string& hook, const std::string& failure, base::UtcTime now);
    // Events that were never queued, because the queue of that hook is too long.
    void count_given_up(const std::string& hook, std::int64_t events = 1);

    // Names of the hooks that something waits for, with how much.
    [[nodiscard]] std::map<std::string, std::int64_t> waiting();
    [[nodiscard]] std::int64_t waiting(const std::string& hook);
    // Something that waits for it has failed before.
    [[nodiscard]] bool is_failing(const std::string& hook);
    // How many were ever given up, by hook.
    [[nodiscard]] std::map<std::string, std::int64_t> given_up();
    // Those that wait longest.
    [[nodiscard]] std::vector<HookDelivery> first_waiting(std::int64_t limit);
    // Newest first.
    [[nodiscard]] std::vector<HookDelivery> last_given_up(std::int64_t limit);
    // One that was given up is due again, as if it had never failed. False if it is none.
    bool tell_again(Id delivery, base::UtcTime now);

private:
    struct Queries;
    Database& database_;
    std::unique_ptr<Queries> queries_;
};

}  // namespace gsmcfg::store
