#include "master_sim_message.hpp"

#include "gsmcfg/base/pattern.hpp"
#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>

#include <charconv>
#include <chrono>

namespace gsmcfg::cli {

using base::ErrorCode;

base::Result<sms::Address> parse_sender(std::string_view text, const base::NumberingPlan& plan) {
    const auto word = base::trim(text);
    if (auto number = base::parse_phone_number(word, plan)) return sms::Address::of(*number);
    const bool digits = !word.empty() && word.find_first_not_of("0123456789*#") == std::string_view::npos;
    sms::Address address{digits ? sms::TypeOfNumber::unknown : sms::TypeOfNumber::alphanumeric,
                         static_cast<std::uint8_t>(digits ? 1 : 0), std::string(word)};
    if (const auto encoded = sms::encode_address(address); !encoded || word.empty())
        return base::fail(
            ErrorCode::invalid_argument, "--sender",
            word.empty() ? "it is empty" : fmt::format("'{}': {}", base::escape_control(word), encoded.error().detail));
    return address;
}

base::Result<sms::Timestamp> parse_timestamp(std::string_view text) {
    static const auto pattern = base::Pattern::compile(
        R"((?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)[T ](?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d))?(?P<zone>Z|[+-]\d\d:?\d\d)?)");
    const auto bad = base::fail(ErrorCode::invalid_argument, "--timestamp",
                                fmt::format("'{}' is no time such as 2026-03-01T12:00:00+03:00", base::escape_control(text)));
    const auto found = pattern ? pattern->match_whole(base::trim(text)) : std::nullopt;
    if (!found) return bad;
    const auto number = [&](const char* name, std::size_t at = 0, std::size_t size = std::string::npos) {
        const auto part = found->find(name);
        const auto digits = part == found->end() || part->second.empty() ? std::string("0") : part->second.substr(at, size);
        int value = 0;
        std::from_chars(digits.data(), digits.data() + digits.size(), value);
        return value;
    };
    const std::chrono::year_month_day date(std::chrono::year(number("year")),
                                           std::chrono::month(static_cast<unsigned>(number("month"))),
                                           std::chrono::day(static_cast<unsigned>(number("day"))));
    if (!date.ok() || number("hour") > 23 || number("minute") > 59 || number("second") > 59) return bad;
    const auto local = std::chrono::sys_days(date) + std::chrono::hours(number("hour")) + std::chrono::minutes(number("minute")) +
                       std::chrono::seconds(number("second"));
    std::chrono::minutes offset{0};
    const auto zone = found->find("zone");
    if (zone != found->end() && zone->second.size() >= 5) {
        offset = std::chrono::hours(number("zone", 1, 2)) + std::chrono::minutes(number("zone", zone->second.size() - 2, 2));
        if (zone->second.front() == '-') offset = -offset;
    }
    const sms::Timestamp time{local - offset, offset};
    if (const auto encoded = sms::encode_timestamp(time); !encoded) return bad;
    return time;
}

}  // namespace gsmcfg::cli
