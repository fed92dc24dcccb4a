// The stored messages of a modem for a command: opened, filed into the database, put back as they were.
#pragma once

#include "invocation.hpp"
#include "lines.hpp"

#include "gsmcfg/channel/channel.hpp"
#include "gsmcfg/modem/message_storage.hpp"
#include "gsmcfg/service/credentials.hpp"

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace gsmcfg::cli {

struct OpenStorage {
    std::string modem;  // as the user calls it
    modem::Dialogue& dialogue;
    modem::MessageStorage& storage;
    base::Clock& clock;
    base::StopToken stop;
};

// Opens the storage of each chosen modem in turn; no network is needed. Failure: exit 3 with the next step, exit 2 if there are
// several and `one_only`, exit 130.
[[nodiscard]] Outcome<int> for_each_storage(Invocation& invocation, bool one_only,
                                            const std::function<Outcome<int>(OpenStorage&)>& use);

// --store in upper case, else all that keep messages. Failure: exit 2 with those that there are.
[[nodiscard]] Outcome<std::vector<std::string>> chosen_stores(const Invocation& invocation, const modem::MessageStorage& storage);
// Of the chosen stores, by store and place. Failure: exit 3.
[[nodiscard]] Outcome<std::vector<modem::StoredMessage>> list_chosen(const Invocation& invocation, OpenStorage& storage);

// Every password that the configuration and the environment know, to be recognised in texts; those that can't be read are
// left out.
[[nodiscard]] service::Credentials known_passwords(Invocation& invocation, const meter::Dialect& dialect);
// Durable in the database when it returns. Failure: exit 4 (no database). Throws DatabaseError.
[[nodiscard]] Outcome<void> file_stored(Invocation& invocation, OpenStorage& storage,
                                        std::span<const modem::StoredMessage> messages);
// The same for messages of a SIM that is known already. `modem` as the user calls it.
[[nodiscard]] Outcome<void> file_stored(Invocation& invocation, const std::string& modem, const std::string& imsi,
                                        std::span<const modem::StoredMessage> messages, base::UtcTime now);
[[nodiscard]] Outcome<void> file_events(Invocation& invocation, const std::string& modem, const std::string& imsi,
                                        const std::vector<channel::Event>& events, base::UtcTime now);
// A row in the audit, durable. `action`: "storage clear". Failure: exit 4. Throws DatabaseError.
[[nodiscard]] Outcome<void> write_audit_row(Invocation& invocation, std::string action, base::UtcTime now);

// A failure of the modem: exit 3, or 130 after a stop.
[[nodiscard]] tl::unexpected<Failure> refuse_modem(const base::Error& error);

}  // namespace gsmcfg::cli
