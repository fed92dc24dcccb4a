// Phone numbers: as people write them, and as E.164.
#pragma once

#include "gsmcfg/base/result.hpp"

#include <compare>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace gsmcfg::base {

// An international number, ITU-T E.164: 7 to 15 digits, the first not 0.
class PhoneNumber {
public:
    // `text` is "+" and digits, nothing else.
    static Result<PhoneNumber> from_e164(std::string_view text);

    // "+79120000001"
    [[nodiscard]] const std::string& e164() const noexcept { return e164_; }
    // "79120000001"
    [[nodiscard]] std::string_view digits() const noexcept { return std::string_view(e164_).substr(1); }
    // +999 is assigned to nobody: samples, tests and the simulator live there.
    [[nodiscard]] bool simulated() const noexcept { return e164_.starts_with("+999"); }

    auto operator<=>(const PhoneNumber&) const = default;

private:
    explicit PhoneNumber(std::string e164) : e164_(std::move(e164)) {}
    std::string e164_;
};

// How national numbers of the user's country become international ones.
struct NumberingPlan {
    std::optional<std::string> country_code;     // "7"
    std::optional<std::string> trunk_prefix;     // "8"
    std::optional<std::size_t> national_length;  // digits after the country code (10); makes the reading strict
};

// Takes +7…, 007…, 8…, 7…, 9…, with blanks, dashes, dots, brackets; also Excel's '+7…, ="…" and 79…0.0.
// A national number needs plan.country_code. `7,912E+10` is refused with the cure: its digits are lost.
// Errors: malformed, invalid_argument; detail is a sentence for the user.
[[nodiscard]] Result<PhoneNumber> parse_phone_number(std::string_view text, const NumberingPlan& plan);

}  // namespace gsmcfg::base

template <>
struct std::hash<gsmcfg::base::PhoneNumber> {
    std::size_t operator()(const gsmcfg::base::PhoneNumber& number) const noexcept {
        return std::hash<std::string>{}(number.e164());
    }
};
