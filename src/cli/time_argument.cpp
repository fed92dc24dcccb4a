#include "time_argument.hpp"

#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>

#include <charconv>
#include <ctime>

namespace gsmcfg::cli {
namespace {

using std::chrono::milliseconds;

// Takes a text apart from its beginning; after a mismatch nothing fits any more.
class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) {}

    bool take(char c) {
        if (!rest_.starts_with(c)) return false;
        rest_.remove_prefix(1);
        return true;
    }
    // Exactly so many digits.
    std::optional<int> number(std::size_t digits) {
        if (rest_.size() < digits || rest_.substr(0, digits).find_first_not_of("0123456789") != std::string_view::npos)
            return std::nullopt;
        int value = 0;
        std::from_chars(rest_.data(), rest_.data() + digits, value);
        rest_.remove_prefix(digits);
        return value;
    }
    [[nodiscard]] bool at_end() const { return rest_.empty(); }

private:
    std::string_view rest_;
};

std::optional<std::chrono::year_month_day> read_day(Reader& reader) {
    const auto year = reader.number(4);
    const bool first = reader.take('-');
    const auto month = reader.number(2);
    const bool second = reader.take('-');
    const auto day = reader.number(2);
    if (!year || !first || !month || !second || !day) return std::nullopt;
    const std::chrono::year_month_day date(std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day)));
    return date.ok() ? std::optional(date) : std::nullopt;
}

// 12:00, 12:00:05, 12:00:05.123
std::optional<milliseconds> read_clock(Reader& reader) {
    const auto hour = reader.number(2);
    const bool colon = reader.take(':');
    const auto minute = reader.number(2);
    if (!hour || !colon || !minute || *hour > 23 || *minute > 59) return std::nullopt;
    milliseconds time = std::chrono::hours(*hour) + std::chrono::minutes(*minute);
    if (!reader.take(':')) return time;
    const auto second = reader.number(2);
    if (!second || *second > 59) return std::nullopt;
    time += std::chrono::seconds(*second);
    if (!reader.take('.')) return time;
    const auto fraction = reader.number(3);
    return fraction ? std::optional(time + milliseconds(*fraction)) : std::nullopt;
}

// Z, +0300, -03:30. Nothing: it is no zone.
std::optional<std::chrono::minutes> read_zone(Reader& reader) {
    if (reader.take('Z')) return std::chrono::minutes(0);
    const bool east = reader.take('+');
    if (!east && !reader.take('-')) return std::nullopt;
    const auto hours = reader.number(2);
    (void)reader.take(':');
    const auto minutes = reader.number(2);
    if (!hours || !minutes || *hours > 14 || *minutes > 59) return std::nullopt;
    const auto offset = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
    return east ? offset : -offset;
}

std::optional<base::UtcTime> at_this_machine(const std::chrono::year_month_day& date, milliseconds clock) {
    const std::chrono::hh_mm_ss time_of_day(clock);
    std::tm local{};
    local.tm_year = static_cast<int>(date.year()) - 1900;
    local.tm_mon = static_cast<int>(static_cast<unsigned>(date.month())) - 1;
    local.tm_mday = static_cast<int>(static_cast<unsigned>(date.day()));
    local.tm_hour = static_cast<int>(time_of_day.hours().count());
    local.tm_min = static_cast<int>(time_of_day.minutes().count());
    local.tm_sec = static_cast<int>(time_of_day.seconds().count());
    local.tm_isdst = -1;
    const auto time = std::mktime(&local);
    if (time == -1) return std::nullopt;
    return std::chrono::floor<milliseconds>(std::chrono::system_clock::from_time_t(time)) + time_of_day.subseconds();
}

std::optional<base::UtcTime> point(std::string_view text, Edge edge) {
    Reader reader(text);
    const auto date = read_day(reader);
    if (!date) return std::nullopt;
    if (reader.at_end()) {
        const bool next = edge == Edge::end;
        return at_this_machine(next ? std::chrono::sys_days(*date) + std::chrono::days(1) : std::chrono::sys_days(*date), {});
    }
    if (!reader.take(' ') && !reader.take('T')) return std::nullopt;
    const auto clock = read_clock(reader);
    if (!clock) return std::nullopt;
    if (reader.at_end()) return at_this_machine(*date, *clock);
    (void)reader.take(' ');
    const auto zone = read_zone(reader);
    if (!zone || !reader.at_end()) return std::nullopt;
    return std::chrono::sys_days(*date) + *clock - *zone;
}

std::optional<std::chrono::minutes> age(std::string_view text) {
    constexpr int most = 100'000;
    int count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc() || end + 1 != text.data() + text.size() || count < 0 || count > most) return std::nullopt;
    switch (*end) {
        case 'm': return std::chrono::minutes(count);
        case 'h': return std::chrono::hours(count);
        case 'd': return std::chrono::days(count);
        case 'w': return std::chrono::weeks(count);
        default: return std::nullopt;
    }
}

}  // namespace

std::optional<base::UtcTime> parse_time(std::string_view text, base::UtcTime now, Edge edge) {
    text = base::trim(text);
    if (const auto ago = age(text)) return now - *ago;
    return point(text, edge);
}

Outcome<std::optional<base::UtcTime>> time_option(const Arguments& arguments, std::string_view option, Edge edge) {
    const auto given = arguments.value(option);
    if (!given) return std::nullopt;
    const auto time = parse_time(*given, base::SystemClock().utc(), edge);
    if (!time)
        return refuse(exit_code::usage,
                      fmt::format("--{} takes an age (45m, 12h, 30d, 2w), a day (2026-03-01) or a time (\"2026-03-01 12:00\"), "
                                  "not '{}'",
                                  option, base::escape_control(*given)));
    return time;
}

Outcome<Period> period_of(const Arguments& arguments) {
    const auto since = time_option(arguments, "since", Edge::begin);
    if (!since) return refuse(since.error());
    const auto until = time_option(arguments, "until", Edge::end);
    if (!until) return refuse(until.error());
    if (*since && *until && **since >= **until) return refuse(exit_code::usage, "--since is not before --until");
    return Period{*since, *until};
}

OptionSpec since_option() { return {"since", "TIME", "from then on: 24h, 7d, 2026-03-01 or \"2026-03-01 12:00\""}; }
OptionSpec until_option() { return {"until", "TIME", "before then, in the same forms; a day counts whole"}; }

}  // namespace gsmcfg::cli
