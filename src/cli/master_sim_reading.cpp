#include "master_sim_access.hpp"
#include "master_sim_command.hpp"
#include "master_sim_erase.hpp"

#include "dialects.hpp"
#include "job.hpp"
#include "local_time.hpp"
#include "passwords.hpp"
#include "recap.hpp"
#include "storage_access.hpp"
#include "terminal.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/master_sim/verification.hpp"
#include "gsmcfg/meter/message.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::cli {
namespace {

using master_sim::CardContents;
using master_sim::CardRecord;

std::string_view kind_of(std::uint8_t status) {
    switch (status & 7U) {
        case 1: return "read";
        case 3: return "unread";
        case 5: return "sent";
        case 7: return "unsent";
        default: return "other";
    }
}

// A record as it is shown: nothing in it can give a password away.
struct ShownRecord {
    int place = 0;
    std::string status;
    std::string settings;
    std::string sender;
    std::string time;
    std::string text;
    std::string problem;
};

ShownRecord shown_record(const meter::Dialect& dialect, const CardRecord& record, const service::Credentials& known, bool clear) {
    ShownRecord shown;
    shown.place = record.place;
    shown.status = kind_of(master_sim::status_of(record.octets));
    const auto reading = master_sim::read_record(record.octets);
    if (!reading.deliver) {
        shown.problem = reading.problem;
        return shown;
    }
    const auto text = master_sim::text_of(record.octets);
    shown.settings = master_sim::settings_of(dialect, text);
    shown.sender = reading.deliver->originator.display();
    if (reading.deliver->scts) shown.time = reading.deliver->scts->iso8601();
    shown.text = master_sim::shown_text(dialect, text, clear);
    if (!clear) shown.text = known.hide(shown.text);
    return shown;
}

base::Json record_json(const ShownRecord& shown) {
    return base::Json::object()
        .set("place", shown.place)
        .set("status", shown.status)
        .set("settings", shown.settings)
        .set("sender", shown.sender)
        .set("time", shown.time)
        .set("text", shown.text)
        .set("problem", shown.problem);
}

void show_findings(Invocation& invocation, const std::string& iccid, const std::vector<master_sim::RecordFinding>& findings) {
    for (const auto& one : findings) {
        if (invocation.json()) {
            print_json(base::Json::object()
                           .set("iccid", iccid)
                           .set("place", one.place)
                           .set("settings", one.settings)
                           .set("result", name(one.finding))
                           .set("note", one.note));
            continue;
        }
        print(fmt::format("{:>3}  {:<9}  {:<10}{}\n", one.place == 0 ? "" : std::to_string(one.place), name(one.finding),
                          one.settings, one.note.empty() ? "" : "  " + one.note));
    }
    if (invocation.json()) return;
    print(fmt::format("SIM {}: {}\n", iccid, master_sim::all_right(findings) ? "all right" : "NOT as wanted"));
}

Outcome<int> verify_against_manifest(Invocation& invocation, CardAccess& access) {
    const auto database = invocation.database();
    if (!database) return refuse(database.error());
    const auto dialect = chosen_dialect(invocation);
    if (!dialect) return refuse(dialect.error());
    const auto manifest = store::MasterSims(**database).find(access.card.iccid());
    if (!manifest) {
        std::optional<std::string> earlier;
        store::MasterSims(**database).each([&](const store::MasterSim& sim) {
            if (!earlier && sim.iccid == access.card.iccid() && sim.erased_at)
                earlier = fmt::format("no. {} on SIM {} was replaced or erased on {}", sim.number, sim.iccid,
                                      local_time(*sim.erased_at));
        });
        return refuse(exit_code::usage, earlier.value_or("nothing is known of SIM " + access.card.iccid()) +
                                            ": give the profile that it should carry");
    }
    const auto found = access.card.contents(access.stop);
    if (!found) return refuse_modem(found.error());
    const auto& arguments = invocation.arguments();
    const master_sim::VerifyOptions options{access.card.raw(), arguments.value("status").has_value(),
                                            manifest->kept || arguments.flag("keep")};
    const auto findings = master_sim::verify_manifest(*dialect, *manifest, *found, options);
    if (!invocation.json())
        print(fmt::format("no. {}, {}, written {}; passwords are not compared\n", manifest->number,
                          base::escape_control(manifest->profile_name), local_time(manifest->written_at)));
    show_findings(invocation, access.card.iccid(), findings);
    return master_sim::all_right(findings) ? exit_code::as_wanted : exit_code::not_all;
}

Outcome<int> verify_against_profile(Invocation& invocation, CardAccess& access, const MasterSimJob& job) {
    const auto* entry = job.find(access.card.iccid());
    if (job.sims && entry == nullptr)
        return refuse(exit_code::usage, fmt::format("SIM {} is not in the list of --sims", access.card.iccid()));
    auto request = content_request(job, entry);
    const auto& dialect = job.profile.dialect();
    const auto credentials = passwords_for(invocation, dialect, false, {request.credential_name});
    if (!credentials) return refuse(credentials.error());
    request.credential = credentials->find(request.credential_name).value();
    const auto content = master_sim::compose_content(dialect, request);
    if (!content) return refuse(exit_code::usage, content.error().message());
    const auto found = access.card.contents(access.stop);
    if (!found) return refuse_modem(found.error());
    const auto database = invocation.database();
    if (!database) return refuse(database.error());
    const auto manifest = store::MasterSims(**database).find(access.card.iccid());
    const bool kept = job.keep || (manifest && manifest->kept);
    const auto findings = master_sim::verify_content(dialect, *content, *found, {access.card.raw(), job.status_given, kept});
    show_findings(invocation, access.card.iccid(), findings);
    return master_sim::all_right(findings) ? exit_code::as_wanted : exit_code::not_all;
}

Outcome<int> erase(Invocation& invocation, CardAccess& access, const meter::Dialect& dialect) {
    const auto desk = make_desk(invocation, access, dialect, true, "master-sim erase");
    if (!desk) return refuse(desk.error());
    const EraseOptions options{invocation.arguments().flag("all"), invocation.arguments().flag("force")};
    const auto erased = erase_one_sim(access.card, dialect, options, *desk, access.stop);
    if (!erased) return refuse(erased.error());
    if (invocation.json())
        print_json(base::Json::object().set("event", "erased").set("iccid", access.card.iccid()).set("records", *erased));
    else if (*erased == 0)
        print(fmt::format("SIM {}: no {} on it\n", access.card.iccid(), options.all ? "message is" : "settings are"));
    else
        print(fmt::format("SIM {}: {} deleted; what {} said is in the database\n", access.card.iccid(),
                          counted(*erased, "message"), *erased == 1 ? "it" : "they"));
    return exit_code::as_wanted;
}

}  // namespace

Outcome<int> read_master_sim(Invocation& invocation) {
    const auto dialect = chosen_dialect(invocation);
    if (!dialect) return refuse(dialect.error());
    const bool clear = invocation.arguments().flag("show-secrets");
    const auto known = clear ? service::Credentials() : known_passwords(invocation, *dialect);
    return with_open_card(invocation, [&](CardAccess& access) -> Outcome<int> {
        const auto found = access.card.contents(access.stop);
        if (!found) return refuse_modem(found.error());
        if (!invocation.json())
            print(fmt::format("SIM {}: {} of {}\n", access.card.iccid(), found->used.size(), counted(found->places, "place")));
        for (const auto& record : found->used) {
            const auto shown = shown_record(*dialect, record, known, clear);
            if (invocation.json()) {
                auto json = record_json(shown);
                print_json(json.set("iccid", access.card.iccid()));
                continue;
            }
            const auto what = shown.problem.empty() ? shown.text : "can't be decoded: " + shown.problem;
            print(fmt::format("{:>3}  {:<6}  {:<10}  {:<16}  {:<25}  {}\n", shown.place, shown.status, shown.settings,
                              base::escape_control(shown.sender), shown.time, base::escape_control(what)));
        }
        if (!access.card.raw() && !found->used.empty())
            remark("this modem does not show raw records: unread messages count as read now");
        return exit_code::as_wanted;
    });
}

Outcome<int> verify_master_sim(Invocation& invocation) {
    if (invocation.arguments().positional().empty())
        return with_open_card(invocation, [&](CardAccess& access) { return verify_against_manifest(invocation, access); });
    const auto job = load_master_sim_job(invocation, invocation.positional(0));
    if (!job) return refuse(job.error());
    return with_open_card(invocation, [&](CardAccess& access) { return verify_against_profile(invocation, access, *job); });
}

Outcome<int> erase_master_sim(Invocation& invocation) {
    const auto dialect = chosen_dialect(invocation);
    if (!dialect) return refuse(dialect.error());
    if (!invocation.yes() && !(input_is_terminal() && errors_are_terminal()))
        return refuse(exit_code::usage, "nobody can be asked here: add --yes to delete without asking");
    return with_open_card(invocation, [&](CardAccess& access) { return erase(invocation, access, *dialect); });
}

}  // namespace gsmcfg::cli
