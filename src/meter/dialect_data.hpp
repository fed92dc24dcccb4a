// What a Dialect holds.
#pragma once

#include "gsmcfg/meter/dialect.hpp"

#include <map>

namespace gsmcfg::meter {

struct Dialect::Parsed {
    std::string name;
    std::string title;
    std::string text;
    std::string hash;
    std::string source;
    std::vector<std::string> unverified;
    bool experimental = false;
    bool master_sim = false;

    std::u32string characters;         // sorted
    std::u32string double_characters;  // sorted
    std::u32string forbidden;          // in values
    std::size_t max_length = 160;
    std::vector<std::pair<std::string, std::string>> escapes;  // what stands for itself in no value, and how it is written

    bool credential_used = false;
    bool login = false;
    bool credential_may_be_empty = false;
    std::string credential_name;
    std::string factory_credential;
    std::size_t credential_min_length = 1;
    std::size_t credential_max_length = 32;
    std::string credential_characters;  // that it may have: printable ASCII
    std::u32string credential_forbidden;

    std::chrono::seconds reply_wait{300};

    std::optional<base::Pattern> header;            // of the header alone
    std::optional<base::Pattern> header_with_body;  // captures `body` too
    bool header_required = false;

    std::optional<base::Pattern> command;  // captures before, credential, after
    std::vector<base::Pattern> command_masks;
    bool command_everywhere = true;

    std::vector<Setting> settings;  // in sending order
    std::vector<Frame> frames;
    std::optional<Restart> restart;
    std::vector<ReplyForm> replies;
    std::vector<base::Pattern> error_forms;
    bool errors_probable = true;
    int error_radix = 16;
    std::vector<std::string> error_examples;
    std::vector<ErrorCodeWords> errors;
    std::vector<Rule> rules;

    std::map<std::string, std::string> places;  // "reply apn" → "file:line", for complaints
};

}  // namespace gsmcfg::meter
