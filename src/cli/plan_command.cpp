#include "commands.hpp"
#include "job.hpp"

#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>

namespace gsmcfg::cli {
namespace {

constexpr std::size_t meters_shown = 3;

void print_meter(const Job& job, const meter::Meter& meter) {
    print(fmt::format("{}{}{}\n", meter.phone().e164(), meter.label().empty() ? "" : "  ", base::escape_control(meter.label())));
    for (const auto& message : meter::plan_messages(job.profile, meter, job.options))
        print(fmt::format("  {}{}\n", base::escape_control(meter::masked_text(job.profile.dialect(), message)),
                          message.restarts ? "    (the module restarts)" : ""));
}

void print_meter_json(const Job& job, const meter::Meter& meter) {
    auto texts = base::Json::array();
    for (const auto& message : meter::plan_messages(job.profile, meter, job.options))
        texts.push(meter::masked_text(job.profile.dialect(), message));
    print_json(base::Json::object()
                   .set("event", "meter")
                   .set("phone", meter.phone().e164())
                   .set("label", meter.label())
                   .set("messages", std::move(texts)));
}

Outcome<int> run(Invocation& invocation) {
    const auto job = load_job(invocation, invocation.positional(0), invocation.positional(1), false);
    if (!job) return refuse(job.error());
    const auto configured = invocation.configuration();
    if (!configured) return refuse(configured.error());
    const bool all = invocation.arguments().flag("all");
    std::size_t shown = 0;
    for (const auto& meter : job->list.meters) {
        if (invocation.json()) {
            print_meter_json(*job, meter);
            continue;
        }
        if (!all && shown == meters_shown) {
            print(fmt::format("… and {} more meters (--all shows them)\n", job->list.meters.size() - shown));
            break;
        }
        print_meter(*job, meter);
        ++shown;
    }
    if (invocation.json()) print_json(summary_json(*job, **configured));
    else print("\n" + summary_text(*job, **configured) + "Nothing was sent.\n");
    return exit_code::as_wanted;
}

}  // namespace

Command plan_command() {
    return {"plan",
            "PROFILE PHONES",
            2,
            2,
            "Shows what apply would send: texts, number of SMS, duration, cost, warnings. Sends nothing.",
            "Passwords are shown as ***. A value that an earlier reply proves is not sent: the real number of SMS may be lower.",
            "  gsmcfg plan profile.toml phones.csv\n  gsmcfg plan profile.toml +99900100001 --settings apn,mode",
            {{"settings", "a,b", "only these settings of the profile"},
             {"no-restart", "", "leave out what restarts the module"},
             {"attempts", "N", "how often a message without reply is sent (default 2)"},
             {"column", "ROLE=HEADER", "which column of the list is what: phone=Number", true},
             {"all", "", "show the messages of every meter"}},
            run};
}

}  // namespace gsmcfg::cli
