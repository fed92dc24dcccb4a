#include "gsmcfg/service/limits.hpp"

#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>

#include <charconv>

namespace gsmcfg::service {
namespace {

constexpr double fastest_per_minute = 100'000;

std::optional<std::int64_t> whole(std::string_view text, std::int64_t least, std::int64_t greatest) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number < least || number > greatest) return std::nullopt;
    return number;
}

auto bad(std::string_view what, std::string detail) {
    return base::fail(base::ErrorCode::invalid_argument, std::string(what), std::move(detail));
}

constexpr std::int64_t most_meters = 1'000'000'000;

}  // namespace

base::Result<MaxFail> MaxFail::parse(std::string_view text) {
    const bool percent = text.ends_with('%');
    const auto number = whole(percent ? text.substr(0, text.size() - 1) : text, 0, percent ? 100 : most_meters);
    if (!number) return bad("max-fail", fmt::format("'{}' is neither a number of meters nor a share such as 5%", text));
    return MaxFail{*number, percent};
}

std::string MaxFail::text() const { return fmt::format("{}{}", number, percent ? "%" : ""); }

bool MaxFail::exceeded(std::int64_t failed, std::int64_t ended, bool all_ended) const {
    if (!percent) return failed > number;
    return (ended >= least_judged || all_ended) && ended > 0 && failed * 100 > number * ended;
}

base::Result<Canary> Canary::parse(std::string_view text) {
    const auto colon = text.find(':');
    const auto meters = whole(text.substr(0, colon), 1, most_meters);
    const auto wanted = colon == std::string_view::npos ? meters : whole(text.substr(colon + 1), 1, meters.value_or(0));
    if (!meters || !wanted)
        return bad("canary", fmt::format("'{}' is not METERS:CONFIRMED such as 10:8 (8 of 10 must be confirmed)", text));
    return Canary{*meters, *wanted};
}

std::string Canary::text() const { return fmt::format("{}:{}", meters, wanted); }

base::Result<double> parse_rate(std::string_view text) {
    const auto slash = text.find('/');
    const auto unit = slash == std::string_view::npos ? std::string_view("min") : text.substr(slash + 1);
    const double a_minute = unit == "s" || unit == "sec" ? 60.0 : unit == "h" || unit == "hour" ? 1.0 / 60 : 1.0;
    const bool known = unit == "s" || unit == "sec" || unit == "min" || unit == "h" || unit == "hour";
    const auto number = whole(text.substr(0, slash), 0, 1'000'000);
    if (!known || !number) return bad("rate", fmt::format("'{}' is no rate such as 10/min, 600/h or 1/s", text));
    const double rate = static_cast<double>(*number) * a_minute;
    if (rate <= 0) return bad("rate", "with a rate of 0 nothing would ever be sent");
    if (rate > fastest_per_minute) return bad("rate", fmt::format("{} is more than any modem sends", text));
    return rate;
}

base::Result<std::vector<std::int64_t>> parse_batches(std::string_view text) {
    std::vector<std::int64_t> sizes;
    for (const auto word : base::split(text, ',')) {
        const auto size = whole(base::trim(word), 1, most_meters);
        if (!size) return bad("batch", fmt::format("'{}' is no list of batch sizes such as 10,100,1000", text));
        sizes.push_back(*size);
    }
    return sizes;
}

void Limits::write(base::Json& options) const {
    options.set("window", window ? base::Json(window->text()) : base::Json())
        .set("window_zone", window ? base::Json(window->zone().name()) : base::Json())
        .set("sms_per_minute", sms_per_minute)
        .set("daily_cap", daily_cap)
        .set("zone", zone)
        .set("max_sms", max_sms)
        .set("max_cost", max_cost)
        .set("max_fail", max_fail ? base::Json(max_fail->text()) : base::Json())
        .set("canary", canary ? base::Json(canary->text()) : base::Json())
        .set("auto_approve", auto_approve);
    auto sizes = base::Json::array();
    for (const auto size : batches) sizes.push(size);
    options.set("batches", std::move(sizes));
}

base::Result<Limits> Limits::read(const base::Json& options) {
    Limits limits;
    if (const auto text = options.at("window").string()) {
        auto zone = base::TimeZone::find(options.at("window_zone").string().value_or("UTC"));
        if (!zone) return base::fail(zone.error());
        auto window = base::DailyWindow::parse(*text, std::move(*zone));
        if (!window) return base::fail(window.error());
        limits.window = std::move(*window);
    }
    limits.sms_per_minute = options.at("sms_per_minute").number();
    limits.daily_cap = options.at("daily_cap").integer();
    limits.zone = options.at("zone").string().value_or("");
    limits.max_sms = options.at("max_sms").integer();
    limits.max_cost = options.at("max_cost").number();
    if (const auto text = options.at("max_fail").string()) {
        const auto parsed = MaxFail::parse(*text);
        if (!parsed) return base::fail(parsed.error());
        limits.max_fail = *parsed;
    }
    if (const auto text = options.at("canary").string()) {
        const auto parsed = Canary::parse(*text);
        if (!parsed) return base::fail(parsed.error());
        limits.canary = *parsed;
    }
    limits.auto_approve = options.at("auto_approve").boolean().value_or(false);
    const auto sizes = options.at("batches");
    for (std::size_t i = 0; sizes.is_array() && i < sizes.size(); ++i)
        limits.batches.push_back(std::max<std::int64_t>(1, sizes.at(i).integer().value_or(1)));
    return limits;
}

}  // namespace gsmcfg::service
