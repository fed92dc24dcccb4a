#include "record_view.hpp"

#include "local_time.hpp"
#include "storage_access.hpp"

#include "gsmcfg/meter/message.hpp"

#include <algorithm>
#include <array>

namespace gsmcfg::cli {
namespace {

constexpr std::string_view mask = "***";
constexpr std::array<std::string_view, 8> times{"at",          "scts",       "valid_until", "not_before",
                                                "first_heard", "last_heard", "first_seen",  "last_seen"};
constexpr std::array<std::string_view, 8> objects{"settings", "options", "overrides",   "extra",
                                                  "payload",  "modems",  "credentials", "allow_prefixes"};
// Free texts in which somebody may have typed a password.
constexpr std::array<std::string_view, 5> words{"command_line", "reason", "detail", "note", "held_reason"};

bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
    return std::ranges::find(names, name) != names.end();
}

bool is_time(std::string_view column) { return column.ends_with("_at") || is_one_of(column, times); }

base::Json json_of(std::string_view table, const std::string& column, const store::Cell& cell) {
    if (const auto* text = std::get_if<std::string>(&cell)) {
        if (!is_one_of(column, objects) || table == "master_sim_record") return base::Json(*text);
        auto parsed = base::Json::parse(*text);
        return parsed ? std::move(*parsed) : base::Json();
    }
    if (const auto* number = std::get_if<std::int64_t>(&cell)) {
        if (!is_time(column)) return base::Json(*number);
        return *number == 0 ? base::Json() : base::Json(iso_time(store::from_millis(*number)));
    }
    if (const auto* number = std::get_if<double>(&cell)) return base::Json(*number);
    return {};
}

const store::Cell& cell_of(const store::Record& record, std::string_view column) {
    static const store::Cell none;
    const auto found = std::ranges::find(record.columns, column);
    return found == record.columns.end() ? none : record.cells[static_cast<std::size_t>(found - record.columns.begin())];
}

std::string text_of(const store::Record& record, std::string_view column) {
    const auto* text = std::get_if<std::string>(&cell_of(record, column));
    return text != nullptr ? *text : "";
}

std::optional<std::int64_t> number_of(const store::Record& record, std::string_view column) {
    const auto* number = std::get_if<std::int64_t>(&cell_of(record, column));
    return number != nullptr ? std::optional(*number) : std::nullopt;
}

}  // namespace

Outcome<RecordView> RecordView::make(Invocation& invocation) {
    auto viewer = InboundViewer::make(invocation);
    if (!viewer) return refuse(viewer.error());
    auto passwords = known_passwords(invocation, viewer->dialect_of(0));
    return RecordView(std::move(*viewer), std::move(passwords));
}

base::Json RecordView::line(const store::Record& record) {
    auto json = base::Json::object();
    json.set("table", record.table);
    for (std::size_t at = 0; at < record.cells.size(); ++at)
        json.set(record.columns[at], json_of(record.table, record.columns[at], record.cells[at]));
    if (!viewer_.shows_secrets()) hide(record, json);
    return json;
}

const meter::Dialect& RecordView::dialect_of(const store::Record& record, std::string_view column) {
    return viewer_.dialect_of(number_of(record, column).value_or(0));
}

base::Json RecordView::masked_settings(const meter::Dialect& dialect, const base::Json& settings) const {
    auto masked = base::Json::object();
    for (const auto& name : settings.keys()) {
        const auto value = settings.at(name).string();
        masked.set(name, value ? base::Json(meter::masked_value(dialect, name, *value)) : settings.at(name));
    }
    return masked;
}

void RecordView::hide(const store::Record& record, base::Json& json) {
    for (const auto& column : record.columns)
        if (is_one_of(column, words))
            if (const auto text = json.at(column).string()) json.set(column, passwords_.hide(*text));
    if (record.table == "campaign") {
        json.set("profile_text", base::Json());
        json.set("settings", masked_settings(dialect_of(record, "id"), json.at("settings")));
    } else if (record.table == "target") {
        if (json.at("overrides").is_object())
            json.set("overrides", masked_settings(dialect_of(record, "campaign_id"), json.at("overrides")));
    } else if (record.table == "target_setting") {
        for (const auto* column : {"wanted", "seen", "was"})
            if (const auto value = json.at(column).string())
                json.set(column, meter::masked_value(dialect_of(record, "campaign_id"), text_of(record, "setting"), *value));
    } else if (record.table == "message") {
        json.set("text", passwords_.hide(meter::masked_text(dialect_of(record, "campaign_id"), text_of(record, "text"))));
    } else if (record.table == "meter_setting") {
        if (number_of(record, "secret") == 1 && !text_of(record, "value").empty()) json.set("value", mask);
    } else if (record.table == "inbound") {
        hide_inbound(record, json);
    } else if (record.table == "inbound_part") {
        json.set("tpdu", base::Json());
    }
}

void RecordView::hide_inbound(const store::Record& record, base::Json& json) {
    store::InboundMessage message;
    message.phone = text_of(record, "phone");
    message.originator = text_of(record, "originator");
    message.text = text_of(record, "text");
    message.tpdu = text_of(record, "tpdu");
    message.message = number_of(record, "message_id");
    message.campaign = number_of(record, "campaign_id");
    message.kind = text_of(record, "kind") == "undecodable" ? store::InboundKind::undecodable : store::InboundKind::unsolicited;
    const auto shown = viewer_.view(message);
    json.set("text", shown.text);
    if (shown.tpdu.empty()) json.set("tpdu", base::Json());
}

}  // namespace gsmcfg::cli
