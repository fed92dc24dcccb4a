// The messages of a meter and the attempts to send them.
#pragma once

#include "gsmcfg/store/database.hpp"
#include "gsmcfg/store/states.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gsmcfg::store {

struct Message {
    Id id = 0;
    Id campaign = 0;
    Id target = 0;
    std::int64_t ordinal = 0;  // 1-based; sending order within the meter
    std::string phone;
    std::string imsi;
    std::string kind;              // set, query, text
    std::string text;              // with {credential} in it
    std::string purpose = "work";  // of a query: read (before anything is changed), verify (after the restart)
    std::string proof;             // value, ack, count, none
    bool idempotent = true;
    bool restarts = false;
    std::chrono::seconds least_wait{0};
    std::chrono::seconds query_after{0};
    std::vector<std::string> sets;  // filled by settings_of() and of_target()
    std::vector<std::string> proves;

    Submission submission = Submission::planned;
    Delivery delivery = Delivery::unknown;
    Outcome outcome = Outcome::open;
    std::string detail;
    std::optional<Outcome> provisional;  // stands unless a better reply comes in time
    std::string provisional_detail;
    std::int64_t attempts = 0;       // that reached the network, or may have, since the meter's last answer to it
    std::int64_t retries = 0;        // that certainly did not
    std::int64_t error_retries = 0;  // because the meter found the message damaged
    bool late = false;
    std::optional<base::UtcTime> due_at;  // when to send, or to give up waiting
    std::optional<Id> owner;
    std::optional<base::UtcTime> closed_at;
};

struct Attempt {
    Id id = 0;
    Id message = 0;
    std::int64_t number = 0;  // 1-based
    std::string phone;
    std::string modem;
    std::string imsi;
    std::string credential;  // the name that was used
    Submission submission = Submission::submitting;
    base::UtcTime submitting_at;
    std::optional<base::UtcTime> result_at;
    base::UtcTime valid_until;
    bool answered = false;
    std::optional<std::int64_t> reference;
    std::int64_t parts = 1;
    std::optional<std::int64_t> cms_error;
    std::optional<std::int64_t> cme_error;
    std::string failure;
    Delivery delivery = Delivery::unknown;
    std::optional<base::UtcTime> report_at;
    std::optional<std::int64_t> report_status;
    std::string report_tpdu;
};

// All functions throw DatabaseError. Those that change something want an open Transaction.
class Messages {
public:
    explicit Messages(Database& database);
    ~Messages();

    // Returns the new id; writes sets and proves too.
    Id add(const Message& message);
    // Of this SIM: the planned message that has been due longest, and the one that has waited longest past its reply time-out;
    // none that another connection has taken in a transaction that is still open.
    [[nodiscard]] std::optional<Message> next_to_send(Id campaign, const std::string& imsi, base::UtcTime now);
    [[nodiscard]] std::optional<Message> next_to_give_up(Id campaign, const std::string& imsi, base::UtcTime now);
    // When the first of them will be due; nothing if none is on its way.
    [[nodiscard]] std::optional<base::UtcTime> next_send_time(Id campaign, const std::string& imsi);
    [[nodiscard]] std::optional<base::UtcTime> next_give_up_time(Id campaign, const std::string& imsi);
    // The first of those that are due after `time`.
    [[nodiscard]] std::optional<base::UtcTime> next_give_up_time(Id campaign, const std::string& imsi, base::UtcTime time);
    [[nodiscard]] std::optional<Message> find(Id message);
    // The one open message of a number that has been given to a modem.
    [[nodiscard]] std::optional<Message> open_of_number(const std::string& phone);
    // Closed since then without a (good) reply, newest first: candidates for a late one.
    [[nodiscard]] std::vector<Message> unanswered_of_number(const std::string& phone, base::UtcTime since);
    // Sent to that number and without an answer that stands: those still open first, then those that only said yes last, newest
    // first; at most 32.
    [[nodiscard]] std::vector<Message> assignable_of_number(const std::string& phone);
    // Until the end of the transaction no worker of another host changes them. Wants an open Transaction.
    void hold(Id target);
    // In sending order, with their sets and proves.
    [[nodiscard]] std::vector<Message> of_target(Id target);
    void settings_of(Message& message);
    // A message that sets this setting of the meter reached the network, or may have.
    [[nodiscard]] bool was_sent(Id target, const std::string& setting);
    // Planned messages of the meters that are begun and not finished: of that SIM, or of a whole campaign.
    [[nodiscard]] std::int64_t outstanding_of_sim(const std::string& imsi);
    [[nodiscard]] std::int64_t outstanding_of_campaign(Id campaign);
    // Whether a message of that campaign is on its way, or was sent and its answer may still come: of that SIM, or of any if it
    // is empty.
    [[nodiscard]] bool awaits_replies(Id campaign, const std::string& imsi);
    // Writes everything that may change. Throws StateConflict if the state tables lack the change or another process was
    // faster.
    void update(const Message& before, const Message& after);
    // Takes a planned message for that owner and begins it: leased and submitting in one step. Throws as update() does, and
    // LeaseLost if the owner's lease has run out.
    [[nodiscard]] Message begin(const Message& planned, Id owner);

    Id add_attempt(const Attempt& attempt);
    void update(const Attempt& attempt);
    [[nodiscard]] std::vector<Attempt> attempts_of(Id message);
    [[nodiscard]] std::optional<Attempt> last_attempt(Id message);
    // Attempts to this number, of whatever campaign, but for `except`, that may still bring a reply: unanswered and valid
    // after `since`.
    [[nodiscard]] std::int64_t unanswered_attempts(const std::string& phone, base::UtcTime since, Id except);
    // The same of those alone whose reply would show this setting.
    [[nodiscard]] std::int64_t unanswered_attempts(const std::string& phone, base::UtcTime since, Id except,
                                                   const std::string& setting);
    // The same of other messages than this one.
    [[nodiscard]] std::int64_t unanswered_attempts_of_others(const std::string& phone, base::UtcTime since, Id message);
    // When the newest attempt to this number before that time was made that brought no reply.
    [[nodiscard]] std::optional<base::UtcTime> last_unanswered(const std::string& phone, base::UtcTime before);
    // Until when an unanswered attempt of another target may still be delivered to this number.
    [[nodiscard]] std::optional<base::UtcTime> foreign_validity(const std::string& phone, Id target);
    // The newest attempt from that SIM to that number with that TP-MR and no report yet.
    [[nodiscard]] std::optional<Attempt> by_reference(const std::string& imsi, const std::string& phone, std::int64_t reference);

    // Messages that a process left leased or submitting. Waits for one that it is beginning, and for whoever else deals with
    // them.
    [[nodiscard]] std::vector<Message> left_by(Id owner);
    // After the SIM was away for `absence`: its reply timers stood still, and none ends before `earliest`.
    // Returns how many were put off.
    std::int64_t put_off(Id campaign, const std::string& imsi, std::chrono::milliseconds absence, base::UtcTime earliest);

    // The clock was set by that much: what is due, and how long attempts are valid, is put off by it.
    void shift(Id campaign, const std::string& imsi, std::chrono::milliseconds jump);

private:
    struct Queries;
    void write(const Message& before, const Message& after);

    Database& database_;
    std::unique_ptr<Queries> queries_;
};

}  // namespace gsmcfg::store
