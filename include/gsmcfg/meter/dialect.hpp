// A device family's SMS language as data: one TOML file. Immutable; cheap to copy; safe from any thread.
#pragma once

#include "gsmcfg/base/pattern.hpp"
#include "gsmcfg/base/result.hpp"
#include "gsmcfg/base/secret.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gsmcfg::meter {

// What a reply is worth: it shows the values, only says yes, says how many settings were taken, or there is none.
enum class ProofKind { value, ack, count, none };
enum class ErrorClass { retry_once, wrong_credential, permanent };
enum class ValueKind { text, number, choice, host };

[[nodiscard]] std::string_view name(ProofKind kind);
[[nodiscard]] std::string_view name(ErrorClass error_class);
[[nodiscard]] std::string_view name(ValueKind kind);

// One of a choice's values: `code` goes on the air, `value` is what profiles and reports say.
struct Choice {
    std::string value;
    std::string code;
    std::vector<std::string> names;  // also accepted, in profiles and in replies, whatever their case
};

struct Setting {
    std::string name;
    std::string title;
    ValueKind kind{};
    std::size_t max_length = 0;  // characters; text and host
    std::int64_t least = 0;      // number
    std::int64_t greatest = 0;   // number
    std::vector<Choice> choices;
    std::optional<std::string> empty;          // how an empty value is written; absent: it can't be empty
    std::optional<std::string> default_value;  // the factory's, canonical
    bool secret = false;                       // its value is masked
    bool ignore_case = false;                  // "Wap" and "wap" are the same to the device
    std::string id;                            // what the device calls it, in a Frame and in a list of values: "2001"
    std::string frame;                         // the Frame that carries it; empty: a message of its own
    std::string set;                           // "{credential} APN {value}"; empty: in a frame, or it can only be read
    std::string query;                         // "{credential} APN"; empty: in a frame, or it can't be asked for
    std::string reply;                         // the name of the reply to `set`; empty with ProofKind::none
    std::vector<std::string> other_replies;    // that may come in its place, and only say yes
    std::string query_reply;                   // the name of the reply to `query`
    bool can_set = true;
    bool can_query = false;
    bool idempotent = true;
    bool restarts = false;                // applies everything stored
    bool last = false;                    // goes after all others
    std::chrono::seconds reply_wait{0};   // the least time-out that makes sense; 0: no such limit
    std::chrono::seconds query_after{0};  // unanswered and not idempotent
    std::optional<std::string> since;     // the device version that brought it, as a note
};

// A message that carries several settings.
struct Frame {
    std::string name;
    std::string set;                 // "{login} {password} setparam {items}{closing}"
    std::string item;                // "{id}:{value}"
    std::string query;               // "{login} {password} getparam {items}"; empty if these can't be asked for
    std::string query_item;          // "{id}"
    std::string separator;           // between items
    std::string closing;             // in the last message of a meter: it makes the device restart
    bool closes_each = false;        // in every message
    std::string reply, query_reply;  // of all its settings; one with a query of its own can name another query_reply
    std::vector<std::string> other_replies;
    std::chrono::seconds reply_wait{0};
    std::size_t most = 0;  // settings in one message; 0: as many as fit
    std::size_t most_asked = 0;
    std::optional<std::string> keep;  // every setting has its place in the message: this stands for one that stays as it is
};

// What makes the device apply what it has stored, and is no setting.
struct Restart {
    std::string set;    // "{credential} REBOOT"
    std::string reply;  // empty: none
    std::chrono::seconds reply_wait{0};
};

// A form that a reply may have.
struct ReplyForm {
    std::string name;
    ProofKind proof{};
    std::vector<std::string> proves;  // in the order of the file; empty unless proof is value or count
    std::optional<base::Pattern> pattern;
    std::optional<base::Pattern> item;  // of the capture `items`: captures id and value; absent: the captures are settings
    std::string separator;              // between items
    int count_extra = 0;                // how many more than the settings a count counts (the password, the closing command)
    struct Refusal {
        base::Pattern pattern;
        std::string reason;
    };
    std::vector<Refusal> refusals;     // looks like this reply, but is cut off or ambiguous
    std::vector<base::Pattern> masks;  // captures before, secret, after: what is hidden from screens; the first that fits
    std::vector<std::string> examples;
};

// A refusal by its code, or by words of its own.
struct ErrorCodeWords {
    std::optional<int> code;
    std::optional<base::Pattern> pattern;  // of the whole body
    std::string words;
    std::string advice;  // the next step; may be empty
    ErrorClass error_class{};
    std::vector<std::string> examples;
};

// A row of the table of advice. All columns that are present must hold.
struct Rule {
    bool refuse = false;                                                 // else a warning
    std::vector<std::pair<std::string, std::vector<std::string>>> when;  // the setting has one of these values
    std::vector<std::string> missing;                                    // all of these are absent or empty
    std::vector<std::string> filled;                                     // one of these has a value
    std::vector<std::pair<std::string, std::int64_t>> below;             // the number is lower
    std::string contains;                                                // some value contains this
    std::string text;
};

class Dialect {
public:
    // `source` is the name that faults carry. Errors: malformed; where and detail of the first fault, the others as
    // further lines "source:line: reason" of detail.
    [[nodiscard]] static base::Result<Dialect> parse(std::string_view text, std::string source);
    // Every fault: where is "source:line". Empty: parse() will do.
    [[nodiscard]] static std::vector<base::Error> check(std::string_view text, std::string source);

    [[nodiscard]] const std::string& name() const;
    [[nodiscard]] const std::string& title() const;
    // The file as it was: parse(text()) makes the same dialect again.
    [[nodiscard]] const std::string& text() const;
    // SHA-256 of text().
    [[nodiscard]] const std::string& hash() const;
    // Where its rules come from, and which of them no device has confirmed.
    [[nodiscard]] const std::string& source() const;
    [[nodiscard]] const std::vector<std::string>& unverified() const;
    // Never tried on a device: refused without --experimental.
    [[nodiscard]] bool experimental() const;
    // Such a device takes its settings from messages on the SIM it starts with.
    [[nodiscard]] bool master_sim() const;

    // In sending order: those marked `last` at the end.
    [[nodiscard]] const std::vector<Setting>& settings() const;
    [[nodiscard]] std::vector<std::string> setting_names() const;
    // nullptr for an unknown name.
    [[nodiscard]] const Setting* find(std::string_view setting) const;
    [[nodiscard]] bool is_secret(std::string_view setting) const;
    [[nodiscard]] const std::vector<Frame>& frames() const;
    // nullptr for an unknown name.
    [[nodiscard]] const Frame* find_frame(std::string_view name) const;
    [[nodiscard]] const std::optional<Restart>& restart() const;
    // Something of it restarts the device: a setting, a closing command or a message of its own.
    [[nodiscard]] bool can_restart() const;
    [[nodiscard]] const std::vector<ReplyForm>& replies() const;
    [[nodiscard]] const ReplyForm* find_reply(std::string_view name) const;
    [[nodiscard]] const std::vector<ErrorCodeWords>& errors() const;
    [[nodiscard]] const ErrorCodeWords* find_error(int code) const;
    [[nodiscard]] const std::vector<Rule>& rules() const;

    // The default reply time-out of a message that has no longer one of its own.
    [[nodiscard]] std::chrono::seconds reply_wait() const;
    // False for a device that asks for no password.
    [[nodiscard]] bool needs_credential() const;
    // A login and a password: the credential is written LOGIN:PASSWORD.
    [[nodiscard]] bool has_login() const;
    // The device's credential as it leaves the factory, and that credential's name ("factory").
    [[nodiscard]] const std::string& factory_credential_name() const;
    [[nodiscard]] base::Secret factory_credential() const;
    // Why this can't be a credential of such a device (a space, a length); nullopt if it can. Never quotes it.
    [[nodiscard]] std::optional<std::string> credential_fault(const base::Secret& credential) const;

    // What one SMS may hold. The lengths count a character of the extension table twice (TS 23.038 §6.2.1.1).
    [[nodiscard]] bool has_character(char32_t c) const;
    [[nodiscard]] std::size_t length(std::string_view utf8) const;
    [[nodiscard]] std::size_t max_length() const;

    struct Parsed;
    // For this layer's own functions.
    [[nodiscard]] const Parsed& parsed() const { return *parsed_; }

private:
    explicit Dialect(std::shared_ptr<const Parsed> parsed) : parsed_(std::move(parsed)) {}
    std::shared_ptr<const Parsed> parsed_;
};

// Dialects that are part of the program. Errors: not_found with the nearest name.
[[nodiscard]] base::Result<Dialect> find_embedded(std::string_view name);
[[nodiscard]] std::vector<std::string> embedded_names();
// The dialect of a profile that names none.
inline constexpr std::string_view default_dialect = "energomera-gs04";

}  // namespace gsmcfg::meter
