// What a worker says, and how long it waits, while a database can't be written.
#pragma once

#include "gsmcfg/base/clock.hpp"
#include "gsmcfg/store/storage_trouble.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace gsmcfg::service {

// Used by one worker. A line in the log when the trouble begins, and one when it is over.
class StorageWatch {
public:
    // "modem0", "the database", "nothing is sent".
    StorageWatch(std::string line, std::string_view what, std::string_view consequence, base::Clock& clock)
        : line_(std::move(line)), what_(what), consequence_(consequence), clock_(clock) {}

    // Returns how long to wait before the next attempt: 1, 2, 4 … 30 s.
    [[nodiscard]] std::chrono::seconds failed(const store::StorageTrouble& trouble);
    // Something was written.
    void works();
    // An attempt after the request to stop has failed, too. Throws the trouble when it was the last one; `unrecorded`: the result
    // of a message is lost with it.
    void insist(bool unrecorded);

private:
    std::string line_;
    std::string_view what_;
    std::string_view consequence_;
    base::Clock& clock_;
    std::optional<store::StorageTrouble> trouble_;
    base::MonoTime since_{};
    std::chrono::seconds pause_{0};
    int insisted_ = 0;
};

}  // namespace gsmcfg::service
