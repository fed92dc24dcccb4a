#include "export_file.hpp"
#include "job.hpp"
#include "master_sim_access.hpp"
#include "master_sim_command.hpp"
#include "master_sim_stack.hpp"
#include "master_sim_terminal.hpp"
#include "passwords.hpp"
#include "recap.hpp"
#include "storage_access.hpp"
#include "terminal.hpp"

#include "gsmcfg/base/file.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

namespace gsmcfg::cli {
namespace {

Outcome<void> add_label(const std::string& path, const store::MasterSim* sim) {
    if (auto regular = check_regular(path); !regular) return regular;
    auto text = base::read_file(path);
    if (!text && text.error().code != base::ErrorCode::not_found)
        return refuse(exit_code::usage, "--labels: " + text.error().message());
    auto whole = text && !text->empty() ? std::move(*text) : label_header();
    if (sim != nullptr && has_label(whole, *sim)) return {};
    if (sim != nullptr) whole += label_line(*sim);
    if (const auto written = base::write_file(path, whole, 0600); !written)
        return refuse(exit_code::usage, "--labels: " + written.error().message());
    return {};
}

// Before the first SIM: afterwards nobody would know which label belongs to which.
Outcome<void> check_labels(const Invocation& invocation) {
    const auto path = invocation.arguments().value("labels");
    return path ? add_label(*path, nullptr) : Outcome<void>();
}

void show_label(Invocation& invocation, const store::MasterSim& sim, bool printed) {
    if (printed && !invocation.json()) print(label_line(sim));
    const auto path = invocation.arguments().value("labels");
    if (!path) return;
    if (const auto appended = add_label(*path, &sim); !appended)
        for (const auto& line : appended.error().lines) remark(line);
}

void print_outcome(const SimOutcome& outcome) {
    if (outcome.manifest) {
        print_json(manifest_json(outcome.end == SimOutcome::End::already ? "already" : "written", *outcome.manifest));
        return;
    }
    auto why = base::Json::array();
    for (const auto& line : outcome.why) why.push(line);
    print_json(base::Json::object().set("event", "not_done").set("iccid", outcome.iccid).set("why", std::move(why)));
}

Outcome<int> write_single(Invocation& invocation, CardAccess& access, const MasterSimJob& job) {
    const auto desk = make_desk(invocation, access, job.profile.dialect(), true, "master-sim write");
    if (!desk) return refuse(desk.error());
    const auto outcome = write_one_sim(access.card, job, *desk, access.stop);
    if (invocation.json()) print_outcome(outcome);
    switch (outcome.end) {
        case SimOutcome::End::failed:
        case SimOutcome::End::interrupted: return refuse({outcome.exit, outcome.why});
        case SimOutcome::End::already:
        case SimOutcome::End::written: break;
    }
    const bool already = outcome.end == SimOutcome::End::already;
    const auto& sim = outcome.manifest.value();
    if (!invocation.json()) print((already ? "already written, and right: " : "written and checked: ") + manifest_text(sim));
    show_label(invocation, sim, false);
    return exit_code::as_wanted;
}

StackHooks make_hooks(Invocation& invocation, CardAccess& access, const MasterSimJob& job, const MasterSimDesk& desk,
                      const EnterKey& key) {
    StackHooks hooks;
    hooks.look = [&access]() -> base::Result<modem::SimLook> {
        auto look = access.card.look(access.stop);
        if (look || look.error().code == base::ErrorCode::stopped) return look;
        // Unplugged perhaps: the line is opened anew as soon as there is one.
        if (auto again = access.card.channel().identify(access.stop); !again) return base::fail(std::move(again.error()));
        return access.card.look(access.stop);
    };
    hooks.work = [&invocation, &access, &job, &desk] {
        auto outcome = write_one_sim(access.card, job, desk, access.stop);
        if (invocation.json()) print_outcome(outcome);
        return outcome;
    };
    hooks.say = desk.say;
    hooks.label = [&invocation](const store::MasterSim& sim) { show_label(invocation, sim, true); };
    hooks.pressed = [&key] { return key.pressed(); };
    return hooks;
}

Outcome<int> write_stack(Invocation& invocation, CardAccess& access, const MasterSimJob& job, std::size_t records) {
    StackOptions options;
    const auto count = invocation.arguments().number("count", 1, 1000000);
    if (!count) return refuse(count.error());
    options.count = *count;
    const auto yes = agreed(invocation, stack_question(job, records));
    if (!yes) return refuse(yes.error());
    if (!*yes) return refuse(exit_code::usage, "nothing was written");
    const auto desk = make_desk(invocation, access, job.profile.dialect(), false, "master-sim write --stack");
    if (!desk) return refuse(desk.error());
    const EnterKey key(STDIN_FILENO);
    const auto recap = walk_stack(options, make_hooks(invocation, access, job, *desk, key), access.clock, access.stop);
    if (invocation.json())
        print_json(base::Json::object()
                       .set("event", "recap")
                       .set("written", recap.written)
                       .set("already", recap.already)
                       .set("not_done", recap.failed));
    else
        print(fmt::format("\n{} written, {} already written, {} not done\n", counted(recap.written, "SIM"), recap.already,
                          recap.failed));
    return recap.exit;
}

std::vector<std::string> credential_names_of(const MasterSimJob& job) {
    if (!job.sims) return {default_credential};
    std::vector<std::string> names;
    for (const auto& entry : *job.sims) names.push_back(entry.credential.empty() ? default_credential : entry.credential);
    return names;
}

}  // namespace

Outcome<int> write_master_sims(Invocation& invocation) {
    const auto job = load_master_sim_job(invocation, invocation.positional(0));
    if (!job) return refuse(job.error());
    const bool stack = invocation.arguments().flag("stack");
    if (!stack && invocation.arguments().value("count")) return refuse(exit_code::usage, "--count belongs to --stack");
    if (stack && job->own_number) return refuse(exit_code::usage, "--own-number is one SIM's: a stack has the numbers in --sims");
    if (auto checked = check_labels(invocation); !checked) return refuse(checked.error());
    // A password that is missing, or a text that has no place in a record, is said before a SIM is looked at.
    const auto known = passwords_for(invocation, job->profile.dialect(), false, credential_names_of(*job));
    if (!known) return refuse(known.error());
    const auto records = most_records(*job, *known);
    if (!records) return refuse(records.error());
    if (!invocation.yes() && !(input_is_terminal() && errors_are_terminal()))
        return refuse(exit_code::usage, "nobody can be asked here: add --yes to write without asking");
    return with_card(invocation, [&](CardAccess& access) {
        return stack ? write_stack(invocation, access, *job, *records) : write_single(invocation, access, *job);
    });
}

}  // namespace gsmcfg::cli
