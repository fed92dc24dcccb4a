#include "dialect_trial.hpp"

#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::cli {

DialectTrial::Reading DialectTrial::read(const std::string& text) const {
    Reading reading{meter::parse_reply(dialect_, text), {}, {}, {}};
    for (std::size_t i = 0; i < messages_.size(); ++i)
        if (meter::shape_fits(dialect_, messages_[i], reading.reply)) reading.fits.push_back(i);
    for (const auto& [name, value] : wanted_) {
        const auto shown = reading.reply.values.find(name);
        if (shown != reading.reply.values.end() && !meter::same_value(dialect_, name, value, shown->second))
            reading.differences.push_back(name);
    }
    if (reading.reply.kind == meter::Reply::Kind::values)
        for (auto& name : due(reading))
            if (!reading.reply.values.contains(name)) reading.missing.push_back(std::move(name));
    return reading;
}

// What a reply with values has to show: the settings of the first message that it fits, or those that were asked for by it.
std::vector<std::string> DialectTrial::due(const Reading& reading) const {
    std::vector<std::string> names;
    if (messages_.empty()) {
        for (const auto& [name, value] : wanted_) names.push_back(name);
        names.insert(names.end(), asked_.begin(), asked_.end());
        return names;
    }
    if (reading.fits.empty()) return names;
    const auto& message = messages_[reading.fits.front()];
    if (message.kind == meter::MessageKind::set) return message.sets;
    for (const auto& name : message.proves)
        if (std::ranges::find(asked_, name) != asked_.end()) names.push_back(name);
    return names;
}

bool DialectTrial::counts_all(const Reading& reading) const {
    const auto* form = dialect_.find_reply(reading.reply.form);
    const auto taken = reading.reply.count.value_or(0) - (form == nullptr ? 0 : form->count_extra);
    return !reading.fits.empty() && taken == static_cast<int>(messages_[reading.fits.front()].sets.size());
}

bool DialectTrial::as_wanted(const std::optional<std::string>& text) const {
    if (!text) return true;
    const auto reading = read(*text);
    using Kind = meter::Reply::Kind;
    switch (reading.reply.kind) {
        case Kind::unrecognised:
        case Kind::error:
        case Kind::acknowledged: return false;
        case Kind::count: return counts_all(reading);
        case Kind::values: break;
    }
    return reading.differences.empty() && reading.missing.empty() && (messages_.empty() || !reading.fits.empty());
}

std::string DialectTrial::text(const std::optional<std::string>& reply) const {
    std::string result;
    for (std::size_t i = 0; i < messages_.size(); ++i) {
        const auto shown = base::escape_control(meter::masked_text(dialect_, messages_[i]));
        result += fmt::format("message {}  {}{}\n", i + 1, shown, messages_[i].restarts ? "    (the device restarts)" : "");
    }
    return reply ? result + reply_text(read(*reply)) : result;
}

std::string DialectTrial::fit_text(const Reading& reading) const {
    if (messages_.empty() || reading.reply.kind == meter::Reply::Kind::unrecognised) return {};
    if (reading.fits.empty()) return "fits       none of these messages\n";
    if (reading.fits.size() == messages_.size() && messages_.size() > 1) return "fits       every message\n";
    std::string numbers;
    for (const auto index : reading.fits) numbers += fmt::format("{}{}", numbers.empty() ? "" : ", ", index + 1);
    return "fits       message " + numbers + "\n";
}

std::string DialectTrial::reply_text(const Reading& reading) const {
    const auto& reply = reading.reply;
    auto result = fmt::format("reply      {}", meter::name(reply.kind));
    if (!reply.form.empty()) result += fmt::format(" (form {})", base::escape_control(reply.form));
    if (reply.error)
        result += fmt::format(": {}{}", reply.error->code ? fmt::format("0x{:02x} ", *reply.error->code) : "",
                              base::escape_control(reply.error->words));
    if (!reply.reason.empty()) result += ": " + base::escape_control(reply.reason);
    result += "\n";
    if (!reply.type.empty() || !reply.serial.empty())
        result += fmt::format("device     {} {}\n", base::escape_control(reply.type), base::escape_control(reply.serial));
    for (const auto& [name, value] : reply.values) {
        const bool differs = std::ranges::find(reading.differences, name) != reading.differences.end();
        result +=
            fmt::format("shows      {} = \"{}\"{}\n", name, base::escape_control(meter::masked_value(dialect_, name, value)),
                        differs ? ", which is not what was wanted" : "");
    }
    if (!reading.missing.empty()) result += fmt::format("missing    does not show {}\n", fmt::join(reading.missing, ", "));
    if (reply.count)
        result += fmt::format("count      {}{}\n", *reply.count,
                              reading.fits.empty() || counts_all(reading) ? "" : ", which is not that of the message");
    if (reply.kind == meter::Reply::Kind::acknowledged) result += "proof      only says yes: no value is proven\n";
    return result + fit_text(reading);
}

base::Json DialectTrial::json(const std::optional<std::string>& text) const {
    auto messages = base::Json::array();
    for (const auto& message : messages_) {
        auto sets = base::Json::array();
        for (const auto& name : message.sets) sets.push(name);
        messages.push(base::Json::object()
                          .set("text", meter::masked_text(dialect_, message))
                          .set("sets", std::move(sets))
                          .set("proof", meter::name(message.proof))
                          .set("restarts", message.restarts));
    }
    auto json = base::Json::object().set("dialect", dialect_.name()).set("messages", std::move(messages));
    if (!text) return json;
    const auto reading = read(*text);
    auto values = base::Json::object();
    for (const auto& [name, value] : reading.reply.values) values.set(name, meter::masked_value(dialect_, name, value));
    auto fits = base::Json::array();
    for (const auto index : reading.fits) fits.push(index + 1);
    auto missing = base::Json::array();
    for (const auto& name : reading.missing) missing.push(name);
    auto reply = base::Json::object()
                     .set("kind", meter::name(reading.reply.kind))
                     .set("form", reading.reply.form)
                     .set("values", std::move(values))
                     .set("type", reading.reply.type)
                     .set("serial", reading.reply.serial)
                     .set("reason", reading.reply.reason)
                     .set("fits", std::move(fits))
                     .set("missing", std::move(missing))
                     .set("as_wanted", as_wanted(text));
    if (reading.reply.error) reply.set("error", reading.reply.error->words);
    if (reading.reply.count) reply.set("count", *reading.reply.count);
    return json.set("reply", std::move(reply));
}

}  // namespace gsmcfg::cli
