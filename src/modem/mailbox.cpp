#include "modem/mailbox.hpp"

#include "gsmcfg/at/fields.hpp"
#include "gsmcfg/base/digest.hpp"
#include "gsmcfg/base/log.hpp"
#include "modem/failure.hpp"
#include "modem/received_pdu.hpp"
#include "modem/slot_answers.hpp"

#include <algorithm>
#include <utility>

namespace gsmcfg::modem {

namespace {

using namespace std::chrono_literals;
using channel::Token;

constexpr auto store_timeout = 20s;
constexpr auto delete_timeout = 25s;
constexpr int places_to_try = 50;
constexpr int most_places = 300;
constexpr int listings_after_failures = 30;

bool is_outgoing(const at::Field& status) {
    const SlotState state = slot_state(status);
    return state == SlotState::unsent || state == SlotState::sent;
}

std::optional<int> last_number(const std::vector<at::Field>& fields) {
    return fields.empty() ? std::nullopt : fields.back().number();
}

}  // namespace

void Mailbox::use(StoreSetup stores, bool needs_cnma) {
    stores_ = std::move(stores);
    needs_cnma_ = needs_cnma;
    // The listing that follows finds them.
    announced_.clear();
}

void Mailbox::take(const at::Unsolicited& line) {
    const auto fields = at::split_fields(at::parameters(line.text));
    const bool stored = line.kind == at::UnsolicitedKind::message_stored || line.kind == at::UnsolicitedKind::report_stored;
    if (!stored) {
        if (line.pdu.empty()) {
            wants_listing_ = true;
            return;
        }
        const Token token = emit(line.pdu, last_number(fields));
        if (needs_cnma_) to_confirm_.insert(token);
        return;
    }
    const auto index = last_number(fields);
    const std::string store = fields.size() > 1 && !fields.front().text.empty() ? fields.front().text : stores_.receiving;
    if (!index || *index < 0) wants_listing_ = true;
    // What is held in that place already was most likely read before its announcement was.
    else if (const Slot slot{store, *index}; held_.contains(slot)) doubtful_.insert(slot);
    else announced_.insert(slot);
}

base::Result<void> Mailbox::fetch(Dialogue& dialogue, base::StopToken stop) {
    expected_ = std::exchange(announced_, {});
    const auto& slots = expected_;
    const bool everything = std::exchange(wants_listing_, false);
    base::Result<void> done;
    if (slots.size() == 1 && !everything) {
        done = read_slot(dialogue, *slots.begin(), stop);
    } else {
        std::set<std::string> stores;
        for (const Slot& slot : slots) stores.insert(slot.store);
        if (everything) stores.merge(all_stores());
        done = list_stores(dialogue, stores, stop);
    }
    if (!done) wants_listing_ = true;
    return done;
}

base::Result<void> Mailbox::list(Dialogue& dialogue, bool all, base::StopToken stop) {
    std::set<std::string> stores{stores_.receiving};
    expected_ = std::exchange(announced_, {});
    for (const Slot& slot : expected_) stores.insert(slot.store);
    if (all || wants_listing_) stores.merge(all_stores());
    wants_listing_ = false;
    auto done = list_stores(dialogue, stores, stop);
    if (!done) wants_listing_ = true;
    return done;
}

// MT is SM and ME together; its places would be read twice.
std::set<std::string> Mailbox::all_stores() const {
    std::set<std::string> stores{stores_.receiving};
    for (const std::string& store : stores_.readable) {
        if (stores_.receiving != "MT" && (store == "SM" || store == "ME" || store == "SR")) stores.insert(store);
    }
    return stores;
}

// The receiving store last, so that it stays selected.
base::Result<void> Mailbox::list_stores(Dialogue& dialogue, const std::set<std::string>& stores, base::StopToken stop) {
    base::Result<void> done;
    for (auto store = stores.begin(); done && store != stores.end(); ++store) {
        if (*store != stores_.receiving) done = list_store(dialogue, *store, stop);
    }
    if (done && stores.contains(stores_.receiving)) done = list_store(dialogue, stores_.receiving, stop);
    return done;
}

base::Result<bool> Mailbox::select(Dialogue& dialogue, const std::string& store, base::StopToken stop) {
    if (store.empty() || store == stores_.selected) return true;
    auto answer =
        dialogue.run({.text = "AT+CPMS=\"" + store + "\"" + stores_.others, .answers = {"+CPMS:"}}, store_timeout, stop);
    // Without an answer nobody knows which store the next index means.
    if (!answer) {
        stores_.selected.clear();
        return base::fail(std::move(answer.error()));
    }
    if (answer->ok()) stores_.selected = store;
    return answer->ok();
}

base::Result<void> Mailbox::read_slot(Dialogue& dialogue, const Slot& slot, base::StopToken stop) {
    auto selected = select(dialogue, slot.store, stop);
    if (!selected) return base::fail(std::move(selected.error()));
    if (!*selected) {
        wants_listing_ = true;
        return {};
    }
    auto entry = read_place(dialogue, slot.index, stop);
    if (!entry) return base::fail(std::move(entry.error()));
    if (!*entry) wants_listing_ = true;
    else if (!(*entry)->outgoing) report(slot.store, **entry);
    return {};
}

base::Result<void> Mailbox::list_store(Dialogue& dialogue, const std::string& store, base::StopToken stop) {
    auto selected = select(dialogue, store, stop);
    if (!selected) return base::fail(std::move(selected.error()));
    if (!*selected) return store == stores_.receiving ? base::Result<void>{} : list_store(dialogue, stores_.receiving, stop);
    if (listings_until_next_attempt_ > 0) {
        --listings_until_next_attempt_;
        return list_one_by_one(dialogue, store, stop);
    }
    auto answer = dialogue.run({.text = "AT+CMGL=4", .answers = {"+CMGL:"}, .pdu_lines = true}, options_.listing_timeout, stop);
    if (!answer && answer.error().code != base::ErrorCode::timeout) return base::fail(std::move(answer.error()));
    if (answer && answer->ok()) {
        failed_listings_ = 0;
        take_listing(store, entries_of(answer->lines));
        return {};
    }
    if (answer && is_empty_slot(answer->final)) return {};
    if (answer && is_busy(answer->final)) {
        wants_listing_ = true;
        return {};
    }
    listing_failed(dialogue.link().name());
    dialogue.distrust();  // an answer that belongs to another command would name the wrong places
    return list_one_by_one(dialogue, store, stop);
}

// A lost answer is no reason to read by single places for long; a modem that hangs on AT+CMGL again and again is.
void Mailbox::listing_failed(const std::string& name) {
    base::log::warning(name + ": AT+CMGL fails; messages are read one by one");
    if (++failed_listings_ >= 2) listings_until_next_attempt_ = listings_after_failures;
}

base::Result<void> Mailbox::list_one_by_one(Dialogue& dialogue, const std::string& store, base::StopToken stop) {
    const int total = stores_.total > 0 ? std::min(static_cast<int>(stores_.total), most_places) : places_to_try;
    std::vector<Entry> entries;
    int refused = 0;
    for (int index = 0; index <= total; ++index) {
        auto entry = read_place(dialogue, index, stop, &refused);
        if (!entry) return base::fail(std::move(entry.error()));
        if (*entry) entries.push_back(std::move(**entry));
    }
    // A store that can't be read is not an empty one.
    if (refused > total)
        return base::fail(base::ErrorCode::not_ready, dialogue.link().name(), "the messages in " + store + " can't be read");
    take_listing(store, entries);
    return {};
}

base::Result<std::optional<Mailbox::Entry>> Mailbox::read_place(Dialogue& dialogue, int index, base::StopToken stop,
                                                                int* refused) {
    auto answer = dialogue.run({.text = "AT+CMGR=" + std::to_string(index), .answers = {"+CMGR:"}, .pdu_lines = true},
                               options_.answer_timeout, stop);
    if (!answer) return base::fail(std::move(answer.error()));
    // Without a reason it may be this modem's way to say that the place is empty.
    const bool reasoned = answer->final.kind == at::FinalResult::Kind::cms_error && !is_empty_slot(answer->final);
    if (refused != nullptr && reasoned) ++*refused;
    if (!answer->ok() || answer->lines.empty() || answer->lines.back().pdu.empty()) return std::nullopt;
    const auto fields = at::split_fields(answer->parameters());
    if (fields.empty()) return std::nullopt;
    return Entry{index, last_number(fields), answer->lines.back().pdu, is_outgoing(fields.front())};
}

std::vector<Mailbox::Entry> Mailbox::entries_of(const std::vector<at::AnswerLine>& lines) {
    std::vector<Entry> entries;
    for (const at::AnswerLine& line : lines) {
        const auto fields = at::split_fields(at::parameters(line.text));
        entries.push_back({fields.empty() ? std::nullopt : fields.front().number(), last_number(fields), line.pdu,
                           fields.size() > 1 && is_outgoing(fields[1])});
    }
    return entries;
}

void Mailbox::take_listing(const std::string& store, const std::vector<Entry>& entries) {
    std::set<int> seen;
    std::size_t stuck = 0;
    for (const Entry& entry : entries) {
        if (entry.index) {
            // An index that lost a digit on its way would delete another message: who was announced there is believed, the
            // others are looked at again first. No reply is in a store of reports.
            const Slot slot{store, *entry.index};
            if (store != "SR" && !expected_.contains(slot) && !held_.contains(slot)) doubtful_.insert(slot);
            seen.insert(*entry.index);
        }
        const bool freed = !entry.outgoing && report(store, entry);
        if (!freed) ++stuck;
    }
    if (store == stores_.receiving) stuck_ = stuck;
    forget_missing(store, seen);
}

void Mailbox::forget_missing(const std::string& store, const std::set<int>& seen) {
    std::vector<Token> gone;
    for (const auto& [slot, held] : held_) {
        if (slot.store == store && !seen.contains(slot.index)) gone.push_back(held.token);
    }
    for (const Token token : gone) forget(token);
}

bool Mailbox::report(const std::string& store, const Entry& entry) {
    const std::string hash = base::sha256(std::string_view(entry.pdu));
    if (!entry.index) {
        if (unplaced_.insert(store + hash).second) emit(entry.pdu, entry.length);
        return false;
    }
    // A line that came damaged is no reason to delete the message: a later listing may read it well.
    const bool whole = is_whole(entry.pdu, entry.length);
    const Slot slot{store, *entry.index};
    if (const auto held = held_.find(slot); held != held_.end()) {
        if (held->second.pdu == hash) return whole;
        // Another message is in that place now: the old token must not delete it.
        forget(held->second.token);
    }
    const Token token = emit(entry.pdu, entry.length);
    held_[slot] = {token, hash};
    if (whole) places_[token] = slot;
    return whole;
}

Token Mailbox::emit(const std::string& pdu, std::optional<int> length) {
    const Token token = ++last_token_;
    auto item = read_pdu(pdu, length);
    std::visit(
        [&](auto& one) {
            one.token = token;
            events_.emplace_back(std::move(one));
        },
        item);
    return token;
}

void Mailbox::forget(Token token) {
    released_.erase(token);
    const auto place = places_.find(token);
    if (place == places_.end()) return;
    held_.erase(place->second);
    doubtful_.erase(place->second);
    places_.erase(place);
}

void Mailbox::release(std::span<const Token> tokens) { released_.insert(tokens.begin(), tokens.end()); }

base::Result<void> Mailbox::remove_released(Dialogue& dialogue) {
    base::Result<void> first;
    for (const Token token : std::vector<Token>(released_.begin(), released_.end())) {
        auto removed = remove_one(dialogue, token);
        if (removed) continue;
        const bool refused = removed.error().code == base::ErrorCode::refused;
        if (first) first = std::move(removed);
        if (!refused) break;
    }
    return first;
}

base::Result<void> Mailbox::remove_one(Dialogue& dialogue, Token token) {
    if (to_confirm_.erase(token) > 0) {
        released_.erase(token);
        auto answer = dialogue.run({.text = "AT+CNMA"}, options_.answer_timeout, {});
        if (!answer) return base::fail(std::move(answer.error()));
        return {};
    }
    const auto place = places_.find(token);
    if (place == places_.end()) {
        released_.erase(token);
        return {};
    }
    const Slot slot = place->second;
    auto selected = select(dialogue, slot.store, {});
    if (!selected) return base::fail(std::move(selected.error()));
    if (!*selected)
        return base::fail(base::ErrorCode::refused, dialogue.link().name(),
                          "the modem refuses to select the store " + slot.store);
    if (doubtful_.contains(slot)) {
        auto still = holds(dialogue, slot);
        if (!still) return base::fail(std::move(still.error()));
        if (!*still) {
            wants_listing_ = true;
            forget(token);
            return {};
        }
    }
    // Until it is known to be done: if only its OK was lost, another message may be in that place by the next attempt.
    doubtful_.insert(slot);
    auto answer = dialogue.run({.text = "AT+CMGD=" + std::to_string(slot.index)}, delete_timeout, {});
    if (!answer) return base::fail(std::move(answer.error()));
    if (answer->ok()) {
        forget(token);
        return {};
    }
    wants_listing_ = true;
    if (!is_empty_slot(answer->final)) return base::fail(to_error(dialogue.link().name(), "AT+CMGD", answer->final));
    forget(token);
    return {};
}

base::Result<bool> Mailbox::holds(Dialogue& dialogue, const Slot& slot) {
    auto entry = read_place(dialogue, slot.index, {});
    if (!entry) return base::fail(std::move(entry.error()));
    return *entry && held_[slot].pdu == base::sha256(std::string_view((*entry)->pdu));
}

}  // namespace gsmcfg::modem
