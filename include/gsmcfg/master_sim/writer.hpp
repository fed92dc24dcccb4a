// Records onto a SIM: one way after the other, read back, and taken off again when something goes wrong.
#pragma once

#include "gsmcfg/base/phone_number.hpp"
#include "gsmcfg/master_sim/card.hpp"
#include "gsmcfg/master_sim/content.hpp"
#include "gsmcfg/master_sim/way.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::master_sim {

struct WriteOptions {
    std::optional<Way> only;                      // this way alone
    std::optional<base::PhoneNumber> own_number;  // without it nothing is sent to the SIM itself
    // Asked before so many SMS are sent to the SIM's own number. Empty: they may.
    std::function<bool(std::size_t messages)> may_send;
    // Called before a record is deleted that appeared while the SIM was written and is not one of the content's, so that what it
    // says is kept. After an error it is not deleted. Empty: nothing of that kind is deleted.
    std::function<base::Result<void>(const std::vector<CardRecord>&)> save;
};

enum class Fate {
    right,        // on the SIM, read back
    not_written,  // not on the SIM
    removed,      // was on the SIM, and is deleted again
    left,         // on the SIM, right or not
    unknown,      // nobody can tell
};
[[nodiscard]] std::string_view name(Fate fate);

struct RecordReport {
    std::string settings;
    std::string shown;  // the text with *** for secrets
    int place = 0;      // on the SIM; 0 if it is not there, or nobody can tell
    Fate fate = Fate::not_written;
    std::string note;
    base::Secret octets;  // as read back
};

struct WayReport {
    Way way{};
    std::string why_not;
};

struct WriteReport {
    std::optional<base::Error> error;  // absent: everything is on the SIM, read back and right
    std::optional<Way> way;            // the one that worked
    std::vector<WayReport> failed;     // those before it
    std::vector<RecordReport> records;
    std::vector<std::string> warnings;
    // Messages that were deleted for this write and are not back. Whoever deletes some before write_content() adds them;
    // write_content() counts those for which WriteOptions::save was called.
    std::size_t deleted_before = 0;

    // After an error: nothing of this run is on the SIM.
    [[nodiscard]] bool clean() const;
};

// Uses places that are not in `before`, which the card holds now, and never another one. A way that the card or the modem refuses
// is followed by the next one. After a stop, a lost line or a SIM that was pulled out what was written is deleted, if that SIM
// can still be reached. Before the first write and after the read-back the SIM must be the one of Card::open(). A message that
// arrives meanwhile stays, and the write fails: conflict.
// Errors in the report: refused, not_ready, stopped, timeout, port_lost, conflict.
[[nodiscard]] WriteReport write_content(Card& card, const Content& content, const CardContents& before,
                                        const WriteOptions& options, base::StopToken stop);

// Deletes these records, each only if it is still there. How many are gone is in `erased`. Errors as Card::erase.
[[nodiscard]] base::Result<void> erase_records(Card& card, const std::vector<CardRecord>& records, std::size_t& erased,
                                               base::StopToken stop);

}  // namespace gsmcfg::master_sim
