#include "gsmcfg/master_sim/manifest.hpp"

#include <algorithm>

namespace gsmcfg::master_sim {

store::MasterSim make_manifest(const meter::Dialect& dialect, const Card& card, const Content& content, const WriteReport& report,
                               base::UtcTime now) {
    store::MasterSim sim;
    sim.written_at = now;
    sim.iccid = card.iccid();
    sim.imsi = card.details().imsi;
    sim.dialect_name = dialect.name();
    sim.dialect_hash = dialect.hash();
    sim.content_hash = content.hash;
    sim.way = report.way ? std::string(name(*report.way)) : std::string();
    sim.status = std::string(name(content.status));
    sim.complete = !report.error;
    for (const RecordReport& record : report.records)
        sim.records.push_back({record.place, record.settings, fingerprint(dialect, record.octets)});
    if (const auto reading = report.records.empty() ? RecordReading{} : read_record(report.records.front().octets);
        reading.deliver)
        sim.sender = reading.deliver->originator.display();
    return sim;
}

bool is_our_record(const meter::Dialect& dialect, const std::optional<store::MasterSim>& manifest, const Content& content,
                   const CardRecord& record) {
    if (!is_received(record.octets)) return false;
    const auto same = [&](const PlannedRecord& planned) { return same_text(planned.octets, record.octets); };
    if (std::ranges::any_of(content.records, same)) return true;
    if (!manifest) return false;
    const auto print = fingerprint(dialect, record.octets);
    return std::ranges::any_of(manifest->records, [&](const auto& one) { return one.fingerprint == print; });
}

}  // namespace gsmcfg::master_sim
