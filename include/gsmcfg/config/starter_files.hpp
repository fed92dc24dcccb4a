// What `gsmcfg init` writes.
#pragma once

#include <string_view>

namespace gsmcfg::config {

// gsmcfg.toml with every key explained; load() takes it as it is.
[[nodiscard]] std::string_view template_text();
// profile.toml and phones.csv to start from.
[[nodiscard]] std::string_view profile_template();
[[nodiscard]] std::string_view phones_template();

}  // namespace gsmcfg::config
