// A meter's way through the store: start, answers, time-outs, reports, end.
#pragma once

#include "campaign_contexts.hpp"
#include "verdict.hpp"

#include "gsmcfg/channel/channel.hpp"
#include "gsmcfg/meter/reply.hpp"
#include "gsmcfg/service/credentials.hpp"
#include "gsmcfg/store/repositories.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gsmcfg::service {

// Every function wants an open Transaction and throws DatabaseError. Used by one worker.
class MeterRun {
public:
    MeterRun(store::Repositories& repositories, const Credentials& credentials)
        : store_(repositories), credentials_(credentials) {}

    // Opens a waiting meter for that SIM: composes its messages and makes the first one due.
    // False if it must wait because an older message to its number may still be delivered.
    bool start(const store::Target& target, const std::string& imsi, base::UtcTime now);
    // How many SMS that meter needs if every message is answered.
    [[nodiscard]] std::int64_t messages_needed(const store::Target& target);
    // Commits the intent: the message is `submitting` from here on. The attempt's credential is the name to use.
    struct Intent {
        store::Message message;
        store::Attempt attempt;
    };
    Intent begin_submission(const store::Message& planned, const std::string& modem, store::Id owner, base::UtcTime now);
    // The result of a submission. `delay` and `give_up` are the retry policy's.
    void accepted(const Intent& intent, const channel::SubmitResult& result, base::UtcTime now);
    void uncertain(const Intent& intent, const channel::SubmitResult& result, base::UtcTime now);
    void not_accepted(const Intent& intent, const channel::SubmitResult& result, bool give_up, std::chrono::seconds delay,
                      base::UtcTime now);

    // A reply to an open message, or late to a closed one. Returns whether it was taken as one; `inbound` is filed anew.
    bool answered(const store::Message& message, store::InboundMessage& inbound, base::UtcTime now);
    // A person says what a reply to this message is worth, whatever its text: the message ends so, and its meter is judged anew.
    // `confirmed`: its settings count as seen as they are wanted. Sets the inbound's message, campaign and kind; the caller files
    // it. Throws StateConflict for an outcome that the state table does not allow.
    void ruled(const store::Message& message, store::InboundMessage& inbound, store::Outcome outcome, const std::string& detail,
               base::UtcTime now);
    void reported(const store::Attempt& attempt, const channel::Report& report, base::UtcTime now);
    // Its reply time-out has passed.
    void give_up(const store::Message& message, base::UtcTime now);
    // It is waited for until then.
    void wait_on(const store::Message& message, base::UtcTime until);
    // The same, and its last attempt does not count: the modem could not hear the reply.
    void excuse(const store::Message& message, base::UtcTime until);
    // Left `submitting` or `leased` by a process that died.
    void orphaned(const store::Message& message, base::UtcTime now);

    // Its SIM is away for good: another takes over, and what was on its way is uncertain.
    void move_to_sim(const store::Target& target, const std::string& imsi, base::UtcTime now);

    [[nodiscard]] const Credentials& credentials() const { return credentials_; }
    [[nodiscard]] const CampaignContext& context(store::Id campaign) { return contexts_.get(campaign); }
    void renew_context(store::Id campaign, const std::string& options) { contexts_.renew(campaign, options); }
    void keep_contexts(const std::vector<store::Id>& campaigns) { contexts_.keep(campaigns); }
    // Writes the counters gathered since the last call.
    void flush_counts();
    // Forgets what a rolled-back transaction had gathered.
    void drop_counts() { counts_.clear(); }
    // Called with each meter that was closed.
    std::function<void(const store::Target&)> on_closed;

private:
    struct Doubt {
        bool unanswered = false;  // another attempt to this number may still be answered
        bool others = false;      // and it is another message's
        bool same_shape = false;  // and its reply would look like this one
        bool repeated = false;    // this meter has said the very same before
        bool arrived = false;     // but the network has reported that this message was delivered
        [[nodiscard]] bool any() const { return unanswered || repeated; }
    };
    [[nodiscard]] store::Message current(const Intent& intent);
    void count_sent(store::Id campaign, const store::Attempt& attempt, base::UtcTime now);
    // Why no reply came, as far as it can be known.
    [[nodiscard]] std::string silence(const store::Message& message, const std::optional<store::Attempt>& last);
    [[nodiscard]] std::vector<store::Message> compose(const CampaignContext& context, const store::Target& target);
    void advance(const store::Target& target, base::UtcTime now);
    void close_target(const store::Target& before, store::MeterOutcome outcome, const std::string& detail, base::UtcTime now);
    // Withholds what has not been sent.
    void block_rest(store::Id target, const std::string& detail, base::UtcTime now);
    void close_message(const store::Message& before, store::Outcome outcome, const std::string& detail, base::UtcTime now);
    store::Message plan_again(store::Message message, base::UtcTime due);
    void query_instead(const store::Message& unanswered, base::UtcTime now);
    void set_again(const store::Message& query, base::UtcTime now);
    void confirm_by_query(const store::Message& query, const meter::Dialect& dialect,
                          const std::vector<store::TargetSetting>& wanted, base::UtcTime started_at, base::UtcTime now);

    void take_reply(const store::Message& message, const store::Target& target, const Verdict& verdict, const Doubt& in_doubt,
                    base::UtcTime now);
    void take_late_reply(const store::Message& message, const store::Target& target, const Verdict& verdict, base::UtcTime now);
    void see_as_wanted(const store::Message& message, const store::InboundMessage& inbound);
    void mark_answered(store::Id message);
    // After an answer to a message that was closed, or was closed by it. `detail` is the meter's if its outcome needs none.
    void judge_anew(const store::Message& answered, const store::Target& target, const std::string& detail, base::UtcTime now);
    void take_values(const CampaignContext& campaign, const store::Message& message, const store::Target& target,
                     const std::vector<store::TargetSetting>& settings, const meter::Reply& reply, bool trusted,
                     const store::InboundMessage& inbound);
    [[nodiscard]] bool untouched(const store::Message& answered, const std::string& setting);
    [[nodiscard]] std::optional<std::string> other_meter(const CampaignContext& campaign, const store::Target& target,
                                                         const meter::Reply& reply);
    void wrong_credential(const store::Message& message, const store::Target& target, const std::string& detail,
                          base::UtcTime now);
    void take_swapped(const store::Message& message, const store::Target& target, const std::string& detail, base::UtcTime now);
    void skip_planned_queries(const store::Message& answered, base::UtcTime now);
    // This meter has said the very same before.
    [[nodiscard]] bool repetition(const store::Target& target, const store::InboundMessage& inbound);
    [[nodiscard]] Doubt doubt(const store::Message& message, const store::Target& target, const store::InboundMessage& inbound);

    [[nodiscard]] std::optional<base::UtcTime> reply_deadline(const store::Message& message, base::UtcTime now);
    [[nodiscard]] store::Target target_of(const store::Message& message);

    store::Repositories& store_;
    const Credentials& credentials_;
    CampaignContexts contexts_{store_.campaigns};
    std::map<store::Id, store::Counts> counts_;
};

}  // namespace gsmcfg::service
