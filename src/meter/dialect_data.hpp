// What a Dialect holds.
#pragma once

#include "gsmcfg/meter/dialect.hpp"

namespace gsmcfg::meter {

struct Dialect::Parsed {
    std::string name;
    std::string title;
    std::string text;
    std::string hash;

    std::u32string characters;         // sorted
    std::u32string double_characters;  // sorted
    std::u32string forbidden;          // in values
    std::size_t max_length = 160;

    std::string credential_name;
    std::string factory_credential;
    std::size_t credential_max_length = 32;

    std::chrono::seconds reply_wait{300};

    std::optional<base::Pattern> header;            // of the header alone
    std::optional<base::Pattern> header_with_body;  // captures `body` too
    bool header_required = false;

    std::optional<base::Pattern> command;  // captures before, credential, after
    std::vector<base::Pattern> command_masks;

    std::vector<Setting> settings;  // in sending order
    std::vector<ReplyForm> replies;
    std::vector<base::Pattern> error_forms;
    bool errors_probable = true;
    std::vector<ErrorCodeWords> errors;
    std::vector<Rule> rules;
};

}  // namespace gsmcfg::meter
