// What goes wrong with a line, on its way into the database.
#pragma once

#include "gsmcfg/channel/channel.hpp"
#include "gsmcfg/store/line_events.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace gsmcfg::service {

// Used by one worker. What is added waits for the next transaction, so that nothing is lost with one that fails.
class LineLog {
public:
    LineLog(store::Database& database, const channel::Channel& channel) : database_(database), channel_(channel) {}

    void set_line(std::string modem, std::string imei, std::string imsi);
    // With the last lines of the dialogue.
    void add(store::LineEventKind kind, const std::string& detail, base::UtcTime now);
    void add(store::LineEventKind kind, const channel::Failure& failure, base::UtcTime now);
    void add(const channel::LineNotice& notice, base::UtcTime now);

    // Wants an open Transaction. Throws DatabaseError.
    void write();
    [[nodiscard]] std::size_t size() const { return waiting_.size(); }
    // What a transaction that failed has added will be added again.
    void forget_since(std::size_t size) { waiting_.resize(std::min(size, waiting_.size())); }
    // That transaction was committed.
    void written() { waiting_.clear(); }

private:
    store::Database& database_;
    const channel::Channel& channel_;
    store::LineEvent line_;  // the columns that all events of this line share
    std::vector<store::LineEvent> waiting_;
};

}  // namespace gsmcfg::service
