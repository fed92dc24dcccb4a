#include "meter/dialect_rows.hpp"

#include "gsmcfg/base/text.hpp"
#include "meter/dialect_frames.hpp"
#include "meter/fold_case.hpp"
#include "meter/message_template.hpp"
#include "meter/table_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <set>

namespace gsmcfg::meter {
namespace {

using Problems = std::vector<base::Error>;

// Columns of lists, and captures.
constexpr std::array<std::string_view, 12> reserved_names{"phone", "name", "serial", "label", "credential", "type",
                                                          "iccid", "ip",   "count",  "items", "id",         "value"};

// A word that must be one of an enum's names.
template <typename Enum, std::size_t N>
Enum read_word(TableReader& reader, std::string_view key, const std::array<Enum, N>& values) {
    const auto word = reader.required_text(key);
    if (word.empty()) return values.front();
    std::vector<std::string> known;
    for (const auto value : values) {
        if (name(value) == word) return value;
        known.emplace_back(name(value));
    }
    reader.complain(key, unknown_word(key, word, known));
    return values.front();
}

void read_choices(TableReader& reader, Setting& setting, Problems& problems) {
    std::set<std::string> codes;
    std::set<std::string> names;
    for (const auto& node : reader.tables("choice")) {
        TableReader row(node, "[[setting.choice]] of " + setting.name, problems);
        Choice choice{row.required_text("value"), row.required_text("code"), row.texts("names")};
        row.finish();
        if (!codes.insert(choice.code).second) row.complain("code", fmt::format("code '{}' is there twice", choice.code));
        auto all = choice.names;
        all.push_back(choice.value);
        for (const auto& word : all)
            if (!names.insert(fold_case(word)).second) row.complain("names", fmt::format("name '{}' is there twice", word));
        setting.choices.push_back(std::move(choice));
    }
    const bool is_choice = setting.kind == ValueKind::choice;
    if (is_choice && setting.choices.empty()) reader.complain("kind", "a choice needs [[setting.choice]] rows");
    if (!is_choice && !setting.choices.empty()) reader.complain("choice", "only a setting of kind choice has these");
}

void read_limits(TableReader& reader, Setting& setting) {
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    const auto length = reader.integer("max_length", 1, 1000);
    const auto least = reader.integer("least", 0, most);
    const auto greatest = reader.integer("greatest", 0, most);
    setting.max_length = static_cast<std::size_t>(length.value_or(0));
    setting.least = least.value_or(0);
    setting.greatest = greatest.value_or(0);
    const bool textual = setting.kind == ValueKind::text || setting.kind == ValueKind::host;
    const bool numeric = setting.kind == ValueKind::number;
    if (textual != length.has_value() && !(textual && reader.has("max_length")))
        reader.complain("max_length", textual ? "a text needs max_length" : "only a text or host has max_length");
    if (numeric && (!least || !greatest)) reader.complain("least", "a number needs least and greatest");
    if (!numeric && (least || greatest)) reader.complain("least", "only a number has least and greatest");
    if (least && greatest && *least > *greatest) reader.complain("least", "least is above greatest");
}

std::vector<std::string> read_setting_list(TableReader& reader, std::string_view key, const std::vector<std::string>& settings) {
    std::vector<std::string> result;
    for (const auto& word : reader.texts(key)) {
        if (std::ranges::find(settings, word) == settings.end())
            reader.complain(key, unknown_word("the setting", word, settings));
        else if (std::ranges::find(result, word) != result.end())
            reader.complain(key, fmt::format("the setting '{}' is named twice", word));
        else result.push_back(word);
    }
    return result;
}

void check_captures(TableReader& reader, const ReplyForm& form) {
    auto captured = form.pattern->names();
    std::erase_if(captured, [](const std::string& word) { return word == "type" || word == "serial"; });
    const auto has = [&](std::string_view word) { return std::ranges::find(captured, word) != captured.end(); };
    switch (form.proof) {
        case ProofKind::value:
            if (form.item) {
                if (captured != std::vector<std::string>{"items"})
                    reader.complain("pattern", "a list of values is the one capture 'items'");
                break;
            }
            for (const auto& setting : form.proves)
                if (!has(setting))
                    reader.complain("pattern", fmt::format("the reply proves '{}' but does not capture it", setting));
            for (const auto& capture : captured)
                if (std::ranges::find(form.proves, capture) == form.proves.end())
                    reader.complain("pattern", fmt::format("captures '{}', which the reply does not prove", capture));
            break;
        case ProofKind::count:
            if (captured != std::vector<std::string>{"count"})
                reader.complain("pattern", "proof count needs the one capture 'count'");
            break;
        case ProofKind::ack:
        case ProofKind::none:
            if (!captured.empty()) reader.complain("pattern", "a reply that proves no value captures nothing");
            break;
    }
}

}  // namespace

namespace {

// How it is set and asked for: by messages of its own, or in a frame.
void read_way(TableReader& reader, Setting& setting) {
    if (setting.frame.empty()) {
        setting.can_set = !setting.set.empty();
        setting.can_query = !setting.query.empty();
        if (!setting.can_set && !setting.can_query) reader.complain("set", "[[setting]]: set is missing");
        if (setting.can_set) check_places(reader, "set", setting.set, {value_place});
        check_places(reader, "query", setting.query, {});
        return;
    }
    if (!setting.set.empty()) reader.complain("set", "a setting in a frame has no set of its own");
    for (const auto* key : {"reply", "other_replies"})
        if (reader.has(key))
            reader.complain(key, fmt::format("a setting in a frame has no {} of its own: the frame says it", key));
    if (reader.has("query_reply") && setting.query.empty())
        reader.complain("query_reply", "a setting in a frame has a query_reply only if it has a query of its own");
    if (!setting.idempotent)
        reader.complain("idempotent",
                        "a setting in a frame can't be asked for before the message is sent again: give it a "
                        "message of its own");
    check_places(reader, "query", setting.query, {});
    setting.can_set = !reader.flag("read_only", false);
}

}  // namespace

Setting read_setting(base::TomlNode node, Problems& problems) {
    TableReader reader(node, "[[setting]]", problems);
    Setting setting;
    setting.name = reader.required_text("name");
    check_name(reader, setting.name);
    if (std::ranges::find(reserved_names, setting.name) != reserved_names.end())
        reader.complain(
            "name", fmt::format("a setting can't be called '{}': lists and replies have another use for the word", setting.name));
    setting.title = reader.text("title").value_or(setting.name);
    setting.kind = read_word(reader, "kind", std::array{ValueKind::text, ValueKind::number, ValueKind::choice, ValueKind::host});
    read_limits(reader, setting);
    read_choices(reader, setting, problems);
    setting.empty = reader.text("empty");
    setting.default_value = reader.text("default");
    setting.secret = reader.flag("secret", false);
    setting.ignore_case = reader.flag("ignore_case", false);
    setting.id = reader.text("id").value_or("");
    setting.frame = reader.text("frame").value_or("");
    setting.set = reader.text("set").value_or("");
    setting.query = reader.text("query").value_or("");
    setting.idempotent = reader.flag("idempotent", true);
    read_way(reader, setting);
    setting.reply = reader.text("reply").value_or("");
    setting.other_replies = reader.texts("other_replies");
    setting.query_reply = reader.text("query_reply").value_or(setting.reply);
    setting.restarts = reader.flag("restarts", false);
    setting.last = reader.flag("last", false);
    setting.reply_wait = reader.seconds("reply_wait", std::chrono::seconds(0));
    setting.query_after = reader.seconds("query_after", std::chrono::seconds(0));
    setting.since = reader.text("since");
    reader.finish();
    return setting;
}

ReplyForm read_reply(base::TomlNode node, const std::vector<std::string>& settings, Problems& problems) {
    TableReader reader(node, "[[reply]]", problems);
    ReplyForm form;
    form.name = reader.required_text("name");
    check_name(reader, form.name);
    form.proof = read_word(reader, "proof", std::array{ProofKind::value, ProofKind::ack, ProofKind::count, ProofKind::none});
    form.proves = read_setting_list(reader, "proves", settings);
    auto captures = settings;
    for (const auto word : {"count", "items", "type", "serial"}) captures.emplace_back(word);
    form.pattern = reader.pattern("pattern", captures);
    if (!reader.has("pattern")) reader.complain("pattern", "[[reply]]: pattern is missing");
    form.item = reader.pattern("item", {"id", "value"});
    form.separator = reader.text("separator").value_or("");
    if (form.item && (form.item->names().size() != 2 || form.separator.empty()))
        reader.complain("item", "a list of values needs separator, and item must capture id and value");
    if (form.item && form.proof != ProofKind::value) reader.complain("item", "only proof value shows a list of values");
    form.count_extra = static_cast<int>(reader.integer("count_extra", 0, 10).value_or(0));
    const bool names_them = form.proof == ProofKind::value && !form.item;
    if (names_them && form.proves.empty()) reader.complain("proves", "the reply must name the settings that it proves");
    if (!names_them && !form.proves.empty()) reader.complain("proves", "only a reply that shows their values names settings");
    if (form.pattern) check_captures(reader, form);
    form.examples = reader.texts("examples");
    if (form.examples.empty()) reader.complain("examples", "[[reply]]: examples is missing: the text of one such reply at least");
    form.masks = reader.patterns("masks", {"before", "secret", "after"});
    for (const auto& row : reader.tables("refuse")) {
        TableReader refuse(row, "[[reply.refuse]]", problems);
        auto pattern = refuse.pattern("pattern", {});
        auto reason = refuse.required_text("reason");
        if (!refuse.has("pattern")) refuse.complain("pattern", "[[reply.refuse]]: pattern is missing");
        refuse.finish();
        if (pattern) form.refusals.push_back({std::move(*pattern), std::move(reason)});
    }
    reader.finish();
    return form;
}

ErrorCodeWords read_error(base::TomlNode node, Problems& problems) {
    TableReader reader(node, "[[error]]", problems);
    ErrorCodeWords row;
    if (!reader.has("code") && !reader.has("pattern")) reader.complain("code", "[[error]]: code or pattern is missing");
    if (const auto code = reader.integer("code", 0, 0xFFFF)) row.code = static_cast<int>(*code);
    row.pattern = reader.pattern("pattern", {"type", "serial"});
    row.examples = reader.texts("examples");
    if (row.pattern && row.examples.empty())
        reader.complain("examples", "[[error]]: examples is missing: the text of one such reply at least");
    row.words = reader.required_text("words");
    row.advice = reader.text("advice").value_or("");
    row.error_class =
        read_word(reader, "class", std::array{ErrorClass::retry_once, ErrorClass::wrong_credential, ErrorClass::permanent});
    reader.finish();
    return row;
}

Rule read_rule(base::TomlNode node, const std::vector<std::string>& settings, Problems& problems) {
    TableReader reader(node, "[[rule]]", problems);
    Rule rule;
    rule.refuse = reader.flag("refuse", false);
    if (const auto when = reader.table("when")) {
        TableReader row(*when, "when", problems);
        for (const auto& key : when->keys()) {
            if (std::ranges::find(settings, key) == settings.end())
                reader.complain("when", unknown_word("the setting", key, settings));
            else rule.when.emplace_back(key, row.texts(key));
        }
    }
    if (const auto below = reader.table("below")) {
        TableReader row(*below, "below", problems);
        for (const auto& key : below->keys()) {
            if (std::ranges::find(settings, key) == settings.end())
                reader.complain("below", unknown_word("the setting", key, settings));
            else if (const auto limit = row.integer(key, 0, std::numeric_limits<std::int64_t>::max()))
                rule.below.emplace_back(key, *limit);
        }
    }
    rule.missing = read_setting_list(reader, "missing", settings);
    rule.filled = read_setting_list(reader, "filled", settings);
    rule.contains = reader.text("contains").value_or("");
    rule.text = reader.required_text("text");
    if (rule.when.empty() && rule.below.empty() && rule.missing.empty() && rule.filled.empty() && rule.contains.empty())
        reader.complain("text", "the rule has no column that could hold: when, below, missing, filled, contains");
    reader.finish();
    return rule;
}

}  // namespace gsmcfg::meter
