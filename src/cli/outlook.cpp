#include "outlook.hpp"

#include "database_access.hpp"

#include "gsmcfg/base/clock.hpp"
#include "gsmcfg/store/meters.hpp"
#include "gsmcfg/store/registers.hpp"
#include "gsmcfg/store/sim_counter.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>

namespace gsmcfg::cli {
namespace {

constexpr std::int64_t enough_samples = 20;
constexpr std::int64_t usual_open_meters = 20;

// The slowest of the chosen modems sets the pace of all.
std::optional<double> configured_rate(Invocation& invocation, const config::Configuration& configuration) {
    std::optional<double> slowest;
    const auto look_at = [&](const config::Modem& modem) {
        if (modem.sms_per_minute && (!slowest || *modem.sms_per_minute < *slowest)) slowest = *modem.sms_per_minute;
    };
    const auto named = invocation.arguments().all("modem");
    if (named.empty()) std::ranges::for_each(configuration.modems, look_at);
    for (const auto& name : named)
        if (const auto* modem = configuration.find_modem(name)) look_at(*modem);
    return slowest;
}

void use_rates(Outlook& outlook) {
    auto& input = outlook.input;
    outlook.sms_measured = outlook.rates.sms_samples >= enough_samples && outlook.rates.seconds_per_sms > 0;
    if (outlook.sms_measured) input.seconds_per_sms = outlook.rates.seconds_per_sms;
    outlook.reply_measured = outlook.rates.reply_samples >= enough_samples;
    if (outlook.reply_measured) input.seconds_per_reply = outlook.rates.seconds_per_reply;
    outlook.restart_measured = outlook.reply_measured && outlook.rates.restart_samples >= enough_samples;
    if (outlook.restart_measured) input.seconds_per_restart = outlook.rates.seconds_per_restart;
}

// What the cards that were in the chosen modems last have sent today.
std::vector<std::int64_t> sent_today(Invocation& invocation, store::Database& database,
                                     const config::Configuration& configuration, const base::TimeZone& zone, base::UtcTime now) {
    const auto place = configuration.counting_place();
    if (!is_there(place)) return {};
    const auto counter = store::SimCounter::open(place);
    if (!counter) return {};
    auto names = invocation.arguments().all("modem");
    if (names.empty())
        for (const auto& modem : configuration.modems) names.push_back(modem.name);
    std::vector<std::int64_t> sent;
    store::Registers registers(database);
    for (const auto& modem : registers.modems())
        if (std::ranges::find(names, modem.name) != names.end() && !modem.imsi.empty()) {
            const auto iccid = registers.sim_iccid(modem.imsi);
            sent.push_back((*counter)->sent(iccid.empty() ? modem.imsi : iccid, zone.day(now)));
        }
    return sent;
}

}  // namespace

store::Database* existing_database(Invocation& invocation) {
    const auto url = invocation.database_url();
    if (!url || !is_there(*url)) return nullptr;
    const auto database = invocation.database();
    if (database) return *database;
    if (invocation.verbose()) remark("the database can't be read, and the plan does without: " + database.error().lines.front());
    return nullptr;
}

std::function<meter::KnownMeter(const base::PhoneNumber&)> register_reader(store::Database& database) {
    struct Reader {
        explicit Reader(store::Database& connection) : meters(connection), history(connection) {}
        store::Meters meters;
        store::RateHistory history;
    };
    return [reader = std::make_shared<Reader>(database)](const base::PhoneNumber& phone) {
        meter::KnownMeter known;
        for (auto& value : reader->meters.settings(phone.e164()))
            known.values.emplace_back(std::move(value.setting), std::move(value.value));
        known.restarts = reader->history.restarts_of(phone.e164(), meter::many_restarts);
        return known;
    };
}

Outcome<Outlook> outlook_of(Invocation& invocation, const meter::Plan& plan, const service::CampaignOptions& options,
                            std::size_t modems) {
    const auto configured = invocation.configuration();
    if (!configured) return refuse(configured.error());
    const base::SystemClock clock;
    Outlook outlook;
    if (auto* database = existing_database(invocation)) outlook.rates = store::RateHistory(*database).measure(clock.utc());
    const auto& limits = options.limits;
    auto zone = base::TimeZone::find(limits.zone);
    auto& input = outlook.input;
    input.zone = zone ? std::move(*zone) : base::TimeZone::local();
    use_rates(outlook);
    if (plan.restarts == 0) input.seconds_per_restart = 0;
    if (plan.replies == 0) input.seconds_per_reply = input.seconds_per_restart = 0;
    input.meters = static_cast<std::int64_t>(plan.meters);
    input.sms = static_cast<std::int64_t>(plan.sms_out);
    input.meter_messages = static_cast<std::int64_t>(plan.meter_messages);
    input.modems = static_cast<std::int64_t>(std::max<std::size_t>(1, modems));
    input.open_meters = (*configured)->send.max_open.value_or(usual_open_meters);
    input.sms_per_minute = configured_rate(invocation, **configured);
    if (limits.sms_per_minute) input.sms_per_minute = std::min(*limits.sms_per_minute, input.sms_per_minute.value_or(HUGE_VAL));
    input.daily_cap = limits.daily_cap;
    if (auto* database = existing_database(invocation); database != nullptr && input.daily_cap)
        input.sent_today = sent_today(invocation, *database, **configured, input.zone, clock.utc());
    input.window = limits.window;
    input.start = clock.utc();
    outlook.forecast = meter::forecast(input);
    if (plan.sms_out_least < plan.sms_out) {
        auto least = input;
        least.sms = static_cast<std::int64_t>(plan.sms_out_least);
        outlook.least = meter::forecast(least);
    }
    return outlook;
}

}  // namespace gsmcfg::cli
