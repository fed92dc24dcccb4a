// The stores as +CPMS names and counts them (TS 27.005 §3.2.2), in every shape that modems give.
#pragma once

#include "gsmcfg/at/fields.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::modem {

using StoreNames = std::vector<std::string>;

// What AT+CPMS=? offers.
struct StoreOffer {
    std::vector<StoreNames> sets;  // one each for mem1, mem2, mem3; without brackets: one name each, which says nothing of mem1
    bool bracketed = false;

    // Those that mem1 can be, or all that are named if nothing says which; each once.
    [[nodiscard]] StoreNames readable() const;
};
// "("SM","ME"),("SM")", the same in one more bracket, or bare names.
[[nodiscard]] StoreOffer parse_store_offer(std::string_view parameters);

// The names in "+CPMS: "SM",3,20,"SM",3,20": mem1 and those after it.
[[nodiscard]] StoreNames current_stores(std::string_view parameters);

struct StoreCounts {
    std::optional<std::size_t> used;
    std::optional<std::size_t> total;
};
// Of mem1, from the answer to AT+CPMS=…: "3,20,…", in some modems with the name before it.
[[nodiscard]] StoreCounts first_counts(std::string_view parameters);
// A count that is not negative.
[[nodiscard]] std::optional<std::size_t> count_of(const at::Field& field);

// `"SM","ME"`
[[nodiscard]] std::string quoted_list(const StoreNames& names);

}  // namespace gsmcfg::modem
