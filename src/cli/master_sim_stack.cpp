#include "master_sim_stack.hpp"

#include "local_time.hpp"
#include "recap.hpp"
#include "storage_view.hpp"

#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <set>
#include <utility>

namespace gsmcfg::cli {
namespace {

class StackWalk {
public:
    StackWalk(const StackOptions& options, const StackHooks& hooks, base::Clock& clock, base::StopToken stop)
        : options_(options), hooks_(hooks), clock_(clock), stop_(stop) {}

    StackRecap run() {
        waiting_since_ = clock_.now();
        bool told = false;
        while (!stop_.requested() && !interrupted_ && !enough()) {
            if (is_new()) {
                take();
                continue;
            }
            if (!seen_one_ && !std::exchange(told, true)) hooks_.say("Put the first SIM into the modem. Ctrl-C ends.\n");
            wait();
        }
        recap_.failed = failed_.size();
        recap_.exit = interrupted_ ? exit_code::interrupted : recap_.failed > 0 ? exit_code::not_all : exit_code::as_wanted;
        return recap_;
    }

private:
    bool enough() const { return options_.count && done_.size() >= static_cast<std::size_t>(*options_.count); }

    // A SIM that was not the last one. A look that does not tell the ICCID is a new one only after a time without any.
    bool is_new() {
        auto look = hooks_.look();
        if (!look || look->absent) {
            away_ = true;
            return false;
        }
        if (!look->ready && !look->asks_pin && look->iccid.empty()) return false;
        if (look->iccid.empty()) {
            if (seen_one_ && !away_) return false;
        } else if (seen_one_ && same_iccid(look->iccid, last_)) {
            if (away_) hooks_.say(fmt::format("This is still SIM {}: put the next one in.\n", last_));
            if (away_) waiting_since_ = clock_.now();
            away_ = false;
            return false;
        }
        last_ = look->iccid;
        return true;
    }

    void take() {
        seen_one_ = true;
        away_ = false;
        hooks_.say(fmt::format("\nSIM {}\n", last_.empty() ? "(its ICCID can't be read)" : last_));
        const auto outcome = hooks_.work();
        if (!outcome.iccid.empty()) last_ = outcome.iccid;
        switch (outcome.end) {
            case SimOutcome::End::written:
                ++recap_.written;
                done(outcome, "DONE");
                break;
            case SimOutcome::End::already:
                ++recap_.already;
                done(outcome, "DONE, ALREADY WRITTEN");
                break;
            case SimOutcome::End::failed: not_done(outcome); break;
            case SimOutcome::End::interrupted:
                not_done(outcome);
                interrupted_ = true;
                break;
        }
        waiting_since_ = clock_.now();
        looks_to_hint_ = 0;
        if (!interrupted_ && !enough() && !stop_.requested())
            hooks_.say("Take this SIM out, and put the next one in. Ctrl-C ends.\n");
    }

    void done(const SimOutcome& outcome, std::string_view word) {
        failed_.erase(last_);
        done_.insert(last_);
        const auto& sim = outcome.manifest.value();
        hooks_.say(fmt::format("*** {} ***  no. {}  SIM {}{}{}\n", word, sim.number, sim.iccid,
                               sim.phone.empty() ? "" : "  " + sim.phone,
                               sim.label.empty() ? "" : "  " + base::escape_control(sim.label)));
        if (hooks_.label && labelled_.insert(sim.number).second) hooks_.label(sim);
    }

    void not_done(const SimOutcome& outcome) {
        failed_.insert(last_);
        done_.erase(last_);
        hooks_.say(fmt::format("*** NOT DONE ***  SIM {}\n", last_.empty() ? "(its ICCID can't be read)" : last_));
        for (const auto& line : outcome.why) hooks_.say("  " + line + "\n");
    }

    void wait() {
        clock_.wait_until(clock_.now() + options_.interval, stop_);
        if (hooks_.pressed && hooks_.pressed()) looks_to_hint_ = options_.looks_after_enter;
        const bool missed = looks_to_hint_ > 0 && --looks_to_hint_ == 0;
        const bool late = clock_.now() - waiting_since_ >= options_.hint_after;
        if (!missed && !late) return;
        waiting_since_ = clock_.now();
        if (away_ || !seen_one_)
            hooks_.say("There is no SIM in the modem: put one in. If there is one, unplug the modem and plug it in again.\n");
        else
            hooks_.say(fmt::format(
                "The modem still shows SIM {}. If it has been swapped, the modem has missed that: unplug the modem and "
                "plug it in again.\n",
                last_));
    }

    const StackOptions& options_;
    const StackHooks& hooks_;
    base::Clock& clock_;
    base::StopToken stop_;
    StackRecap recap_;
    std::set<std::string> failed_;
    std::set<std::string> done_;
    std::set<std::int64_t> labelled_;
    std::string last_;
    bool seen_one_ = false;
    bool away_ = false;  // no SIM since the last one
    bool interrupted_ = false;
    int looks_to_hint_ = 0;
    base::MonoTime waiting_since_{};
};

}  // namespace

StackRecap walk_stack(const StackOptions& options, const StackHooks& hooks, base::Clock& clock, base::StopToken stop) {
    return StackWalk(options, hooks, clock, stop).run();
}

std::string label_header() { return "no,iccid,number,serial,label,profile,records,way,time\r\n"; }

std::string label_line(const store::MasterSim& sim) {
    std::string line;
    for (const auto& cell : {std::to_string(sim.number), sim.iccid, sim.phone, sim.serial, sim.label,
                             std::filesystem::path(sim.profile_name).filename().string(), std::to_string(sim.records.size()),
                             sim.way, local_time(sim.written_at)})
        line += (line.empty() ? "" : ",") + safe_csv_cell(cell);
    return line + "\r\n";
}

bool has_label(std::string_view labels, const store::MasterSim& sim) {
    const auto begin = fmt::format("{},{},", safe_csv_cell(std::to_string(sim.number)), safe_csv_cell(sim.iccid));
    for (const auto line : base::split(labels, '\n'))
        if (line.starts_with(begin)) return true;
    return false;
}

}  // namespace gsmcfg::cli
