#include "dialect_view.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/meter/message.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::cli {
namespace {

using meter::Dialect;
using meter::Setting;

// A dialect is a file from anywhere: nothing of it may drive the terminal.
std::string clean(std::string_view text) { return base::escape_control(text); }

std::string joined(const std::vector<std::string>& words) { return clean(fmt::format("{}", fmt::join(words, ", "))); }

std::string limits_of(const Setting& setting) {
    switch (setting.kind) {
        case meter::ValueKind::text: return fmt::format("text, at most {} characters", setting.max_length);
        case meter::ValueKind::host: return fmt::format("DNS name or IPv4 address, at most {} characters", setting.max_length);
        case meter::ValueKind::number: return fmt::format("{} to {}", setting.least, setting.greatest);
        case meter::ValueKind::choice: break;
    }
    std::string words;
    for (const auto& choice : setting.choices)
        words += fmt::format("{}{} ({})", words.empty() ? "" : ", ", clean(choice.value), clean(choice.code));
    return words;
}

std::string marks_of(const Setting& setting) {
    std::string words;
    const auto add = [&](bool holds, const std::string& word) {
        if (holds) words += fmt::format("; {}", word);
    };
    add(setting.secret, "secret");
    add(setting.restarts, "restarts the device");
    add(!setting.can_set, "can only be read");
    add(!setting.can_query, "can't be asked for");
    add(setting.since.has_value(), "since version " + clean(setting.since.value_or("")));
    return words;
}

std::string credential_words(const Dialect& dialect) {
    if (!dialect.needs_credential()) return "none";
    return fmt::format("{}; \"{}\" is the factory's", dialect.has_login() ? "LOGIN:PASSWORD" : "a password",
                       clean(dialect.factory_credential_name()));
}

// A message of the dialect with names in the places of values.
std::string sample_messages(const Dialect& dialect) {
    std::string text;
    for (const auto& setting : dialect.settings())
        if (!setting.set.empty()) text += fmt::format("  set   {}\n", clean(setting.set));
    std::vector<std::string> asked;
    for (const auto& setting : dialect.settings()) {
        if (setting.query.empty() || std::ranges::find(asked, setting.query) != asked.end()) continue;
        asked.push_back(setting.query);
        std::vector<std::string> names;
        for (const auto& other : dialect.settings())
            if (other.query == setting.query) names.push_back(other.name);
        text += fmt::format("  ask   {}    {}\n", clean(setting.query), joined(names));
    }
    for (const auto& frame : dialect.frames()) {
        text += fmt::format("  set   {}    items {} with \"{}\" between{}\n", clean(frame.set), clean(frame.item),
                            clean(frame.separator),
                            frame.closing.empty() ? "" : fmt::format(", closing \"{}\"", clean(frame.closing)));
        if (!frame.query.empty()) text += fmt::format("  ask   {}    items {}\n", clean(frame.query), clean(frame.query_item));
    }
    if (dialect.restart()) text += fmt::format("  last  {}    (restarts the device)\n", clean(dialect.restart()->set));
    return text;
}

std::string reply_words(const meter::ReplyForm& form) {
    switch (form.proof) {
        case meter::ProofKind::value:
            return form.item ? "proves the settings that it lists" : fmt::format("proves {}", joined(form.proves));
        case meter::ProofKind::ack: return "says yes, and proves no value";
        case meter::ProofKind::count: return "counts the settings that were taken: all or nothing";
        case meter::ProofKind::none: return "proves nothing";
    }
    return "";
}

std::string error_text(const Dialect& dialect) {
    std::string text;
    for (const auto& error : dialect.errors()) {
        text += fmt::format("  {}{} ({})\n", error.code ? fmt::format("0x{:02x} ", *error.code) : "", clean(error.words),
                            meter::name(error.error_class));
        if (!error.advice.empty()) text += fmt::format("       {}\n", clean(error.advice));
    }
    return text;
}

}  // namespace

std::string dialect_text(const Dialect& dialect) {
    auto text = fmt::format("{}: {}\n", clean(dialect.name()), clean(dialect.title()));
    if (dialect.experimental()) text += "experimental: never tried on a device; commands want --experimental\n";
    text += fmt::format("source     {}\npassword   {}\nreply      within {} s; a message has at most {} characters\n",
                        clean(dialect.source()), credential_words(dialect), dialect.reply_wait().count(), dialect.max_length());
    text += fmt::format("restart    {}\nMaster SIM {}\n\nSettings\n",
                        dialect.can_restart() ? "by a message" : "no message does it", dialect.master_sim() ? "yes" : "no");
    std::size_t longest = 0;
    for (const auto& setting : dialect.settings()) longest = std::max(longest, setting.name.size());
    for (const auto& setting : dialect.settings())
        text += fmt::format("  {:<{}}  {}: {}{}\n", clean(setting.name), longest, clean(setting.title), limits_of(setting),
                            marks_of(setting));
    text += "\nMessages\n" + sample_messages(dialect);
    text += "\nReplies\n";
    for (const auto& form : dialect.replies()) {
        text += fmt::format("  {}: {}\n", clean(form.name), reply_words(form));
        for (const auto& example : form.examples) text += fmt::format("       {}\n", clean(example));
    }
    if (!dialect.errors().empty()) text += "\nErrors\n" + error_text(dialect);
    if (!dialect.unverified().empty()) text += "\nNot verified: no public manual says it, or no device has confirmed it\n";
    for (const auto& line : dialect.unverified()) text += fmt::format("  - {}\n", clean(line));
    return text;
}

base::Json dialect_json(const Dialect& dialect) {
    auto settings = base::Json::array();
    for (const auto& setting : dialect.settings())
        settings.push(base::Json::object()
                          .set("name", setting.name)
                          .set("title", setting.title)
                          .set("kind", meter::name(setting.kind))
                          .set("limits", limits_of(setting))
                          .set("secret", setting.secret)
                          .set("restarts", setting.restarts)
                          .set("can_set", setting.can_set)
                          .set("can_query", setting.can_query));
    auto replies = base::Json::array();
    for (const auto& form : dialect.replies())
        replies.push(base::Json::object().set("name", form.name).set("proof", meter::name(form.proof)));
    auto unverified = base::Json::array();
    for (const auto& line : dialect.unverified()) unverified.push(line);
    return base::Json::object()
        .set("name", dialect.name())
        .set("title", dialect.title())
        .set("source", dialect.source())
        .set("hash", dialect.hash())
        .set("experimental", dialect.experimental())
        .set("master_sim", dialect.master_sim())
        .set("reply_wait_s", dialect.reply_wait().count())
        .set("max_length", dialect.max_length())
        .set("settings", std::move(settings))
        .set("replies", std::move(replies))
        .set("unverified", std::move(unverified));
}

}  // namespace gsmcfg::cli
