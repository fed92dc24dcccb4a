// What the simulator's log says was sent and received, held against a database.
#pragma once

#include "gsmcfg/base/json.hpp"
#include "gsmcfg/store/repositories.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gsmcfg::test {

struct SendAccounts {
    using Key = std::pair<std::string, std::string>;  // phone and text
    using PerText = std::map<Key, std::int64_t>;
    PerText taken;      // by the network
    PerText accepted;   // attempts that have been answered with a reference
    PerText uncertain;  // attempts of which nobody knows

    // Sent once more than anybody knows of: nothing marks it. One line each.
    [[nodiscard]] std::vector<std::string> unmarked() const;
    // Taken for sent, but the network has not seen it. One line each.
    [[nodiscard]] std::vector<std::string> never_sent() const;
    // Attempts that may have been sent.
    [[nodiscard]] std::int64_t known(const Key& key) const;
};

// `submitted`: the events of that name. `password` is what stands for {credential} in the texts.
[[nodiscard]] SendAccounts accounts_of(store::Repositories& store, const std::vector<store::Id>& campaigns,
                                       const std::vector<base::Json>& submitted, std::string_view password);

// What the accounts and the inbox show to be wrong with those campaigns, one line each: sent more often than is marked, taken for
// sent, lost. Also if nothing was sent or deleted at all, since then nothing is shown.
[[nodiscard]] std::vector<std::string> faults_of(store::Repositories& store, const std::vector<store::Id>& campaigns,
                                                 const std::vector<base::Json>& submitted, const std::vector<base::Json>& deleted,
                                                 std::string_view password);

// TPDUs that were deleted from a modem (events `deleted`) and are not in the database.
[[nodiscard]] std::vector<std::string> lost_inbound(store::Repositories& store, const std::vector<base::Json>& deleted);

}  // namespace gsmcfg::test
