// One SIM, from what is on it to the manifest of what was written.
#pragma once

#include "master_sim_job.hpp"

#include "gsmcfg/base/json.hpp"
#include "gsmcfg/master_sim/card.hpp"
#include "gsmcfg/master_sim/writer.hpp"
#include "gsmcfg/store/master_sims.hpp"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gsmcfg::cli {

// What a write works with beside the SIM.
struct MasterSimDesk {
    store::Database& database;
    std::function<Outcome<base::Secret>(const std::string& credential)> password;
    // Durable when it returns: only then a SIM may lose them.
    std::function<Outcome<void>(const std::string& imsi, std::span<const modem::StoredMessage>)> save;
    // A row in the audit, before anything is changed.
    std::function<Outcome<void>()> audit;
    // Asked with the plan; empty: it is agreed.
    std::function<Outcome<bool>(const std::string& question)> agree;
    std::function<void(const std::string& text)> say;    // lines for a person, each with its line end
    std::function<void(const base::Json& event)> event;  // the same for a program; may be empty
    std::string user;
    std::string host;
    // A remark that needs saying once, without "note: " and line end; empty: say() takes all of them.
    std::function<void(const std::string& text)> note = {};
    // Around what an interruption takes back again: true before, false after. May be empty.
    std::function<void(bool)> writing = {};
};

struct SimOutcome {
    enum class End { written, already, failed, interrupted };
    End end = End::failed;
    int exit = 0;  // of a command that did only this
    std::string iccid;
    std::optional<store::MasterSim> manifest;  // of what is on the SIM; of `written` and `already`
    std::vector<std::string> why;              // of `failed` and `interrupted`: sentences
};

// The card is opened, and closed at the end. Throws DatabaseError.
[[nodiscard]] SimOutcome write_one_sim(master_sim::Card& card, const MasterSimJob& job, const MasterSimDesk& desk,
                                       base::StopToken stop);

// The PIN's lock taken off, if the job says so; `permit` is asked before the SIM gets the PIN, which it gets once, ever.
// Failure: that of `permit`, or what to do, exit 3 or 130. Throws DatabaseError.
[[nodiscard]] Outcome<void> open_lock(master_sim::Card& card, const modem::SimLook& look, const MasterSimJob& job,
                                      store::Database& database, const std::function<Outcome<void>()>& permit,
                                      base::StopToken stop);
// "2 messages that were on it were deleted before; they are in the database"
[[nodiscard]] std::string deleted_before_text(std::size_t messages);
// The refusal of a SIM that the register knows. `force_does`: "writes", "erases"
[[nodiscard]] std::string campaign_sim_text(const std::string& iccid, std::string_view force_does);

}  // namespace gsmcfg::cli
