// What went wrong with modems, with the dialogue that led to it.
#pragma once

#include "gsmcfg/store/database.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace gsmcfg::store {

enum class LineEventKind {
    lost,        // the port or the modem was lost, or it could not be brought up
    restarted,   // by itself
    cured,       // it was ill, and this was done about it
    deaf,        // it sends and hears nothing
    submission,  // a message was refused, not taken, or is uncertain
    storage_full,
    registration_lost,
    registered,
    held,  // a person must help
};
[[nodiscard]] std::string_view name(LineEventKind kind);

struct LineEvent {
    Id id = 0;
    base::UtcTime at;
    std::string modem;
    std::string imei;
    std::string imsi;
    LineEventKind kind{};
    std::string detail;                     // a sentence with the next step
    std::optional<std::int64_t> cms_error;  // TS 27.005 §3.2.5
    std::optional<std::int64_t> cme_error;  // TS 27.007 §9.2
    std::string dialogue;                   // the last lines before it, in the trace format, without secrets
};

// The newest so many are kept, over all modems.
inline constexpr std::int64_t line_events_kept = 500;

// All throw DatabaseError. Wants an open Transaction.
void add_line_event(Database& database, const LineEvent& event);
// Newest first, at most `limit`; of one modem, or of all if its name is empty. The dialogue is left out.
void each_line_event(Database& database, const std::string& modem, std::int64_t limit,
                     const std::function<void(const LineEvent&)>& take);
// Whole.
[[nodiscard]] std::optional<LineEvent> find_line_event(Database& database, Id id);
// 0: there is none.
[[nodiscard]] Id newest_line_event(Database& database);
// Those after that one that tell of a full storage, oldest first.
[[nodiscard]] std::vector<Id> storage_full_after(Database& database, Id after);

}  // namespace gsmcfg::store
