#include "gsmcfg/service/metrics.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/store/hook_queue.hpp"
#include "gsmcfg/store/line_status.hpp"
#include "gsmcfg/store/metric_counts.hpp"
#include "gsmcfg/store/owners.hpp"
#include "gsmcfg/store/registers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace gsmcfg::service {
namespace {

using store::Metric;
using Labels = std::vector<std::pair<std::string, std::string>>;

constexpr auto rate_time = std::chrono::minutes(5);
// What was seen longer ago says nothing of now.
constexpr auto status_time = std::chrono::minutes(10);
// A modem that nobody has used for so long is left out.
constexpr auto forgotten_after = std::chrono::days(7);

class Writer {
public:
    // The samples that follow are of this family; without any, it is left out.
    void family(std::string_view name, std::string_view type, std::string_view help) {
        if (!families_.empty() && families_.back().samples.empty()) families_.pop_back();
        families_.push_back({std::string(name), std::string(type), std::string(help), {}});
    }
    template <typename Number>
    void sample(Labels labels, Number value, std::string suffix = "") {
        families_.back().samples.push_back({std::move(suffix), std::move(labels), fmt::format("{}", value)});
    }
    [[nodiscard]] std::vector<MetricFamily> take() {
        family("", "", "");
        families_.pop_back();
        return std::move(families_);
    }

private:
    std::vector<MetricFamily> families_;
};

void write_messages(Writer& writer, store::MetricCounts& counts) {
    writer.family("gsmcfg_messages_total", "counter", "Messages to meters that have ended, by outcome.");
    counts.each(Metric::messages, [&](const auto& outcome, const auto&, auto value) {
        writer.sample({{"outcome", outcome}}, value);
    });
    writer.family("gsmcfg_sms_sent_total", "counter", "SMS handed to a modem, by what became of them; parts count singly.");
    counts.each(Metric::sms_out, [&](const auto& modem, const auto& result, auto value) {
        writer.sample({{"modem", modem}, {"result", result}}, value);
    });
    writer.family("gsmcfg_sms_received_total", "counter", "SMS received, by what they were when they came.");
    counts.each(Metric::sms_in, [&](const auto& modem, const auto& kind, auto value) {
        writer.sample({{"modem", modem}, {"kind", kind}}, value);
    });
}

void write_delays(Writer& writer, store::MetricCounts& counts) {
    std::map<std::string, std::int64_t> buckets;
    counts.each(Metric::reply_delays, [&](const auto& bound, const auto&, auto value) { buckets[bound] = value; });
    std::int64_t millis = 0;
    counts.each(Metric::reply_delay_ms, [&](const auto&, const auto&, auto value) { millis += value; });
    writer.family("gsmcfg_reply_delay_seconds", "histogram", "From the last attempt to send a message to a reply.");
    std::int64_t sum = 0;
    for (const auto bound : store::delay_bounds) {
        sum += buckets[fmt::format("{}", bound)];
        writer.sample({{"le", fmt::format("{}", bound)}}, sum, "_bucket");
    }
    sum += buckets["+Inf"];
    writer.sample({{"le", "+Inf"}}, sum, "_bucket");
    writer.sample({}, static_cast<double>(millis) / 1000, "_sum");
    writer.sample({}, sum, "_count");
}

void write_queue(Writer& writer, store::MetricCounts& counts, base::UtcTime now) {
    const auto queue = counts.queue();
    writer.family("gsmcfg_queue_meters", "gauge", "Meters that have not been begun, of campaigns that are not held.");
    writer.sample({}, queue.meters_waiting);
    writer.family("gsmcfg_queue_messages", "gauge", "Messages to be sent to meters that were begun.");
    writer.sample({}, queue.messages_due);
    writer.family("gsmcfg_queue_replies", "gauge", "Messages that wait for their reply.");
    writer.sample({}, queue.messages_open);
    writer.family("gsmcfg_queue_oldest_seconds", "gauge", "For how long the oldest message has been due.");
    const auto age =
        queue.oldest_due ? std::max(now - *queue.oldest_due, std::chrono::milliseconds(0)) : std::chrono::milliseconds(0);
    writer.sample({}, static_cast<double>(age.count()) / 1000);
    writer.family("gsmcfg_meters", "gauge", "Meters of all campaigns, by outcome.");
    const auto meters = counts.meters();
    for (const auto outcome : store::meter_outcomes) {
        const auto found = meters.find(outcome);
        writer.sample({{"outcome", std::string(store::name(outcome))}}, found == meters.end() ? 0 : found->second);
    }
    writer.family("gsmcfg_campaigns", "gauge", "Campaigns, by state.");
    auto campaigns = counts.campaigns();
    for (const auto state : {store::CampaignState::ready, store::CampaignState::running, store::CampaignState::held,
                             store::CampaignState::finished, store::CampaignState::cancelled})
        writer.sample({{"state", std::string(store::name(state))}}, campaigns[state]);
}

std::vector<store::ModemRecord> modems_of(store::Database& database, base::UtcTime now) {
    auto modems = store::Registers(database).modems();
    for (auto& modem : modems)
        if (!modem.owner || !store::Owner::at_work(database, *modem.owner)) modem.state = store::ModemState::closed;
    std::erase_if(modems, [&](const store::ModemRecord& modem) {
        return modem.state == store::ModemState::closed && modem.updated_at < now - forgotten_after;
    });
    return modems;
}

void write_modems(Writer& writer, store::Database& database, store::MetricCounts& counts, base::UtcTime now) {
    const auto modems = modems_of(database, now);
    writer.family("gsmcfg_modem_state", "gauge", "1 for the state that a modem is in; closed: nobody uses it.");
    for (const auto& modem : modems)
        for (const auto state : {store::ModemState::opening, store::ModemState::ready, store::ModemState::paused,
                                 store::ModemState::lost, store::ModemState::closed})
            writer.sample({{"modem", modem.name}, {"state", std::string(store::name(state))}}, state == modem.state ? 1 : 0);
    writer.family("gsmcfg_sms_per_minute", "gauge", "SMS that went out in the last five minutes, by the minute.");
    auto sent = counts.sent_since(now - rate_time);
    for (const auto& modem : modems)
        writer.sample({{"modem", modem.name}}, static_cast<double>(sent[modem.name]) / static_cast<double>(rate_time.count()));
    writer.family("gsmcfg_modem_events_total", "counter", "What happened to a modem: gsmcfg modem events.");
    counts.each(Metric::line_events, [&](const auto& modem, const auto& kind, auto value) {
        writer.sample({{"modem", modem}, {"kind", kind}}, value);
    });
    writer.family("gsmcfg_modem_recoveries_total", "counter", "Cures of a modem that was ill.");
    counts.each(Metric::line_events, [&](const auto& modem, const auto& kind, auto value) {
        if (kind == "cured") writer.sample({{"modem", modem}}, value);
    });
}

void write_lines(Writer& writer, store::Database& database, base::UtcTime now) {
    auto statuses = store::line_statuses(database);
    std::erase_if(statuses, [&](const store::LineStatus& status) { return status.at < now - status_time; });
    writer.family("gsmcfg_modem_signal_dbm", "gauge", "Signal strength as a modem tells it.");
    for (const auto& status : statuses)
        if (status.signal_dbm) writer.sample({{"modem", status.modem}}, *status.signal_dbm);
    writer.family("gsmcfg_modem_registered", "gauge", "1 if a modem is registered with a network.");
    for (const auto& status : statuses)
        if (status.registered) writer.sample({{"modem", status.modem}}, *status.registered ? 1 : 0);
    writer.family("gsmcfg_modem_storage_used", "gauge", "Places of the store for received messages that are in use.");
    for (const auto& status : statuses)
        if (status.storage_places > 0) writer.sample({{"modem", status.modem}}, status.storage_used);
    writer.family("gsmcfg_modem_storage_places", "gauge", "Places of the store for received messages.");
    for (const auto& status : statuses)
        if (status.storage_places > 0) writer.sample({{"modem", status.modem}}, status.storage_places);
}

void write_hooks(Writer& writer, store::Database& database) {
    store::HookQueue queue(database);
    writer.family("gsmcfg_hook_waiting", "gauge", "Events that a hook is still to be told of.");
    for (const auto& [hook, count] : queue.waiting()) writer.sample({{"hook", hook}}, count);
    writer.family("gsmcfg_hook_given_up_total", "counter", "Events that a hook was never told of.");
    for (const auto& [hook, count] : queue.given_up()) writer.sample({{"hook", hook}}, count);
}

}  // namespace

std::string escaped_label(std::string_view value) {
    std::string escaped;
    for (const char c : base::to_utf8(base::to_code_points(value))) {
        if (c == '\\' || c == '"') escaped += '\\';
        if (c == '\n') escaped += "\\n";
        else escaped += c;
    }
    return escaped;
}

std::vector<MetricFamily> metrics_of(store::Database& database, std::string_view program_version, base::UtcTime now) {
    Writer writer;
    store::MetricCounts counts(database);
    writer.family("gsmcfg_info", "gauge", "The version of gsmcfg that wrote this.");
    writer.sample({{"version", std::string(program_version)}}, 1);
    write_messages(writer, counts);
    write_delays(writer, counts);
    write_queue(writer, counts, now);
    write_modems(writer, database, counts, now);
    write_lines(writer, database, now);
    writer.family("gsmcfg_sim_sms_today", "gauge", "SMS that a SIM has sent since midnight UTC.");
    for (const auto& [imsi, sent] : counts.sent_on(now)) writer.sample({{"imsi", imsi}}, sent);
    write_hooks(writer, database);
    return writer.take();
}

std::string metrics_text(const std::vector<MetricFamily>& families) {
    std::string text;
    for (const auto& family : families) {
        text += fmt::format("# HELP {} {}\n# TYPE {} {}\n", family.name, family.help, family.name, family.type);
        for (const auto& sample : family.samples) {
            text += family.name + sample.suffix;
            std::string_view separator = "{";
            for (const auto& [label, value] : sample.labels)
                text += fmt::format("{}{}=\"{}\"", std::exchange(separator, ","), label, escaped_label(value));
            text += fmt::format("{} {}\n", sample.labels.empty() ? "" : "}", sample.value);
        }
    }
    return text;
}

}  // namespace gsmcfg::service
