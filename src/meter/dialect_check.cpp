#include "meter/dialect_check.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/meter/reply.hpp"
#include "gsmcfg/meter/value.hpp"
#include "meter/dialect_credential.hpp"
#include "meter/dialect_data.hpp"
#include "meter/dialect_texts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace gsmcfg::meter {
namespace {

std::string quoted(std::string_view text) { return "\"" + base::escape_control(text.substr(0, 80)) + "\""; }

class ConsistencyCheck {
public:
    explicit ConsistencyCheck(const DialectProblems& problems) : problems_(problems), dialect_(problems.dialect()) {}

    void run() {
        check_defaults();
        for (const auto& form : dialect_.replies()) check_reply(form);
        check_errors();
    }

private:
    void complain(const std::string& place, std::string detail) const { problems_.complain(place, std::move(detail)); }

    // The factory's values must be ones that a user may write.
    void check_defaults() {
        for (const auto& setting : dialect_.settings()) {
            if (!setting.default_value) continue;
            if (const auto value = canonical_value(dialect_, setting.name, *setting.default_value); !value)
                complain("setting " + setting.name,
                         fmt::format("the default of '{}' is refused: {}", setting.name, value.error().detail));
        }
    }

    // A pattern that can't match, or that shares a text with another one, shows in its examples.
    void check_reply(const ReplyForm& form) {
        const auto place = "reply " + form.name;
        const auto uses = [&](const Setting& setting) {
            return setting.reply == form.name || setting.query_reply == form.name ||
                   std::ranges::find(setting.other_replies, form.name) != setting.other_replies.end();
        };
        if (std::ranges::none_of(dialect_.settings(), uses) && !(dialect_.restart() && dialect_.restart()->reply == form.name))
            complain(place, fmt::format("nothing is answered by the reply '{}'", form.name));
        std::set<std::string> secrets_shown;
        for (const auto& example : form.examples) {
            const auto reply = parse_reply(dialect_, example);
            check_example(form, example, reply);
            for (const auto& [name, value] : reply.values) {
                if (reply.form != form.name || !dialect_.is_secret(name) || value.empty()) continue;
                secrets_shown.insert(name);
                if (masked_reply(dialect_, example).find(value) != std::string::npos)
                    complain(place, fmt::format("the masks of the reply '{}' leave a secret in an example", form.name));
            }
        }
        for (const auto& name : form.proves)
            if (dialect_.is_secret(name) && !secrets_shown.contains(name))
                complain(place, fmt::format("no example of the reply '{}' shows '{}', a secret that its masks must hide",
                                            form.name, name));
        if (!form.masks.empty() && secrets_shown.empty() && form.proves.empty())
            complain(place, fmt::format("no example of the reply '{}' shows the secret that its masks hide", form.name));
    }

    void check_example(const ReplyForm& form, const std::string& example, const Reply& reply) const {
        const auto place = "reply " + form.name;
        if (reply.kind == Reply::Kind::error)
            complain(place, fmt::format("the example {} of the reply '{}' is taken for an error: {}", quoted(example), form.name,
                                        reply.error->words));
        else if (reply.form != form.name)
            complain(place, fmt::format("the example {} is not read as the reply '{}': {}", quoted(example), form.name,
                                        reply.form.empty() ? reply.reason : "it is the reply " + reply.form));
    }

    void check_errors() {
        const auto& data = dialect_.parsed();
        for (const auto& row : dialect_.errors())
            for (const auto& example : row.examples) {
                const auto reply = parse_reply(dialect_, example);
                if (!reply.error || reply.error->words != row.words)
                    complain("error " + row.words, fmt::format("the example {} is not read as this error: {}", quoted(example),
                                                               reply.error ? "it is: " + reply.error->words : reply.reason));
            }
        for (const auto& example : data.error_examples)
            if (const auto reply = parse_reply(dialect_, example); !reply.error)
                complain("error_forms", fmt::format("the example {} is not read as an error: {}", quoted(example), reply.reason));
        for (const auto& pattern : data.error_forms) {
            const auto matches = [&](const std::string& example) { return pattern.match_whole(example).has_value(); };
            if (std::ranges::none_of(data.error_examples, matches))
                complain("error_forms", fmt::format("no example matches the pattern {}", pattern.source()));
        }
    }

    const DialectProblems& problems_;
    const Dialect& dialect_;
};

}  // namespace

void DialectProblems::complain(const std::string& place, std::string detail) const {
    const auto& places = dialect_.parsed().places;
    const auto found = places.find(place);
    problems_.push_back(
        {base::ErrorCode::malformed, found == places.end() ? source_ : found->second, std::move(detail), std::nullopt});
}

void check_consistency(const Dialect& dialect, const std::string& source, std::vector<base::Error>& problems) {
    const DialectProblems together(dialect, source, problems);
    check_texts(together);
    ConsistencyCheck(together).run();
    check_own_messages(together);
}

}  // namespace gsmcfg::meter
