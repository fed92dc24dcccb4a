#include "meter/dialect_frames.hpp"

#include "meter/message_template.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::meter {
namespace {

std::size_t count_of(std::string_view text, std::string_view part) {
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size())) ++count;
    return count;
}

}  // namespace

void check_name(TableReader& reader, const std::string& name) {
    const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-'; };
    if (!std::ranges::all_of(name, allowed)) reader.complain("name", "a name has small letters, digits, _ and - only");
}

void check_places(TableReader& reader, std::string_view key, const std::string& text,
                  std::initializer_list<std::string_view> places, std::initializer_list<std::string_view> allowed) {
    std::vector<std::string> known;
    for (const auto place : {credential_place, login_place, password_place}) {
        known.emplace_back(place);
        if (count_of(text, place) > 1) reader.complain(key, fmt::format("the text holds {} twice", place));
    }
    for (const auto place : allowed) known.emplace_back(place);
    for (const auto place : places) {
        known.emplace_back(place);
        if (count_of(text, place) != 1) reader.complain(key, fmt::format("the text must hold {} once", place));
    }
    for (const auto place : {value_place, id_place, items_place, closing_place})
        if (std::ranges::find(known, place) == known.end() && count_of(text, place) > 0)
            reader.complain(key, fmt::format("{} has no meaning here", place));
    const auto rest = without_places(text);
    const auto open = rest.find('{');
    const auto close = rest.find('}', open);
    if (open != std::string::npos && close != std::string::npos)
        reader.complain(
            key, fmt::format("'{}' is no placeholder; known: {}", rest.substr(open, close - open + 1), fmt::join(known, ", ")));
    const bool whole = count_of(text, credential_place) > 0;
    const bool parts = count_of(text, login_place) + count_of(text, password_place) > 0;
    if (whole && parts) reader.complain(key, "the text holds {credential} and its parts");
}

namespace {

// An item says by its id which setting it is, or by its place among all of them: never by both, never by neither.
void read_item(TableReader& reader, const Frame& frame) {
    if (frame.item.empty()) return;
    if (!frame.keep) return check_places(reader, "item", frame.item, {value_place, id_place});
    check_places(reader, "item", frame.item, {value_place}, {id_place});
    if (count_of(frame.item, id_place) > 0)
        reader.complain("item", "with keep the place says which setting it is: item has no {id}");
}

}  // namespace

Frame read_frame(base::TomlNode node, std::vector<base::Error>& problems) {
    constexpr std::int64_t most_settings = 100;
    TableReader reader(node, "[[frame]]", problems);
    Frame frame;
    frame.name = reader.required_text("name");
    check_name(reader, frame.name);
    frame.set = reader.required_text("set");
    frame.closing = reader.text("closing").value_or("");
    if (!frame.set.empty()) check_places(reader, "set", frame.set, {items_place}, {closing_place});
    if (frame.closing.empty() != (frame.set.find(closing_place) == std::string::npos))
        reader.complain("closing", "[[frame]]: closing and {closing} in set belong together");
    frame.item = reader.required_text("item");
    frame.keep = reader.text("keep");
    read_item(reader, frame);
    frame.query = reader.text("query").value_or("");
    frame.query_item = reader.text("query_item").value_or("");
    if (!frame.query.empty()) check_places(reader, "query", frame.query, {items_place});
    if (!frame.query_item.empty()) check_places(reader, "query_item", frame.query_item, {id_place});
    if (frame.query.empty() != frame.query_item.empty())
        reader.complain("query", "[[frame]]: query and query_item belong together");
    frame.separator = reader.required_text("separator");
    frame.most = static_cast<std::size_t>(reader.integer("most", 1, most_settings).value_or(0));
    frame.most_asked =
        static_cast<std::size_t>(reader.integer("most_asked", 1, most_settings).value_or(static_cast<std::int64_t>(frame.most)));
    frame.closes_each = reader.flag("closes_each", false);
    frame.reply = reader.text("reply").value_or("");
    frame.query_reply = reader.text("query_reply").value_or(frame.reply);
    frame.other_replies = reader.texts("other_replies");
    frame.reply_wait = reader.seconds("reply_wait", std::chrono::seconds(0));
    reader.finish();
    return frame;
}

Restart read_restart(base::TomlNode node, std::vector<base::Error>& problems) {
    TableReader reader(node, "[restart]", problems);
    Restart restart;
    restart.set = reader.required_text("set");
    if (!restart.set.empty()) check_places(reader, "set", restart.set, {});
    restart.reply = reader.text("reply").value_or("");
    restart.reply_wait = reader.seconds("reply_wait", std::chrono::seconds(0));
    reader.finish();
    return restart;
}

}  // namespace gsmcfg::meter
