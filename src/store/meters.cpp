#include "gsmcfg/store/meters.hpp"

#include "query.hpp"

#include <algorithm>

namespace gsmcfg::store {
namespace {

using Text = std::string;
using Number = std::int64_t;
using MaybeNumber = std::optional<std::int64_t>;

constexpr std::size_t meters_a_transaction = 2000;
constexpr std::chrono::milliseconds gap_for_others(1);

using MeterRow = Row<Text, Text, Text, Text, Text, Text, Text, MaybeNumber, MaybeNumber>;

Text select(std::string_view rest) {
    return "SELECT phone, serial, type, label, iccid, ip, credential, first_heard, last_heard FROM meter WHERE " + Text(rest);
}

MeterRecord meter_of(const MeterRow& row) {
    MeterRecord meter;
    MaybeNumber first;
    MaybeNumber last;
    std::tie(meter.phone, meter.serial, meter.type, meter.label, meter.iccid, meter.ip, meter.credential, first, last) = row;
    meter.first_heard = from_millis(first);
    meter.last_heard = from_millis(last);
    return meter;
}

// Overwritten by what is not empty.
Text kept_if_empty(std::string_view column) {
    const Text name(column);
    return name + " = CASE WHEN excluded." + name + " = '' THEN meter." + name + " ELSE excluded." + name + " END";
}

}  // namespace

struct Meters::Queries {
    Database& database;
    Query<MeterRow, Args<Text>> find{database, select("phone = :phone")};
    Query<Row<Text, Text, Number, Number>, Args<Text>> settings{
        database, "SELECT setting, value, seen_at, secret FROM meter_setting WHERE phone = :phone ORDER BY setting"};
    Query<Row<>, Args<Text, Text, Text, Text, Text, Text, Text>> write{
        database,
        "INSERT INTO meter (phone, serial, type, label, iccid, ip, credential) VALUES (:phone, :serial, :type, :label, :iccid, "
        ":ip, :credential) ON CONFLICT (phone) DO UPDATE SET " +
            kept_if_empty("serial") + ", " + kept_if_empty("type") + ", " + kept_if_empty("label") + ", " +
            kept_if_empty("iccid") + ", " + kept_if_empty("ip") + ", " + kept_if_empty("credential")};
};

Meters::Meters(Database& database) : database_(database), queries_(new Queries{database}) {}
Meters::~Meters() = default;

void Meters::each(const MeterFilter& filter, const std::function<void(const MeterRecord&)>& take) {
    Query<MeterRow, Args<Text, Text, Number, Number>> all(
        database_, select("substr(phone, 1, length(:prefix)) = :same AND (:any = 1 OR last_heard IS NULL OR last_heard < :since) "
                          "ORDER BY phone"));
    const auto since = to_millis(filter.silent_since);
    all.each([&](const auto&... columns) { take(meter_of(MeterRow(columns...))); }, filter.prefix, filter.prefix,
             since ? Number{0} : Number{1}, since.value_or(0));
}

std::optional<MeterRecord> Meters::find(const std::string& phone) {
    const auto row = queries_->find.first(phone);
    return row ? std::optional(meter_of(*row)) : std::nullopt;
}

std::vector<MeterRecord> Meters::with_serial(const std::string& serial) {
    std::vector<MeterRecord> meters;
    Query<MeterRow, Args<Text>> all(
        database_, select("serial <> '' AND ltrim(trim(serial), '0') = ltrim(trim(:serial), '0') ORDER BY phone LIMIT 8"));
    all.each([&](const auto&... columns) { meters.push_back(meter_of(MeterRow(columns...))); }, serial);
    return meters;
}

std::vector<MeterValue> Meters::settings(const std::string& phone) {
    std::vector<MeterValue> values;
    queries_->settings.each(
        [&](const Text& setting, const Text& value, Number at, Number secret) {
            values.push_back({setting, value, from_millis(at), secret != 0});
        },
        phone);
    return values;
}

std::vector<MeterCampaign> Meters::campaigns(const std::string& phone) {
    std::vector<MeterCampaign> campaigns;
    Query<Row<Number, Text, Number, Text, Text, Text, MaybeNumber>, Args<Text>> select_campaigns(
        database_,
        "SELECT campaign.id, campaign.kind, campaign.created_at, campaign.profile_name, target.outcome, target.detail, "
        "target.finished_at FROM target JOIN campaign ON campaign.id = target.campaign_id "
        "WHERE target.phone = :phone AND campaign.state <> 'draft' ORDER BY campaign.id DESC");
    select_campaigns.each(
        [&](Number id, const Text& kind, Number created, const Text& profile, const Text& outcome, const Text& detail,
            const MaybeNumber& finished) {
            campaigns.push_back({id, from_name<CampaignKind>(kind), from_millis(created), profile,
                                 from_name<MeterOutcome>(outcome), detail, from_millis(finished)});
        },
        phone);
    return campaigns;
}

void Meters::write(std::span<const MeterRecord> meters) {
    base::SystemClock clock;
    while (!meters.empty()) {
        const auto piece = meters.first(std::min(meters.size(), meters_a_transaction));
        Transaction transaction(database_);
        for (const auto& meter : piece)
            queries_->write.run(meter.phone, meter.serial, meter.type, meter.label, meter.iccid, meter.ip, meter.credential);
        transaction.commit();
        meters = meters.subspan(piece.size());
        if (!meters.empty()) clock.wait_until(clock.now() + gap_for_others, base::StopToken());
    }
}

}  // namespace gsmcfg::store
