// Whether a line still hears. A deaf modem answers OK to everything and sends well: only missing replies show it.
#pragma once

#include "gsmcfg/base/clock.hpp"
#include "gsmcfg/store/database.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <set>

namespace gsmcfg::service {

// Pure. Silent meters prove nothing while anything else comes in; when nothing does, so many missing replies in a row are
// taken for deafness, and the attempts they belong to do not count. After a cure that brought nothing, twice as many are
// needed: the meters may be silent after all.
class Hearing {
public:
    // What comes in sooner after a message than that, or than half of its wait, may have come before the line went deaf.
    static constexpr std::chrono::seconds usual_reply_time{60};

    explicit Hearing(std::size_t missing_replies) : at_first_(missing_replies), threshold_(missing_replies) {}

    // Something came in over the line.
    void heard(base::UtcTime now);
    // It was brought up anew because of a suspicion.
    void cured(base::UtcTime now);

    // The clock was set by that much.
    void shift(std::chrono::milliseconds jump) {
        if (heard_) *heard_ += jump;
        if (cured_) *cured_ += jump;
    }

    enum class Verdict {
        no_reply,  // the meter is silent
        wait,      // nothing has come in since it was sent: the other replies that are awaited will tell
        deaf,      // the line is to be cured
    };
    // The wait for the reply to this message, which the network took at `accepted`, is over at `now`. `others_awaited`: other
    // replies are.
    [[nodiscard]] Verdict missing(store::Id message, base::UtcTime accepted, base::UtcTime now, bool others_awaited);
    // The messages that led to the last verdict `deaf` and have not been excused before. They are, with this call.
    [[nodiscard]] std::set<store::Id> take_excused();

private:
    std::size_t at_first_;
    std::size_t threshold_;
    std::optional<base::UtcTime> heard_;
    std::optional<base::UtcTime> cured_;
    std::set<store::Id> missing_;
    std::set<store::Id> excused_;
};

}  // namespace gsmcfg::service
