#include "sim/fault_source.hpp"

#include <algorithm>

namespace gsmcfg::sim {

FaultSource::FaultSource(const FaultRates& rates, std::uint64_t seed, const TruthLog& log, std::optional<std::size_t> modem)
    : rates_(rates), log_(log), modem_(modem) {
    const std::string owner = modem ? "modem " + std::to_string(*modem) + " " : "network ";
    for (const FaultWord& word : fault_words()) streams_.emplace_back(seed, owner + std::string(word.name));
}

void FaultSource::plan(std::vector<PlannedFault> planned) {
    planned_ = std::move(planned);
    occasions_ = {};
}

bool FaultSource::fires(Fault fault) {
    const unsigned occasion = ++occasions_[static_cast<std::size_t>(fault)];
    const bool planned =
        std::ranges::any_of(planned_, [&](const PlannedFault& plan) { return plan.fault == fault && plan.nth == occasion; });
    if (!planned && !random(fault).chance(rates_[fault])) return false;
    log_.write("fault", [&](base::Json& json) {
        json.set("name", name(fault));
        if (modem_) json.set("modem", *modem_);
    });
    return true;
}

}  // namespace gsmcfg::sim
