// Which meters the head-end sees: its list of connected serial numbers beside a campaign's meters.
#pragma once

#include "gsmcfg/meter/serial_list.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::report {

class OnlineList {
public:
    // `source`: the file's name, for people.
    OnlineList(meter::SerialList list, std::string source)
        : list_(std::move(list)), matched_(list_.serials.size(), false), source_(std::move(source)) {}

    // Is a meter with that serial number in the list? Nothing for a meter whose serial number is not known.
    [[nodiscard]] std::optional<bool> online(std::string_view serial);
    [[nodiscard]] const std::string& source() const { return source_; }
    [[nodiscard]] std::int64_t size() const { return static_cast<std::int64_t>(list_.serials.size()); }
    // Serial numbers that online() was not asked for.
    [[nodiscard]] std::int64_t unmatched() const;

private:
    meter::SerialList list_;
    std::vector<bool> matched_;
    std::string source_;
};

}  // namespace gsmcfg::report
