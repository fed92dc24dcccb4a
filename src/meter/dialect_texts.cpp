#include "meter/dialect_texts.hpp"

#include "gsmcfg/base/text.hpp"
#include "meter/canonical.hpp"
#include "meter/dialect_data.hpp"
#include "meter/fold_case.hpp"
#include "meter/message_template.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

namespace gsmcfg::meter {
namespace {

std::string shown(std::string_view text) { return "'" + base::escape_control(text.substr(0, 60)) + "'"; }
std::string shown(char32_t c) { return shown(base::to_utf8(std::u32string(1, c))); }

bool begins(std::string_view text, std::string_view with) { return text.starts_with(with); }

// Could an item with this id be read as one with the other?
bool mistakable(const Frame& frame, const Setting& one, const Setting& other) {
    const auto shape = [&](const Setting& setting) {
        return around(fill(frame.item, {{id_place, fold_case(setting.id)}}), value_place);
    };
    const auto a = shape(one);
    const auto b = shape(other);
    return b.before.starts_with(a.before) && b.after.ends_with(a.after);
}

bool is_number_of(const Setting& setting, std::string_view digits) {
    std::int64_t number = 0;
    const auto* end = digits.data() + digits.size();
    const auto [stopped, failure] = std::from_chars(digits.data(), end, number);
    return failure == std::errc{} && stopped == end && number >= setting.least && number <= setting.greatest;
}

class TextCheck {
public:
    explicit TextCheck(const DialectProblems& problems)
        : problems_(problems), dialect_(problems.dialect()), data_(dialect_.parsed()) {}

    void run() const {
        check_escapes();
        for (const auto& frame : dialect_.frames()) check_frame(frame);
        for (const auto& setting : dialect_.settings()) {
            check_words(setting);
            check_empty(setting);
            check_room(setting);
        }
        for (const auto& form : dialect_.replies())
            if (form.item) check_ids(form);
        if (dialect_.restart()) check_length("restart", dialect_.restart()->set);
    }

private:
    [[nodiscard]] bool has_escape(char32_t c) const {
        return std::ranges::any_of(
            data_.escapes, [&](const auto& escape) { return base::to_code_points(escape.first) == std::u32string(1, c); });
    }

    // No value holds it as it is.
    [[nodiscard]] bool is_guarded(char32_t c) const {
        return std::ranges::binary_search(data_.forbidden, c) || has_escape(c) || !dialect_.has_character(c);
    }

    // A word that goes on the air as it stands. Characters of `separator` would end it.
    [[nodiscard]] bool check_word(const std::string& place, const std::string& what, const std::string& word,
                                  std::string_view separator) const {
        const auto fault = [&](std::string detail) {
            problems_.complain(place, fmt::format("{} {} {}", what, shown(word), detail));
            return false;
        };
        if (without_places(word) != word) return fault("holds a placeholder");
        const auto barred = base::to_code_points(separator);
        for (const char32_t c : base::to_code_points(word)) {
            if (!dialect_.has_character(c)) return fault("holds a character that [message] lacks");
            if (barred.find(c) != std::u32string::npos)
                return fault(fmt::format("holds {}, which stands between items", shown(c)));
        }
        return true;
    }

    // The same for one in the place of a value.
    void check_value(const std::string& place, const std::string& what, const std::string& word,
                     std::string_view separator) const {
        if (!check_word(place, what, word, separator)) return;
        for (const char32_t c : base::to_code_points(word))
            if (is_guarded(c))
                return problems_.complain(
                    place, fmt::format("{} {} holds {}, which no value may hold as it is", what, shown(word), shown(c)));
    }

    void check_escapes() const {
        const auto complain = [&](std::string detail) { problems_.complain("message", "escapes: " + std::move(detail)); };
        for (const auto& escape : data_.escapes) {
            const auto& [plain, written] = escape;
            if (base::to_code_points(plain).size() != 1) complain(shown(plain) + " is more than one character");
            for (const char32_t c : base::to_code_points(written)) {
                if (!dialect_.has_character(c))
                    complain(fmt::format("{} holds a character that [message] lacks", shown(written)));
                else if (!is_guarded(c))
                    complain(
                        fmt::format("{} stands for {}, so a value must not hold {} as it is: escape it too, or put it into "
                                    "forbidden_in_values",
                                    shown(written), shown(plain), shown(c)));
            }
            for (const auto& other : data_.escapes)
                if (&other != &escape && begins(other.second, written))
                    complain(fmt::format("{} begins with {}: they can't be told apart", shown(other.second), shown(written)));
            check_escape_at_separators(written);
        }
    }

    // "##" for "#" behind the separator "#" could be an empty item and two separators.
    void check_escape_at_separators(const std::string& written) const {
        const auto check = [&](const std::string& place, const std::string& separator) {
            if (!separator.empty() && written.front() == separator.front())
                problems_.complain(
                    place, fmt::format("the separator {} can't be told from the escape {}", shown(separator), shown(written)));
        };
        for (const auto& frame : dialect_.frames()) check("frame " + frame.name, frame.separator);
        for (const auto& form : dialect_.replies()) check("reply " + form.name, form.separator);
    }

    void check_frame(const Frame& frame) const {
        const auto place = "frame " + frame.name;
        if (frame.keep) check_value(place, "keep", *frame.keep, frame.separator);
        (void)check_word(place, "the separator", frame.separator, "");
        if (check_word(place, "closing", frame.closing, ""))
            for (const auto& closing : std::set<std::string>{frame.closing, ""})
                check_end_of_items(frame, around(fill(frame.set, {{closing_place, closing}}), items_place).after);
        for (const auto& setting : dialect_.settings()) {
            if (setting.frame != frame.name) continue;
            if (frame.keep) check_kept(frame, setting);
            for (const auto& other : dialect_.settings())
                if (&other != &setting && other.frame == frame.name && !frame.keep && mistakable(frame, setting, other))
                    problems_.complain("setting " + setting.name,
                                       fmt::format("an item of '{}' can be read as one of '{}': the ids {} and {} need something "
                                                   "between them and the value",
                                                   other.name, setting.name, shown(setting.id), shown(other.id)));
        }
    }

    // What follows the last value must not become a part of it.
    void check_end_of_items(const Frame& frame, const std::string& after) const {
        if (after.empty() || begins(after, frame.separator)) return;
        const bool place = begins(after, credential_place) || begins(after, login_place) || begins(after, password_place);
        if (place || !is_guarded(base::to_code_points(after).front()))
            problems_.complain("frame " + frame.name,
                               fmt::format("{} after the items would be taken for a part of the last value: "
                                           "it must begin with the separator, or with what no value holds",
                                           shown(after)));
    }

    // A value that looks like keep would leave the setting as it is.
    void check_kept(const Frame& frame, const Setting& setting) const {
        const auto complain = [&](std::string_view what, std::string_view word) {
            problems_.complain("setting " + setting.name, fmt::format("{} {} of '{}' looks like keep: the device would leave it "
                                                                      "as it is",
                                                                      what, shown(word), setting.name));
        };
        const auto shape = around(frame.item, value_place);
        const auto inside = part_between(shape, *frame.keep);
        if (!inside) return;
        if (setting.empty && *setting.empty == *inside) complain("empty", *inside);
        for (const auto& choice : setting.choices)
            if (choice.code == *inside) complain("the code", choice.code);
        if (setting.kind == ValueKind::number && is_number_of(setting, *inside)) complain("the number", *inside);
    }

    void check_words(const Setting& setting) const {
        const auto place = "setting " + setting.name;
        const auto* frame = dialect_.find_frame(setting.frame);
        const std::string_view separator = frame == nullptr ? std::string_view() : std::string_view(frame->separator);
        if (frame != nullptr) (void)check_word(place, fmt::format("the id of '{}'", setting.name), setting.id, separator);
        if (setting.empty) check_value(place, fmt::format("empty of '{}'", setting.name), *setting.empty, separator);
        for (const auto& choice : setting.choices)
            check_value(place, fmt::format("a code of '{}'", setting.name), choice.code, separator);
    }

    // The sign for an empty value is no value.
    void check_empty(const Setting& setting) const {
        if (!setting.empty || setting.empty->empty()) return;
        const bool a_choice = setting.kind == ValueKind::choice && find_choice(setting, *setting.empty) != nullptr;
        const bool a_number = setting.kind == ValueKind::number && is_number_of(setting, *setting.empty);
        if (a_choice || a_number)
            problems_.complain("setting " + setting.name,
                               fmt::format("empty {} of '{}' is also one of its values", shown(*setting.empty), setting.name));
    }

    // The longest of what must fit: a number and a code are never looked at again before they are sent.
    [[nodiscard]] std::size_t room_wanted(const Setting& setting) const {
        auto room = setting.empty ? dialect_.length(*setting.empty) : 0;
        switch (setting.kind) {
            case ValueKind::number: return std::max(room, std::to_string(setting.greatest).size());
            case ValueKind::choice:
                for (const auto& choice : setting.choices) room = std::max(room, dialect_.length(choice.code));
                return room;
            case ValueKind::host:
            case ValueKind::text: break;
        }
        const auto written = escaped(dialect_, setting.default_value.value_or(""));
        return std::max({room, dialect_.length(written), std::size_t{1}});
    }

    void check_room(const Setting& setting) const {
        const auto place = "setting " + setting.name;
        if (setting.can_set)
            if (const auto length = length_around_value(dialect_, setting); length + room_wanted(setting) > dialect_.max_length())
                problems_.complain(place, fmt::format("no room for a value of '{}': the text around it has {} of {} characters "
                                                      "with the longest password, and {} are wanted",
                                                      setting.name, length, dialect_.max_length(), room_wanted(setting)));
        check_length(place, setting.query);
        const auto* frame = dialect_.find_frame(setting.frame);
        if (frame != nullptr && setting.query.empty())
            check_length(place, fill(frame->query, {{items_place, fill(frame->query_item, {{id_place, setting.id}})}}));
    }

    void check_length(const std::string& place, const std::string& text) const {
        if (const auto length = longest_length(dialect_, text); length > dialect_.max_length())
            problems_.complain(
                place, fmt::format("the text {} has {} characters with the longest password; at most {} are allowed", shown(text),
                                   length, dialect_.max_length()));
    }

    // The settings of a list are told apart by their ids alone.
    void check_ids(const ReplyForm& form) const {
        std::vector<const Setting*> listed;
        for (const auto& setting : dialect_.settings())
            if (setting.reply == form.name || setting.query_reply == form.name) listed.push_back(&setting);
        for (std::size_t i = 0; i < listed.size(); ++i)
            for (std::size_t k = 0; k < i; ++k)
                if (fold_case(listed[i]->id) == fold_case(listed[k]->id) && listed[i]->frame != listed[k]->frame)
                    problems_.complain("setting " + listed[i]->name,
                                       fmt::format("'{}' and '{}' have the same id", listed[k]->name, listed[i]->name));
    }

    const DialectProblems& problems_;
    const Dialect& dialect_;
    const Dialect::Parsed& data_;
};

}  // namespace

void check_texts(const DialectProblems& problems) { TextCheck(problems).run(); }

}  // namespace gsmcfg::meter
