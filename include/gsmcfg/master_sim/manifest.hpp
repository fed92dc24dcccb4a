// What was written on a SIM, as the store keeps it: no text and no password. Pure.
#pragma once

#include "gsmcfg/master_sim/card.hpp"
#include "gsmcfg/master_sim/content.hpp"
#include "gsmcfg/master_sim/writer.hpp"
#include "gsmcfg/store/master_sims.hpp"

namespace gsmcfg::master_sim {

// Everything but number, phone, serial, label, profile, modem, user and host. The report is that of a write that worked.
[[nodiscard]] store::MasterSim make_manifest(const meter::Dialect& dialect, const Card& card, const Content& content,
                                             const WriteReport& report, base::UtcTime now);

// These are the records of that SIM, or of this content: whoever wants the content on it may replace them.
[[nodiscard]] bool is_our_record(const meter::Dialect& dialect, const std::optional<store::MasterSim>& manifest,
                                 const Content& content, const CardRecord& record);

}  // namespace gsmcfg::master_sim
