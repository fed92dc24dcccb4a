// What reports are made of: a campaign's meters with what was sent to them, and counts over time.
#pragma once

#include "gsmcfg/store/database.hpp"
#include "gsmcfg/store/states.hpp"
#include "gsmcfg/store/targets.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace gsmcfg::store {

// The last attempt to send something to a meter.
struct LastAttempt {
    Id message = 0;
    std::string modem;
    std::string imsi;
    Submission submission{};
    bool delivered = false;    // a report says so of this attempt or of an earlier one with the same message
    bool undelivered = false;  // a report says that the network has given it up
    std::optional<std::int64_t> cms_error;
    std::optional<std::int64_t> cme_error;
    std::string failure;
};

// A meter of a campaign with what is known of how it went.
struct MeterCourse {
    Target target;
    std::string known_serial;   // of the register: as the meter itself said, or a list
    std::int64_t sms = 0;       // that were sent to it, or may have been; parts counted singly
    std::int64_t attempts = 0;  // also those that were refused
    std::optional<LastAttempt> last;
};

// Messages that were handed to one modem with one SIM in one stretch of time.
struct SendingCount {
    std::int64_t bucket = 0;  // since the origin
    std::string modem;
    std::string imsi;
    std::int64_t sms = 0;
    std::int64_t delivered = 0;    // attempts with a report that says so
    std::int64_t undelivered = 0;  // attempts that the network has given up
};

struct OwnSim {
    std::string iccid;          // empty: not known
    bool reports_seen = false;  // it has had a delivery report at some time
};

struct TimeSpan {
    base::UtcTime first;
    base::UtcTime last;
};

// Stretches of time that begin with `origin`; `width` is at least 1 ms.
struct Buckets {
    base::UtcTime origin;
    std::chrono::milliseconds width{1};
};

// Reads only. What it hands over is never collected: it works for a million meters. `take` may use the database. All
// functions throw DatabaseError.
class CampaignStatistics {
public:
    explicit CampaignStatistics(Database& database) : database_(database) {}

    // In the order of the list.
    void each_meter(Id campaign, const std::function<void(const MeterCourse&)>& take);
    // From the first meter's start to the last one's end; replies may have come later. Nothing if no meter was begun.
    [[nodiscard]] std::optional<TimeSpan> time_span(Id campaign);
    // Messages that were sent, or may have been; in the order of time.
    void each_sending(Id campaign, const Buckets& buckets, const std::function<void(const SendingCount&)>& take);
    // Replies by the time they were received, in the order of time; a message that came twice counts twice.
    void each_reply_count(Id campaign, const Buckets& buckets,
                          const std::function<void(std::int64_t bucket, std::int64_t replies)>& take);
    // How long the first reply to a message took from the last attempt before it, in ascending order. Rounded down to 0.1 s up
    // to a minute, to 1 s up to an hour, else to 1 min.
    void each_reply_delay(Id campaign, const std::function<void(std::chrono::milliseconds delay, std::int64_t replies)>& take);
    // A SIM of ours.
    [[nodiscard]] OwnSim sim(const std::string& imsi);
    // The list's other columns, as the first meter that fills one of them has them: a JSON object, or empty. They are the
    // same for all.
    [[nodiscard]] std::string first_extra(Id campaign);
    // The settings that a line of the list gives its meter: JSON objects.
    void each_override(Id campaign, const std::function<void(const std::string& overrides)>& take);

private:
    Database& database_;
};

// As long as it lives, all reads on this connection see the same state, whatever others commit. Nothing may be written.
class Snapshot {
public:
    explicit Snapshot(Database& database);
    ~Snapshot();
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;

private:
    Database& database_;
};

}  // namespace gsmcfg::store
