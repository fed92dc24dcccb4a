// What a table holds, as a number.
#pragma once

#include "gsmcfg/store/dump.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string>

namespace gsmcfg::store {

// The sum of the SHA-256 of each record, so that the order in which they are read does not matter.
class TableDigest {
public:
    void add(std::span<const Cell> cells);

    [[nodiscard]] std::int64_t rows() const { return rows_; }
    [[nodiscard]] bool operator==(const TableDigest& other) const { return rows_ == other.rows_ && sum_ == other.sum_; }

private:
    std::int64_t rows_ = 0;
    std::array<std::uint64_t, 4> sum_{};
    std::string record_;
};

}  // namespace gsmcfg::store
