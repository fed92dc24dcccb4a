#include "table_digest.hpp"

#include "gsmcfg/base/digest.hpp"

#include <fmt/format.h>

#include <charconv>
#include <iterator>

namespace gsmcfg::store {
namespace {

constexpr std::size_t digits_per_word = 16;

// Its kind and length go before each, so that no two records look alike.
struct Writing {
    std::back_insert_iterator<std::string> out;
    void operator()(std::monostate /*null*/) { fmt::format_to(out, "n"); }
    void operator()(std::int64_t number) { fmt::format_to(out, "i{}:", number); }
    void operator()(double number) { fmt::format_to(out, "d{}:", number); }
    void operator()(const std::string& text) { fmt::format_to(out, "t{}:{}", text.size(), text); }
};

}  // namespace

void TableDigest::add(std::span<const Cell> cells) {
    record_.clear();
    for (const auto& cell : cells) std::visit(Writing{std::back_inserter(record_)}, cell);
    const auto hex = base::sha256(record_);
    for (std::size_t word = 0; word < sum_.size(); ++word) {
        std::uint64_t value = 0;
        const auto* const begin = hex.data() + word * digits_per_word;
        std::from_chars(begin, begin + digits_per_word, value, 16);
        sum_[word] += value;
    }
    ++rows_;
}

}  // namespace gsmcfg::store
