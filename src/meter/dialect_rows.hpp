// The rows of a dialect file: settings, replies, errors, rules.
#pragma once

#include "gsmcfg/base/toml_document.hpp"
#include "gsmcfg/meter/dialect.hpp"

#include <string>
#include <vector>

namespace gsmcfg::meter {

[[nodiscard]] Setting read_setting(base::TomlNode node, std::vector<base::Error>& problems);
[[nodiscard]] ReplyForm read_reply(base::TomlNode node, const std::vector<std::string>& settings,
                                   std::vector<base::Error>& problems);
[[nodiscard]] ErrorCodeWords read_error(base::TomlNode node, std::vector<base::Error>& problems);
[[nodiscard]] Rule read_rule(base::TomlNode node, const std::vector<std::string>& settings, std::vector<base::Error>& problems);

}  // namespace gsmcfg::meter
