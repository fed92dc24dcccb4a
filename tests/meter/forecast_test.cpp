#include "gsmcfg/meter/forecast.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::meter {
namespace {

using namespace std::chrono_literals;

base::TimeZone zone(const std::string& name) { return base::TimeZone::find(name).value(); }
// The end of "2026-03-29" is the next midnight; a time is that time.
base::UtcTime at(const std::string& text, const std::string& in = "UTC") { return zone(in).parse_deadline(text).value(); }
base::DailyWindow window(const std::string& text, const std::string& in = "UTC") {
    return base::DailyWindow::parse(text, zone(in)).value();
}

ForecastInput job(std::int64_t meters, std::int64_t messages = 8) {
    ForecastInput input;
    input.meters = meters;
    input.sms = meters * messages;
    input.meter_messages = messages;
    input.zone = zone("UTC");
    input.start = at("2026-03-02 08:00");
    return input;
}

std::chrono::seconds took(const ForecastInput& input) {
    const auto result = forecast(input);
    EXPECT_TRUE(result.end) << result.never;
    return std::chrono::duration_cast<std::chrono::seconds>(result.end.value_or(input.start) - input.start);
}

TEST(Forecast, NothingToSendTakesNoTime) {
    EXPECT_EQ(took(job(0)), 0s);
    EXPECT_EQ(took(job(10, 0)), 0s);
}

TEST(Forecast, OneMeterTakesItsMessagesItsRepliesAndItsRestart) {
    EXPECT_EQ(took(job(1)), std::chrono::seconds(8 * 19 + 60));
    auto many_modems = job(1);
    many_modems.modems = 50;
    EXPECT_EQ(took(many_modems), std::chrono::seconds(8 * 19 + 60));
    auto one_way = job(1);
    one_way.seconds_per_reply = one_way.seconds_per_restart = 0;
    EXPECT_EQ(took(one_way), 32s);
}

struct FlowCase {
    const char* what;
    double per_sms, per_reply;
    std::optional<double> per_minute;
    std::int64_t open_meters, modems;
    double seconds;  // of 1,000 meters of 8 messages
    Bound bound;
};

TEST(Forecast, TheSlowestOfRadioRateAndRepliesSetsThePace) {
    const FlowCase rows[] = {
        {"radio", 4, 15, {}, 20, 1, 32000, Bound::radio},
        {"radio of eight", 4, 15, {}, 20, 8, 4000, Bound::radio},
        {"rate", 4, 15, 10, 20, 2, 24000, Bound::rate},
        {"a rate that is no limit", 4, 15, 60, 20, 2, 16000, Bound::radio},
        {"replies", 4, 96, {}, 5, 1, 160000, Bound::replies},
        {"a rate slower than the replies", 4, 96, 1, 5, 1, 480000, Bound::rate},
    };
    for (const auto& row : rows) {
        auto input = job(1000);
        input.seconds_per_sms = row.per_sms;
        input.seconds_per_reply = row.per_reply;
        input.seconds_per_restart = 0;
        input.sms_per_minute = row.per_minute;
        input.open_meters = row.open_meters;
        input.modems = row.modems;
        EXPECT_NEAR(static_cast<double>(took(input).count()), row.seconds + row.per_reply, 2) << row.what;
        EXPECT_EQ(forecast(input).bound, row.bound) << row.what;
    }
}

TEST(Forecast, UnderACapOnlyWholeMetersADay) {
    auto input = job(3200);
    input.daily_cap = 100;
    input.modems = 8;
    auto result = forecast(input);
    // 12 meters, 96 SMS a SIM and day; 96 meters a day; 33 days and a third.
    EXPECT_EQ(result.meters_a_day, 96);
    EXPECT_EQ(result.sms_a_day, 768);
    EXPECT_EQ(result.days, 34);
    EXPECT_EQ(result.bound, Bound::cap);
    EXPECT_EQ(zone("UTC").day(result.end.value()), "2026-04-04");
    input.modems = 1;
    EXPECT_EQ(forecast(input).days, 267);
    EXPECT_EQ(forecast(input).meters_a_day, 12);
    input.daily_cap = 8;
    input.meters = 3;
    input.sms = 24;
    EXPECT_EQ(forecast(input).days, 3);
}

TEST(Forecast, ACapThatWasUsedUpTodayBeginsTomorrow) {
    auto input = job(12);
    input.daily_cap = 100;
    EXPECT_EQ(forecast(input).days, 1);
    input.sent_today = {100};
    const auto tomorrow = forecast(input);
    EXPECT_EQ(tomorrow.days, 1);
    EXPECT_EQ(tomorrow.end.value(), at("2026-03-02") + 12 * 8 * 4s + 75s) << "from midnight on";
    input.sent_today = {4};
    EXPECT_EQ(forecast(input).days, 1) << "96 are left";
    input.sent_today = {5};
    EXPECT_EQ(forecast(input).days, 2) << "95 are left: room for 11 meters";
    input.sent_today = {250};
    EXPECT_EQ(forecast(input).days, 1);
    input.sent_today = {100};
    input.modems = 2;
    EXPECT_EQ(forecast(input).end.value(), input.start + 12 * 8 * 4s + 75s) << "the other SIM does it";
}

TEST(Forecast, MetersOfDifferentLength) {
    auto input = job(100, 8);
    input.sms = 500;  // five on average
    input.daily_cap = 20;
    // Eight must be free to begin one: 1 + (20 - 8) / 5.
    EXPECT_EQ(forecast(input).meters_a_day, 3);
}

TEST(Forecast, NeverWithTheReason) {
    auto cap = job(10);
    cap.daily_cap = 5;
    auto result = forecast(cap);
    EXPECT_FALSE(result.end);
    EXPECT_TRUE(result.impossible);
    EXPECT_EQ(result.never, "a meter needs 8 SMS and the daily cap is 5");
    EXPECT_EQ(result.bound, Bound::cap);
    EXPECT_FALSE(sims_needed(cap, at("2030-01-01")));
    auto hours = job(10);
    hours.window = window("08:00-08:03");
    result = forecast(hours);
    EXPECT_FALSE(result.end);
    EXPECT_TRUE(result.impossible);
    EXPECT_EQ(result.never, "a meter takes about 4 min and the window 08:00-08:03 is open for 3 min");
    EXPECT_FALSE(sims_needed(hours, at("2030-01-01")));
    auto years = job(1'000'000);
    years.daily_cap = 8;
    result = forecast(years);
    EXPECT_FALSE(result.end);
    EXPECT_FALSE(result.impossible);
    EXPECT_EQ(result.never, "it would take more than ten years");
    EXPECT_EQ(result.bound, Bound::cap);
}

TEST(Forecast, AWindowThatIsClosedIsWaitedFor) {
    auto input = job(1);
    input.window = window("09:00-17:00");
    EXPECT_EQ(took(input), 1h + 212s);
    input.start = at("2026-03-02 18:00");
    EXPECT_EQ(took(input), 15h + 212s);
    input.start = at("2026-03-02 16:58");
    EXPECT_EQ(took(input), 16h + 2min + 212s) << "too late to begin it";
    input.start = at("2026-03-02 10:00");
    EXPECT_EQ(took(input), 212s);
}

TEST(Forecast, AWindowBoundsTheDay) {
    auto input = job(10000);
    input.window = window("08:00-20:00");
    const auto result = forecast(input);
    EXPECT_EQ(result.bound, Bound::window);
    // 43,200 s at 4 s are 10,800 SMS; the last meters are not begun.
    EXPECT_NEAR(static_cast<double>(result.sms_a_day), 10800, 40);
    EXPECT_EQ(result.days, 8);
    input.window = window("00:00-24:00");
    EXPECT_EQ(forecast(input).bound, Bound::radio);
    EXPECT_EQ(took(input), std::chrono::seconds(320000 + 75));
}

TEST(Forecast, AWindowOverMidnightHasTwoDaysCaps) {
    auto input = job(1000);
    input.window = window("22:00-06:00");
    input.daily_cap = 800;
    input.start = at("2026-03-02 22:00");
    const auto result = forecast(input);
    // 100 meters before midnight would need 3,200 s: the cap of each day is used up in it, from its midnight on.
    EXPECT_EQ(result.meters_a_day, 100);
    EXPECT_EQ(result.bound, Bound::cap);
    EXPECT_EQ(result.days, 10);
    EXPECT_EQ(result.end.value(), at("2026-03-11 00:00") + 3200s + 75s);
    input.daily_cap.reset();
    // 8 h are 7,200 SMS, 900 meters; the rest in the night after.
    EXPECT_EQ(zone("UTC").day(forecast(input).end.value()), "2026-03-03");
    EXPECT_GT(forecast(input).end.value(), at("2026-03-03 22:00"));
}

TEST(Forecast, DaysAreThoseOfTheZone) {
    auto input = job(24);
    input.daily_cap = 96;
    input.start = at("2026-03-02 20:00");  // 23:00 in Moscow
    input.zone = zone("Europe/Moscow");
    EXPECT_EQ(forecast(input).end.value(), at("2026-03-02 21:00") + 384s + 75s);
    input.zone = zone("UTC");
    EXPECT_EQ(forecast(input).end.value(), at("2026-03-03 00:00") + 384s + 75s);
}

TEST(Forecast, DaysOnWhichTheClocksChange) {
    // 23 h on 29 March, 25 h on 25 October in Berlin: as many SMS more or less as fit into that hour.
    const auto sms_of = [](const std::string& day) {
        auto input = job(13'000, 1);
        input.zone = zone("Europe/Berlin");
        input.start = at(day + " 00:00", "Europe/Berlin");
        input.window = window("00:00-12:00", "Europe/Berlin");
        return forecast(input);
    };
    const auto spring = sms_of("2026-03-29");
    const auto usual = sms_of("2026-03-30");
    const auto autumn = sms_of("2026-10-25");
    EXPECT_NEAR(static_cast<double>(spring.sms_a_day), 11 * 900, 15);
    EXPECT_NEAR(static_cast<double>(usual.sms_a_day), 12 * 900, 15);
    EXPECT_NEAR(static_cast<double>(autumn.sms_a_day), 13 * 900, 15);
    auto capped = job(36);
    capped.daily_cap = 96;
    capped.zone = zone("Europe/Berlin");
    capped.start = at("2026-03-28 12:00", "Europe/Berlin");
    EXPECT_EQ(forecast(capped).end.value(), at("2026-03-30 00:00", "Europe/Berlin") + 384s + 75s);
    // The hour of the window is left out on the 29th: it opens when the clocks have gone on.
    auto lost_hour = job(1);
    lost_hour.zone = zone("Europe/Berlin");
    lost_hour.window = window("02:00-03:30", "Europe/Berlin");
    lost_hour.start = at("2026-03-29 00:00", "Europe/Berlin");
    EXPECT_EQ(forecast(lost_hour).end.value(), at("2026-03-29 03:00", "Europe/Berlin") + 212s);
}

TEST(SimsNeeded, TheLeastThatAreDoneByThen) {
    auto input = job(3200);
    input.daily_cap = 100;
    // 12 meters a day and SIM: in ten days (the 2nd to the 11th) a SIM does 120.
    EXPECT_EQ(sims_needed(input, at("2026-03-11")), 27);
    EXPECT_EQ(sims_needed(input, at("2026-03-02")), 267);
    EXPECT_EQ(sims_needed(input, at("2027-03-02")), 1);
    for (const auto* deadline : {"2026-03-03", "2026-03-20", "2026-06-01"}) {
        const auto needed = sims_needed(input, at(deadline)).value();
        auto enough = input;
        enough.modems = needed;
        EXPECT_LE(forecast(enough).end.value(), at(deadline)) << deadline;
        enough.modems = needed - 1;
        EXPECT_GT(forecast(enough).end.value(), at(deadline)) << deadline;
    }
}

TEST(SimsNeeded, NoneIfOneForEachMeterIsTooFew) {
    const auto input = job(100);
    // One modem works on several meters at once: 3,200 s of radio in the 137 s before the last reply.
    EXPECT_EQ(sims_needed(input, input.start + 212s), 24);
    EXPECT_FALSE(sims_needed(input, input.start + 211s));
    EXPECT_EQ(sims_needed(job(0), job(0).start), 1);
}

}  // namespace
}  // namespace gsmcfg::meter
