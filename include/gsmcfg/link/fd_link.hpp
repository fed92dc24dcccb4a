// A ByteLink over a file descriptor: poll() on it and on the stop's event.
#pragma once

#include "gsmcfg/link/byte_link.hpp"

#include <memory>
#include <string>

namespace gsmcfg::link {

// Deadlines are read on base::SystemClock.
class FdLink final : public ByteLink {
public:
    // `fd` is made non-blocking; it belongs to `owner`, which closes it (and unlocks the port) when the link goes.
    FdLink(int fd, std::string name, std::shared_ptr<void> owner);

    [[nodiscard]] base::Result<std::size_t> read_some(std::span<char> buffer, base::MonoTime deadline,
                                                      base::StopToken stop) override;
    [[nodiscard]] base::Result<void> write_all(std::string_view bytes, base::MonoTime deadline) override;
    [[nodiscard]] base::Clock& clock() override { return clock_; }
    [[nodiscard]] std::string name() const override { return name_; }

private:
    [[nodiscard]] base::Error lost(int error) const;

    int fd_;
    bool socket_;
    std::string name_;
    std::shared_ptr<void> owner_;
    base::SystemClock clock_;
};

}  // namespace gsmcfg::link
