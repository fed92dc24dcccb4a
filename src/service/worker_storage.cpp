// The part of Worker that waits for a database that can't be written: a full disk, another program that holds it.
#include "worker.hpp"

#include "gsmcfg/base/log.hpp"
#include "gsmcfg/store/owners.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::service {
namespace {

using namespace std::chrono_literals;

// A database that refuses the next intent so often in a row will refuse it again.
constexpr int most_failed_steps = 8;
constexpr auto pause_at_the_end = 1s;
constexpr int conflicts_in_a_row = 3;

}  // namespace

// Stop-able; after a stop a few attempts more are made, and then the trouble is thrown.
void Worker::wait_for_storage(std::chrono::seconds pause) {
    auto& clock = channel_.clock();
    pulse();
    if (stop_.requested()) {
        storage_.insist(unrecorded_.has_value());
        clock.wait_until(clock.now() + std::min<std::chrono::seconds>(pause, pause_at_the_end), base::StopToken());
    } else {
        clock.wait_until(clock.now() + pause, stop_);
    }
    store::reuse_log(store_.database);
}

void Worker::commit(store::Transaction& transaction) {
    try {
        return transaction.commit();
    } catch (const store::CommitUnknown& unknown) {
        base::log::warning(fmt::format("{}: {}", channel_.name(), unknown.what()));
    }
    for (;;) {
        std::chrono::seconds pause{0};
        try {
            if (store_.database.last_commit_was_kept()) return;
            break;
        } catch (const store::StorageTrouble& trouble) {
            pause = storage_.failed(trouble);
        }
        wait_for_storage(pause);
    }
    throw store::StorageTrouble(store::StorageTrouble::Kind::lost, "the transaction was lost with its connection");
}

void Worker::heed_lease() const {
    if (options_.right != nullptr && options_.right->gone())
        throw store::LeaseLost("others have taken over what this process had begun; what it was sending is uncertain");
}

void Worker::patiently(const std::function<void()>& transaction) {
    for (;;) {
        std::chrono::seconds pause{0};
        try {
            transaction();
            return storage_.works();
        } catch (const store::StorageTrouble& trouble) {
            pause = storage_.failed(trouble);
        }
        heed_lease();
        run_.drop_counts();
        wait_for_storage(pause);
    }
}

// What the transaction of a step has changed here is as before it: it will be done again.
class Worker::StepMemory {
public:
    explicit StepMemory(Worker& worker)
        : worker_(worker),
          hearing_(worker.hearing_),
          trouble_(worker.trouble_),
          hold_(worker.hold_),
          logged_(worker.line_log_.size()) {}
    void restore() const {
        worker_.hearing_ = hearing_;
        worker_.trouble_ = trouble_;
        worker_.hold_ = hold_;
        worker_.review_due_ = true;
        worker_.line_log_.forget_since(logged_);
        worker_.run_.drop_counts();
    }

private:
    Worker& worker_;
    Hearing hearing_;
    std::optional<std::string> trouble_;
    std::optional<std::string> hold_;
    std::size_t logged_;
};

// Another host was faster with a meter: what it did is seen the next time.
std::optional<MeterRun::Intent> Worker::transact_against_others(const StepMemory& memory, bool may_send, base::UtcTime now) {
    for (int conflicts = 1;; ++conflicts) try {
            return transact(may_send, now);
        } catch (const store::StateConflict&) {
            heed_lease();
            if (conflicts >= conflicts_in_a_row) throw;
            memory.restore();
        }
}

// The result must not be lost because the next intent could not be written: it is committed alone then. What can't be committed
// at all is kept, and not acknowledged, and later it is tried again.
std::optional<MeterRun::Intent> Worker::commit_step(bool may_send, base::UtcTime now) {
    const StepMemory memory(*this);
    stalled_.reset();
    bool locked = false;
    std::chrono::seconds pause{0};
    try {
        auto intent = transact_against_others(memory, may_send, now);
        failed_steps_ = 0;
        if (intent || unrecorded_ || !events_.empty()) storage_.works();
        return intent;
    } catch (const store::StorageTrouble& trouble) {
        pause = storage_.failed(trouble);
        locked = trouble.kind() == store::StorageTrouble::Kind::locked;
    } catch (const std::exception& error) {
        heed_lease();
        if (++failed_steps_ >= most_failed_steps) throw;
        pause = std::min<std::chrono::seconds>(std::chrono::seconds(1LL << failed_steps_), 30s);
        base::log::warning(fmt::format("{}: {}; the result is committed alone, nothing is sent for {} s", channel_.name(),
                                       error.what(), pause.count()));
    }
    memory.restore();
    pace_.pause_until(now + pause);
    try {
        if (!locked) return transact(false, now);
    } catch (const std::exception&) {
        memory.restore();
    }
    stalled_ = pause;
    return std::nullopt;
}

}  // namespace gsmcfg::service
