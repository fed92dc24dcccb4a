// The messages of one meter with their attempts and replies, and how they are shown.
#pragma once

#include "gsmcfg/meter/dialect.hpp"
#include "gsmcfg/store/inbox.hpp"
#include "gsmcfg/store/messages.hpp"

#include <optional>
#include <string>
#include <vector>

namespace gsmcfg::report {

struct MessageCourse {
    store::Message message;
    std::vector<store::Attempt> attempts;
    std::vector<store::InboundMessage> replies;

    // Those that came after this attempt and before the next one; before the first attempt's: nothing.
    [[nodiscard]] std::vector<const store::InboundMessage*> replies_to(std::size_t attempt) const;
};

// Reads one meter after the other.
class MessageReader {
public:
    explicit MessageReader(store::Database& database) : messages_(database), inbox_(database) {}
    [[nodiscard]] std::vector<MessageCourse> of(store::Id target);

private:
    store::Messages messages_;
    store::Inbox inbox_;
};

// Secrets as ***, unless they are asked for.
class Mask {
public:
    Mask(const meter::Dialect& dialect, bool show_secrets) : dialect_(dialect), show_(show_secrets) {}
    [[nodiscard]] std::string text(const std::string& sent) const;
    [[nodiscard]] std::string reply(const std::string& received) const;
    [[nodiscard]] std::optional<std::string> value(const std::string& setting, const std::optional<std::string>& value) const;

private:
    const meter::Dialect& dialect_;
    bool show_;
};

// "CMS 38: network out of order", "" if nothing went wrong.
[[nodiscard]] std::string error_words(const store::Attempt& attempt);

}  // namespace gsmcfg::report
