#include "config/hook_tables.hpp"

#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace gsmcfg::config {
namespace {

constexpr std::int64_t hour = 3600;
constexpr std::int64_t day = 24 * hour;

std::string hint_for(std::string_view word, const std::vector<std::string>& known) {
    if (const auto nearest = base::nearest_word(word, known)) return fmt::format("; did you mean '{}'?", *nearest);
    return fmt::format(": {}", fmt::join(known, ", "));
}

// One [[hook]].
class HookReader {
public:
    HookReader(TableReader& table, Hook& hook) : table_(table), hook_(hook) {}

    void read() {
        read_program();
        read_events();
        hook_.name = table_.string("name").value_or(
            hook_.program.empty() ? "" : std::filesystem::path(hook_.program.front()).filename().string());
        if (const auto value = table_.integer("deadline", 1, hour)) hook_.deadline = std::chrono::seconds(*value);
        if (const auto value = table_.integer("retries", 0, 100)) hook_.retries = static_cast<int>(*value);
        read_sender();
        read_pattern();
        read_outcome();
        if (const auto value = table_.integer("after", 0, day)) {
            hook_.after = std::chrono::seconds(*value);
            wants("after", hook_.tells_of(HookEvent::modem_down) || hook_.tells_of(HookEvent::modem_up),
                  "modem-down and modem-up");
        }
        table_.finish();
    }

private:
    void read_program() {
        hook_.program = table_.strings("program").value_or(std::vector<std::string>{});
        if (hook_.program.empty() || !hook_.program.front().starts_with('/'))
            table_.complain("program", "must begin with a program's whole path: [\"/usr/local/bin/notify\", \"--sms\"]");
    }

    void read_events() {
        std::vector<std::string> known;
        for (const auto event : hook_events) known.emplace_back(name(event));
        const auto words = table_.texts("event").value_or(std::vector<std::string>{});
        if (words.empty()) table_.complain("event", fmt::format("is missing: one of {}", fmt::join(known, ", ")));
        for (const auto& word : words) {
            const auto found = std::ranges::find(hook_events, word, [](HookEvent event) { return std::string(name(event)); });
            if (found == hook_events.end())
                table_.complain("event", fmt::format("'{}' is no event{}", base::escape_control(word), hint_for(word, known)));
            else if (!hook_.tells_of(*found)) hook_.events.push_back(*found);
        }
    }

    void read_sender() {
        hook_.sender = table_.texts("sender").value_or(std::vector<std::string>{});
        if (hook_.sender.empty()) return;
        wants("sender", hook_.tells_of(HookEvent::inbound) || hook_.tells_of(HookEvent::meter_done), "inbound and meter-done");
        if (std::ranges::any_of(hook_.sender, &std::string::empty)) table_.complain("sender", "must not be empty");
    }

    void read_pattern() {
        const auto text = table_.string("pattern");
        if (!text) return;
        wants("pattern", hook_.tells_of(HookEvent::inbound), "inbound");
        auto pattern = base::Pattern::compile(*text);
        if (pattern) hook_.pattern = std::move(*pattern);
        else table_.complain("pattern", "is no pattern (RE2): " + pattern.error().detail);
    }

    void read_outcome() {
        hook_.outcome = table_.texts("outcome").value_or(std::vector<std::string>{});
        if (hook_.outcome.empty()) return;
        std::vector<std::string> known;
        if (hook_.tells_of(HookEvent::meter_done)) known = meter_outcome_names();
        if (hook_.tells_of(HookEvent::campaign_done))
            known.insert(known.end(), campaign_outcome_names().begin(), campaign_outcome_names().end());
        wants("outcome", !known.empty(), "meter-done and campaign-done");
        if (known.empty()) return;
        for (const auto& word : hook_.outcome)
            if (std::ranges::find(known, word) == known.end())
                table_.complain("outcome",
                                fmt::format("'{}' is no outcome{}", base::escape_control(word), hint_for(word, known)));
    }

    void wants(std::string_view key, bool given, std::string_view events) {
        if (!given) table_.complain(key, fmt::format("is only for the events {}", events));
    }

    TableReader& table_;
    Hook& hook_;
};

}  // namespace

std::string_view name(HookEvent event) {
    switch (event) {
        case HookEvent::inbound: return "inbound";
        case HookEvent::meter_done: return "meter-done";
        case HookEvent::campaign_done: return "campaign-done";
        case HookEvent::modem_down: return "modem-down";
        case HookEvent::modem_up: return "modem-up";
        case HookEvent::storage_high: return "storage-high";
    }
    return "";
}

const std::vector<std::string>& meter_outcome_names() {
    static const std::vector<std::string> names{"confirmed", "already_right", "stored",   "acknowledged",  "rejected",
                                                "mismatch",  "unrecognised",  "no_reply", "undeliverable", "swapped",
                                                "uncertain", "failed",        "partial",  "pending",       "cancelled"};
    return names;
}

const std::vector<std::string>& campaign_outcome_names() {
    static const std::vector<std::string> names{"finished", "cancelled", "held"};
    return names;
}

void read_hooks(TableReader& root, Loaded& loaded) {
    std::set<std::string> names;
    int number = 0;
    for (const auto& node : root.tables("hook")) {
        TableReader table(node, fmt::format("hook[{}].", ++number), loaded);
        Hook hook;
        HookReader(table, hook).read();
        if (!hook.name.empty() && !names.insert(hook.name).second)
            table.complain("name",
                           fmt::format("another hook is called '{}': give each its own name", base::escape_control(hook.name)));
        loaded.configuration.hooks.push_back(std::move(hook));
    }
}

void read_metrics(TableReader& root, Metrics& metrics, const Resolve& resolve) {
    if (const auto path = root.string("metrics_file")) {
        if (path->empty()) root.complain("metrics_file", "is empty");
        else metrics.file = resolve(*path);
    }
    if (const auto seconds = root.integer("metrics_every", 1, hour)) metrics.every = std::chrono::seconds(*seconds);
}

void read_alarm(TableReader& root, Configuration& configuration) {
    auto& alarm = configuration.alarm;
    if (const auto text = root.string("alarm_phone")) {
        const auto number = base::parse_phone_number(*text, configuration.numbers);
        if (!number) {
            root.complain("alarm_phone", "must be a number such as \"+99900000009\": " + number.error().detail);
        } else {
            alarm.phone = number->e164();
            if (!is_allowed(configuration, *number))
                root.complain("alarm_phone", "begins with none of numbers.allow_prefixes: add it there");
            for (const auto& modem : configuration.modems)
                if (modem.own_number == alarm.phone)
                    root.complain("alarm_phone", fmt::format("is the number of modem '{}' itself", modem.name));
        }
    }
    if (const auto seconds = root.integer("alarm_after", 0, day)) alarm.after = std::chrono::seconds(*seconds);
    std::vector<std::string> known;
    for (const auto& modem : configuration.modems) known.push_back(modem.name);
    alarm.modems = root.texts("alarm_modems").value_or(std::vector<std::string>{});
    for (const auto& word : alarm.modems) {
        if (std::ranges::find(known, word) != known.end()) continue;
        const auto nearest = base::nearest_word(word, known);
        root.complain("alarm_modems", fmt::format("there is no modem '{}'{}", base::escape_control(word),
                                                  nearest ? fmt::format("; did you mean '{}'?", *nearest) : ""));
    }
}

}  // namespace gsmcfg::config
