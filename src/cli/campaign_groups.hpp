// The meters of a campaign in groups, on the screen.
#pragma once

#include "command.hpp"
#include "invocation.hpp"

#include "gsmcfg/report/groups.hpp"

namespace gsmcfg::cli {

inline constexpr std::size_t least_prefix_length = 1;
inline constexpr std::size_t greatest_prefix_length = 15;
inline constexpr OptionSpec group_by_option{"group-by", "KEY", "in groups by modem, sim, prefix, label, hour or outcome", true};
inline constexpr OptionSpec prefix_length_option{"prefix-length", "N", "digits of an operator's prefix, 5 if not given"};

// What --group-by names, in the order given; empty without it. Failure: exit 2 with all names.
[[nodiscard]] Outcome<std::vector<report::Dimension>> chosen_groups(const Invocation& invocation);
// --prefix-length, or the default. Failure: exit 2.
[[nodiscard]] Outcome<std::size_t> prefix_length(const Invocation& invocation);

// campaign show ID --group-by …: a line a group.
[[nodiscard]] Outcome<int> show_groups(Invocation& invocation);

}  // namespace gsmcfg::cli
