// What a run of the service may do, and how fast.
#pragma once

#include "gsmcfg/base/phone_number.hpp"
#include "gsmcfg/base/stop.hpp"
#include "gsmcfg/service/sending_right.hpp"
#include "gsmcfg/store/database.hpp"
#include "gsmcfg/store/owners.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>

namespace gsmcfg::service {

// How long things take on a line, measured or assumed: what decides whether a meter can be finished before a window closes.
struct Pacing {
    double seconds_per_sms = 4.0;          // of the modem's time
    double seconds_per_reply = 15.0;       // from a message's end to its reply
    double seconds_per_restart = 60.0;     // until a restarted meter answers
    std::optional<double> sms_per_minute;  // of each modem; nothing: as fast as it can
};

// How this process shows that it lives, where several hosts share the database.
struct Presence {
    std::string host;                                             // empty: as the machine calls itself
    std::chrono::milliseconds lease = store::Owner::usual_lease;  // how long its silence is borne
    std::function<void(store::Database&)> on_beat{};              // after each sign of life, with the connection it was given on
};

struct RunOptions {
    std::optional<store::Id> campaign;  // only this one; nothing: all in the hands of the worker's owner, for ever
    base::NumberingPlan numbering;      // how originators in national form become international
    Pacing pacing;
    std::optional<std::int64_t> daily_cap;   // of each SIM, for campaigns that name none
    std::string sim_counter;                 // where the SMS of each SIM and day are counted; empty: nowhere
    std::string zone;                        // whose days are counted; empty: this machine's
    std::optional<std::size_t> max_open;     // meters begun and not finished, for each modem; nothing: its storage's places
    std::chrono::seconds reopen_limit{600};  // how long a modem that was lost is waited for
    std::chrono::seconds move_after{600};    // how long a SIM may be away before another takes its meters over
    base::MonoTime move_not_before{};        // other modems of this run may still be on their way
    std::size_t deaf_after = 5;              // expected replies missing in a row while nothing at all comes in; at least 1
    bool watch_line = false;                 // signal, registration and storage go into the database once a minute
    int hold_after = 8;                      // failures of the line in a row (credit, SMSC, storage) before it is given up
    // A token that is requested when a worker is to look at the database; the one before is no longer used. May be empty.
    std::function<base::StopToken()> wake{};
    std::function<void()> pulse{};  // called whenever a worker gets on, from its thread; may be empty
    Presence presence{};
    const SendingRight* right = nullptr;  // of a worker; null: always
};

}  // namespace gsmcfg::service
