#include "master_sim_sorting.hpp"

#include "recap.hpp"

#include "gsmcfg/master_sim/manifest.hpp"
#include "gsmcfg/master_sim/verification.hpp"

#include <fmt/format.h>

namespace gsmcfg::cli {
namespace {

std::string what_is_there(const std::string& iccid, const master_sim::CardContents& found, const SortedRecords& sorted) {
    const bool sized = found.places > 0;
    auto text = sized ? fmt::format("SIM {} has {}", iccid, counted(found.places, "place")) : "SIM " + iccid;
    std::string_view link = sized ? ", and " : " has ";
    if (sorted.others > 0) {
        text += fmt::format("{}{}", link, counted(sorted.others, "other message"));
        link = " and ";
    }
    if (sorted.other_settings > 0) text += fmt::format("{}{} of other settings", link, counted(sorted.other_settings, "record"));
    return sorted.others + sorted.other_settings > 0 ? text + " on it" : text;
}

}  // namespace

SortedRecords sort_records(const MasterSimJob& job, const std::optional<store::MasterSim>& manifest,
                           const master_sim::Content& content, const master_sim::CardContents& found) {
    const auto& dialect = job.profile.dialect();
    SortedRecords sorted;
    for (const auto& record : found.used) {
        const bool ours = master_sim::is_our_record(dialect, manifest, content, record);
        if (ours || job.replace) sorted.doomed.push_back(record);
        if (ours) continue;
        ++(master_sim::is_settings_record(dialect, record.octets) ? sorted.other_settings : sorted.others);
    }
    return sorted;
}

Outcome<void> check_room(const MasterSimJob& job, const std::string& iccid, const master_sim::CardContents& found,
                         const SortedRecords& sorted, std::size_t needed) {
    const auto words = what_is_there(iccid, found, sorted);
    const auto records = counted(needed, "record");
    const auto are = needed == 1 ? "is" : "are";
    if (found.places > 0 && found.places < needed)
        return refuse(exit_code::not_all, fmt::format("{}: {} {} needed; leave settings out with --without, or take another SIM",
                                                      words, records, are));
    if (found.places > 0 && found.places - (found.used.size() - sorted.doomed.size()) < needed)
        return refuse(exit_code::not_all,
                      fmt::format("{}: {} {} needed; --replace deletes the others, and keeps what they say in the database",
                                  words, records, are));
    if (job.replace) return {};
    if (sorted.other_settings > 0)
        return refuse(exit_code::not_all,
                      fmt::format("{}: a module would take those settings too; --replace deletes all that is on the SIM, gsmcfg "
                                  "master-sim erase the settings alone; either keeps what they say in the database",
                                  words));
    if (sorted.others == 0 || job.keep) return {};
    return refuse(
        exit_code::not_all,
        fmt::format("{}: a module may stumble over what is no setting; --replace deletes them, and keeps what they say in "
                    "the database; --keep leaves them where they are",
                    words));
}

}  // namespace gsmcfg::cli
