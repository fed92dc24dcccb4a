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
    std::string set;                           // "{credential} APN {value}"
    std::string query;                         // "{credential} APN"; empty if it can't be asked for
    std::string reply;                         // the name of the reply that follows; empty with ProofKind::none
    bool idempotent = true;
    bool restarts = false;                // applies everything stored
    bool last = false;                    // goes after all others
    std::chrono::seconds reply_wait{0};   // the least time-out that makes sense; 0: no such limit
    std::chrono::seconds query_after{0};  // unanswered and not idempotent
    std::optional<std::string> since;     // the device version that brought it, as a note
};

// A form that a reply may have.
struct ReplyForm {
    std::string name;
    ProofKind proof{};
    std::vector<std::string> proves;  // in the order of the file; empty unless proof is value or count
    std::optional<base::Pattern> pattern;
    struct Refusal {
        base::Pattern pattern;
        std::string reason;
    };
    std::vector<Refusal> refusals;     // looks like this reply, but is cut off or ambiguous
    std::vector<base::Pattern> masks;  // captures before, secret, after: what is hidden from screens; the first that fits
};

struct ErrorCodeWords {
    int code = 0;
    std::string words;
    ErrorClass error_class{};
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

    // In sending order: those marked `last` at the end.
    [[nodiscard]] const std::vector<Setting>& settings() const;
    [[nodiscard]] std::vector<std::string> setting_names() const;
    // nullptr for an unknown name.
    [[nodiscard]] const Setting* find(std::string_view setting) const;
    [[nodiscard]] bool is_secret(std::string_view setting) const;
    [[nodiscard]] const std::vector<ReplyForm>& replies() const;
    [[nodiscard]] const ReplyForm* find_reply(std::string_view name) const;
    [[nodiscard]] const std::vector<ErrorCodeWords>& errors() const;
    [[nodiscard]] const ErrorCodeWords* find_error(int code) const;
    [[nodiscard]] const std::vector<Rule>& rules() const;

    // The default reply time-out of a message that has no longer one of its own.
    [[nodiscard]] std::chrono::seconds reply_wait() const;
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
