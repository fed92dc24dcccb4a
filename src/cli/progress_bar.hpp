// One line on a terminal that shows how far a campaign is.
#pragma once

#include "gsmcfg/base/clock.hpp"
#include "gsmcfg/service/supervisor.hpp"

#include <chrono>
#include <string>

namespace gsmcfg::cli {

// "[#####     ] 12/25  12 confirmed, 3 in progress, 0:40 left"; never longer than `width`.
// `already_done`: meters that had their outcome before this run; they say nothing about its speed.
[[nodiscard]] std::string progress_line(const service::Progress& progress, std::int64_t already_done,
                                        std::chrono::milliseconds elapsed, std::size_t width);

// Drawn on standard error if that is a terminal; log lines are written above it.
class ProgressBar {
public:
    explicit ProgressBar(base::Clock& clock);
    ~ProgressBar();
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;
    void draw(const service::Progress& progress);
    void clear();

private:
    base::Clock& clock_;
    base::MonoTime began_;
    std::int64_t already_done_ = -1;
};

}  // namespace gsmcfg::cli
