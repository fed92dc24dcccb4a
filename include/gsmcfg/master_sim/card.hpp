// The SIM in a modem: who it is, what is on it, and how its records are reached.
#pragma once

#include "gsmcfg/master_sim/record_image.hpp"
#include "gsmcfg/modem/message_storage.hpp"
#include "gsmcfg/modem/modem_channel.hpp"
#include "gsmcfg/modem/sim_look.hpp"
#include "gsmcfg/modem/sim_radio.hpp"
#include "gsmcfg/modem/sim_records.hpp"
#include "gsmcfg/modem/sim_stores.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gsmcfg::master_sim {

struct CardRecord {
    int place = 0;        // number of the record; the modem's index where records can't be read raw
    base::Secret octets;  // status, SMSC address, TPDU, FF to the end
};

struct CardContents {
    std::vector<CardRecord> used;  // by place
    std::size_t places = 0;        // 0: the modem does not tell
    [[nodiscard]] bool has(int place) const;
    [[nodiscard]] std::size_t free() const { return places > used.size() ? places - used.size() : 0; }
};

// Used by one thread; the channel must outlive it. Nothing is changed before the first function that says so, and close() puts
// stores and radio back.
// Errors: refused with the next step, not_ready, timeout, stopped, port_lost. No error holds what a record says.
class Card {
public:
    explicit Card(modem::ModemChannel& channel) : channel_(channel) {}
    ~Card();
    Card(const Card&) = delete;
    Card& operator=(const Card&) = delete;

    // The line, and which SIM is in it; asks for no PIN. Opens the line if it is closed.
    [[nodiscard]] base::Result<modem::SimLook> look(base::StopToken stop);
    // A SIM that is ready: how its records are reached, and what it says of itself.
    [[nodiscard]] base::Result<void> open(base::StopToken stop);
    // Stores and radio as they were, the radio on if it was off. Not to be stopped; to be called at the end, also after an error.
    // With the radio off and the line lost it opens the line once; an error says that the radio may still be off.
    [[nodiscard]] base::Result<void> close();
    // After a failure: the line is opened anew, if it must be, and waited for. Errors: conflict if another SIM is in it now,
    // refused if there is none or its ICCID can't be read. A SIM that only its radio state made invisible is there again.
    [[nodiscard]] base::Result<void> recover(base::StopToken stop);
    // The SIM of open() is still the one in the modem: its ICCID is read anew, raw by AT+CRSM where that works, since some modems
    // remember it. Errors: conflict if it is another one, refused if there is none or it can't be told.
    [[nodiscard]] base::Result<void> still_here(base::StopToken stop);
    // Opens it again after somebody else has reopened the channel.
    [[nodiscard]] base::Result<void> reattach(base::StopToken stop);

    [[nodiscard]] const std::string& iccid() const { return iccid_; }
    [[nodiscard]] const modem::SimDetails& details() const { return details_; }
    // Records are read raw, by AT+CRSM: then places are record numbers, and reading changes nothing.
    [[nodiscard]] bool raw() const { return table_.has_value(); }
    [[nodiscard]] const std::optional<modem::SimRecordTable>& table() const { return table_; }

    // Where records can't be read raw, unread messages become read ones.
    [[nodiscard]] base::Result<CardContents> contents(base::StopToken stop);
    // Only if the place still holds it. Errors: conflict: it holds something else now.
    [[nodiscard]] base::Result<void> erase(const CardRecord& record, base::StopToken stop);

    // A modem that can't goes on with the radio on: a warning, and one if it was off already; empty otherwise.
    [[nodiscard]] base::Result<std::string> switch_radio_off(base::StopToken stop);
    [[nodiscard]] base::Result<void> switch_radio_on();
    // AT+CPMS: the SIM for writing; with `receiving` for what arrives too.
    [[nodiscard]] base::Result<void> select_stores(bool receiving, base::StopToken stop);

    [[nodiscard]] modem::SimRecords& records() { return *records_; }
    [[nodiscard]] modem::ModemChannel& channel() { return channel_; }
    [[nodiscard]] modem::Dialogue& dialogue() { return *channel_.dialogue(); }
    [[nodiscard]] base::Clock& clock() { return channel_.clock(); }

private:
    [[nodiscard]] base::Result<void> put_back();
    [[nodiscard]] base::Result<void> check_same(const modem::SimLook& seen, base::StopToken stop);
    [[nodiscard]] base::Result<void> check_file(const std::string& file) const;
    [[nodiscard]] base::Result<void> attach(base::StopToken stop);
    [[nodiscard]] base::Result<CardContents> contents_by_record(base::StopToken stop);
    [[nodiscard]] base::Result<CardContents> contents_by_listing(base::StopToken stop);
    [[nodiscard]] base::Result<bool> erase_by_index(const CardRecord& record, base::StopToken stop);
    [[nodiscard]] base::Result<modem::MessageStorage> storage(base::StopToken stop);

    modem::ModemChannel& channel_;
    std::unique_ptr<modem::SimRecords> records_;
    modem::SimRadio radio_;
    modem::SimStores stores_;
    std::optional<modem::SimRecordTable> table_;
    std::string iccid_;
    std::string iccid_file_;  // as modem::read_iccid_file
    modem::SimDetails details_;
    std::shared_ptr<link::TraceMask> hidden_;  // until the end: an answer may come long after its question was given up
    bool opened_for_close_ = false;
};

// As the parts of the program know it that keep and show stored messages.
[[nodiscard]] modem::StoredMessage to_stored_message(const CardRecord& record);
// From a modem that gives PDUs only; the status is the modem's word for it.
[[nodiscard]] CardRecord to_card_record(const modem::StoredMessage& message);

}  // namespace gsmcfg::master_sim
