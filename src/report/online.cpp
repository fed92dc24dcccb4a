#include "gsmcfg/report/online.hpp"

#include "gsmcfg/meter/reply.hpp"

#include <algorithm>

namespace gsmcfg::report {

std::optional<bool> OnlineList::online(std::string_view serial) {
    if (meter::bare_serial(serial).empty()) return std::nullopt;
    const auto place = list_.find(serial);
    if (place) matched_[*place] = true;
    return place.has_value();
}

std::int64_t OnlineList::unmatched() const { return std::ranges::count(matched_, false); }

}  // namespace gsmcfg::report
