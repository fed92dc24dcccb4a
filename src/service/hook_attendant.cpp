#include "alarm_sms.hpp"
#include "event_watch.hpp"
#include "hook_runner.hpp"

#include "gsmcfg/base/log.hpp"
#include "gsmcfg/service/hooks.hpp"
#include "gsmcfg/store/service.hpp"
#include "gsmcfg/store/storage_trouble.hpp"

#include <fmt/format.h>

namespace gsmcfg::service {
namespace {

using namespace std::chrono_literals;

constexpr auto look_gap = 500ms;
constexpr auto look_gap_while_running = 50ms;
// What only time changes (how long a modem is down) is looked at this often.
constexpr auto time_gap = 5s;
constexpr auto database_pause = 30s;
// Who speaks for all hosts changes only when a service ends.
constexpr auto silent_gap = 2s;
// Workers of this process queue behind it.
constexpr auto lock_patience = 5s;

class HookAttendant final : public Attendant {
public:
    HookAttendant(HookOptions options, base::Clock& clock) : options_(std::move(options)), clock_(clock) {}

    void run(base::StopToken stop) override {
        while (!stop.requested()) {
            try {
                const auto opened = store::Database::open(options_.database_url);
                if (!opened) throw store::DatabaseError(opened.error().message());
                store::set_lock_patience(**opened, lock_patience);
                attend(**opened, stop);
                if (!tells()) return;
            } catch (const std::exception& error) {
                rest(error, stop);
            }
        }
    }

private:
    [[nodiscard]] bool tells() const { return !options_.hooks.empty() || options_.alarm.phone; }

    void attend(store::Database& database, base::StopToken stop) {
        while (!store::speaks_for_all(database, options_.host, tells())) {
            if (!tells() || stop.requested()) return;
            clock_.wait_until(clock_.now() + silent_gap, stop);
        }
        EventWatch watch(database, options_.hooks, options_.credentials);
        watch.begin(clock_.utc());
        if (!tells()) return;
        HookRunner runner(database, options_.hooks, options_.credentials, run_hook);
        AlarmSms alarm(database, options_.alarm, options_.program_version);
        std::int64_t version = -1;
        auto next_look = clock_.now();
        while (!stop.requested()) {
            try {
                // First: what is done must not be done again because something else fails.
                runner.step(clock_.utc());
                const auto seen = database.data_version();
                if (seen != version || clock_.now() >= next_look) {
                    // Others have taken this host for dead, and tell it all since.
                    if (!store::speaks_for_all(database, options_.host, true)) return;
                    const bool more = watch.look(clock_.utc());
                    for (const auto& outage : watch.outages()) tell_a_person(watch, alarm, outage);
                    version = more ? -1 : seen;
                    next_look = clock_.now() + time_gap;
                    runner.step(clock_.utc());
                    told_.clear();
                }
            } catch (const store::DatabaseError& error) {
                // The runner still knows what has ended.
                rest(error, stop);
            }
            clock_.wait_until(clock_.now() + (runner.running() ? look_gap_while_running : look_gap), stop);
        }
    }

    // The same trouble is told once.
    void rest(const std::exception& error, base::StopToken stop) {
        if (told_ != error.what()) base::log::error(fmt::format("hooks: {}; trying again", error.what()));
        told_ = error.what();
        clock_.wait_until(clock_.now() + database_pause, stop);
    }

    void tell_a_person(const EventWatch& watch, AlarmSms& alarm, const store::Outage& outage) {
        const auto now = clock_.utc();
        if (watch.is_down(outage.modem) && watch.another_works(outage.modem) && alarm.is_due(outage, now))
            alarm.send(outage, now);
    }

    HookOptions options_;
    base::Clock& clock_;
    std::string told_;
};

}  // namespace

std::unique_ptr<Attendant> make_hook_attendant(HookOptions options, base::Clock& clock) {
    return std::make_unique<HookAttendant>(std::move(options), clock);
}

}  // namespace gsmcfg::service
