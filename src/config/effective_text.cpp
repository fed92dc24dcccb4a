#include "gsmcfg/config/effective_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::config {
namespace {

std::string toml_string(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') result += '\\';
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) result += fmt::format("\\u{:04X}", static_cast<unsigned>(c));
        else result += c;
    }
    return result + '"';
}

std::string toml_list(const std::vector<std::string>& texts) {
    std::string result;
    for (const auto& text : texts) result += std::string(result.empty() ? "" : ", ") + toml_string(text);
    return "[" + result + "]";
}

class Writer {
public:
    explicit Writer(const Configuration& configuration) : configuration_(configuration) {}

    void table(const std::string& name) {
        text_ += fmt::format("\n[{}]\n", name);
        prefix_ = name + ".";
    }
    // The n-th table of [[name]], from 1.
    void tables(const std::string& name, std::size_t number) {
        text_ += fmt::format("\n[[{}]]\n", name);
        prefix_ = fmt::format("{}[{}].", name, number);
    }
    // What is not set is shown as a comment.
    void line(std::string_view key, const std::optional<std::string>& value) {
        const auto origin = configuration_.origins.find(prefix_ + std::string(key));
        const bool given = origin != configuration_.origins.end();
        text_ += fmt::format("{:<40}# {}\n", value ? fmt::format("{} = {}", key, *value) : fmt::format("# {} is not set", key),
                             given ? origin->second : "default");
    }
    void path(std::string_view key, const std::optional<std::filesystem::path>& value) {
        line(key, value ? std::optional(toml_string(value->string())) : std::nullopt);
    }
    template <typename T>
    void number(std::string_view key, const std::optional<T>& value) {
        line(key, value ? std::optional(fmt::format("{}", *value)) : std::nullopt);
    }
    void text(std::string_view key, const std::optional<std::string>& value) {
        line(key, value ? std::optional(toml_string(*value)) : std::nullopt);
    }
    void comment(const std::string& words) { text_ += "# " + words + "\n"; }
    [[nodiscard]] std::string finish() { return std::move(text_); }

private:
    const Configuration& configuration_;
    std::string prefix_;
    std::string text_;
};

void write_modem(Writer& writer, const Modem& modem) {
    writer.table("modem." + modem.name);
    writer.text("device", modem.device);
    writer.number("baud", std::optional(modem.baud));
    writer.number("sms_per_minute", modem.sms_per_minute);
    writer.path("pin_file", modem.pin_file);
    writer.line("power_cycle", toml_list(modem.power_cycle));
    writer.text("own_number", modem.own_number);
}

void write_credential(Writer& writer, const Credential& credential) {
    writer.table("credential." + credential.name);
    if (credential.password) writer.text("password", "***");
    if (credential.password_file) writer.path("password_file", credential.password_file);
    writer.line("alternatives", toml_list(credential.alternatives));
}

void write_hook(Writer& writer, const Hook& hook, std::size_t number) {
    writer.tables("hook", number);
    std::vector<std::string> events;
    for (const auto event : hook.events) events.emplace_back(name(event));
    writer.text("name", hook.name);
    writer.line("event", toml_list(events));
    writer.line("program", toml_list(hook.program));
    writer.number("deadline", std::optional(hook.deadline.count()));
    writer.number("retries", std::optional(hook.retries));
    writer.line("sender", toml_list(hook.sender));
    writer.text("pattern", hook.pattern ? std::optional(hook.pattern->source()) : std::nullopt);
    writer.line("outcome", toml_list(hook.outcome));
    const bool of_modems = std::ranges::any_of(
        hook.events, [](HookEvent event) { return event == HookEvent::modem_down || event == HookEvent::modem_up; });
    writer.number("after", of_modems ? std::optional(hook.after.count()) : std::nullopt);
}

}  // namespace

std::string effective_text(const Configuration& configuration) {
    Writer writer(configuration);
    writer.comment(configuration.source ? "configuration: " + configuration.source->string()
                                        : "configuration: none, all defaults");
    writer.text("database", configuration.database.shown());
    writer.text("host", configuration.host);
    writer.number("lease", std::optional(configuration.lease.count()));
    writer.path("sim_counter", configuration.sim_counter);
    std::vector<std::string> folders;
    for (const auto& folder : configuration.dialect_path) folders.push_back(folder.string());
    writer.line("dialect_path", toml_list(folders));
    writer.path("metrics_file", configuration.metrics.file);
    writer.number("metrics_every", std::optional(configuration.metrics.every.count()));
    writer.text("alarm_phone", configuration.alarm.phone);
    writer.number("alarm_after", std::optional(configuration.alarm.after.count()));
    writer.line("alarm_modems", toml_list(configuration.alarm.modems));
    writer.table("numbers");
    const auto& plan = configuration.numbers;
    writer.text("country_code", plan.country_code);
    writer.text("trunk_prefix", plan.trunk_prefix);
    writer.number("national_length", plan.national_length);
    writer.line("allow_prefixes", toml_list(configuration.allow_prefixes));
    for (const auto& modem : configuration.modems) write_modem(writer, modem);
    for (const auto& credential : configuration.credentials) write_credential(writer, credential);
    writer.table("send");
    const auto& send = configuration.send;
    writer.number("reply_timeout", std::optional(send.reply_timeout.count()));
    writer.number("attempts", std::optional(send.attempts));
    writer.number("validity", send.validity ? std::optional(send.validity->count()) : std::nullopt);
    writer.number("deaf_after", send.deaf_after);
    writer.number("max_open", send.max_open);
    writer.number("move_after", std::optional(send.move_after.count()));
    writer.text("window", send.window);
    writer.text("time_zone", send.time_zone);
    writer.number("daily_cap", send.daily_cap);
    writer.table("cost");
    writer.number("price_out", std::optional(configuration.cost.price_out));
    writer.number("price_in", std::optional(configuration.cost.price_in));
    writer.text("currency", configuration.cost.currency);
    writer.table("balance");
    writer.text("code", configuration.balance.code);
    writer.text("pattern", configuration.balance.pattern);
    writer.number("low", configuration.balance.low);
    for (std::size_t i = 0; i < configuration.hooks.size(); ++i) write_hook(writer, configuration.hooks[i], i + 1);
    return writer.finish();
}

}  // namespace gsmcfg::config
