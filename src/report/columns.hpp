// The columns of a report that depend on the campaign.
#pragma once

#include "gsmcfg/report/figures.hpp"

#include <string>
#include <utility>
#include <vector>

namespace gsmcfg::report {

// Settings that are wanted of some meter, or read from it; in the dialect's order.
[[nodiscard]] std::vector<std::string> setting_columns(const Subject& subject);

// The list's own columns: their names there, and here, where none repeats another's or one of `taken`.
struct ExtraColumn {
    std::string key;
    std::string title;
};
[[nodiscard]] std::vector<ExtraColumn> extra_columns(const Subject& subject, const std::vector<std::string>& taken);

// "yes", "no", or nothing where it is not known.
[[nodiscard]] std::string_view yes_or_no(const std::optional<bool>& known);

}  // namespace gsmcfg::report
