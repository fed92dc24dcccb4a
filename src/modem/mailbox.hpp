// The messages stored in the modem, and what has become of each.
#pragma once

#include "gsmcfg/at/unsolicited.hpp"
#include "gsmcfg/channel/channel.hpp"
#include "gsmcfg/modem/dialogue.hpp"
#include "gsmcfg/modem/modem_channel.hpp"
#include "modem/store_setup.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace gsmcfg::modem {

// Outlives the dialogues: what was reported and not yet acknowledged is not reported again after a new bring-up.
class Mailbox {
public:
    Mailbox(const ModemOptions& options, std::vector<channel::Event>& events) : options_(options), events_(events) {}

    // After each bring-up.
    void use(StoreSetup stores, bool needs_cnma);
    // +CMTI, +CDSI, +CDS, +CMT. What is only announced waits for fetch().
    void take(const at::Unsolicited& line);

    // Messages announced and not yet fetched.
    [[nodiscard]] std::size_t announced() const noexcept { return announced_.size(); }
    // Something was odd: fetch() will list everything.
    [[nodiscard]] bool wants_listing() const noexcept { return wants_listing_; }
    void request_listing() noexcept { wants_listing_ = true; }
    // Reads what was announced: one message by AT+CMGR, several by one AT+CMGL.
    // Errors: timeout, stopped, port_lost. A refusal is tried again with the next listing.
    [[nodiscard]] base::Result<void> fetch(Dialogue& dialogue, base::StopToken stop);
    // Lists the receiving store, and with `all` the other ones too.
    [[nodiscard]] base::Result<void> list(Dialogue& dialogue, bool all, base::StopToken stop);
    // These may be deleted, as soon as the line allows; unknown tokens are left out.
    void release(std::span<const channel::Token> tokens);
    // Deletes by index what was released. What fails is tried again with the next call. Errors: refused, timeout, port_lost.
    [[nodiscard]] base::Result<void> remove_released(Dialogue& dialogue);
    // Tokens that were released and are not deleted yet.
    [[nodiscard]] std::size_t released() const noexcept { return released_.size(); }
    // Places of the receiving store that hold what is not deleted: sent messages, unreadable ones. As of the last listing.
    [[nodiscard]] std::size_t stuck() const noexcept { return stuck_; }

private:
    struct Slot {
        std::string store;
        int index = 0;
        auto operator<=>(const Slot&) const = default;
    };
    struct Held {
        channel::Token token = 0;
        std::string pdu;  // its hash
    };
    struct Entry {
        std::optional<int> index;
        std::optional<int> length;
        std::string pdu;
        bool outgoing = false;
    };

    [[nodiscard]] base::Result<bool> select(Dialogue& dialogue, const std::string& store, base::StopToken stop);
    [[nodiscard]] base::Result<void> read_slot(Dialogue& dialogue, const Slot& slot, base::StopToken stop);
    [[nodiscard]] std::set<std::string> all_stores() const;
    [[nodiscard]] base::Result<void> list_stores(Dialogue& dialogue, const std::set<std::string>& stores, base::StopToken stop);
    [[nodiscard]] base::Result<void> list_store(Dialogue& dialogue, const std::string& store, base::StopToken stop);
    [[nodiscard]] base::Result<void> list_one_by_one(Dialogue& dialogue, const std::string& store, base::StopToken stop);
    // Nothing if the place is empty. `refused` counts the refusals that give a reason other than that.
    [[nodiscard]] base::Result<std::optional<Entry>> read_place(Dialogue& dialogue, int index, base::StopToken stop,
                                                                int* refused = nullptr);
    [[nodiscard]] static std::vector<Entry> entries_of(const std::vector<at::AnswerLine>& lines);
    void take_listing(const std::string& store, const std::vector<Entry>& entries);
    void forget_missing(const std::string& store, const std::set<int>& seen);
    // Returns whether its place will be freed.
    bool report(const std::string& store, const Entry& entry);
    void listing_failed(const std::string& name);
    channel::Token emit(const std::string& pdu, std::optional<int> length);
    void forget(channel::Token token);
    [[nodiscard]] base::Result<void> remove_one(Dialogue& dialogue, channel::Token token);
    // The place still holds what was read from it.
    [[nodiscard]] base::Result<bool> holds(Dialogue& dialogue, const Slot& slot);

    const ModemOptions& options_;
    std::vector<channel::Event>& events_;
    StoreSetup stores_;
    bool needs_cnma_ = false;
    bool wants_listing_ = false;
    int failed_listings_ = 0;              // AT+CMGL, in a row
    int listings_until_next_attempt_ = 0;  // with it
    std::set<Slot> announced_;
    std::set<Slot> expected_;  // announced before the listing that is read
    std::map<Slot, Held> held_;
    std::unordered_map<channel::Token, Slot> places_;
    std::set<channel::Token> to_confirm_;  // by AT+CNMA
    std::set<std::string> unplaced_;       // listed without an index: can't be deleted, and is not reported twice
    std::set<Slot> doubtful_;              // read again before they are deleted
    std::set<channel::Token> released_;
    std::size_t stuck_ = 0;
    channel::Token last_token_ = 0;
};

}  // namespace gsmcfg::modem
