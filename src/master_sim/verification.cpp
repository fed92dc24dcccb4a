#include "gsmcfg/master_sim/verification.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/meter/message.hpp"

#include <algorithm>
#include <set>

namespace gsmcfg::master_sim {

namespace {

// What a Wanted record is compared by.
struct Expectation {
    std::string settings;
    std::function<bool(const CardRecord&)> is_it;
};

std::string status_note(const CardRecord& record, RecordStatus wanted) {
    const auto is = status_of(record.octets);
    if (is == static_cast<std::uint8_t>(wanted)) return "";
    if (is == 1) return "it counts as read since then (status 01)";
    if (is == 3) return "it counts as unread (status 03)";
    return "it is not stored as a received message";
}

class Comparison {
public:
    Comparison(const meter::Dialect& dialect, const CardContents& found, RecordStatus status, const VerifyOptions& options)
        : dialect_(dialect), found_(found), status_(status), options_(options) {}

    std::vector<RecordFinding> run(const std::vector<Expectation>& wanted) {
        findings_.resize(wanted.size());
        for (std::size_t i = 0; i < wanted.size(); ++i) place(wanted[i], findings_[i]);
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            if (findings_[i].finding == Finding::missing) find_another(findings_[i]);
        }
        for (const CardRecord& record : found_.used) {
            if (taken_.contains(record.place)) continue;
            const auto settings = settings_of(dialect_, text_of(record.octets));
            if (options_.ignore_others && settings.empty()) continue;
            findings_.push_back({Finding::foreign, settings, record.place,
                                 settings.empty() ? "a message that sets nothing" : "a setting that is not wanted here"});
        }
        return std::move(findings_);
    }

private:
    void place(const Expectation& wanted, RecordFinding& finding) {
        finding = {Finding::missing, wanted.settings, 0, ""};
        for (const CardRecord& record : found_.used) {
            if (taken_.contains(record.place) || !wanted.is_it(record)) continue;
            const bool better =
                finding.finding == Finding::missing || (finding.finding == Finding::misplaced && record.place > last_);
            if (!better) continue;
            finding.place = record.place;
            finding.finding = record.place > last_ ? Finding::right : Finding::misplaced;
            finding.note = finding.finding == Finding::misplaced ? "it is not behind the one before it" : "";
            judge_status(record, finding);
            if (record.place > last_) break;
        }
        if (finding.place == 0) return;
        taken_.insert(finding.place);
        last_ = std::max(last_, finding.place);
    }

    void judge_status(const CardRecord& record, RecordFinding& finding) const {
        // A modem that lists messages turns unread into read.
        if (!options_.raw && is_received(record.octets)) return;
        const auto note = status_note(record, status_);
        if (note.empty()) return;
        finding.note = note;
        if (options_.status_matters || !is_received(record.octets)) finding.finding = Finding::differs;
    }

    // A record for the same settings that says something else.
    void find_another(RecordFinding& finding) {
        for (const CardRecord& record : found_.used) {
            if (taken_.contains(record.place)) continue;
            const auto settings = settings_of(dialect_, text_of(record.octets));
            if (settings.empty() || settings != finding.settings) continue;
            finding.finding = Finding::differs;
            finding.place = record.place;
            finding.note = "its value or its password is another one";
            taken_.insert(record.place);
            return;
        }
    }

    const meter::Dialect& dialect_;
    const CardContents& found_;
    RecordStatus status_;
    const VerifyOptions& options_;
    std::vector<RecordFinding> findings_;
    std::set<int> taken_;
    int last_ = -1;
};

}  // namespace

std::string_view name(Finding finding) {
    switch (finding) {
        case Finding::right: return "right";
        case Finding::differs: return "differs";
        case Finding::missing: return "missing";
        case Finding::misplaced: return "misplaced";
        case Finding::foreign: return "foreign";
    }
    return "";
}

bool all_right(const std::vector<RecordFinding>& findings) {
    return std::ranges::all_of(findings, [](const RecordFinding& one) { return one.finding == Finding::right; });
}

std::string settings_of(const meter::Dialect& dialect, const base::Secret& text) {
    const auto stripped = base::to_lower(meter::strip_credential(dialect, text.reveal()));
    for (const auto& setting : dialect.settings()) {
        const auto value = setting.set.find("{value}");
        if (setting.set.empty() || value == std::string::npos) continue;
        const auto head = base::to_lower(setting.set.substr(0, value));
        if (stripped.starts_with(head) && stripped.size() > head.size()) return setting.name;
    }
    return "";
}

bool is_settings_record(const meter::Dialect& dialect, const base::Secret& record) {
    if (!is_received(record)) return false;
    const auto text = text_of(record);
    return !text.empty() && meter::looks_like_command(dialect, text.reveal());
}

std::vector<RecordFinding> verify_content(const meter::Dialect& dialect, const Content& wanted, const CardContents& found,
                                          const VerifyOptions& options) {
    std::vector<Expectation> expectations;
    for (const auto& record : wanted.records)
        expectations.push_back(
            {record.settings, [&record](const CardRecord& one) { return same_text(record.octets, one.octets); }});
    return Comparison(dialect, found, wanted.status, options).run(expectations);
}

std::vector<RecordFinding> verify_manifest(const meter::Dialect& dialect, const store::MasterSim& manifest,
                                           const CardContents& found, const VerifyOptions& options) {
    std::vector<Expectation> expectations;
    for (const auto& record : manifest.records)
        expectations.push_back({record.settings, [&dialect, &record](const CardRecord& one) {
                                    return fingerprint(dialect, one.octets) == record.fingerprint;
                                }});
    const auto status = manifest.status == name(RecordStatus::read) ? RecordStatus::read : RecordStatus::unread;
    return Comparison(dialect, found, status, options).run(expectations);
}

}  // namespace gsmcfg::master_sim
