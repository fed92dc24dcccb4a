// Where one is told that something was written to a database.
#pragma once

#include <memory>
#include <string>

namespace gsmcfg::store {

// Used by one thread.
class ChangeSource {
public:
    virtual ~ChangeSource() = default;
    // Readable when there is something to take(); -1 if nothing is told at the moment.
    [[nodiscard]] virtual int fd() const = 0;
    // What they say does not matter.
    virtual void take() = 0;
    // Tries to be told again; may take as long as a connection does. True if it is.
    virtual bool restore() = 0;
};

// Of the log beside an SQLite file (inotify(7)).
[[nodiscard]] std::unique_ptr<ChangeSource> log_changes(const std::string& database_path);
// Of the notifications of a PostgreSQL database, on a connection of its own.
[[nodiscard]] std::unique_ptr<ChangeSource> notified_changes(const std::string& url);

}  // namespace gsmcfg::store
