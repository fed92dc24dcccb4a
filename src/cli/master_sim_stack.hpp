// A stack of SIMs, one after the other: a clerk swaps them, the program writes, checks and says which one comes next.
#pragma once

#include "master_sim_write.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace gsmcfg::cli {

struct StackHooks {
    // Which SIM is in the modem. Errors: stopped; anything else counts as no SIM.
    std::function<base::Result<modem::SimLook>()> look;
    // Writes and checks the SIM that is in.
    std::function<SimOutcome()> work;
    // Lines for the clerk.
    std::function<void(const std::string& text)> say;
    // A label for each SIM that is done, once for each number; may be empty.
    std::function<void(const store::MasterSim& sim)> label;
    // The clerk has pressed Enter since it was last asked; may be empty.
    std::function<bool()> pressed;
};

struct StackOptions {
    std::optional<long> count;            // different SIMs to be done; without it until Ctrl-C
    std::chrono::seconds interval{1};     // between two looks
    std::chrono::seconds hint_after{60};  // without a change: what to do if the modem has missed the swap
    int looks_after_enter = 3;            // the same when the clerk says that it has been swapped
};

struct StackRecap {
    std::size_t written = 0;
    std::size_t already = 0;
    std::size_t failed = 0;  // SIMs that are not done
    int exit = 0;            // 0 all done, 1 some are not, 130 interrupted in the middle of one
};

// Until the count is reached or a stop is requested: between two SIMs that is the normal end.
[[nodiscard]] StackRecap walk_stack(const StackOptions& options, const StackHooks& hooks, base::Clock& clock,
                                    base::StopToken stop);

// "no,iccid,number,serial,label,profile,records,way,time" and a line of it, CRLF at the end.
[[nodiscard]] std::string label_header();
[[nodiscard]] std::string label_line(const store::MasterSim& sim);
// A file of such lines has that SIM with that number.
[[nodiscard]] bool has_label(std::string_view labels, const store::MasterSim& sim);

}  // namespace gsmcfg::cli
