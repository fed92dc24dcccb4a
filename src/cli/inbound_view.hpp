// A received message as it is shown: secrets masked, hostile text made harmless.
#pragma once

#include "invocation.hpp"

#include "gsmcfg/base/json.hpp"
#include "gsmcfg/meter/dialect.hpp"
#include "gsmcfg/service/credentials.hpp"
#include "gsmcfg/store/campaigns.hpp"
#include "gsmcfg/store/inbox.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::cli {

struct ShownInbound {
    store::InboundMessage message;  // as it is in the store
    std::string text;               // masked; control characters as they came
    std::string tpdu;               // empty where it may hold a secret
    bool masked = false;            // something was hidden, in the text or by leaving the TPDU out
};

// Knows the devices' languages and the passwords. Used by the connection's thread.
class InboundViewer {
public:
    // With --show-secrets nothing is masked. Failure: exit 2 for a configuration that can't be read, 4 for the database.
    [[nodiscard]] static Outcome<InboundViewer> make(Invocation& invocation);

    // Throws DatabaseError.
    [[nodiscard]] ShownInbound view(const store::InboundMessage& message);
    // Of the campaign that it answered, else of those that sent to its number, else of all campaigns; the default one last.
    [[nodiscard]] std::vector<meter::Dialect> dialects_for(const store::InboundMessage& message);
    // The campaign's, or the default one if that can't be read.
    [[nodiscard]] const meter::Dialect& dialect_of(store::Id campaign);
    [[nodiscard]] bool shows_secrets() const { return show_secrets_; }

private:
    InboundViewer(store::Database& database, bool show_secrets);
    [[nodiscard]] std::string masked_text(const store::InboundMessage& message);
    [[nodiscard]] std::string hidden(const std::vector<meter::Dialect>& dialects, std::string text) const;
    [[nodiscard]] const std::vector<meter::Dialect>& dialects_in_use();

    std::unique_ptr<store::Campaigns> campaigns_;
    std::unique_ptr<store::Inbox> inbox_;
    bool show_secrets_;
    service::Credentials passwords_;
    meter::Dialect default_;
    std::map<store::Id, meter::Dialect> by_campaign_;
    std::optional<std::vector<meter::Dialect>> in_use_;
};

// Who it is from: the number, else what the network gave; blank for what a modem held to be sent.
[[nodiscard]] std::string sender_of(const store::InboundMessage& message);

// A line's beginning and the columns' titles. `width` in columns; 0: no terminal.
[[nodiscard]] std::string inbound_titles();
[[nodiscard]] std::string inbound_line(const ShownInbound& shown, std::size_t width);
// All of it, a field a line; the text's lines below each other.
[[nodiscard]] std::string inbound_details(const ShownInbound& shown, std::size_t width);
// Keys: id, received, sent (the network's time), modem, imsi, originator, phone, kind, waiting (answers nothing and needs a
// person), set_aside, campaign, message, text, masked, note, tpdu (null where it may hold a secret), seen_again.
[[nodiscard]] base::Json inbound_json(const ShownInbound& shown);

}  // namespace gsmcfg::cli
