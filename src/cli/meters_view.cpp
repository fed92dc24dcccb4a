#include "meters_view.hpp"

#include "labelled_rows.hpp"
#include "local_time.hpp"

#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace gsmcfg::cli {
namespace {

constexpr std::size_t gap = 2;
constexpr std::size_t least_label = 8;

std::string day(const std::optional<base::UtcTime>& time) { return time ? local_time(*time).substr(0, 10) : "never"; }

std::size_t columns(std::string_view text) { return base::to_code_points(text).size(); }

std::string shortened(const std::string& text, std::size_t most) {
    const auto points = base::to_code_points(text);
    if (points.size() <= most) return text;
    return base::to_utf8(std::u32string_view(points).substr(0, most - 1)) + "…";
}

struct Column {
    std::string_view title;
    std::string (*cell)(const store::MeterRecord&);
    int rank;  // the highest goes first where there is no room; 0: stays
    std::size_t width = 0;
    bool used = true;
};

std::vector<Column> all_columns() {
    using Record = store::MeterRecord;
    return {{"NUMBER", [](const Record& meter) { return meter.phone; }, 0},
            {"SERIAL", [](const Record& meter) { return base::escape_control(meter.serial); }, 1},
            {"TYPE", [](const Record& meter) { return base::escape_control(meter.type); }, 4},
            {"LABEL", [](const Record& meter) { return base::escape_control(meter.label); }, 0},
            {"LAST HEARD", [](const Record& meter) { return day(meter.last_heard); }, 2},
            {"CREDENTIAL", [](const Record& meter) { return base::escape_control(meter.credential); }, 3},
            {"IP", [](const Record& meter) { return base::escape_control(meter.ip); }, 5},
            {"ICCID", [](const Record& meter) { return base::escape_control(meter.iccid); }, 6}};
}

std::size_t total(const std::vector<Column>& table) {
    std::size_t sum = 0;
    for (const auto& column : table)
        if (column.used) sum += column.width + (sum > 0 ? gap : 0);
    return sum;
}

void measure(std::vector<Column>& table, const std::vector<store::MeterRecord>& meters) {
    for (auto& column : table) {
        std::size_t widest = 0;
        for (const auto& meter : meters) widest = std::max(widest, columns(column.cell(meter)));
        column.used = widest > 0;
        column.width = std::max(widest, column.title.size());
    }
}

void fit(std::vector<Column>& table, std::size_t width) {
    auto* label = &table[3];
    const auto excess = [&] { return total(table) > width ? total(table) - width : 0; };
    for (int rank = 6; rank > 0 && excess() > 0; --rank) {
        const bool enough = label->used && label->width > least_label && excess() <= label->width - least_label;
        if (enough && rank < 5) break;
        for (auto& column : table)
            if (column.rank == rank) column.used = false;
    }
    if (excess() > 0 && label->used) label->width = std::max(least_label, label->width - std::min(excess(), label->width));
}

std::string times_text(const store::MeterRecord& meter, std::size_t width) {
    return labelled_row("first heard", meter.first_heard ? local_time(*meter.first_heard) : "never", width) +
           labelled_row("last heard", meter.last_heard ? local_time(*meter.last_heard) : "never", width);
}

}  // namespace

std::string shown_setting(const store::MeterValue& setting, bool show_secrets) {
    return show_secrets || setting.value.empty() || !setting.secret ? setting.value : "***";
}

std::string meters_table(const std::vector<store::MeterRecord>& meters, std::size_t width) {
    auto table = all_columns();
    measure(table, meters);
    if (width > 0) fit(table, width);
    std::string text;
    const auto add_line = [&](const auto& cell_of) {
        std::string line;
        for (const auto& column : table) {
            if (!column.used) continue;
            if (!line.empty()) line += std::string(gap, ' ');
            const auto cell = shortened(cell_of(column), column.width);
            line += cell + std::string(column.width - columns(cell), ' ');
        }
        text += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
    };
    add_line([](const Column& column) { return std::string(column.title); });
    for (const auto& meter : meters) add_line([&](const Column& column) { return column.cell(meter); });
    return text;
}

std::string meter_text(const store::MeterRecord& meter, const std::vector<store::MeterValue>& settings,
                       const std::vector<store::MeterCampaign>& campaigns, bool show_secrets, std::size_t width) {
    auto text = meter.phone + '\n';
    text += labelled_row("serial", meter.serial, width) + labelled_row("type", meter.type, width) +
            labelled_row("label", meter.label, width) + labelled_row("ICCID", meter.iccid, width) +
            labelled_row("IP address", meter.ip, width) + labelled_row("credential", meter.credential, width) +
            times_text(meter, width);
    if (!settings.empty()) text += "\nlast known settings\n";
    for (const auto& setting : settings) {
        const auto value = shown_setting(setting, show_secrets);
        text += labelled_row(setting.setting,
                             fmt::format("{}, seen {}", value.empty() ? "(empty)" : value, local_time(setting.seen_at)), width);
    }
    if (!campaigns.empty()) text += "\ncampaigns\n";
    for (const auto& campaign : campaigns)
        text += labelled_row(std::to_string(campaign.campaign),
                             fmt::format("{} {} {}{}{}", local_time(campaign.created_at), store::name(campaign.kind),
                                         store::name(campaign.outcome), campaign.detail.empty() ? "" : ": ", campaign.detail),
                             width);
    return text;
}

base::Json register_json(const store::MeterRecord& meter, const std::vector<store::MeterValue>& settings, bool show_secrets) {
    const auto moment = [](const std::optional<base::UtcTime>& at) { return at ? base::Json(iso_time(*at)) : base::Json(); };
    auto values = base::Json::object();
    for (const auto& setting : settings)
        values.set(
            setting.setting,
            base::Json::object().set("value", shown_setting(setting, show_secrets)).set("seen_at", iso_time(setting.seen_at)));
    auto json = base::Json::object();
    json.set("phone", meter.phone)
        .set("serial", meter.serial)
        .set("type", meter.type)
        .set("label", meter.label)
        .set("iccid", meter.iccid)
        .set("ip", meter.ip)
        .set("credential", meter.credential)
        .set("first_heard", moment(meter.first_heard))
        .set("last_heard", moment(meter.last_heard))
        .set("settings", std::move(values));
    return json;
}

base::Json campaigns_json(const std::vector<store::MeterCampaign>& campaigns) {
    auto all = base::Json::array();
    for (const auto& campaign : campaigns) {
        auto one = base::Json::object();
        one.set("campaign", campaign.campaign)
            .set("kind", store::name(campaign.kind))
            .set("created", iso_time(campaign.created_at))
            .set("profile", campaign.profile_name)
            .set("outcome", store::name(campaign.outcome))
            .set("detail", campaign.detail)
            .set("finished", campaign.finished_at ? base::Json(iso_time(*campaign.finished_at)) : base::Json());
        all.push(std::move(one));
    }
    return all;
}

}  // namespace gsmcfg::cli
