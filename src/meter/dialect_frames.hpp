// The messages of a dialect file that carry several settings, or none.
#pragma once

#include "gsmcfg/base/toml_document.hpp"
#include "gsmcfg/meter/dialect.hpp"
#include "meter/table_reader.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::meter {

[[nodiscard]] Frame read_frame(base::TomlNode node, std::vector<base::Error>& problems);
[[nodiscard]] Restart read_restart(base::TomlNode node, std::vector<base::Error>& problems);

// Complains about a name that could not stand in a list's head, in a pattern's capture or on a screen as it is.
void check_name(TableReader& reader, const std::string& name);
// Complains unless each of `places` stands in the text once, and nothing else in braces but the credential.
void check_places(TableReader& reader, std::string_view key, const std::string& text,
                  std::initializer_list<std::string_view> places, std::initializer_list<std::string_view> allowed = {});

}  // namespace gsmcfg::meter
