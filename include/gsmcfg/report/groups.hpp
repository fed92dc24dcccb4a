// The meters of a campaign in groups that may share a cause: our modem and SIM, the operator's prefix, the place, the hour. Pure.
#pragma once

#include "gsmcfg/base/result.hpp"
#include "gsmcfg/report/standing.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gsmcfg::report {

// The names are those of --group-by.
enum class Dimension { modem, sim, prefix, label, hour, outcome };
inline constexpr std::array dimensions{Dimension::modem, Dimension::sim,  Dimension::prefix,
                                       Dimension::label, Dimension::hour, Dimension::outcome};
[[nodiscard]] std::string_view name(Dimension dimension);
// Errors: invalid_argument with all names.
[[nodiscard]] base::Result<Dimension> find_dimension(std::string_view word);

// The operator's prefix of a number: + and the first `digits` digits. How long the country's and the operator's part of a
// number really are differs from country to country; five digits tell the operators of most apart.
[[nodiscard]] std::string operator_prefix(std::string_view phone, std::size_t digits);
inline constexpr std::size_t default_prefix_length = 5;

// The place that a label names, without the meter: what stands before the last comma; without a comma, before the last
// number. "Lesnaya 1, flat 7" → "Lesnaya 1", "Example street 4" → "Example street".
[[nodiscard]] std::string label_stem(std::string_view label);

struct Group {
    std::string key;
    std::int64_t as_wanted = 0;
    std::int64_t failed = 0;
    std::int64_t unfinished = 0;
    std::int64_t sms = 0;

    [[nodiscard]] std::int64_t meters() const { return as_wanted + failed + unfinished; }
    [[nodiscard]] std::int64_t ended() const { return as_wanted + failed; }
    // Of the meters, 0 to 1.
    [[nodiscard]] double share_as_wanted() const;
};

// Of meters without a label, modem, …, and of those beyond the most groups that are kept.
inline constexpr std::string_view no_group = "(none)";
inline constexpr std::string_view other_groups = "(others)";

class Grouping {
public:
    // Beyond so many groups the others are counted together: labels may all be different.
    static constexpr std::size_t most_groups = 20'000;

    explicit Grouping(Dimension dimension, std::size_t most = most_groups) : dimension_(dimension), most_(most) {}
    [[nodiscard]] Dimension dimension() const { return dimension_; }
    // An empty key is no_group.
    void add(const std::string& key, Standing standing, std::int64_t sms);
    // Hours in their order; else the most failed first, then the most meters, then by key.
    [[nodiscard]] std::vector<Group> sorted() const;

private:
    Dimension dimension_;
    std::size_t most_;
    std::unordered_map<std::string, Group> groups_;
};

}  // namespace gsmcfg::report
