// Tells hooks' programs what is queued for them: again when it failed, and no more after so many attempts.
#pragma once

#include "hook_programs.hpp"

#include "gsmcfg/config/hook.hpp"
#include "gsmcfg/service/credentials.hpp"
#include "gsmcfg/store/hook_queue.hpp"

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace gsmcfg::service {

// Used by the connection's thread; all that it is given outlives it. An event is taken off the queue only after its program has
// ended with 0: whoever dies before that tells it again.
class HookRunner {
public:
    static constexpr std::chrono::seconds first_pause{10};
    static constexpr std::chrono::seconds longest_pause{3600};
    // A hook that fails again and again is named once in that time.
    static constexpr std::chrono::seconds quiet_time{60};

    HookRunner(store::Database& database, const std::vector<config::Hook>& hooks, const Credentials& credentials, RunHook run)
        : database_(database), queue_(database), hooks_(hooks), credentials_(credentials), programs_(std::move(run)) {}

    // Writes down what has ended and starts what is due. Throws DatabaseError.
    void step(base::UtcTime now);
    [[nodiscard]] bool running() const { return programs_.running() > 0; }
    // For tests: until what runs has ended.
    void wait() { programs_.wait(); }

    // After so many failures of one event.
    [[nodiscard]] static std::chrono::seconds pause_after(std::int64_t failures);

private:
    struct Quiet {
        base::UtcTime told;
        std::int64_t untold = 0;
    };

    void record(const HookEnd& end, base::UtcTime now);
    void failed(const store::HookDelivery& delivery, const config::Hook& hook, const std::string& failure, base::UtcTime now);
    void start_due(base::UtcTime now);
    [[nodiscard]] std::string failure_of(const HookEnd& end) const;
    void warn(const std::string& hook, const std::string& text, base::UtcTime now);

    store::Database& database_;
    store::HookQueue queue_;
    const std::vector<config::Hook>& hooks_;
    const Credentials& credentials_;
    std::map<store::Id, store::HookDelivery> at_work_;
    std::vector<HookEnd> unrecorded_;
    std::map<std::string, Quiet> quiet_;
    HookPrograms programs_;  // the last: its threads end before anything else
};

}  // namespace gsmcfg::service
