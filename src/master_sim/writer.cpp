#include "gsmcfg/master_sim/writer.hpp"

#include "master_sim/ways.hpp"
#include "master_sim/wiped.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace gsmcfg::master_sim {

namespace {

using base::ErrorCode;

constexpr std::string_view still_under_way = "it was sent, and may still arrive";

// As it was written, or as the network has delivered it.
bool holds(const CardRecord& found, const PlannedRecord& planned) {
    return same_message(planned.octets, found.octets) || same_text(planned.octets, found.octets);
}

// Empty if it is no sound SMS-DELIVER.
std::string sender_of(const base::Secret& record) {
    auto reading = read_record(record);
    if (!reading.deliver) return "";
    wipe(reading.deliver->user_data);
    return reading.deliver->originator.display();
}

std::string arrival_words(const CardRecord& found) {
    const auto sender = sender_of(found.octets);
    return fmt::format("place {}, {}", found.place, sender.empty() ? "which is no text message" : "from " + sender);
}

class CardWriter {
public:
    CardWriter(Card& card, const Content& content, const CardContents& before, const WriteOptions& options, base::StopToken stop)
        : card_(card), content_(content), before_(before), options_(options), stop_(stop) {
        for (const auto& planned : content.records) {
            RecordReport record;
            record.settings = planned.settings;
            record.shown = planned.shown;
            report_.records.push_back(std::move(record));
        }
    }

    WriteReport run() {
        if (auto ready = prepare_card(); !ready) return ended(std::move(ready.error()));
        for (const Way way : ways) {
            if (options_.only && way != *options_.only) continue;
            auto done = go(way);
            if (done) {
                report_.way = way;
                return std::move(report_);
            }
            report_.failed.push_back({way, done.error().detail});
            const bool clean = !started_ || roll_back();
            if (!arrivals_.empty()) return ended(with_arrivals(std::move(done.error())));
            if (!clean || done.error().code != ErrorCode::refused) return ended(std::move(done.error()));
        }
        std::string why = "no way leads onto this SIM with this modem";
        if (options_.only) why = fmt::format("the way {} does not work here", name(*options_.only));
        return ended({ErrorCode::refused, card_.channel().name(), std::move(why), {}});
    }

private:
    WriteReport ended(base::Error error) {
        report_.error = std::move(error);
        return std::move(report_);
    }
    // What was refused may have been so because of it, and no other way would be right with it.
    base::Error with_arrivals(base::Error error) {
        auto words = fmt::format("a message has arrived in between: {}; it stays", fmt::join(arrivals_, "; "));
        if (error.code != ErrorCode::refused && error.code != ErrorCode::conflict) {
            error.detail += "; " + words;
            return error;
        }
        return {ErrorCode::conflict, card_.channel().name(), std::move(words), {}};
    }
    tl::unexpected<base::Error> refused(std::string detail) {
        return base::fail(ErrorCode::refused, card_.channel().name(), std::move(detail));
    }

    base::Result<void> prepare_card() {
        const std::size_t needed = content_.records.size();
        if (before_.places > 0 && before_.free() < needed)
            return refused(
                fmt::format("the SIM has {} places, {} of them free; {} are needed", before_.places, before_.free(), needed));
        if (options_.only == Way::self_send) return {};
        auto off = card_.switch_radio_off(stop_);
        if (!off) return base::fail(std::move(off.error()));
        if (!off->empty()) report_.warnings.push_back(std::move(*off));
        return {};
    }

    // Another SIM, or none that can be told apart, is no reason to try the next way.
    base::Result<void> same_sim() {
        auto same = card_.still_here(stop_);
        if (!same && same.error().code == ErrorCode::refused) same.error().code = ErrorCode::not_ready;
        return same;
    }

    base::Result<void> go(Way way) {
        started_ = false;
        under_way_.reset();
        reported_.assign(content_.records.size(), std::nullopt);
        attempted_ = 0;
        auto writing = make(way);
        if (!writing) return base::fail(std::move(writing.error()));
        if (auto prepared = (*writing)->prepare(stop_); !prepared) return prepared;
        if (auto same = same_sim(); !same) return same;
        started_ = true;
        for (std::size_t i = 0; i < content_.records.size(); ++i) {
            attempted_ = i + 1;
            auto place = (*writing)->write(content_.records[i], stop_);
            if (!place) {
                auto error = std::move(place.error());
                if ((*writing)->may_still_arrive()) under_way_ = i;
                if (i > 0) error.detail = fmt::format("after {} of {} records: {}", i, content_.records.size(), error.detail);
                return base::fail(std::move(error));
            }
            reported_[i] = *place;
        }
        return check(**writing, way == Way::crsm || !options_.only);
    }

    base::Result<std::unique_ptr<WritingWay>> make(Way way) {
        switch (way) {
            case Way::cmgw: return make_cmgw_way(card_, content_.status);
            case Way::crsm: return make_crsm_way(card_, free_places());
            case Way::self_send: break;
        }
        if (!options_.own_number) return refused("not tried: it needs the SIM's own number (--own-number)");
        if (options_.may_send && !options_.may_send(content_.records.size())) return refused("not tried: it was not agreed to");
        return make_self_send_way(card_, *options_.own_number, content_.status);
    }

    std::vector<int> free_places() const {
        std::vector<int> places;
        for (int place = 1; place <= static_cast<int>(before_.places); ++place) {
            if (!before_.has(place)) places.push_back(place);
        }
        return places;
    }

    bool was_there(const CardRecord& found) const {
        return std::ranges::any_of(before_.used, [&](const CardRecord& record) {
            return record.place == found.place && same_message(record.octets, found.octets);
        });
    }
    // What is new in that place; null if nothing is.
    const CardRecord* new_at(int place, const CardContents& now) const {
        const auto there = std::ranges::find(now.used, place, &CardRecord::place);
        return there == now.used.end() || was_there(*there) ? nullptr : &*there;
    }

    // Everything is read back, in sending order.
    base::Result<void> check(const WritingWay& writing, bool exact) {
        auto now = card_.contents(stop_);
        if (!now) return base::fail(std::move(now.error()));
        int last = -1;
        std::set<int> mine;
        for (std::size_t i = 0; i < content_.records.size(); ++i) {
            RecordReport& record = report_.records[i];
            const auto found = find(content_.records[i], *now, last);
            if (found == nullptr) return refused(what_is_there(i, *now));
            const auto judgement = writing.judge(content_.records[i], *found, exact);
            if (!judgement.right) return refused(fmt::format("record {} ({}): {}", i + 1, record.settings, judgement.note));
            last = found->place;
            mine.insert(last);
            record.place = found->place;
            record.fate = Fate::right;
            record.note = judgement.note;
            record.octets = found->octets;
        }
        if (!card_.raw())
            report_.warnings.emplace_back(
                "this modem does not show a SIM's raw records (AT+CRSM): the texts were read back and are right, but reading has "
                "marked "
                "them as read, and their status could not be checked");
        if (auto alone = clear_of_others(*now, mine); !alone) return alone;
        return same_sim();
    }

    // Nothing new but the records: a module would take a message between them for a setting, or stumble over it.
    base::Result<void> clear_of_others(const CardContents& now, const std::set<int>& mine) {
        std::size_t twice = 0;
        for (const CardRecord& found : now.used) {
            if (was_there(found) || mine.contains(found.place)) continue;
            if (!is_planned(found))
                return base::fail(ErrorCode::conflict, card_.channel().name(),
                                  "a message has arrived in between: " + arrival_words(found));
            if (auto erased = erase(found); !erased) return erased;
            ++twice;
        }
        if (twice > 0) report_.warnings.push_back(fmt::format("records that were on the SIM twice, and are deleted: {}", twice));
        return {};
    }

    // The next new place that holds it.
    const CardRecord* find(const PlannedRecord& planned, const CardContents& now, int after) const {
        for (const CardRecord& found : now.used) {
            if (found.place > after && !was_there(found) && holds(found, planned)) return &found;
        }
        return nullptr;
    }

    std::string what_is_there(std::size_t i, const CardContents& now) const {
        const auto what = fmt::format("record {} ({})", i + 1, report_.records[i].settings);
        if (find(content_.records[i], now, -1) != nullptr) return what + " is on the SIM, but not behind the ones before it";
        const auto* there = reported_[i] ? new_at(place_of(*reported_[i], now), now) : nullptr;
        if (there != nullptr && !is_planned(*there)) return what + ": the message on the SIM is another one than was written";
        return what + ": the modem says that it was written, and it is not on the SIM";
    }

    bool is_planned(const CardRecord& found) const {
        return std::ranges::any_of(content_.records, [&](const PlannedRecord& planned) { return holds(found, planned); });
    }

    // What the modem calls an index is the record's number, or one less where it counts from 0.
    int place_of(int index, const CardContents& now) const {
        for (std::size_t i = 0; i < content_.records.size(); ++i) {
            if (!reported_[i]) continue;
            if (const auto* found = find(content_.records[i], now, -1); found != nullptr)
                return index + found->place - *reported_[i];
        }
        return new_at(index, now) != nullptr ? index : index + 1;
    }
    // New places that the modem has named, and the record that it was asked to write there.
    std::map<int, std::size_t> claimed_places(const CardContents& now) const {
        std::map<int, std::size_t> places;
        for (std::size_t i = 0; i < reported_.size(); ++i) {
            if (!reported_[i]) continue;
            const int place = card_.raw() ? place_of(*reported_[i], now) : *reported_[i];
            if (new_at(place, now) != nullptr) places.emplace(place, i);
        }
        return places;
    }

    // True if nothing of ours is on the SIM any more, or on its way there. Not to be stopped.
    bool roll_back() {
        // Also tells whether it is still the same SIM.
        auto there = card_.recover({});
        if (!there) return say_what_is_known(there.error());
        auto now = card_.contents({});
        if (!now) return say_what_is_known(now.error());
        const auto claimed = claimed_places(*now);
        for (auto& record : report_.records) {
            record.fate = Fate::not_written;
            record.place = 0;
            record.octets = {};
            record.note.clear();
        }
        for (const CardRecord& found : now->used) {
            if (!was_there(found)) take_off(found, claimed);
        }
        if (under_way_ && report_.records[*under_way_].fate == Fate::not_written) {
            report_.records[*under_way_].fate = Fate::unknown;
            report_.records[*under_way_].note = still_under_way;
        }
        return report_.clean();
    }

    void take_off(const CardRecord& found, const std::map<int, std::size_t>& claimed) {
        for (std::size_t i = 0; i < content_.records.size(); ++i) {
            if (holds(found, content_.records[i])) return note_erased(report_.records[i], found, erase(found));
        }
        const auto claim = claimed.find(found.place);
        const auto sender = sender_of(found.octets);
        const bool from_others = !sender.empty() && sender != sender_of(content_.records.front().octets);
        if (claim != claimed.end() && !from_others) return note_erased(report_.records[claim->second], found, erase_saved(found));
        const std::size_t last = attempted_ - 1;
        // Half of a record whose write was not answered looks like that too.
        if (claim == claimed.end() && sender.empty() && !reported_[last]) {
            report_.records[last] = {report_.records[last].settings,
                                     report_.records[last].shown,
                                     found.place,
                                     Fate::unknown,
                                     "something unreadable is there, which may be this record; it is not deleted",
                                     {}};
            return;
        }
        arrivals_.push_back(arrival_words(found));
    }

    static void note_erased(RecordReport& record, const CardRecord& found, const base::Result<void>& erased) {
        if (record.fate == Fate::left) return;
        record.fate = erased ? Fate::removed : Fate::left;
        record.place = erased ? 0 : found.place;
        record.note = erased ? "" : erased.error().detail;
    }

    // Where the modem says that it has written, and which says something else: it may be a message that has arrived there.
    base::Result<void> erase_saved(const CardRecord& found) {
        if (!options_.save) return refused("something else than was written is there, and can't be kept: it is not deleted");
        if (auto saved = options_.save({found}); !saved) return saved;
        auto erased = erase(found);
        if (erased) ++report_.deleted_before;
        return erased;
    }

    base::Result<void> erase(const CardRecord& record) {
        auto erased = card_.erase(record, {});
        if (erased || erased.error().code == ErrorCode::refused || erased.error().code == ErrorCode::conflict) return erased;
        if (auto recovered = card_.recover({}); !recovered) return recovered;
        return card_.erase(record, {});
    }

    bool say_what_is_known(const base::Error& error) {
        for (std::size_t i = 0; i < report_.records.size(); ++i) {
            RecordReport& record = report_.records[i];
            record.place = i < attempted_ ? reported_[i].value_or(0) : 0;
            record.fate = i + 1 < attempted_ || (i < attempted_ && reported_[i]) ? Fate::left
                          : i < attempted_                                       ? Fate::unknown
                                                                                 : Fate::not_written;
            if (record.fate == Fate::left) record.note = "written, and not removed: " + error.detail;
            if (record.fate == Fate::unknown) record.note = "it may have been written: " + error.detail;
            if (under_way_ == i) record.note = still_under_way;
        }
        return attempted_ == 0;
    }

    Card& card_;
    const Content& content_;
    const CardContents& before_;
    const WriteOptions& options_;
    base::StopToken stop_;
    WriteReport report_;
    std::vector<std::optional<int>> reported_;  // as the modem names the places
    std::optional<std::size_t> under_way_;      // sent, and not seen on the SIM
    std::vector<std::string> arrivals_;         // what is new on the SIM and not ours
    std::size_t attempted_ = 0;
    bool started_ = false;  // something may have been written
};

}  // namespace

std::string_view name(Fate fate) {
    switch (fate) {
        case Fate::right: return "right";
        case Fate::not_written: return "not written";
        case Fate::removed: return "removed again";
        case Fate::left: return "left on the SIM";
        case Fate::unknown: return "unknown";
    }
    return "";
}

bool WriteReport::clean() const {
    return std::ranges::none_of(
        records, [](const RecordReport& record) { return record.fate == Fate::left || record.fate == Fate::unknown; });
}

WriteReport write_content(Card& card, const Content& content, const CardContents& before, const WriteOptions& options,
                          base::StopToken stop) {
    return CardWriter(card, content, before, options, stop).run();
}

base::Result<void> erase_records(Card& card, const std::vector<CardRecord>& records, std::size_t& erased, base::StopToken stop) {
    for (const CardRecord& record : records) {
        if (stop.requested()) return base::fail(ErrorCode::stopped, card.channel().name(), "a stop was requested");
        if (auto gone = card.erase(record, stop); !gone) return gone;
        ++erased;
    }
    return {};
}

}  // namespace gsmcfg::master_sim
