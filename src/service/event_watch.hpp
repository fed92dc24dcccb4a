// Finds what has happened since it last looked, and queues it for the hooks that it is for.
#pragma once

#include "hook_rules.hpp"
#include "inbound_mask.hpp"

#include "gsmcfg/base/json.hpp"
#include "gsmcfg/config/hook.hpp"
#include "gsmcfg/service/credentials.hpp"
#include "gsmcfg/store/hook_queue.hpp"
#include "gsmcfg/store/outages.hpp"
#include "gsmcfg/store/repositories.hpp"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace gsmcfg::service {

// Where events come from: the log that transactions write (meters, campaigns), received messages by their ids, and the state of
// modems. What was found, and that it was found, is one transaction: nothing is lost and nothing is found twice. Used by the
// connection's thread; all that it is given outlives it.
class EventWatch {
public:
    // While more wait for a hook, further events stay where they are found. A hook that fails meanwhile holds no other up: it
    // loses what comes then, which is counted and logged.
    static constexpr std::int64_t most_waiting = 100'000;
    // So much of a storage in use is high; it must be less than the other before it can be high again.
    static constexpr std::int64_t high_percent = 80;
    static constexpr std::int64_t low_percent = 60;

    // How far the events of modems have been read, among the watch's marks.
    static constexpr const char* line_event_mark = "line_event";

    EventWatch(store::Database& database, const std::vector<config::Hook>& hooks, const Credentials& credentials);

    // Once, before the first look: says what is to be logged, begins where nothing is known, gives up what is queued for hooks
    // that are no more. Throws DatabaseError.
    void begin(base::UtcTime now);
    // True if there may be more. Throws DatabaseError; then nothing has changed.
    bool look(base::UtcTime now);
    // As of the last look.
    [[nodiscard]] const std::vector<store::Outage>& outages() const { return outages_; }
    // Those that are down now, and in the hands of a process that is alive.
    [[nodiscard]] bool is_down(const std::string& modem) const;
    // A modem that can send, other than that one.
    [[nodiscard]] bool another_works(const std::string& modem) const;

private:
    [[nodiscard]] bool wanted(config::HookEvent event) const;
    // A hook is far behind, and works.
    [[nodiscard]] bool must_wait();
    void queue(const config::Hook& hook, config::HookEvent event, const base::Json& payload);
    void queue_for_all(const EventFacts& facts, const base::Json& payload);
    bool look_at_log();
    void tell_of_meter(store::Id target);
    void tell_of_campaign(store::Id campaign, const std::string& state);
    bool look_at_inbox();
    void tell_of_inbound(const store::InboundMessage& message);
    void look_at_modems(base::UtcTime now);
    void tell_of_outage(const store::Outage& outage, std::optional<base::UtcTime> until, base::UtcTime now);
    void look_at_storages(base::UtcTime now);
    void look_at_full_storages(base::UtcTime now);
    void tell_of_storage(const std::string& modem, std::int64_t used, std::int64_t places, const std::string& detail);
    void commit(base::UtcTime now);
    void mark(const std::string& name, std::int64_t value);

    struct Waiting {
        std::string hook;
        std::string event;
        std::string payload;
    };

    store::Repositories store_;
    store::HookQueue queue_;
    const std::vector<config::Hook>& hooks_;
    const Credentials& credentials_;
    InboundMask mask_;
    std::string host_;
    std::vector<store::ModemRecord> modems_;  // in the hands of a process that is alive
    std::vector<store::Outage> outages_;
    std::vector<Waiting> found_;
    std::vector<std::function<void()>> changes_;  // for the transaction
    std::set<std::string> full_;                  // hooks for which too many wait
    std::set<std::string> overflowing_;           // and that have lost some
};

}  // namespace gsmcfg::service
