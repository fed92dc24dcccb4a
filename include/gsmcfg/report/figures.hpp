// Everything that a report says of a campaign as a whole, and what it says of one meter.
#pragma once

#include "gsmcfg/meter/dialect.hpp"
#include "gsmcfg/report/cause.hpp"
#include "gsmcfg/report/findings.hpp"
#include "gsmcfg/report/groups.hpp"
#include "gsmcfg/report/history.hpp"
#include "gsmcfg/report/online.hpp"
#include "gsmcfg/report/standing.hpp"
#include "gsmcfg/store/campaign_statistics.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gsmcfg::report {

// What is reported on. All must outlive the report.
struct Subject {
    store::Database& database;
    const store::Campaign& campaign;
    const meter::Dialect& dialect;  // the campaign's
    OnlineList* online = nullptr;   // nothing: the head-end's list was not given

    // There were values to compare with.
    [[nodiscard]] bool compared() const { return !campaign.profile_name.empty(); }
};

struct Assessment {
    Standing standing{};
    Cause cause;  // empty if as wanted
    Progress progress;
    std::optional<bool> online;
    std::string serial;  // the list's, else the register's
    std::string sim;     // ours: its ICCID, else its IMSI
};

// Judges one meter after the other. Used by the connection's thread.
class Assessor {
public:
    explicit Assessor(const Subject& subject)
        : subject_(subject), terms_(Terms::of(subject.campaign)), statistics_(subject.database) {}

    [[nodiscard]] Assessment of(const store::MeterCourse& course);
    // The same cause as it is told of many meters.
    [[nodiscard]] Cause cause_of_many(const store::MeterCourse& course);
    [[nodiscard]] const Terms& terms() const { return terms_; }
    [[nodiscard]] const store::OwnSim& sim(const std::string& imsi);
    // Its ICCID, else the IMSI itself.
    [[nodiscard]] const std::string& sim_name(const std::string& imsi);

private:
    Evidence evidence_of(const store::MeterCourse& course);
    const Subject& subject_;
    Terms terms_;
    store::CampaignStatistics statistics_;
    std::map<std::string, store::OwnSim> sims_;
};

struct MeterSample {
    std::string phone, serial, label, detail;
    store::MeterOutcome outcome{};
    std::optional<base::UtcTime> finished_at;
    store::Id target = 0;
    bool begun = false;  // something was sent, or tried
};

struct CauseFigures {
    Cause cause;  // told of many
    Standing standing{};
    std::int64_t meters = 0;
    std::vector<MeterSample> samples;
};

struct LineFigures {
    std::string modem;
    std::string sim;  // its ICCID, else its IMSI
    bool reports_seen = false;
    std::int64_t sms = 0, delivered = 0, undelivered = 0;
};

struct OnlineFigures {
    std::string source;
    std::int64_t listed = 0;
    std::int64_t strangers = 0;       // listed, and of no meter of the campaign
    std::int64_t online = 0;          // meters of the campaign
    std::int64_t applied_online = 0;  // of those that are known to use their settings; of a `status`, that hold them
    std::int64_t other_online = 0;    // that are online though that is not known
    std::int64_t serial_unknown = 0;
    std::int64_t missing = 0;  // applied (stored), and not online
    std::vector<MeterSample> missing_samples;
};

struct Figures {
    Terms terms;
    store::Tally tally;
    std::int64_t meters = 0, as_wanted = 0, failed = 0, unfinished = 0;
    std::int64_t stored = 0, applied = 0;
    std::optional<double> cost;
    std::optional<store::TimeSpan> span;
    Timeline timeline;
    ReplyDelays delays;
    std::vector<LineFigures> lines;
    std::vector<DimensionGroups> groups;
    std::vector<Finding> findings;
    std::vector<CauseFigures> causes;  // of failed and unfinished meters, the most frequent first
    std::optional<OnlineFigures> online;
};

// Counts meters as they pass, then looks at what was sent.
class FiguresMaker {
public:
    struct Limits {
        std::size_t samples = 1000;  // meters that are kept by name, over all causes; as many again that are not online
        std::size_t prefix_length = default_prefix_length;
        std::vector<Dimension> dimensions;  // empty: all
    };
    FiguresMaker(const Subject& subject, Assessor& assessor, Limits limits);

    void add(const store::MeterCourse& course, const Assessment& assessment);
    // After all meters. Asks the store for the counts over time.
    [[nodiscard]] Figures finish();
    // After all meters: the groups alone.
    [[nodiscard]] std::vector<DimensionGroups> groups() const;

private:
    void group(const store::MeterCourse& course, const Assessment& assessment);
    void sample(const store::MeterCourse& course, const Assessment& assessment);
    void count_online(const store::MeterCourse& course, const Assessment& assessment);
    void look_at_sending();
    void share_out_samples();

    const Subject& subject_;
    Assessor& assessor_;
    Limits limits_;
    Figures figures_;
    std::vector<Grouping> groupings_;
    std::map<std::pair<Standing, std::string>, CauseFigures> causes_;
};

}  // namespace gsmcfg::report
