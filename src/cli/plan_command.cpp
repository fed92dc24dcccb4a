#include "campaign_request.hpp"
#include "commands.hpp"
#include "limit_options.hpp"
#include "outlook.hpp"
#include "passwords.hpp"
#include "plan_file.hpp"
#include "plan_view.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/store/service.hpp"

#include <fmt/format.h>

#include <iterator>

namespace gsmcfg::cli {
namespace {

constexpr std::size_t meters_shown = 3;

std::string remarks_of(const meter::PlannedMessage& message) {
    if (message.purpose == meter::Purpose::read) return "    (to read the old value)";
    if (message.purpose == meter::Purpose::verify) return "    (to verify)";
    return message.text.restarts ? "    (the module restarts)" : "";
}

void print_meter(const Job& job, const meter::Meter& meter) {
    print(fmt::format("{}{}{}\n", meter.phone().e164(), meter.label().empty() ? "" : "  ", base::escape_control(meter.label())));
    for (const auto& message : meter::plan_course(job.profile, meter, job.options))
        print(fmt::format("  {}{}\n", base::escape_control(meter::masked_text(job.profile.dialect(), message.text)),
                          remarks_of(message)));
}

void print_meter_json(const Job& job, const meter::Meter& meter) {
    auto texts = base::Json::array();
    auto purposes = base::Json::array();
    std::size_t restarts = 0;
    for (const auto& message : meter::plan_course(job.profile, meter, job.options)) {
        texts.push(meter::masked_text(job.profile.dialect(), message.text));
        purposes.push(meter::name(message.purpose));
        if (message.text.restarts) ++restarts;
    }
    print_json(base::Json::object()
                   .set("event", "meter")
                   .set("phone", meter.phone().e164())
                   .set("label", meter.label())
                   .set("messages", std::move(texts))
                   .set("purposes", std::move(purposes))
                   .set("restarts", restarts));
}

void print_meters(const Invocation& invocation, const Job& job) {
    const bool all = invocation.arguments().flag("all");
    std::size_t shown = 0;
    for (const auto& meter : job.list.meters) {
        if (invocation.json()) {
            print_meter_json(job, meter);
            continue;
        }
        if (!all && shown == meters_shown) {
            print(fmt::format("… and {} more meters (--all shows them)\n", job.list.meters.size() - shown));
            return;
        }
        print_meter(job, meter);
        ++shown;
    }
}

// Whoever relies on a plan is to know now that apply would refuse it. A service has passwords of its own.
void warn_of_passwords(Invocation& invocation, const Job& job) {
    auto* const database = existing_database(invocation);
    if (database != nullptr && store::service_at_work(*database)) return;
    const auto passwords = passwords_for(invocation, job.profile.dialect(), job.simulated, job.credential_names);
    if (!passwords) remark("warning: apply would refuse this for now: " + passwords.error().lines.front());
}

Outcome<int> run(Invocation& invocation) {
    const auto job = load_campaign_job(invocation, invocation.positional(0), invocation.positional(1));
    if (!job) return refuse(job.error());
    const auto deadline = answer_deadline(invocation, *job);
    if (!deadline) return refuse(deadline.error());
    const auto file = invocation.arguments().value("out");
    if (file)
        if (auto saved = save_plan(invocation, *job, *file); !saved) return refuse(saved.error());
    warn_of_passwords(invocation, *job);
    print_meters(invocation, *job);
    if (invocation.json()) {
        print_json(summary_json(*job, *deadline).set("plan_file", file));
        return exit_code::as_wanted;
    }
    print("\n" + summary_text(*job, *deadline));
    if (file)
        print(fmt::format("Saved to {0}. Nothing was sent; this plan is carried out by: gsmcfg apply {0}\n",
                          base::escape_control(*file)));
    else print("Nothing was sent.\n");
    return exit_code::as_wanted;
}

}  // namespace

Command plan_command() {
    std::vector<OptionSpec> options{
        {"settings", "a,b", "only these settings of the profile"},
        {"no-restart", "", "leave out what restarts the module"},
        {"column", "ROLE=HEADER", "which column of the list is what: phone=Number", true},
        {"all", "", "show the messages of every meter"},
        {"deadline", "DATE", "how many SIMs are needed to be done by then: 2026-03-29, or \"2026-03-29 18:00\""},
        {"modems", "N", "as if there were so many modems, each with a SIM"},
        {"out", "FILE", "save the plan; gsmcfg apply FILE carries out precisely this one"},
        {"force", "", "overwrite the file of --out"}};
    const auto append = [&options](std::vector<OptionSpec> more) {
        options.insert(options.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    };
    append(course_options());
    append(restriction_options());
    append(limit_options());
    for (auto& option : campaign_options())
        if (option.name != "reason") options.push_back(option);
    return {"plan",
            "PROFILE PHONES",
            2,
            2,
            "Shows what apply would send: texts, number of SMS, duration, cost, warnings. Sends nothing.",
            "Passwords are shown as ***. A value that an earlier reply proves is not sent: the real number of SMS may be lower. "
            "The duration follows from what earlier campaigns have measured.",
            "  gsmcfg plan profile.toml phones.csv\n"
            "  gsmcfg plan profile.toml phones.csv --daily-cap 100 --window 08:00-20:00 --deadline 2026-12-31\n"
            "  gsmcfg plan profile.toml phones.csv --out north.plan && gsmcfg apply north.plan",
            std::move(options),
            run};
}

}  // namespace gsmcfg::cli
