// Who, where, when, why, with what.
#include "report/html_sections.hpp"
#include "report/html_text.hpp"
#include "report/local_time.hpp"
#include "report/message_course.hpp"

#include "gsmcfg/base/json.hpp"

#include <fmt/format.h>

#include <array>

namespace gsmcfg::report {
namespace {

constexpr std::size_t hash_digits = 12;

class Facts {
public:
    void add(std::string_view name, const std::string& html) {
        if (!html.empty()) text_ += fmt::format("<dt>{}</dt><dd>{}</dd>\n", name, html);
    }
    [[nodiscard]] std::string list() const { return "<dl>\n" + text_ + "</dl>\n"; }

private:
    std::string text_;
};

std::string with_hash(const std::string& name, const std::string& hash) {
    if (name.empty() && hash.empty()) return "";
    return html_text(name) + (hash.empty() ? "" : " <span class=\"hash\">" + html_text(hash.substr(0, hash_digits)) + "</span>");
}

std::string value_text(const base::Json& value) {
    if (const auto text = value.string()) return *text;
    if (const auto number = value.integer()) return std::to_string(*number);
    if (const auto number = value.number()) return fmt::format("{}", *number);
    std::string list;
    for (std::size_t i = 0; value.is_array() && i < value.size(); ++i) list += (i == 0 ? "" : ", ") + value_text(value.at(i));
    return list;
}

struct OptionWords {
    std::string_view key;
    std::string_view words;  // {} is its value; without it: the words of a flag that is set
};
constexpr std::array option_table{
    OptionWords{"reply_timeout_s", "{} s for a reply"},
    OptionWords{"attempts", "attempts: {}"},
    OptionWords{"validity_min", "valid for {} min"},
    OptionWords{"only", "settings: {}"},
    OptionWords{"no_restart", "no restart"},
    OptionWords{"read_first", "read before setting"},
    OptionWords{"snapshot", "old values kept"},
    OptionWords{"verify", "verified after the restart"},
    OptionWords{"one_way", "the meters can't answer"},
    OptionWords{"accept_swap", "other serial numbers accepted"},
    OptionWords{"window", "window {}"},
    OptionWords{"window_zone", "in {}"},
    OptionWords{"sms_per_minute", "{} SMS/min of each modem"},
    OptionWords{"daily_cap", "{} SMS a SIM and day"},
    OptionWords{"max_sms", "at most {} SMS"},
    OptionWords{"max_cost", "at most {} in cost"},
    OptionWords{"max_fail", "stop at {} failed"},
    OptionWords{"canary", "canary {}"},
    OptionWords{"auto_approve", "canary approves itself"},
    OptionWords{"batches", "batches of {}"},
};

std::string options_text(const std::string& json) {
    const auto options = base::Json::parse(json);
    if (!options || !options->is_object()) return "";
    std::string text;
    for (const auto& [key, words] : option_table) {
        const auto value = options->at(key);
        std::string part;
        if (const auto at = words.find("{}"); at != std::string_view::npos) {
            const auto shown = value_text(value);
            if (!shown.empty()) part = std::string(words).replace(at, 2, shown);
        } else if (value.boolean().value_or(false)) {
            part = words;
        }
        if (!part.empty()) text += (text.empty() ? "" : "; ") + part;
    }
    if (!options->at("status_reports").boolean().value_or(true))
        text += text.empty() ? "no delivery reports" : "; no delivery reports";
    return html_text(text);
}

std::string sent_text(const PageContent& page) {
    const auto options = base::Json::parse(page.subject.campaign.options);
    const auto text = options && options->is_object() ? options->at("text").string().value_or("") : std::string();
    return text.empty() ? "" : code(Mask(page.subject.dialect, page.options.show_secrets).text(text));
}

}  // namespace

std::string facts_section(const PageContent& page) {
    const auto& campaign = page.subject.campaign;
    Facts facts;
    facts.add("Campaign", std::to_string(campaign.id) + ", " + std::string(store::name(campaign.kind)) + ", " +
                              std::string(store::name(campaign.state)) +
                              (campaign.held_reason.empty() ? "" : ": " + html_text(campaign.held_reason)));
    if (campaign.origin) facts.add("From campaign", std::to_string(*campaign.origin));
    facts.add("Profile", with_hash(campaign.profile_name, campaign.profile_hash));
    facts.add("List", with_hash(campaign.list_name, campaign.list_hash));
    facts.add("Dialect", with_hash(campaign.dialect_name, campaign.dialect_hash));
    facts.add("Text", sent_text(page));
    facts.add("By", html_text(campaign.user_name) +
                        (campaign.sudo_user.empty() ? "" : " (sudo by " + html_text(campaign.sudo_user) + ")") + " on " +
                        html_text(campaign.host));
    facts.add("Reason", html_text(campaign.reason));
    facts.add("Command", code(campaign.command_line));
    facts.add("Options", options_text(campaign.options));
    facts.add("Made", shown_time(campaign.created_at));
    if (page.figures.span) {
        facts.add("First meter begun", shown_time(page.figures.span->first));
        facts.add("Last meter ended", shown_time(page.figures.span->last));
    }
    if (campaign.finished_at) facts.add("Finished", shown_time(*campaign.finished_at));
    facts.add("Program", "gsmcfg " + html_text(campaign.program_version));
    return "<section class=\"facts\">\n<h2>The campaign</h2>\n" + facts.list() +
           "<p class=\"note\">Every message and reply: " + code(fmt::format("gsmcfg campaign show {} --messages", campaign.id)) +
           "</p>\n</section>\n";
}

}  // namespace gsmcfg::report
