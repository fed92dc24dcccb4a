#include "service_line.hpp"

#include "line_work.hpp"

namespace gsmcfg::service {

base::Result<void> LineHolder::start(const std::string& database_url, std::shared_ptr<const Credentials> credentials,
                                     store::Id owner, const SendingRight& right) {
    auto channel = plan_.make();
    if (!channel) return base::fail(channel.error());
    auto options = plan_.options;
    options.campaign.reset();
    options.move_not_before = move_not_before_;
    options.right = &right;
    options.pulse = [this] { pulse_ = clock_.now().time_since_epoch().count(); };
    options.pulse();
    options.wake = [this] { return next_wake(); };
    stop_ = std::make_unique<base::StopSource>();
    ended_ = false;
    thread_ = std::thread([this, database_url, owner, options = std::move(options), credentials = std::move(credentials),
                           line = Line{std::move(*channel), std::nullopt}]() mutable {
        report_ = work_on_line(database_url, line, *credentials, options, owner, base::StopToken(*stop_));
        line.channel.reset();
        ended_ = true;
    });
    return {};
}

void LineHolder::ask_to_end() {
    if (stop_ && !stop_->requested()) stop_->request();
    wake();
}

void LineHolder::wake() {
    const std::lock_guard lock(mutex_);
    if (wake_) wake_->request();
}

base::StopToken LineHolder::next_wake() {
    const std::lock_guard lock(mutex_);
    wake_ = std::make_unique<base::StopSource>();
    if (stop_->requested()) wake_->request();
    return base::StopToken(*wake_);
}

bool LineHolder::resting() {
    if (!thread_.joinable()) return true;
    if (!ended_) return false;
    thread_.join();
    return true;
}

bool LineHolder::lively(std::chrono::seconds limit) const {
    if (!thread_.joinable()) return true;
    return clock_.now().time_since_epoch().count() - pulse_ <= std::chrono::nanoseconds(limit).count();
}

void LineHolder::end() {
    ask_to_end();
    if (thread_.joinable()) thread_.join();
}

}  // namespace gsmcfg::service
