#include "meter/dialect_reader.hpp"

#include "gsmcfg/base/digest.hpp"
#include "gsmcfg/base/text.hpp"
#include "meter/dialect_rows.hpp"
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
        (void)reader.text("source");
        (void)reader.texts("unverified");
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
        data_->max_length = static_cast<std::size_t>(message.integer("max_length", 1, 1600).value_or(160));
        message.finish();
    }

    void read_credential(TableReader& reader) {
        const auto node = reader.table("credential");
        if (!node) return;
        TableReader credential(*node, "[credential]", problems_);
        data_->credential_name = credential.required_text("name");
        data_->factory_credential = credential.text("factory").value_or("");
        data_->credential_max_length = static_cast<std::size_t>(credential.integer("max_length", 1, 100).value_or(32));
        if (data_->factory_credential.size() > data_->credential_max_length)
            credential.complain("factory", "is longer than max_length");
        credential.finish();
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
        data_->command_masks = command.patterns("masks", {"before", "secret", "after"});
        if (data_->command && data_->command->names().size() != 3)
            command.complain("pattern", "must capture before, credential and after");
        command.finish();
    }

    void read_settings(TableReader& reader) {
        for (const auto& node : reader.tables("setting")) {
            auto setting = read_setting(node, problems_);
            if (std::ranges::find(names_, setting.name) != names_.end())
                complain(node, fmt::format("the setting '{}' is named twice", setting.name));
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
            forms.finish();
        }
        std::set<int> codes;
        for (const auto& node : reader.tables("error")) {
            auto row = read_error(node, problems_);
            if (!codes.insert(row.code).second) complain(node, fmt::format("the error code 0x{:02x} is there twice", row.code));
            data_->errors.push_back(std::move(row));
        }
    }

    void check_settings() {
        for (std::size_t i = 0; i < data_->settings.size(); ++i) {
            check_setting(data_->settings[i], places_[i]);
        }
        std::ranges::stable_sort(data_->settings, [](const Setting& a, const Setting& b) { return !a.last && b.last; });
    }

    void check_setting(const Setting& setting, base::TomlNode place) {
        const auto form = std::ranges::find(data_->replies, setting.reply, &ReplyForm::name);
        if (setting.reply.empty()) {
            if (!setting.query.empty()) complain(place, fmt::format("'{}' is asked for, but has no reply", setting.name));
        } else if (form == data_->replies.end()) {
            std::vector<std::string> known;
            for (const auto& reply : data_->replies) known.push_back(reply.name);
            complain(place, unknown_word("the reply", setting.reply, known));
        } else if (form->proof == ProofKind::value && std::ranges::find(form->proves, setting.name) == form->proves.end()) {
            complain(place, fmt::format("the reply '{}' does not prove '{}'", setting.reply, setting.name));
        } else if (form->proof != ProofKind::value && !setting.query.empty()) {
            complain(place, fmt::format("'{}' is asked for, but its reply shows no value", setting.name));
        }
        if (!setting.idempotent && setting.query.empty())
            complain(place, fmt::format("'{}' is not idempotent: it needs a query to learn what became of it", setting.name));
        for (const auto& text : {setting.set, setting.query})
            for (const char32_t c : base::to_code_points(text))
                if (!std::ranges::binary_search(data_->characters, c) &&
                    !std::ranges::binary_search(data_->double_characters, c)) {
                    complain(place, fmt::format("the texts of '{}' hold a character that [message] lacks", setting.name));
                    return;
                }
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
