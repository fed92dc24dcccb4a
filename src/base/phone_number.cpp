#include "gsmcfg/base/phone_number.hpp"

#include "gsmcfg/base/digits.hpp"
#include "gsmcfg/base/text.hpp"

#include <algorithm>

namespace gsmcfg::base {
namespace {

constexpr std::size_t shortest = 7;
constexpr std::size_t longest = 15;

// What spreadsheets wrap around a number to keep its digits: '+7…, ="+7…", "+7…", 79….0
std::string_view unwrap_spreadsheet(std::string_view text) {
    text = trim(text);
    if (text.starts_with('=')) text.remove_prefix(1);
    if (text.size() >= 2 && text.starts_with('"') && text.ends_with('"')) text = text.substr(1, text.size() - 2);
    if (text.starts_with('\'')) text.remove_prefix(1);
    text = trim(text);
    if (text.size() > 2 && (text.ends_with(".0") || text.ends_with(",0")) && all_digits(text.substr(0, text.size() - 2)))
        text.remove_suffix(2);
    return text;
}

bool looks_like_scientific(std::string_view text) {
    static constexpr std::string_view marks = "eE";
    const auto e = text.find_first_of(marks);
    return e != std::string_view::npos && e > 0 && is_digit(text[e - 1]) && e + 1 < text.size() &&
           (text[e + 1] == '+' || is_digit(text[e + 1]));
}

Result<PhoneNumber> international(std::string digits, std::string_view original) {
    auto number = PhoneNumber::from_e164("+" + digits);
    if (!number) return fail(number.error().code, std::string(original), number.error().detail);
    return number;
}

}  // namespace

Result<PhoneNumber> PhoneNumber::from_e164(std::string_view text) {
    const auto refuse = [&](std::string why) { return fail(ErrorCode::malformed, std::string(text), std::move(why)); };
    if (!text.starts_with('+') || !all_digits(text.substr(1))) return refuse("an international number is + and digits");
    if (text[1] == '0') return refuse("no country code begins with 0");
    const auto count = text.size() - 1;
    if (count < shortest) return refuse("too short: an international number has at least 7 digits");
    if (count > longest) return refuse("too long: an international number has at most 15 digits");
    return PhoneNumber(std::string(text));
}

Result<PhoneNumber> parse_phone_number(std::string_view text, const NumberingPlan& plan) {
    const auto bare = unwrap_spreadsheet(text);
    const auto refuse = [&](ErrorCode code, std::string why) { return fail(code, std::string(bare), std::move(why)); };
    if (bare.empty()) return refuse(ErrorCode::malformed, "the number is empty");
    if (looks_like_scientific(bare))
        return refuse(ErrorCode::malformed,
                      "the spreadsheet rounded this number and its digits are lost: format the column as text and enter "
                      "the numbers again");

    std::string digits;
    const bool plus = bare.starts_with('+');
    for (const char c : bare.substr(plus ? 1 : 0)) {
        if (is_digit(c)) digits += c;
        else if (c != ' ' && c != '-' && c != '(' && c != ')' && c != '.' && c != '\t' && c != '\xC2' && c != '\xA0')
            return refuse(ErrorCode::malformed, "not a phone number: only digits, a leading + and ( ) - . are allowed");
    }
    if (digits.empty()) return refuse(ErrorCode::malformed, "not a phone number: it has no digits");
    if (plus) return international(digits, bare);
    if (digits.starts_with("00")) return international(digits.substr(2), bare);

    if (!plan.country_code)
        return refuse(ErrorCode::invalid_argument,
                      "a national number: write it as +… or set numbers.country_code in the configuration");
    const auto& country = *plan.country_code;
    const auto& trunk = plan.trunk_prefix;
    if (plan.national_length) {
        const auto national = *plan.national_length;
        if (digits.size() == national + country.size() && digits.starts_with(country)) return international(digits, bare);
        if (trunk && digits.size() == national + trunk->size() && digits.starts_with(*trunk))
            return international(country + digits.substr(trunk->size()), bare);
        if (digits.size() == national) return international(country + digits, bare);
        return refuse(ErrorCode::malformed, "has " + std::to_string(digits.size()) + " digits; a number of country " + country +
                                                " has " + std::to_string(national) + " after its prefix");
    }
    if (trunk && !trunk->empty() && digits.starts_with(*trunk))
        return international(country + digits.substr(trunk->size()), bare);
    if (digits.starts_with(country) && digits.size() >= 10 + country.size()) return international(digits, bare);
    return international(country + digits, bare);
}

}  // namespace gsmcfg::base
