// Decides for one modem, or for the network, which faults fire, and tells the truth log.
#pragma once

#include "gsmcfg/sim/fault.hpp"
#include "sim/random.hpp"
#include "sim/truth_log.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gsmcfg::sim {

// Every fault has a stream of random numbers of its own: the rate of one does not move the others.
class FaultSource {
public:
    FaultSource(const FaultRates& rates, std::uint64_t seed, const TruthLog& log, std::optional<std::size_t> modem);

    // In place of what was planned before. Counting begins at 1 again.
    void plan(std::vector<PlannedFault> planned);
    // An occasion for that fault: true if it happens now.
    [[nodiscard]] bool fires(Fault fault);
    [[nodiscard]] Random& random(Fault fault) { return streams_[static_cast<std::size_t>(fault)]; }

private:
    const FaultRates& rates_;
    const TruthLog& log_;
    std::optional<std::size_t> modem_;
    std::vector<Random> streams_;
    std::array<unsigned, fault_count> occasions_{};
    std::vector<PlannedFault> planned_;
};

}  // namespace gsmcfg::sim
