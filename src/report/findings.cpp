#include "gsmcfg/report/findings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::report {
namespace {

constexpr std::int64_t least_failed = 3;
constexpr double least_share = 0.7;
constexpr double contrast = 3;
constexpr std::size_t most_findings = 5;

double share(std::int64_t part, std::int64_t whole) {
    return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

// How many of its failures the others' share does not explain.
double weight(const Finding& finding) {
    return static_cast<double>(finding.failed) -
           static_cast<double>(finding.ended) * share(finding.others_failed, finding.others_ended);
}

bool points_to_a_cause(Dimension dimension) {
    switch (dimension) {
        case Dimension::sim:
        case Dimension::prefix:
        case Dimension::label: return true;
        case Dimension::modem:
        case Dimension::hour:
        case Dimension::outcome: return false;
    }
    return false;
}

void look_at(const DimensionGroups& dimension, std::vector<Finding>& findings) {
    std::int64_t failed = 0;
    std::int64_t ended = 0;
    for (const auto& group : dimension.groups) {
        failed += group.failed;
        ended += group.ended();
    }
    for (const auto& group : dimension.groups) {
        const Finding finding{dimension.dimension,  group.key, group.failed, group.ended(), failed - group.failed,
                              ended - group.ended()};
        const auto own = share(finding.failed, finding.ended);
        const auto others = share(finding.others_failed, finding.others_ended);
        const bool named = group.key != no_group && group.key != other_groups;
        if (named && finding.failed >= least_failed && own >= least_share && finding.others_ended > 0 && others * contrast <= own)
            findings.push_back(finding);
    }
}

}  // namespace

std::string Finding::words() const {
    std::string group;
    switch (dimension) {
        case Dimension::modem: group = "asked by the modem " + key; break;
        case Dimension::sim: group = "asked by our SIM " + key; break;
        case Dimension::prefix: group = fmt::format("with numbers {}…", key); break;
        case Dimension::label: group = "at " + key; break;
        case Dimension::hour: group = "begun in the hour " + key; break;
        case Dimension::outcome: group = "that ended as " + key; break;
    }
    return fmt::format("{} of the {} meters {} failed; {} of the other {} did", failed, ended, group,
                       others_failed == 0 ? "none" : std::to_string(others_failed), others_ended);
}

std::string Finding::advice() const {
    switch (dimension) {
        case Dimension::modem: return "look at that modem: reception, storage, port (gsmcfg modem check)";
        case Dimension::sim: return "look at that SIM: credit, tariff, whether it may send to these numbers, its service centre";
        case Dimension::prefix: return "ask that operator: SMS service, tariff of these SIMs, barring, an outage";
        case Dimension::label: return "look at that place: power, reception, the cell that serves it";
        case Dimension::hour:
        case Dimension::outcome: return "";
    }
    return "";
}

std::vector<Finding> find_common_causes(const std::vector<DimensionGroups>& all) {
    std::vector<Finding> findings;
    for (const auto& dimension : all)
        if (points_to_a_cause(dimension.dimension)) look_at(dimension, findings);
    std::ranges::stable_sort(findings, std::ranges::greater{}, weight);
    if (findings.size() > most_findings) findings.resize(most_findings);
    return findings;
}

}  // namespace gsmcfg::report
