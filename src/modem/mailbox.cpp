#include "modem/mailbox.hpp"

#include "gsmcfg/at/fields.hpp"
#include "gsmcfg/base/digest.hpp"
#include "gsmcfg/base/log.hpp"
#include "modem/failure.hpp"
#include "modem/received_pdu.hpp"

#include <algorithm>
#include <utility>

namespace gsmcfg::modem {

namespace {

using namespace std::chrono_literals;
using channel::Token;

constexpr auto store_timeout = 20s;
constexpr auto delete_timeout = 25s;
constexpr int empty_slot = 321;
constexpr int places_to_try = 50;
constexpr int most_places = 300;

// "0" … "4", or the words of text mode, which some modems use in PDU mode too.
bool is_outgoing(const at::Field& status) {
    const auto number = status.number();
    return number ? *number == 2 || *number == 3 : status.text.starts_with("STO");
}

bool is_empty_slot(const at::FinalResult& result) {
    return result.code == empty_slot ||
           (result.kind == at::FinalResult::Kind::cme_error && (result.code == 21 || result.code == 22));
}

std::optional<int> last_number(const std::vector<at::Field>& fields) {
    return fields.empty() ? std::nullopt : fields.back().number();
}

}  // namespace

void Mailbox::use(StoreSetup stores, bool needs_cnma) {
    stores_ = std::move(stores);
    needs_cnma_ = needs_cnma;
    lists_one_by_one_ = false;
    announced_.clear();  // the listing that follows finds them
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
    // What is held in that place already was read before its announcement was.
    else if (const Slot slot{store, *index}; !held_.contains(slot)) announced_.insert(slot);
}

base::Result<void> Mailbox::fetch(Dialogue& dialogue, base::StopToken stop) {
    const std::set<Slot> slots = std::exchange(announced_, {});
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
    for (const Slot& slot : std::exchange(announced_, {})) stores.insert(slot.store);
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
    if (!answer) return base::fail(std::move(answer.error()));
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
    auto answer = dialogue.run({.text = "AT+CMGR=" + std::to_string(slot.index), .answers = {"+CMGR:"}, .pdu_lines = true},
                               options_.answer_timeout, stop);
    if (!answer) return base::fail(std::move(answer.error()));
    if (!answer->ok() || answer->lines.empty() || answer->lines.back().pdu.empty()) {
        wants_listing_ = true;
        return {};
    }
    const auto fields = at::split_fields(answer->parameters());
    if (!fields.empty() && is_outgoing(fields.front())) return {};
    report(slot.store, {slot.index, last_number(fields), answer->lines.back().pdu});
    return {};
}

base::Result<void> Mailbox::list_store(Dialogue& dialogue, const std::string& store, base::StopToken stop) {
    auto selected = select(dialogue, store, stop);
    if (!selected) return base::fail(std::move(selected.error()));
    if (!*selected) return store == stores_.receiving ? base::Result<void>{} : list_store(dialogue, stores_.receiving, stop);
    if (lists_one_by_one_) return list_one_by_one(dialogue, store, stop);
    auto answer = dialogue.run({.text = "AT+CMGL=4", .answers = {"+CMGL:"}, .pdu_lines = true}, options_.listing_timeout, stop);
    if (!answer && answer.error().code != base::ErrorCode::timeout) return base::fail(std::move(answer.error()));
    if (answer && answer->ok()) {
        take_listing(store, answer->lines);
        return {};
    }
    if (answer && is_empty_slot(answer->final)) return {};
    if (answer && is_busy(answer->final)) {
        wants_listing_ = true;
        return {};
    }
    base::log::warning(dialogue.link().name() + ": AT+CMGL fails; messages are read one by one");
    lists_one_by_one_ = true;
    return list_one_by_one(dialogue, store, stop);
}

base::Result<void> Mailbox::list_one_by_one(Dialogue& dialogue, const std::string& store, base::StopToken stop) {
    const int total = stores_.total > 0 ? std::min(static_cast<int>(stores_.total), most_places) : places_to_try;
    for (int index = 0; index <= total; ++index) {
        auto answer = dialogue.run({.text = "AT+CMGR=" + std::to_string(index), .answers = {"+CMGR:"}, .pdu_lines = true},
                                   options_.answer_timeout, stop);
        if (!answer) return base::fail(std::move(answer.error()));
        if (!answer->ok() || answer->lines.empty() || answer->lines.back().pdu.empty()) continue;
        const auto fields = at::split_fields(answer->parameters());
        if (fields.empty() || is_outgoing(fields.front())) continue;
        report(store, {index, last_number(fields), answer->lines.back().pdu});
    }
    return {};
}

void Mailbox::take_listing(const std::string& store, const std::vector<at::AnswerLine>& lines) {
    std::set<int> seen;
    for (const at::AnswerLine& line : lines) {
        const auto fields = at::split_fields(at::parameters(line.text));
        const auto index = fields.empty() ? std::nullopt : fields.front().number();
        if (index) seen.insert(*index);
        if (fields.size() > 1 && is_outgoing(fields[1])) continue;
        report(store, {index, last_number(fields), line.pdu});
    }
    forget_missing(store, seen);
}

void Mailbox::forget_missing(const std::string& store, const std::set<int>& seen) {
    std::vector<Token> gone;
    for (const auto& [slot, held] : held_) {
        if (slot.store == store && !seen.contains(slot.index)) gone.push_back(held.token);
    }
    for (const Token token : gone) forget(token);
}

void Mailbox::report(const std::string& store, const Entry& entry) {
    const std::string hash = base::sha256(std::string_view(entry.pdu));
    if (!entry.index) {
        if (unplaced_.insert(store + hash).second) emit(entry.pdu, entry.length);
        return;
    }
    const Slot slot{store, *entry.index};
    if (const auto held = held_.find(slot); held != held_.end()) {
        if (held->second.pdu == hash) return;
        // Another message is in that place now: the old token must not delete it.
        forget(held->second.token);
    }
    const Token token = emit(entry.pdu, entry.length);
    held_[slot] = {token, hash};
    // A line that came damaged is no reason to delete the message: a later listing may read it well.
    if (is_whole(entry.pdu, entry.length)) places_[token] = slot;
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
    const auto place = places_.find(token);
    if (place == places_.end()) return;
    held_.erase(place->second);
    places_.erase(place);
}

base::Result<void> Mailbox::remove(Dialogue& dialogue, std::span<const Token> tokens) {
    base::Result<void> first;
    for (const Token token : tokens) {
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
        auto answer = dialogue.run({.text = "AT+CNMA"}, options_.answer_timeout, {});
        if (!answer) return base::fail(std::move(answer.error()));
        return {};
    }
    const auto place = places_.find(token);
    if (place == places_.end()) return {};
    const Slot slot = place->second;
    auto selected = select(dialogue, slot.store, {});
    if (!selected) return base::fail(std::move(selected.error()));
    if (!*selected)
        return base::fail(base::ErrorCode::refused, dialogue.link().name(),
                          "the modem refuses to select the store " + slot.store);
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

}  // namespace gsmcfg::modem
