// Parts of a long message put together again, in whatever order they come. Pure; one thread.
#pragma once

#include "gsmcfg/base/clock.hpp"
#include "gsmcfg/sms/deliver.hpp"

#include <cstdint>
#include <list>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gsmcfg::sms {

// The text of parts of one message; any order, duplicates ignored. Pairs that the sender split between parts are whole again.
// Where a part is missing, is data or can't be read stands U+FFFD.
[[nodiscard]] std::string join(std::span<const UserData> parts);

struct Reassembled {
    std::string originator;                  // Address::display()
    std::optional<std::uint16_t> reference;  // absent for a message that came alone
    std::uint8_t total = 1;
    std::vector<std::uint8_t> missing;  // parts that never came; empty: the message is whole
    std::string text;                   // as join()
    std::vector<std::uint64_t> tags;    // of all that went into it, duplicates too, in the order of their coming

    [[nodiscard]] bool complete() const noexcept { return missing.empty(); }
};

// The key is originator, reference and total; the SMSC is not, it may differ between parts.
class Reassembler {
public:
    // At most `max_sets` (≥ 1) unfinished messages; the one that has waited longest gives way.
    explicit Reassembler(std::size_t max_sets = 1024) : max_sets_(max_sets) {}

    // What became ready: the message itself if it stands alone or is now whole; before it an unfinished one that had to give
    // way, because there are too many or because its reference came again with another content. `tag` names the part to the
    // caller.
    [[nodiscard]] std::vector<Reassembled> add(const Deliver& deliver, std::uint64_t tag, base::UtcTime now);
    // Unfinished messages whose newest part came before `before`; they are gone from here.
    [[nodiscard]] std::vector<Reassembled> expire(base::UtcTime before);
    [[nodiscard]] std::size_t unfinished() const noexcept { return sets_.size(); }

private:
    struct Set {
        std::string originator;
        Concatenation concat;  // of its first part
        std::vector<UserData> parts;
        std::vector<std::uint64_t> tags;
        base::UtcTime newest;
    };
    static Reassembled finish(Set&& set);
    std::list<Set> sets_;  // in the order of their first parts
    std::size_t max_sets_;
};

}  // namespace gsmcfg::sms
