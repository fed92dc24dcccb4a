#include "progress_bar.hpp"

#include "recap.hpp"
#include "terminal.hpp"

#include "gsmcfg/base/log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

namespace gsmcfg::cli {
namespace {

std::int64_t count_of(const store::Tally& tally, store::MeterOutcome outcome) {
    const auto found = tally.find(outcome);
    return found == tally.end() ? 0 : found->second;
}

std::int64_t done_of(const service::Progress& progress) {
    return progress.campaign.meters - count_of(progress.tally, store::MeterOutcome::pending) -
           count_of(progress.tally, store::MeterOutcome::partial);
}

bool can_be_drawn() { return errors_are_terminal() && !terminal_is_dumb(); }

void clear_line() {
    if (can_be_drawn()) std::fputs("\r\033[K", stderr);
}

}  // namespace

std::string progress_line(const service::Progress& progress, std::int64_t already_done, std::chrono::milliseconds elapsed,
                          std::size_t width) {
    const auto meters = std::max<std::int64_t>(1, progress.campaign.meters);
    const auto done = done_of(progress);
    std::string counts;
    for (const auto& [outcome, count] : progress.tally) {
        if (count == 0 || outcome == store::MeterOutcome::pending) continue;
        counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", count,
                              outcome == store::MeterOutcome::partial ? std::string_view("in progress") : store::name(outcome));
    }
    std::string left;
    if (done > already_done && done < meters) {
        const auto each = elapsed / (done - already_done);
        left = fmt::format(", {} left", duration_text(std::chrono::ceil<std::chrono::seconds>(each * (meters - done))));
    }
    const auto numbers = fmt::format("{}/{}", done, progress.campaign.meters);
    const auto tail = fmt::format(" {}  {}{}", numbers, counts, left);
    const std::size_t bar_width = std::clamp<std::size_t>(width > tail.size() + 3 ? width - tail.size() - 3 : 0, 0, 30);
    std::string line;
    if (bar_width >= 5) {
        const auto filled = bar_width * static_cast<std::size_t>(done) / static_cast<std::size_t>(meters);
        line = "[" + std::string(filled, '#') + std::string(bar_width - filled, ' ') + "]";
    }
    line += bar_width >= 5 ? tail : tail.substr(1);
    if (line.size() >= width) line.resize(width - 1);
    return line;
}

ProgressBar::ProgressBar(base::Clock& clock) : clock_(clock), began_(clock.now()) { base::log::set_before_line(clear_line); }

ProgressBar::~ProgressBar() {
    clear();
    base::log::set_before_line(nullptr);
}

void ProgressBar::draw(const service::Progress& progress) {
    if (!can_be_drawn()) return;
    if (already_done_ < 0) already_done_ = done_of(progress);
    const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(clock_.now() - began_);
    std::fprintf(stderr, "\r\033[K%s", progress_line(progress, already_done_, elapsed, terminal_width()).c_str());
    std::fflush(stderr);
}

void ProgressBar::clear() { clear_line(); }

}  // namespace gsmcfg::cli
