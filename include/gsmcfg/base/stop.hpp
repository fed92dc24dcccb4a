// A request to stop that wakes whoever waits in poll().
#pragma once

namespace gsmcfg::base {

// Owns an eventfd. request() is async-signal-safe; it can't be taken back.
class StopSource {
public:
    StopSource();
    ~StopSource();
    StopSource(const StopSource&) = delete;
    StopSource& operator=(const StopSource&) = delete;

    void request() noexcept;
    [[nodiscard]] bool requested() const noexcept;
    [[nodiscard]] int fd() const noexcept { return fd_; }

private:
    int fd_;
};

// A view of a StopSource that must outlive it. A default-made token never stops. Safe from any thread.
class StopToken {
public:
    StopToken() = default;
    explicit StopToken(const StopSource& source) noexcept : source_(&source) {}

    [[nodiscard]] bool requested() const noexcept { return source_ != nullptr && source_->requested(); }
    // Readable from the moment of the request; -1 if this token never stops (poll() skips it).
    [[nodiscard]] int fd() const noexcept { return source_ != nullptr ? source_->fd() : -1; }

private:
    const StopSource* source_ = nullptr;
};

}  // namespace gsmcfg::base
