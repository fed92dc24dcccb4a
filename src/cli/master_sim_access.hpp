// The modem with the SIM in it, for the commands of gsmcfg master-sim.
#pragma once

#include "invocation.hpp"
#include "master_sim_write.hpp"

#include "gsmcfg/base/clock.hpp"
#include "gsmcfg/base/stop.hpp"

#include <functional>

namespace gsmcfg::cli {

struct CardAccess {
    master_sim::Card& card;
    base::Clock& clock;
    base::StopToken stop;
};

// One modem, not opened yet. Failure: exit 2 if there are several, exit 3.
[[nodiscard]] Outcome<int> with_card(Invocation& invocation, const std::function<Outcome<int>(CardAccess&)>& use);
// The same with a SIM that is ready, closed at the end.
[[nodiscard]] Outcome<int> with_open_card(Invocation& invocation, const std::function<Outcome<int>(CardAccess&)>& use);

// Database, passwords, audit and screen of this invocation. `asks` false: everything is agreed. It must outlive the desk.
[[nodiscard]] Outcome<MasterSimDesk> make_desk(Invocation& invocation, CardAccess& access, const meter::Dialect& dialect,
                                               bool asks, std::string_view action);

// Keys: event, number, iccid, imsi, phone, serial, label, written_at, erased_at, profile, profile_hash, dialect, dialect_hash,
// credential, way, status, sender, complete, kept, modem, user, host, records [{place, settings, sha256}].
[[nodiscard]] base::Json manifest_json(std::string_view event, const store::MasterSim& sim);
// One line; the other has its records too.
[[nodiscard]] std::string manifest_line(const store::MasterSim& sim);
[[nodiscard]] std::string manifest_text(const store::MasterSim& sim);

}  // namespace gsmcfg::cli
