#include "gsmcfg/master_sim/writer.hpp"

#include "master_sim/ways.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace gsmcfg::master_sim {

namespace {

using base::ErrorCode;

bool same_message(const base::Secret& wanted, const base::Secret& found) {
    return !compare_records(wanted, found).tpdu || same_text(wanted, found);
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

    base::Result<void> go(Way way) {
        started_ = false;
        reported_.assign(content_.records.size(), std::nullopt);
        attempted_ = 0;
        auto writing = make(way);
        if (!writing) return base::fail(std::move(writing.error()));
        if (auto prepared = (*writing)->prepare(stop_); !prepared) return prepared;
        started_ = true;
        for (std::size_t i = 0; i < content_.records.size(); ++i) {
            attempted_ = i + 1;
            auto place = (*writing)->write(content_.records[i], stop_);
            if (!place) {
                auto error = std::move(place.error());
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

    // Everything is read back, in sending order.
    base::Result<void> check(const WritingWay& writing, bool exact) {
        auto now = card_.contents(stop_);
        if (!now) return base::fail(std::move(now.error()));
        int last = -1;
        for (std::size_t i = 0; i < content_.records.size(); ++i) {
            RecordReport& record = report_.records[i];
            const auto found = find(content_.records[i], *now, last);
            if (found == nullptr) return refused(what_is_there(i, *now));
            const auto judgement = writing.judge(content_.records[i], *found, exact);
            if (!judgement.right) return refused(fmt::format("record {} ({}): {}", i + 1, record.settings, judgement.note));
            last = found->place;
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
        if (now->used.size() > before_.used.size() + content_.records.size())
            report_.warnings.emplace_back("other messages have arrived on the SIM meanwhile: gsmcfg master-sim read shows them");
        return {};
    }

    // The next new place that holds it.
    const CardRecord* find(const PlannedRecord& planned, const CardContents& now, int after) const {
        for (const CardRecord& found : now.used) {
            if (found.place > after && !before_.has(found.place) && same_message(planned.octets, found.octets)) return &found;
        }
        return nullptr;
    }

    std::string what_is_there(std::size_t i, const CardContents& now) const {
        const auto what = fmt::format("record {} ({})", i + 1, report_.records[i].settings);
        if (find(content_.records[i], now, -1) != nullptr) return what + " is on the SIM, but not behind the ones before it";
        const auto there =
            reported_[i] ? std::ranges::find(now.used, place_of(*reported_[i], now), &CardRecord::place) : now.used.end();
        if (there != now.used.end() && !before_.has(there->place) && !is_planned(*there))
            return what + ": the message on the SIM is another one than was written";
        return what + ": the modem says that it was written, and it is not on the SIM";
    }

    bool is_planned(const CardRecord& found) const {
        return std::ranges::any_of(content_.records,
                                   [&](const PlannedRecord& planned) { return same_message(planned.octets, found.octets); });
    }

    // What the modem calls an index is the record's number, or one less where it counts from 0.
    int place_of(int index, const CardContents& now) const {
        for (std::size_t i = 0; i < content_.records.size(); ++i) {
            if (!reported_[i]) continue;
            if (const auto* found = find(content_.records[i], now, -1); found != nullptr)
                return index + found->place - *reported_[i];
        }
        return now.has(index) && !before_.has(index) ? index : index + 1;
    }
    std::set<int> claimed_places(const CardContents& now) const {
        std::set<int> places;
        for (const auto& reported : reported_) {
            if (!reported) continue;
            const int place = card_.raw() ? place_of(*reported, now) : *reported;
            if (now.has(place) && !before_.has(place)) places.insert(place);
        }
        return places;
    }

    // True if nothing of ours is on the SIM any more. Not to be stopped.
    bool roll_back() {
        // Also tells whether it is still the same SIM.
        auto there = card_.recover({});
        if (!there) return say_what_is_known(there.error());
        auto now = card_.contents({});
        if (!now) return say_what_is_known(now.error());
        const auto claimed = claimed_places(*now);
        bool clean = true;
        for (auto& record : report_.records) {
            record.fate = Fate::not_written;
            record.place = 0;
            record.octets = {};
            record.note.clear();
        }
        for (const CardRecord& found : now->used) {
            if (before_.has(found.place)) continue;
            const auto which = owner_of(found, claimed);
            if (!which) continue;
            RecordReport& record = report_.records[*which];
            const auto erased = erase(found);
            record.fate = erased ? Fate::removed : Fate::left;
            record.place = erased ? 0 : found.place;
            record.note = erased ? "" : erased.error().detail;
            clean = clean && erased;
        }
        return clean;
    }

    base::Result<void> erase(const CardRecord& record) {
        auto erased = card_.erase(record, {});
        if (erased || erased.error().code == ErrorCode::refused || erased.error().code == ErrorCode::conflict) return erased;
        if (auto recovered = card_.recover({}); !recovered) return recovered;
        return card_.erase(record, {});
    }

    std::optional<std::size_t> owner_of(const CardRecord& found, const std::set<int>& claimed) const {
        for (std::size_t i = 0; i < content_.records.size(); ++i) {
            if (same_message(content_.records[i].octets, found.octets)) return i;
        }
        if (!claimed.contains(found.place)) return std::nullopt;
        return attempted_ - 1;
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
