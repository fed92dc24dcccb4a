// One channel at work: sends what is due, files what comes in, until there is nothing more to do.
#pragma once

#include "campaign_gate.hpp"
#include "daily_allowance.hpp"
#include "hearing.hpp"
#include "inbound_filing.hpp"
#include "line_log.hpp"
#include "meter_run.hpp"
#include "pacing.hpp"
#include "retry_policy.hpp"
#include "storage_watch.hpp"

#include "gsmcfg/channel/channel.hpp"
#include "gsmcfg/service/credentials.hpp"
#include "gsmcfg/service/run_options.hpp"
#include "gsmcfg/service/run_report.hpp"
#include "gsmcfg/store/change_watch.hpp"
#include "gsmcfg/store/repositories.hpp"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <variant>
#include <vector>

namespace gsmcfg::service {

// Runs in one thread with a connection of its own. One transaction carries the last result, what came in, and the next
// intent; it is committed before the modem is given the next text, and before it may forget what came in.
class Worker {
public:
    Worker(store::Database& database, channel::Channel& channel, const Credentials& credentials, const RunOptions& options,
           store::Id owner);

    // Returns when its campaigns are finished, a stop is requested, or the line can't be used.
    // `opened`: the channel has been brought up already.
    LineReport run(base::StopToken stop, std::optional<channel::LineIdentity> opened = std::nullopt);

private:
    struct Sent {
        MeterRun::Intent intent;
        std::int64_t parts = 1;  // SMS
        channel::SubmitResult result;
        std::optional<Decision> decision{};  // of the retry policy, which is asked once
    };
    enum class SessionEnd { finished, stopped, blocked, line_lost, held, shut };

    // worker_line.cpp: the line comes and goes.
    void warn(const std::string& reason, std::chrono::seconds pause);
    bool others_at_work();
    bool rest(std::chrono::seconds time, base::StopToken stop);
    LineReport leave_line(SessionEnd end);
    void enter_line(const channel::LineIdentity& line);
    void note_line_up(std::optional<base::UtcTime> lost_at);
    void adopt_meters_of_absent_sims(base::UtcTime now);
    void keep_house(base::UtcTime now);
    void note_modem(store::ModemState state, const std::string& reason);
    bool blocked_by_abandoned_campaign();

    // worker_storage.cpp: the database can't be written for now.
    class StepMemory;
    // What became of a commit whose connection was lost is found out before anything else is done. Throws DatabaseError: nothing
    // of it was kept.
    void commit(store::Transaction& transaction);
    // Throws LeaseLost if what this process had begun is others' matter by now.
    void heed_lease() const;
    void wait_for_storage(std::chrono::seconds pause);
    // Until it is committed. Throws StorageTrouble only after a stop.
    void patiently(const std::function<void()>& transaction);
    std::optional<MeterRun::Intent> transact_against_others(const StepMemory& memory, bool may_send, base::UtcTime now);
    // Nothing to send if the intent could not be committed; `stalled_` if nothing could.
    std::optional<MeterRun::Intent> commit_step(bool may_send, base::UtcTime now);

    // worker.cpp: at work.
    SessionEnd session(base::StopToken stop);
    // Sends one message or waits; its end, if it is over.
    std::optional<SessionEnd> turn(base::StopToken stop);
    // The machine's clock was set: what waits, waits as long as before.
    void heed_clock();
    // Signal, registration, storage: once a minute, where that is wanted.
    [[nodiscard]] bool look_is_due(base::StopToken stop) const;
    void look_at_line(base::StopToken stop);
    // The transaction, and what may follow it. Returns the next message to send, if there is one.
    std::optional<MeterRun::Intent> step(bool may_send);
    std::optional<MeterRun::Intent> transact(bool with_next, base::UtcTime now);
    void acknowledge_events();
    void record(Sent& sent, base::UtcTime now);
    void record_failure(Sent& sent, base::UtcTime now);
    void file_events(base::UtcTime now);
    void give_up_waiting(base::UtcTime now);
    void give_up_waiting_for(const store::Message& message, base::UtcTime now);
    void take_for_deaf(base::UtcTime now);
    // The line is brought up again before anything else is sent.
    void leave_for(std::string trouble);

    // worker_choice.cpp: what goes next, within the campaigns' limits.
    bool prepare_allowance();
    std::optional<MeterRun::Intent> choose(base::UtcTime now);
    std::optional<store::Message> next_message(base::UtcTime now);
    std::optional<store::Message> due_message(base::UtcTime now);
    bool start_meter(base::UtcTime now);
    bool may_start(const CampaignContext& campaign, const store::Target& target, base::UtcTime now);
    // Nothing more may go, and no reply is awaited: why.
    [[nodiscard]] std::optional<std::string> shut();
    [[nodiscard]] std::optional<base::UtcTime> next_wake(base::UtcTime now);
    channel::SubmitResult submit(const MeterRun::Intent& intent, base::StopToken stop);
    bool receive(base::MonoTime deadline, base::StopToken stop);
    void wait_for_work(std::int64_t version, base::StopToken stop);
    // Of a service: its campaigns change while it works.
    void look_up_campaigns();
    // A service's campaigns take turns: the one after the one that was served last comes first.
    [[nodiscard]] std::vector<store::Id> in_turn(store::Id last);
    // This campaign's own rate lets nothing go before that.
    [[nodiscard]] base::UtcTime may_send_at(store::Id campaign);
    // The least of those that count now.
    [[nodiscard]] std::optional<std::int64_t> daily_cap();
    // Of a service: those that no time will open again are held, so that whoever follows them learns why.
    void hold_shut_campaigns(base::UtcTime now);
    void pulse() const {
        if (options_.pulse) options_.pulse();
    }
    [[nodiscard]] bool may_send() const { return options_.right == nullptr || options_.right->holds(); }
    [[nodiscard]] bool finished();
    [[nodiscard]] std::vector<store::Id> campaigns();
    [[nodiscard]] base::UtcTime utc() const { return channel_.clock().utc(); }

    store::Repositories store_;
    store::ChangeWatch watch_{store_.database};
    channel::Channel& channel_;
    const Credentials& credentials_;
    const RunOptions& options_;
    store::Id owner_;
    MeterRun run_{store_, credentials_};
    InboundFiling filing_{store_, run_, options_.numbering};
    LineLog line_log_{store_.database, channel_};
    Hearing hearing_{options_.deaf_after};
    RetryPolicy retry_policy_;
    StorageWatch storage_{channel_.name(), "the database", "nothing is sent or deleted from the modem", channel_.clock()};
    StorageWatch counter_{channel_.name(), "the count of SMS", "nothing is sent", channel_.clock()};
    Pace pace_;                                 // of the modem
    std::map<store::Id, Pace> campaign_paces_;  // of campaigns with a rate of their own
    DailyAllowance allowance_;
    CampaignGate gate_{store_, allowance_, options_.pacing};
    OpenMeters open_meters_;
    channel::LineIdentity line_;
    store::ModemRecord modem_;
    LineReport report_;

    std::vector<store::Id> in_hands_;                       // of a service: its campaigns, as last looked up
    store::Id last_sent_ = 0;                               // the campaign of the last message
    store::Id last_started_ = 0;                            // and of the meter that was begun last
    std::map<store::Id, Shut> shut_sending_;                // campaigns that may not send now, as of the last choice
    std::map<store::Id, Shut> shut_starting_;               // that may begin no other meter
    std::int64_t parts_wanted_ = 1;                         // SMS of the next message
    std::optional<std::chrono::milliseconds> clock_ahead_;  // of the clock that never jumps
    bool review_due_ = true;                                // a meter has ended since the campaigns' stages were looked at
    std::optional<Sent> unrecorded_;                        // the last submission, until its result is committed
    std::vector<channel::Event> events_;                    // received, until they are committed
    std::set<store::Id> without_validity_;                  // messages whose validity period was refused
    std::optional<std::string> trouble_;                    // why the line is brought up again
    std::string warned_of_;
    base::MonoTime warned_at_{};
    bool suspected_ = false;                // of being deaf
    std::optional<base::UtcTime> lost_at_;  // the line; nothing while it is up
    std::optional<std::string> hold_;
    base::UtcTime next_house_keeping_{};
    base::MonoTime next_look_{};
    base::MonoTime next_count_{};  // SMS that no cap limits are not counted before this
    std::size_t waiting_for_sims_ = 0;
    bool told_of_older_messages_ = false;
    std::int64_t accepted_ = 0;                    // messages that the network took through this line
    int failed_steps_ = 0;                         // in a row, and not for a trouble that passes
    std::optional<std::chrono::seconds> stalled_;  // the last step could not be committed at all
    base::StopToken stop_;                         // of the run
};

}  // namespace gsmcfg::service
