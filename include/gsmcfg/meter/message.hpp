// What is sent to a meter.
#pragma once

#include "gsmcfg/base/secret.hpp"
#include "gsmcfg/meter/dialect.hpp"
#include "gsmcfg/meter/value.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::meter {

enum class MessageKind { set, query };

// One SMS as the dialect wants it, with `{credential}` in the credential's place.
struct MessageText {
    MessageKind kind{};
    std::string text;
    std::vector<std::string> sets;    // settings that it changes; empty for a query
    std::vector<std::string> proves;  // settings that its reply shows
    ProofKind proof{};
    bool idempotent = true;
    bool restarts = false;                // applies everything stored
    std::chrono::seconds least_wait{0};   // the least reply time-out that makes sense; 0: none
    std::chrono::seconds query_after{0};  // unanswered and not idempotent: wait this long, then query
};

// In sending order, whatever the order of `wanted`. `wanted` holds canonical values; unknown settings are left out.
// `no_restart` leaves out what restarts the device.
[[nodiscard]] std::vector<MessageText> compose_set(const Dialect& dialect, const Settings& wanted, bool no_restart);
// The fewest messages: one for each reply that shows some of these settings. Settings that can't be asked for are left out.
[[nodiscard]] std::vector<MessageText> compose_query(const Dialect& dialect, const std::vector<std::string>& settings);

// Is there a place for a credential, or for its parts, in this text?
[[nodiscard]] bool wants_credential(std::string_view text);
// The only place that puts a credential into a text: {credential}, or {login} and {password} of one that is LOGIN:PASSWORD.
[[nodiscard]] base::Secret render(const std::string& text, const base::Secret& credential);

// For screens: `{credential}` and the value of a secret setting as ***.
[[nodiscard]] std::string masked_text(const Dialect& dialect, const MessageText& message);
// The same for a text alone, as the store keeps it; what is no command of the dialect loses only `{credential}`.
[[nodiscard]] std::string masked_text(const Dialect& dialect, std::string_view text);

// A text from the air or from a SIM record that is, or nearly is, a command with a credential in it.
[[nodiscard]] bool looks_like_command(const Dialect& dialect, std::string_view text);
// Such a text with `{credential}` in the credential's place; any other text unchanged.
[[nodiscard]] std::string strip_credential(const Dialect& dialect, std::string_view text);

// The same by every built-in dialect whose commands are known again in any text, whoever it is from.
[[nodiscard]] bool looks_like_any_command(std::string_view text);
[[nodiscard]] std::string strip_any_credential(std::string_view text);
[[nodiscard]] std::string masked_any_command(std::string_view text);

}  // namespace gsmcfg::meter
