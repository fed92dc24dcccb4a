#include "gsmcfg/service/service.hpp"

#include "service_loop.hpp"

#include "gsmcfg/base/log.hpp"
#include "gsmcfg/store/inspection.hpp"

#include <fmt/format.h>

#include <exception>
#include <memory>
#include <thread>

namespace gsmcfg::service {
namespace {

using namespace std::chrono_literals;

constexpr auto pause_after_failure = 10s;
constexpr auto pause_before_repetition = 1s;

// The thread of one attendant: nothing escapes it, and a failure does not end it.
void run_attendant(Attendant& attendant, base::Clock& clock, base::StopToken stop) {
    while (!stop.requested()) {
        try {
            attendant.run(stop);
            return;
        } catch (const std::exception& error) {
            base::log::error(error.what());
        }
        clock.wait_until(clock.now() + pause_after_failure, stop);
    }
}

// Stopped and joined on every way out.
class AttendantThreads {
public:
    AttendantThreads(const ServicePlan& plan, base::Clock& clock) : fingerprint_(plan.attendants_fingerprint) {
        if (plan.attendants) attendants_ = plan.attendants();
        for (const auto& attendant : attendants_)
            threads_.emplace_back([this, &attendant, &clock] { run_attendant(*attendant, clock, base::StopToken(stop_)); });
    }
    ~AttendantThreads() {
        stop_.request();
        for (auto& thread : threads_) thread.join();
    }
    AttendantThreads(const AttendantThreads&) = delete;
    AttendantThreads& operator=(const AttendantThreads&) = delete;

    [[nodiscard]] bool are_those_of(const ServicePlan& plan) const { return fingerprint_ == plan.attendants_fingerprint; }

private:
    std::string fingerprint_;
    std::vector<std::unique_ptr<Attendant>> attendants_;
    base::StopSource stop_;
    std::vector<std::thread> threads_;
};

}  // namespace

Service::Service(std::string database_url, ServicePlan plan, base::Clock& clock)
    : database_url_(std::move(database_url)), plan_(std::move(plan)), clock_(clock) {}
Service::~Service() = default;

void Service::run(base::StopToken stop, ServiceSigns signs) {
    std::optional<AttendantThreads> attendants;
    if (signs.reload)
        signs.reload = [&, reload = std::move(signs.reload)] {
            auto plan = reload();
            if (plan && !attendants->are_those_of(*plan)) attendants.emplace(*plan, clock_);
            return plan;
        };
    auto loop = begin(signs, stop);
    attendants.emplace(plan_, clock_);
    while (loop && !loop->run(stop)) {
        plan_ = loop->plan();
        loop.reset();
        loop = begin_anew(signs, stop);
    }
}

// One that died a moment ago may still have its lease, where nobody can prove that it has gone (a container that was started
// anew).
std::unique_ptr<Service::Loop> Service::begin(const ServiceSigns& signs, base::StopToken stop) {
    const bool leased = !store::database_path(database_url_);
    const auto patience = clock_.now() + plan_.presence.lease + plan_.presence.lease / 2;
    for (bool told = false; !stop.requested(); told = true) {
        try {
            return std::make_unique<Loop>(database_url_, plan_, clock_, signs);
        } catch (const store::StateConflict& conflict) {
            if (!leased || clock_.now() >= patience) throw;
            if (!told) base::log::warning(fmt::format("{}; waiting, in case it has died", conflict.what()));
        }
        clock_.wait_until(clock_.now() + pause_before_repetition, stop);
    }
    return nullptr;
}

std::unique_ptr<Service::Loop> Service::begin_anew(const ServiceSigns& signs, base::StopToken stop) {
    while (!stop.requested()) {
        try {
            return std::make_unique<Loop>(database_url_, plan_, clock_, signs);
        } catch (const store::DatabaseError& error) {
            base::log::warning(std::string("the service can't begin anew: ") + error.what() + "; trying again");
        }
        if (signs.progress) signs.progress();
        clock_.wait_until(clock_.now() + pause_after_failure, stop);
    }
    return nullptr;
}

}  // namespace gsmcfg::service
