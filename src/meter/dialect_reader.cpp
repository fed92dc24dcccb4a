#include "meter/dialect_reader.hpp"

#include "gsmcfg/base/digest.hpp"
#include "gsmcfg/base/text.hpp"
#include "meter/dialect_frames.hpp"
#include "meter/dialect_rows.hpp"
#include "meter/fold_case.hpp"
#include "meter/message_template.hpp"
#include "meter/table_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace gsmcfg::meter {
namespace {

using base::ErrorCode;

class DialectReader {
public:
    explicit DialectReader(std::vector<base::Error>& problems) : problems_(problems) {}

    void read(base::TomlNode root) {
        TableReader reader(root, "the file", problems_);
        read_head(reader);
        read_message(reader);
        read_credential(reader);
        read_header(reader);
        read_command(reader);
        for (const auto& node : reader.tables("frame")) {
            data_->frames.push_back(read_frame(node, problems_));
            frame_places_.push_back(node);
        }
        if (const auto node = reader.table("restart")) {
            data_->restart = read_restart(*node, problems_);
            restart_place_ = *node;
        }
        read_settings(reader);
        read_replies(reader);
        read_errors(reader);
        for (const auto& node : reader.tables("rule")) data_->rules.push_back(read_rule(node, names_, problems_));
        reader.finish();
        check_settings();
        check_rules(reader);
    }

    std::shared_ptr<Dialect::Parsed> take() { return std::move(data_); }

private:
    void read_head(TableReader& reader) {
        if (!reader.has("format")) reader.complain("format", "format is missing: write format = 1");
        else if (!reader.integer("format", 1, 1)) reader.complain("format", "this program reads format 1");
        data_->name = reader.required_text("name");
        const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
        if (!std::ranges::all_of(data_->name, allowed)) reader.complain("name", "a name has small letters, digits and - only");
        data_->title = reader.text("title").value_or(data_->name);
        data_->source = reader.required_text("source");
        data_->unverified = reader.texts("unverified");
        data_->experimental = reader.flag("experimental", false);
        data_->master_sim = reader.flag("master_sim", false);
        if (const auto node = reader.table("wait")) {
            TableReader wait(*node, "[wait]", problems_);
            data_->reply_wait = wait.seconds("reply", data_->reply_wait);
            wait.finish();
        }
    }

    static std::u32string sorted(std::string_view utf8) {
        auto result = base::to_code_points(utf8);
        std::ranges::sort(result);
        return result;
    }

    void read_message(TableReader& reader) {
        const auto node = reader.table("message");
        if (!node) return reader.complain("message", "the table [message] is missing");
        TableReader message(*node, "[message]", problems_);
        data_->characters = sorted(message.required_text("characters"));
        data_->double_characters = sorted(message.text("double_characters").value_or(""));
        data_->forbidden = sorted(message.text("forbidden_in_values").value_or(""));
        data_->places.emplace("message", node->where());
        data_->max_length = static_cast<std::size_t>(message.integer("max_length", 1, 1600).value_or(160));
        if (const auto escapes = message.table("escapes"))
            for (const auto& key : escapes->keys()) {
                const auto written = escapes->find(key)->string().value_or("");
                if (key.empty() || written.empty() || written == key)
                    message.complain("escapes", fmt::format("'{}' must be written in another way", key));
                else data_->escapes.emplace_back(key, written);
            }
        message.finish();
    }

    void read_credential(TableReader& reader) {
        const auto node = reader.table("credential");
        if (!node) return;
        TableReader credential(*node, "[credential]", problems_);
        data_->credential_used = true;
        data_->login = credential.flag("login", false);
        data_->credential_may_be_empty = credential.flag("may_be_empty", false);
        data_->credential_name = credential.required_text("name");
        data_->factory_credential = credential.text("factory").value_or("");
        const auto max_length = credential.integer("max_length", 1, 100).value_or(32);
        data_->credential_max_length = static_cast<std::size_t>(max_length);
        data_->credential_min_length = static_cast<std::size_t>(credential.integer("min_length", 1, max_length).value_or(1));
        if (data_->login && max_length < 3) credential.complain("max_length", "has no room for a login and a password");
        if (data_->login && credential.has("min_length"))
            credential.complain("min_length", "a login and a password have no least length");
        data_->credential_forbidden = sorted(credential.text("forbidden").value_or(""));
        read_credential_characters(credential);
        data_->places.emplace("credential", node->where());
        credential.finish();
    }

    void read_credential_characters(TableReader& credential) {
        std::u32string all;
        for (char32_t c = U'!'; c <= U'~'; ++c) all += c;
        const auto known = [&](char32_t c) { return all.find(c) != std::u32string::npos; };
        const auto given = credential.text("characters");
        const auto characters = given ? sorted(*given) : all;
        if (!std::ranges::all_of(characters, known))
            credential.complain("characters", "a password has printable ASCII without space only");
        if (!std::ranges::all_of(data_->credential_forbidden, known))
            credential.complain("forbidden", "a password has printable ASCII without space only: no need to forbid more");
        for (const char32_t c : characters)
            if (!std::ranges::binary_search(data_->credential_forbidden, c)) data_->credential_characters += static_cast<char>(c);
        const auto only = data_->credential_characters.find_first_not_of(login_separator);
        if (only == std::string::npos) credential.complain("characters", "no character is left for a password");
    }

    void read_header(TableReader& reader) {
        const auto node = reader.table("header");
        if (!node) return;
        TableReader header(*node, "[header]", problems_);
        data_->header = header.pattern("pattern", {"type", "serial"});
        data_->header_required = header.flag("required", true);
        if (!header.has("pattern")) header.complain("pattern", "[header]: pattern is missing");
        header.finish();
        if (!data_->header) return;
        auto whole = base::Pattern::compile("(?:" + data_->header->source() + ")\\n(?P<body>(?s:.*))");
        if (whole) data_->header_with_body = std::move(*whole);
        else header.complain("pattern", "does not compile with a body after it: " + whole.error().detail);
    }

    void read_command(TableReader& reader) {
        const auto node = reader.table("command");
        if (!node) return;
        TableReader command(*node, "[command]", problems_);
        data_->command = command.pattern("pattern", {"before", "credential", "after"});
        data_->command_everywhere = command.flag("everywhere", true);
        data_->command_masks = command.patterns("masks", {"before", "secret", "after"});
        if (data_->command && data_->command->names().size() != 3)
            command.complain("pattern", "must capture before, credential and after");
        data_->places.emplace("command", node->where());
        command.finish();
    }

    void read_settings(TableReader& reader) {
        for (const auto& node : reader.tables("setting")) {
            auto setting = read_setting(node, problems_);
            if (std::ranges::find(names_, setting.name) != names_.end())
                complain(node, fmt::format("the setting '{}' is named twice", setting.name));
            data_->places.emplace("setting " + setting.name, node.where());
            names_.push_back(setting.name);
            places_.push_back(node);
            data_->settings.push_back(std::move(setting));
        }
        if (names_.empty()) reader.complain("setting", "no [[setting]] at all");
    }

    void read_replies(TableReader& reader) {
        for (const auto& node : reader.tables("reply")) {
            auto form = read_reply(node, names_, problems_);
            if (std::ranges::any_of(data_->replies, [&](const ReplyForm& other) { return other.name == form.name; }))
                complain(node, fmt::format("the reply '{}' is named twice", form.name));
            const auto is_secret = [&](const Setting& setting) {
                return setting.secret && std::ranges::find(form.proves, setting.name) != form.proves.end();
            };
            const bool secret = std::ranges::any_of(data_->settings, is_secret);
            if (secret && form.proof == ProofKind::value && form.masks.empty())
                complain(node, fmt::format("the reply '{}' shows a secret: it needs masks", form.name));
            data_->places.emplace("reply " + form.name, node.where());
            data_->replies.push_back(std::move(form));
        }
    }

    void read_errors(TableReader& reader) {
        if (const auto node = reader.table("error_forms")) {
            TableReader forms(*node, "[error_forms]", problems_);
            data_->error_forms = forms.patterns("patterns", {"code"});
            for (const auto& form : data_->error_forms)
                if (form.names().empty()) forms.complain("patterns", "an error's pattern must capture 'code'");
            data_->errors_probable = forms.flag("probable", false);
            data_->error_radix = forms.flag("decimal", false) ? 10 : 16;
            data_->error_examples = forms.texts("examples");
            if (data_->error_examples.empty())
                forms.complain("examples", "[error_forms]: examples is missing: a reply for each of the patterns");
            data_->places.emplace("error_forms", node->where());
            forms.finish();
        }
        std::set<int> codes;
        for (const auto& node : reader.tables("error")) {
            auto row = read_error(node, problems_);
            if (row.code && !row.pattern && data_->error_forms.empty())
                complain(node, "no [error_forms] says how a code looks: give this error a pattern");
            if (row.code && !codes.insert(*row.code).second)
                complain(node, fmt::format("the error code 0x{:02x} is there twice", *row.code));
            data_->places.emplace("error " + row.words, node.where());
            data_->errors.push_back(std::move(row));
        }
    }

    void check_settings() {
        for (std::size_t i = 0; i < data_->frames.size(); ++i) check_frame(data_->frames[i], frame_places_[i]);
        for (std::size_t i = 0; i < data_->settings.size(); ++i) {
            enter_frame(data_->settings[i], places_[i]);
            check_setting(data_->settings[i], places_[i]);
        }
        if (data_->restart) {
            check_characters(data_->restart->set, "restart", *restart_place_);
            check_credential_places(data_->restart->set, *restart_place_);
            const auto* form = data_->restart->reply.empty() ? nullptr : known_reply(data_->restart->reply, *restart_place_);
            if (form != nullptr && form->proof != ProofKind::ack)
                complain(*restart_place_, fmt::format("the reply '{}' of [restart] has nothing to prove: it can only be an ack",
                                                      data_->restart->reply));
            data_->places.emplace("restart", restart_place_->where());
        }
        std::ranges::stable_sort(data_->settings, [](const Setting& a, const Setting& b) { return !a.last && b.last; });
    }

    void check_frame(const Frame& frame, base::TomlNode place) {
        data_->places.emplace("frame " + frame.name, place.where());
        if (std::ranges::count(data_->frames, frame.name, &Frame::name) > 1)
            complain(place, fmt::format("the frame '{}' is named twice", frame.name));
        if (std::ranges::count(data_->settings, frame.name, &Setting::frame) == 0)
            complain(place, fmt::format("no setting is in the frame '{}'", frame.name));
        for (const auto& text : {frame.set, frame.item, frame.query, frame.query_item, frame.separator, frame.closing})
            check_characters(text, frame.name, place);
        for (const auto& text : {frame.set, frame.query}) check_credential_places(text, place);
        // A separator inside a value would make it two.
        for (const char32_t c : base::to_code_points(frame.separator)) {
            const auto is_escaped = [&](const auto& escape) {
                return base::to_code_points(escape.first) == std::u32string(1, c);
            };
            if (!std::ranges::binary_search(data_->forbidden, c) && std::ranges::none_of(data_->escapes, is_escaped))
                complain(place,
                         fmt::format("the separator '{}' of the frame '{}' is neither in forbidden_in_values nor in escapes",
                                     frame.separator, frame.name));
        }
    }

    void enter_frame(Setting& setting, base::TomlNode place) {
        if (setting.frame.empty()) return;
        const auto frame = std::ranges::find(data_->frames, setting.frame, &Frame::name);
        if (frame == data_->frames.end()) {
            std::vector<std::string> known;
            for (const auto& one : data_->frames) known.push_back(one.name);
            return complain(place, unknown_word("the frame", setting.frame, known));
        }
        if (!frame->query.empty() && !setting.query.empty())
            complain(place, fmt::format("'{}' is asked for in its frame: it has no query of its own", setting.name));
        setting.can_query = !frame->query.empty() || !setting.query.empty();
        if (setting.reply.empty()) setting.reply = frame->reply;
        if (setting.query_reply.empty()) setting.query_reply = frame->query_reply;
        if (setting.other_replies.empty()) setting.other_replies = frame->other_replies;
        if (setting.reply_wait.count() == 0) setting.reply_wait = frame->reply_wait;
        const bool by_id = (frame->item + frame->query_item).find(id_place) != std::string::npos;
        if (by_id && setting.id.empty())
            complain(place, fmt::format("'{}' needs an id: its frame names settings by it", setting.name));
        for (const auto& other : data_->settings)
            if (&other != &setting && by_id && other.frame == setting.frame && fold_case(other.id) == fold_case(setting.id) &&
                other.name < setting.name)
                complain(place, fmt::format("'{}' and '{}' have the same id", other.name, setting.name));
    }

    const ReplyForm* known_reply(const std::string& name, base::TomlNode place) {
        const auto form = std::ranges::find(data_->replies, name, &ReplyForm::name);
        if (form != data_->replies.end()) return &*form;
        std::vector<std::string> known;
        for (const auto& reply : data_->replies) known.push_back(reply.name);
        complain(place, unknown_word("the reply", name, known));
        return nullptr;
    }

    void check_reply_of(const Setting& setting, const std::string& reply, base::TomlNode place) {
        const auto* form = reply.empty() ? nullptr : known_reply(reply, place);
        if (form == nullptr || form->proof != ProofKind::value) return;
        if (form->item && setting.id.empty())
            complain(place, fmt::format("'{}' needs an id: its reply is a list of values", setting.name));
        if (!form->item && std::ranges::find(form->proves, setting.name) == form->proves.end())
            complain(place, fmt::format("the reply '{}' does not prove '{}'", reply, setting.name));
    }

    void check_setting(const Setting& setting, base::TomlNode place) {
        if (setting.can_set) check_reply_of(setting, setting.reply, place);
        for (const auto& other : setting.other_replies)
            if (const auto* form = known_reply(other, place); form != nullptr && form->proof != ProofKind::ack)
                complain(place, fmt::format("the reply '{}' comes in place of another: it can only be an ack", other));
        if (setting.can_query) {
            if (setting.query_reply.empty()) complain(place, fmt::format("'{}' is asked for, but has no reply", setting.name));
            else if (setting.query_reply != setting.reply || !setting.can_set)
                check_reply_of(setting, setting.query_reply, place);
            const auto form = std::ranges::find(data_->replies, setting.query_reply, &ReplyForm::name);
            if (form != data_->replies.end() && form->proof != ProofKind::value)
                complain(place, fmt::format("'{}' is asked for, but its reply shows no value", setting.name));
        }
        if (!setting.idempotent && !setting.can_query)
            complain(place, fmt::format("'{}' is not idempotent: it needs a query to learn what became of it", setting.name));
        for (const auto& text : {setting.set, setting.query}) {
            check_characters(text, setting.name, place);
            check_credential_places(text, place);
        }
    }

    void check_characters(const std::string& text, const std::string& whose, base::TomlNode place) {
        for (const char32_t c : base::to_code_points(without_places(text)))
            if (!std::ranges::binary_search(data_->characters, c) && !std::ranges::binary_search(data_->double_characters, c))
                return complain(place, fmt::format("the texts of '{}' hold a character that [message] lacks", whose));
    }

    void check_credential_places(const std::string& text, base::TomlNode place) {
        const bool whole = text.find(credential_place) != std::string::npos;
        const bool parts = text.find(login_place) != std::string::npos || text.find(password_place) != std::string::npos;
        if (!data_->credential_used && (whole || parts)) complain(place, "a text has a password, but there is no [credential]");
        if (parts && !data_->login) complain(place, "{login} and {password} want login = true in [credential]");
        if (whole && data_->login) complain(place, "with login = true in [credential] a text has {login} and {password}");
    }

    // A value that the setting can't have would make a rule that never holds.
    void check_rules(TableReader& reader) {
        for (const auto& rule : data_->rules) {
            for (const auto& [name, values] : rule.when) {
                const auto setting = std::ranges::find(data_->settings, name, &Setting::name);
                if (setting == data_->settings.end() || setting->choices.empty()) continue;
                for (const auto& value : values)
                    if (std::ranges::find(setting->choices, value, &Choice::value) == setting->choices.end())
                        reader.complain("rule", fmt::format("a rule names {} = '{}', which is no value of it", name, value));
            }
            for (const auto& [name, limit] : rule.below) {
                const auto setting = std::ranges::find(data_->settings, name, &Setting::name);
                if (setting != data_->settings.end() && setting->kind != ValueKind::number)
                    reader.complain("rule", fmt::format("a rule compares '{}', which is no number", name));
            }
        }
    }

    void complain(base::TomlNode node, std::string detail) {
        problems_.push_back({ErrorCode::malformed, node.where(), std::move(detail), std::nullopt});
    }

    std::vector<base::Error>& problems_;
    std::shared_ptr<Dialect::Parsed> data_ = std::make_shared<Dialect::Parsed>();
    std::vector<std::string> names_;
    std::vector<base::TomlNode> places_;
    std::vector<base::TomlNode> frame_places_;
    std::optional<base::TomlNode> restart_place_;
};

}  // namespace

std::shared_ptr<Dialect::Parsed> read_dialect(std::string_view text, const std::string& source,
                                              std::vector<base::Error>& problems) {
    const auto document = base::TomlDocument::parse(text, source);
    if (!document) {
        problems.push_back(document.error());
        return nullptr;
    }
    DialectReader reader(problems);
    reader.read(document->root());
    auto data = reader.take();
    data->text = std::string(text);
    data->hash = base::sha256(text);
    return data;
}

}  // namespace gsmcfg::meter
