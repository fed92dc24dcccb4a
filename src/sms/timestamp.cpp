#include "gsmcfg/sms/timestamp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace gsmcfg::sms {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::size_t field_count = 6;  // year to second
constexpr std::size_t length = 7;
constexpr int pivot_year = 90;  // "90" to "99" are of the last century
constexpr int most_quarters = 79;
constexpr minutes quarter{15};

struct Civil {
    std::chrono::year_month_day date;
    std::chrono::hh_mm_ss<seconds> time;
};

Civil local_civil(const Timestamp& timestamp) {
    const auto local = timestamp.utc + timestamp.offset;
    const auto midnight = std::chrono::floor<days>(local);
    return {std::chrono::year_month_day(midnight), std::chrono::hh_mm_ss<seconds>(local - midnight)};
}

// A swapped pair of decimal digits, or -1.
int from_pair(std::uint8_t octet) {
    const int tens = octet & 0x0F;
    const int units = octet >> 4;
    return tens > 9 || units > 9 ? -1 : tens * 10 + units;
}

std::uint8_t to_pair(unsigned value) { return static_cast<std::uint8_t>((value % 10) << 4U | value / 10); }

}  // namespace

std::string Timestamp::iso8601() const {
    const auto civil = local_civil(*this);
    const auto zone = std::chrono::abs(offset).count();
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}{:02}:{:02}", static_cast<int>(civil.date.year()),
                       static_cast<unsigned>(civil.date.month()), static_cast<unsigned>(civil.date.day()),
                       civil.time.hours().count(), civil.time.minutes().count(), civil.time.seconds().count(),
                       offset < minutes::zero() ? '-' : '+', zone / 60, zone % 60);
}

base::Result<std::optional<Timestamp>> decode_timestamp(OctetReader& reader, std::string_view field) {
    const auto start = reader.offset();
    const auto octets = reader.octets(length, field);
    if (!octets) return base::fail(octets.error());
    if (std::ranges::all_of(*octets, [](std::uint8_t octet) { return octet == 0; })) return std::nullopt;
    const auto bad = [&](std::size_t index, std::string detail) {
        return reader.refuse(base::ErrorCode::malformed, field, std::move(detail), start + index);
    };
    constexpr std::array<std::string_view, field_count> names{"year", "month", "day", "hour", "minute", "second"};
    constexpr std::array<int, field_count> least{0, 1, 1, 0, 0, 0};
    constexpr std::array<int, field_count> most{99, 12, 31, 23, 59, 59};
    std::array<int, field_count> values{};
    for (std::size_t i = 0; i < field_count; ++i) {
        values[i] = from_pair((*octets)[i]);
        if (values[i] < 0) return bad(i, fmt::format("the {} is not two decimal digits", names[i]));
        if (values[i] < least[i] || values[i] > most[i]) return bad(i, fmt::format("there is no {} {}", names[i], values[i]));
    }
    const std::chrono::year_month_day date(std::chrono::year(values[0] + (values[0] < pivot_year ? 2000 : 1900)),
                                           std::chrono::month(static_cast<unsigned>(values[1])),
                                           std::chrono::day(static_cast<unsigned>(values[2])));
    if (!date.ok()) return bad(2, fmt::format("there is no day {} in this month", values[2]));
    const std::uint8_t zone = (*octets)[field_count];
    const int quarters = from_pair(static_cast<std::uint8_t>(zone & 0xF7U));
    if (quarters < 0) return bad(field_count, "the time zone is not decimal");
    const minutes offset = quarter * ((zone & 0x08U) != 0 ? -quarters : quarters);
    const auto local = std::chrono::sys_days(date) + hours(values[3]) + minutes(values[4]) + seconds(values[5]);
    return Timestamp{local - offset, offset};
}

base::Result<Octets> encode_timestamp(const std::optional<Timestamp>& timestamp) {
    if (!timestamp) return Octets(length, 0);
    const auto bad = [](std::string detail) {
        return base::fail(base::ErrorCode::invalid_argument, "timestamp", std::move(detail));
    };
    const auto quarters = timestamp->offset / quarter;
    if (timestamp->offset % quarter != minutes::zero() || std::abs(quarters) > most_quarters)
        return bad("the time zone is not a number of quarter hours between -79 and 79");
    const auto civil = local_civil(*timestamp);
    const int year = static_cast<int>(civil.date.year());
    if (year < 1900 + pivot_year || year >= 2000 + pivot_year) return bad("the year is not between 1990 and 2089");
    const auto zone = to_pair(static_cast<unsigned>(std::abs(quarters)));
    return Octets{to_pair(static_cast<unsigned>(year % 100)),
                  to_pair(static_cast<unsigned>(civil.date.month())),
                  to_pair(static_cast<unsigned>(civil.date.day())),
                  to_pair(static_cast<unsigned>(civil.time.hours().count())),
                  to_pair(static_cast<unsigned>(civil.time.minutes().count())),
                  to_pair(static_cast<unsigned>(civil.time.seconds().count())),
                  static_cast<std::uint8_t>(quarters < 0 ? zone | 0x08U : zone)};
}

}  // namespace gsmcfg::sms
