// The messages kept in a modem's stores, as a person looks at them: counted, listed, read and deleted one by one.
#pragma once

#include "gsmcfg/channel/channel.hpp"
#include "gsmcfg/modem/dialogue.hpp"
#include "gsmcfg/sms/pdu.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gsmcfg::modem {

// <stat> of TS 27.005 §3.1. `other`: a number that the standard does not know.
enum class SlotState { unread, read, unsent, sent, other };

// "unread", "read", "unsent", "sent", "other"
[[nodiscard]] std::string_view name(SlotState state);

struct StoreStatus {
    std::string name;                 // "SM", TS 27.005 §3.2.2
    std::optional<std::size_t> used;  // absent if the modem does not tell
    std::optional<std::size_t> total;
    bool receives = false;  // what arrives is kept here (mem3)
    std::string problem;    // why it can't be read, or empty

    [[nodiscard]] bool full() const noexcept { return used && total && *total > 0 && *used >= *total; }
};

struct StoredMessage {
    std::string store;
    int index = 0;  // as the modem counts, from 0 or 1
    SlotState state = SlotState::other;
    std::string pdu;            // hex, as the modem gave it
    std::optional<int> length;  // of the header line: octets of the TPDU; some modems count the SMSC address too
    bool whole = false;         // hexadecimal, and as long as the header line says
};

// In the direction that its state says, else in any. Errors: truncated, malformed, unsupported, as decode_pdu().
[[nodiscard]] base::Result<sms::DecodedPdu> decode_stored(const StoredMessage& message);
// The same as an item that arrived, its token 0; what can't be decoded, or was not received, is an Inbound with its problem.
[[nodiscard]] std::variant<channel::Inbound, channel::Report> to_received(const StoredMessage& message);

enum class Removal {
    removed,
    changed,  // another message is in that place now: it stays
    empty,    // nothing was there any more
};

// Used by one thread; the dialogue must outlive it. Reading marks unread messages as read: no modem can do it otherwise.
// Errors of all functions: refused with the next step, timeout, stopped, port_lost.
class MessageStorage {
public:
    // SIM awake, PDU mode, which stores there are. Does not enter a PIN.
    [[nodiscard]] static base::Result<MessageStorage> open(Dialogue& dialogue, base::StopToken stop);

    // Those that can be read and deleted from (mem1), in the modem's order; never empty.
    [[nodiscard]] const std::vector<std::string>& stores() const noexcept { return stores_; }
    // The same without MT where it repeats what is in SM and ME, and without BM (cell broadcasts).
    [[nodiscard]] std::vector<std::string> message_stores() const;
    [[nodiscard]] bool offers(std::string_view store) const;

    // A store that the modem refuses to select has a problem and no counts.
    [[nodiscard]] base::Result<std::vector<StoreStatus>> status(base::StopToken stop);
    // By AT+CMGL, and place by place where that fails. One damaged entry is read again by itself.
    [[nodiscard]] base::Result<std::vector<StoredMessage>> list(const std::string& store, base::StopToken stop);
    // Absent for an empty place.
    [[nodiscard]] base::Result<std::optional<StoredMessage>> read(const std::string& store, int index, base::StopToken stop);
    // Reads the place again and deletes it only if the same message is still there. By index alone (TS 27.005 §3.5.4
    // without a flag).
    [[nodiscard]] base::Result<Removal> remove(const StoredMessage& message, base::StopToken stop);

    // The stores that were selected when it was opened are selected again. To be called at the end, also after an error.
    [[nodiscard]] base::Result<void> restore();

private:
    explicit MessageStorage(Dialogue& dialogue) : dialogue_(&dialogue) {}

    struct Counts {
        std::optional<std::size_t> used;
        std::optional<std::size_t> total;
    };
    [[nodiscard]] base::Result<Answer> ask(const at::Command& command, std::chrono::nanoseconds timeout, base::StopToken stop);
    [[nodiscard]] base::Result<void> await_sim(base::StopToken stop);
    [[nodiscard]] base::Result<void> choose_pdu_mode(base::StopToken stop);
    [[nodiscard]] base::Result<void> find_stores(base::StopToken stop);
    // Absent if the modem refuses every form.
    [[nodiscard]] base::Result<std::optional<Counts>> try_select(const std::string& store, base::StopToken stop);
    [[nodiscard]] base::Result<Counts> select(const std::string& store, base::StopToken stop);
    [[nodiscard]] base::Result<std::optional<StoredMessage>> read_selected(const std::string& store, int index,
                                                                           base::StopToken stop);
    [[nodiscard]] base::Result<std::vector<StoredMessage>> list_one_by_one(const std::string& store, const Counts& counts,
                                                                           base::StopToken stop);
    [[nodiscard]] base::Result<std::vector<StoredMessage>> take_listing(const std::string& store, const Answer& answer,
                                                                        base::StopToken stop);
    [[nodiscard]] std::string where() const { return dialogue_->link().name(); }

    Dialogue* dialogue_;
    std::vector<std::string> stores_;
    std::vector<std::string> initial_;  // mem1 and those after it, as they were
    bool touched_ = false;
};

}  // namespace gsmcfg::modem
