#include "commands.hpp"
#include "inbox_filter.hpp"
#include "invocation.hpp"
#include "labelled_rows.hpp"
#include "local_time.hpp"
#include "storage_access.hpp"
#include "time_argument.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/meter/dialect.hpp"
#include "gsmcfg/store/audit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <limits>

namespace gsmcfg::cli {
namespace {

constexpr long usual_limit = 50;
constexpr std::size_t short_hash = 12;

// A command line may hold a password that somebody typed into a text.
class Hider {
public:
    [[nodiscard]] static Outcome<Hider> make(Invocation& invocation) {
        Hider hider;
        if (invocation.arguments().flag("show-secrets")) return hider;
        if (const auto configured = invocation.configuration(); !configured) return refuse(configured.error());
        if (const auto dialect = meter::find_embedded(meter::default_dialect))
            hider.passwords_ = known_passwords(invocation, *dialect);
        return hider;
    }
    void hide_in(store::AuditEntry& entry) const {
        entry.command_line = passwords_.hide(entry.command_line);
        entry.reason = passwords_.hide(entry.reason);
    }

private:
    service::Credentials passwords_;
};

std::string who(const base::Actor& actor) {
    const auto sudo = actor.sudo_user.empty() ? std::string() : fmt::format(" (sudo by {})", actor.sudo_user);
    return base::escape_control(fmt::format("{}{} on {}", actor.user, sudo, actor.host));
}

std::string hash_words(std::string_view what, const std::string& hash) {
    return hash.empty() ? std::string() : fmt::format(", {} {}", what, hash.substr(0, short_hash));
}

std::string entry_text(const store::AuditEntry& entry, std::size_t width) {
    auto text = fmt::format("{}  {:<14}  {}{}\n", local_time(entry.at), base::escape_control(entry.action), who(entry.actor),
                            entry.campaign ? fmt::format(", campaign {}", *entry.campaign) : "");
    text += labelled_row("command", entry.command_line, width);
    text += labelled_row("reason", entry.reason, width);
    text += labelled_row("version",
                         entry.program_version + hash_words("profile", entry.profile_hash) + hash_words("list", entry.list_hash),
                         width);
    return text;
}

base::Json entry_json(const store::AuditEntry& entry) {
    auto json = base::Json::object();
    json.set("id", entry.id)
        .set("at", iso_time(entry.at))
        .set("action", entry.action)
        .set("user", entry.actor.user)
        .set("sudo_user", entry.actor.sudo_user)
        .set("host", entry.actor.host)
        .set("campaign", entry.campaign)
        .set("reason", entry.reason)
        .set("command_line", entry.command_line)
        .set("version", entry.program_version)
        .set("profile_hash", entry.profile_hash)
        .set("list_hash", entry.list_hash);
    return json;
}

// "storage" stands for "storage delete" and "storage clear" too. What never occurred is kept, and finds nothing.
std::vector<std::string> actions_of(const Arguments& arguments, const std::vector<std::string>& known) {
    std::vector<std::string> chosen;
    for (const auto& given : arguments.all("action"))
        for (const auto part : base::split(given, ',')) {
            const auto word = base::to_lower(base::trim(part));
            chosen.push_back(word);
            for (const auto& action : known)
                if (action.starts_with(word + " ")) chosen.push_back(action);
        }
    return chosen;
}

void say_nothing_fits(const Arguments& arguments, const std::vector<std::string>& known) {
    if (known.empty()) return remark("nothing was done so far");
    std::string hint;
    for (const auto& given : arguments.all("action"))
        if (const auto near = base::nearest_word(base::to_lower(given), known); near && *near != given)
            hint = fmt::format("; did you mean '{}'?", base::escape_control(*near));
    if (arguments.flag("action") && hint.empty())
        hint = fmt::format("; actions that occur: {}", base::escape_control(fmt::format("{}", fmt::join(known, ", "))));
    remark("nothing of the audit fits" + hint);
}

Outcome<store::AuditFilter> filter_of(const Invocation& invocation, store::Database& database,
                                      const std::vector<std::string>& known) {
    store::AuditFilter filter;
    filter.actions = actions_of(invocation.arguments(), known);
    filter.user = invocation.arguments().value("user").value_or("");
    const auto campaign = campaign_option(invocation, database);
    if (!campaign) return refuse(campaign.error());
    filter.campaign = *campaign;
    const auto period = period_of(invocation.arguments());
    if (!period) return refuse(period.error());
    filter.since = period->since;
    filter.until = period->until;
    return filter;
}

Outcome<int> run(Invocation& invocation) {
    const auto& arguments = invocation.arguments();
    constexpr long no_limit = std::numeric_limits<long>::max();
    const auto given = arguments.number("limit", 1, no_limit);
    if (!given) return refuse(given.error());
    const auto limit = given->value_or(arguments.flag("all") ? no_limit : usual_limit);
    const auto hider = Hider::make(invocation);
    if (!hider) return refuse(hider.error());
    const auto database = invocation.named_database();
    if (!database) return refuse(database.error());
    const auto known = store::audit_actions(**database);
    const auto filter = filter_of(invocation, **database, known);
    if (!filter) return refuse(filter.error());
    long shown = 0;
    bool more = false;
    store::newest_audit(**database, *filter, [&](store::AuditEntry entry) {
        more = shown == limit;
        if (more) return false;
        ++shown;
        hider->hide_in(entry);
        if (invocation.json()) print_json(entry_json(entry));
        else print(entry_text(entry, row_width()));
        return std::ferror(stdout) == 0;
    });
    if (shown == 0) say_nothing_fits(arguments, known);
    if (!more) return exit_code::as_wanted;
    const auto rest =
        fmt::format("{} more; --limit N shows so many, --all all of them", store::count_audit(**database, *filter) - shown);
    if (invocation.json()) remark(rest);
    else print("… " + rest + "\n");
    return exit_code::as_wanted;
}

}  // namespace

Command audit_command() {
    return {
        "audit",
        "",
        0,
        0,
        "Shows who did what that sends, deletes, writes a SIM or changes a judgement, newest first.",
        "Each entry has the time, the action, who ran it where (and who became that user by sudo), the campaign, the command "
        "line, the reason that was given, the program's version and the beginnings of the profile's and the list's SHA-256; "
        "--json has them whole. Passwords that stand in a command line are shown as *** unless --show-secrets is given.",
        "  gsmcfg audit --since 7d\n  gsmcfg audit --action apply,cancel --user anna --json",
        {{"action", "NAME", "apply, status, send, resume, cancel, assign, storage, …; several with commas, or repeated", true},
         {"user", "NAME", "who ran it, or became that user by sudo"},
         {"campaign", "N", "what was done with this campaign"},
         since_option(),
         until_option(),
         {"limit", "N", "at most so many; 50 if not given"},
         {"all", "", "without a limit"},
         {"show-secrets", "", "with passwords in clear"}},
        run};
}

}  // namespace gsmcfg::cli
