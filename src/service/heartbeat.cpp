#include "gsmcfg/service/heartbeat.hpp"

#include "gsmcfg/base/log.hpp"
#include "gsmcfg/store/storage_trouble.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <memory>

namespace gsmcfg::service {
namespace {

using namespace std::chrono_literals;

constexpr auto longest_pause = 2s;
// From the last look at the lease to the Ctrl-Z, and for clocks that do not run alike.
constexpr std::int64_t margin_parts = 10;

}  // namespace

Heartbeat::Heartbeat(std::string database_url, const store::Owner& owner, base::Clock& clock,
                     std::function<void(store::Database&)> on_beat)
    : database_url_(std::move(database_url)),
      owner_(owner),
      clock_(clock),
      on_beat_(std::move(on_beat)),
      lease_(owner.leased() ? owner.lease().count() : 0) {
    if (lease_ == 0) return;
    reached_since_ = steady_millis();
    thread_ = std::thread([this] { beat(); });
}

Heartbeat::~Heartbeat() {
    stop_.request();
    if (thread_.joinable()) thread_.join();
}

// The lease runs out by the server's clock while this machine sleeps.
std::int64_t Heartbeat::steady_millis() const {
    return std::chrono::floor<std::chrono::milliseconds>(clock_.now_with_sleep().time_since_epoch()).count();
}

bool Heartbeat::holds() const { return lease_ == 0 || (!gone_ && steady_millis() + lease_ / margin_parts < runs_until_); }

bool Heartbeat::steady() const {
    const std::int64_t since = reached_since_;
    return lease_ == 0 || (since > 0 && steady_millis() - since >= lease_ / 2);
}

void Heartbeat::beat() {
    bool told = false;
    const auto pause = std::min<std::chrono::milliseconds>(longest_pause, std::chrono::milliseconds(lease_ / 10));
    while (!stop_.requested() && !gone_) {
        try {
            renew_until_stopped();
        } catch (const std::exception& error) {
            reached_since_ = 0;
            if (!told)
                base::log::warning(fmt::format("the lease on the database can't be renewed: {}; trying again", error.what()));
            told = true;
        }
        clock_.wait_until(clock_.now() + pause, base::StopToken(stop_));
    }
}

// The lease runs from before the question: the server's answer may take its time.
void Heartbeat::renew_until_stopped() {
    const auto opened = store::Database::open(database_url_);
    if (!opened) throw store::DatabaseError(opened.error().message());
    auto& database = **opened;
    store::set_lock_patience(database, std::chrono::milliseconds(lease_ / 3));
    while (!stop_.requested()) {
        const auto asked = steady_millis();
        if (!owner_.renew(database)) {
            gone_ = true;
            return base::log::warning("this host was silent for too long: others have taken its work over");
        }
        runs_until_ = asked + lease_;
        if (reached_since_ == 0) {
            reached_since_ = asked;
            base::log::info("the lease on the database is renewed");
        }
        if (on_beat_) on_beat_(database);
        clock_.wait_until(clock_.now() + std::chrono::milliseconds(lease_ / 3), base::StopToken(stop_));
    }
}

}  // namespace gsmcfg::service
