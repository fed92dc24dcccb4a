// What is running: the version and the commit it was built from. In a library of its own, gsmcfg_version, which only programs
// link: a new commit builds one file and links the programs.
#pragma once

#include <string_view>

namespace gsmcfg::base {

// "0.1.0", from the project() line of CMakeLists.txt.
extern const std::string_view version;
// "357025531abc", "357025531abc-dirty" with changes that are not committed, "unknown" when built outside git.
extern const std::string_view commit;
// "2026-03-01", of the commit; empty outside git.
extern const std::string_view commit_date;

}  // namespace gsmcfg::base
