#include "gsmcfg/report/figures.hpp"

#include "gsmcfg/base/time_zone.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::report {
namespace {

constexpr std::size_t most_causes = 64;

MeterSample sample_of(const store::MeterCourse& course, const Assessment& assessment) {
    const auto& target = course.target;
    return {target.phone,   assessment.serial,  target.label, target.detail,
            target.outcome, target.finished_at, target.id,    course.last.has_value()};
}

std::string key_of(Dimension dimension, const store::MeterCourse& course, const std::string& sim, std::size_t prefix_length,
                   const base::TimeZone& zone) {
    const auto& target = course.target;
    switch (dimension) {
        case Dimension::modem: return course.last ? course.last->modem : "";
        case Dimension::sim: return sim;
        case Dimension::prefix: return operator_prefix(target.phone, prefix_length);
        case Dimension::label: return label_stem(target.label);
        case Dimension::hour:
            return target.started_at ? fmt::format("{:02}:00", zone.minute_of_day(*target.started_at) / 60) : "";
        case Dimension::outcome: return std::string(store::name(target.outcome));
    }
    return "";
}

}  // namespace

const store::OwnSim& Assessor::sim(const std::string& imsi) {
    const auto found = sims_.find(imsi);
    return found != sims_.end() ? found->second : sims_.emplace(imsi, statistics_.sim(imsi)).first->second;
}

const std::string& Assessor::sim_name(const std::string& imsi) {
    const auto& iccid = sim(imsi).iccid;
    return iccid.empty() ? imsi : iccid;
}

Evidence Assessor::evidence_of(const store::MeterCourse& course) {
    Evidence evidence;
    evidence.kind = subject_.campaign.kind;
    evidence.state = subject_.campaign.state;
    evidence.outcome = course.target.outcome;
    evidence.detail = course.target.detail;
    evidence.reports_asked = terms_.reports_asked;
    if (!course.last) return evidence;
    evidence.reports = terms_.reports_asked && sim(course.last->imsi).reports_seen;
    evidence.delivered = course.last->delivered;
    evidence.cms = course.last->cms_error;
    evidence.cme = course.last->cme_error;
    return evidence;
}

Assessment Assessor::of(const store::MeterCourse& course) {
    const auto& campaign = subject_.campaign;
    const auto& target = course.target;
    Assessment assessment;
    assessment.standing = standing_of(campaign.kind, terms_, target.outcome);
    if (assessment.standing != Standing::as_wanted)
        assessment.cause = cause_of(evidence_of(course), subject_.dialect, campaign.id, target.phone);
    assessment.progress = progress_of(campaign.kind, subject_.compared(), target.outcome);
    assessment.serial = target.serial.empty() ? course.known_serial : target.serial;
    if (subject_.online != nullptr) assessment.online = subject_.online->online(assessment.serial);
    const auto& imsi = course.last ? course.last->imsi : target.imsi;
    if (!imsi.empty()) assessment.sim = sim_name(imsi);
    return assessment;
}

Cause Assessor::cause_of_many(const store::MeterCourse& course) {
    return cause_of(evidence_of(course), subject_.dialect, subject_.campaign.id, "NUMBER");
}

FiguresMaker::FiguresMaker(const Subject& subject, Assessor& assessor, Limits limits)
    : subject_(subject), assessor_(assessor), limits_(std::move(limits)) {
    if (limits_.dimensions.empty()) limits_.dimensions.assign(dimensions.begin(), dimensions.end());
    for (const auto dimension : limits_.dimensions) groupings_.emplace_back(dimension);
    if (subject_.online != nullptr) figures_.online.emplace();
}

void FiguresMaker::add(const store::MeterCourse& course, const Assessment& assessment) {
    ++figures_.meters;
    ++figures_.tally[course.target.outcome];
    switch (assessment.standing) {
        case Standing::as_wanted: ++figures_.as_wanted; break;
        case Standing::failed: ++figures_.failed; break;
        case Standing::unfinished: ++figures_.unfinished; break;
    }
    if (assessment.progress.stored.value_or(false)) ++figures_.stored;
    if (assessment.progress.applied.value_or(false)) ++figures_.applied;
    group(course, assessment);
    if (assessment.standing != Standing::as_wanted) sample(course, assessment);
    if (figures_.online) count_online(course, assessment);
}

void FiguresMaker::group(const store::MeterCourse& course, const Assessment& assessment) {
    static const auto zone = base::TimeZone::local();
    for (auto& grouping : groupings_)
        grouping.add(key_of(grouping.dimension(), course, assessment.sim, limits_.prefix_length, zone), assessment.standing,
                     course.sms);
}

void FiguresMaker::sample(const store::MeterCourse& course, const Assessment& assessment) {
    auto key = std::make_pair(assessment.standing, assessment.cause.words);
    auto found = causes_.find(key);
    if (found == causes_.end()) {
        auto cause = assessor_.cause_of_many(course);
        if (causes_.size() >= most_causes) {
            key.second = "other causes";
            cause = {key.second, "", {}};
        }
        found = causes_.try_emplace(key, CauseFigures{std::move(cause), assessment.standing, 0, {}}).first;
    }
    auto& figures = found->second;
    ++figures.meters;
    if (figures.samples.size() < limits_.samples) figures.samples.push_back(sample_of(course, assessment));
}

void FiguresMaker::count_online(const store::MeterCourse& course, const Assessment& assessment) {
    auto& figures = *figures_.online;
    const bool in_use = assessment.progress.applied.value_or(assessment.progress.stored.value_or(false));
    if (!assessment.online) {
        ++figures.serial_unknown;
        return;
    }
    if (*assessment.online) {
        ++figures.online;
        ++(in_use ? figures.applied_online : figures.other_online);
    } else if (in_use) {
        ++figures.missing;
        if (figures.missing_samples.size() < limits_.samples) figures.missing_samples.push_back(sample_of(course, assessment));
    }
}

void FiguresMaker::look_at_sending() {
    store::CampaignStatistics statistics(subject_.database);
    const auto id = subject_.campaign.id;
    figures_.span = statistics.time_span(id);
    if (!figures_.span) return;
    auto& timeline = figures_.timeline = Timeline(*figures_.span);
    std::map<std::pair<std::string, std::string>, LineFigures> lines;
    const auto asked = timeline.asked();
    statistics.each_sending(id, asked, [&](const store::SendingCount& sent) {
        timeline.add_sms(sent.bucket, sent.sms);
        auto& line = lines[{sent.modem, sent.imsi}];
        line.sms += sent.sms;
        line.delivered += sent.delivered;
        line.undelivered += sent.undelivered;
    });
    statistics.each_reply_count(id, asked, [&](std::int64_t bucket, std::int64_t count) { timeline.add_replies(bucket, count); });
    statistics.each_reply_delay(
        id, [&](std::chrono::milliseconds delay, std::int64_t replies) { figures_.delays.add(delay, replies); });
    for (auto& [key, line] : lines) {
        line.modem = key.first;
        line.sim = assessor_.sim_name(key.second);
        line.reports_seen = assessor_.sim(key.second).reports_seen;
        figures_.lines.push_back(std::move(line));
    }
}

// So many of each cause that all of them together are within the limit.
void FiguresMaker::share_out_samples() {
    const auto total = [&](std::size_t each) {
        std::size_t sum = 0;
        for (const auto& cause : figures_.causes) sum += std::min(cause.samples.size(), each);
        return sum;
    };
    auto each = limits_.samples;
    while (each > 1 && total(each) > limits_.samples) --each;
    for (auto& cause : figures_.causes)
        if (cause.samples.size() > each) cause.samples.resize(each);
}

std::vector<DimensionGroups> FiguresMaker::groups() const {
    std::vector<DimensionGroups> all;
    for (const auto& grouping : groupings_) all.push_back({grouping.dimension(), grouping.sorted()});
    return all;
}

Figures FiguresMaker::finish() {
    figures_.terms = assessor_.terms();
    figures_.cost = figures_.terms.cost(subject_.campaign.sms_sent, subject_.campaign.sms_received);
    look_at_sending();
    figures_.groups = groups();
    figures_.findings = find_common_causes(figures_.groups);
    for (auto& [key, cause] : causes_) figures_.causes.push_back(std::move(cause));
    std::ranges::stable_sort(figures_.causes, [](const CauseFigures& a, const CauseFigures& b) {
        return std::make_pair(a.standing, -a.meters) < std::make_pair(b.standing, -b.meters);
    });
    share_out_samples();
    if (figures_.online) {
        figures_.online->source = subject_.online->source();
        figures_.online->listed = subject_.online->size();
        figures_.online->strangers = subject_.online->unmatched();
    }
    return std::move(figures_);
}

}  // namespace gsmcfg::report
