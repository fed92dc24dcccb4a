// A list of serial numbers, as a head-end gives it: which meters are connected.
#pragma once

#include "gsmcfg/base/result.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::meter {

struct SerialList {
    std::vector<std::string> serials;   // distinct and sorted, as bare_serial() has them
    std::vector<base::Error> problems;  // every bad line; where is "file:line"

    // Its place in `serials`; leading zeros aside. Nothing for an empty one.
    [[nodiscard]] std::optional<std::size_t> find(std::string_view serial) const;
};

// Text with one number a line (`#` begins a comment), or CSV with a header that has a column of serial numbers; in the
// encodings, separators and wrappings of parse_phone_list(). `heading` names the column; empty: it is known by its words, in
// English or Russian. Use the list only if `problems` is empty.
[[nodiscard]] SerialList read_serial_list(std::string_view bytes, const std::string& source, const std::string& heading = "");

}  // namespace gsmcfg::meter
