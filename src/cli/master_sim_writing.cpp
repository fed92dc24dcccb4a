#include "job.hpp"
#include "master_sim_access.hpp"
#include "master_sim_command.hpp"
#include "master_sim_stack.hpp"
#include "passwords.hpp"
#include "recap.hpp"
#include "storage_access.hpp"
#include "terminal.hpp"

#include "gsmcfg/base/file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace gsmcfg::cli {
namespace {

// Lines that the clerk has ended, without waiting for one. Standard input is shared with the shell: it is put back.
class EnterKey {
public:
    EnterKey() : flags_(input_is_terminal() ? fcntl(STDIN_FILENO, F_GETFL) : -1) {
        if (flags_ >= 0) fcntl(STDIN_FILENO, F_SETFL, flags_ | O_NONBLOCK);
    }
    ~EnterKey() {
        if (flags_ >= 0) fcntl(STDIN_FILENO, F_SETFL, flags_);
    }
    EnterKey(const EnterKey&) = delete;
    EnterKey& operator=(const EnterKey&) = delete;

    [[nodiscard]] bool pressed() const {
        if (flags_ < 0) return false;
        std::array<char, 256> typed{};
        const auto count = ::read(STDIN_FILENO, typed.data(), typed.size());
        return count > 0 && std::find(typed.begin(), typed.begin() + count, '\n') != typed.begin() + count;
    }

private:
    int flags_;
};

Outcome<void> append_label(const std::string& path, const store::MasterSim& sim) {
    auto text = base::read_file(path);
    if (!text && text.error().code != base::ErrorCode::not_found) return refuse(exit_code::usage, text.error().message());
    auto whole = text && !text->empty() ? std::move(*text) : label_header();
    whole += label_line(sim);
    if (const auto written = base::write_file(path, whole, 0600); !written)
        return refuse(exit_code::usage, written.error().message());
    return {};
}

void show_label(Invocation& invocation, const store::MasterSim& sim, bool printed) {
    if (printed && !invocation.json()) print(label_line(sim));
    const auto path = invocation.arguments().value("labels");
    if (!path) return;
    if (const auto appended = append_label(*path, sim); !appended)
        for (const auto& line : appended.error().lines) remark(line);
}

Outcome<int> write_single(Invocation& invocation, CardAccess& access, const MasterSimJob& job) {
    const auto desk = make_desk(invocation, access, job.profile.dialect(), true, "master-sim write");
    if (!desk) return refuse(desk.error());
    const auto outcome = write_one_sim(access.card, job, *desk, access.stop);
    switch (outcome.end) {
        case SimOutcome::End::failed:
        case SimOutcome::End::interrupted: return refuse({outcome.exit, outcome.why});
        case SimOutcome::End::already:
        case SimOutcome::End::written: break;
    }
    const bool already = outcome.end == SimOutcome::End::already;
    const auto& sim = outcome.manifest.value();
    if (invocation.json()) print_json(manifest_json(already ? "already" : "written", sim));
    else print((already ? "already written, and right: " : "written and checked: ") + manifest_text(sim));
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
        if (invocation.json()) {
            if (outcome.manifest)
                print_json(manifest_json(outcome.end == SimOutcome::End::already ? "already" : "written", *outcome.manifest));
            else {
                auto why = base::Json::array();
                for (const auto& line : outcome.why) why.push(line);
                print_json(base::Json::object().set("event", "not_done").set("iccid", outcome.iccid).set("why", std::move(why)));
            }
        }
        return outcome;
    };
    hooks.say = desk.say;
    hooks.label = [&invocation](const store::MasterSim& sim) { show_label(invocation, sim, true); };
    hooks.pressed = [&key] { return key.pressed(); };
    return hooks;
}

Outcome<int> write_stack(Invocation& invocation, CardAccess& access, const MasterSimJob& job) {
    StackOptions options;
    const auto count = invocation.arguments().number("count", 1, 1000000);
    if (!count) return refuse(count.error());
    options.count = *count;
    const auto question = fmt::format("Write {} on every SIM that is put into the modem{}?", job.profile.source(),
                                      job.replace ? ", and delete what is on them" : "");
    const auto yes = agreed(invocation, question);
    if (!yes) return refuse(yes.error());
    if (!*yes) return refuse(exit_code::usage, "nothing was written");
    const auto desk = make_desk(invocation, access, job.profile.dialect(), false, "master-sim write --stack");
    if (!desk) return refuse(desk.error());
    const EnterKey key;
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

}  // namespace

Outcome<int> write_master_sims(Invocation& invocation) {
    const auto job = load_master_sim_job(invocation, invocation.positional(0));
    if (!job) return refuse(job.error());
    const bool stack = invocation.arguments().flag("stack");
    if (!stack && invocation.arguments().value("count")) return refuse(exit_code::usage, "--count belongs to --stack");
    if (stack && job->own_number) return refuse(exit_code::usage, "--own-number is one SIM's: a stack has the numbers in --sims");
    // A password that is missing is said before a SIM is looked at.
    std::vector<std::string> names{default_credential};
    if (job->sims) {
        names.clear();
        for (const auto& entry : *job->sims) names.push_back(entry.credential.empty() ? default_credential : entry.credential);
    }
    if (const auto known = passwords_for(invocation, job->profile.dialect(), false, names); !known) return refuse(known.error());
    if (!invocation.yes() && !(input_is_terminal() && errors_are_terminal()))
        return refuse(exit_code::usage, "nobody can be asked here: add --yes to write without asking");
    return with_card(invocation, [&](CardAccess& access) {
        return stack ? write_stack(invocation, access, *job) : write_single(invocation, access, *job);
    });
}

}  // namespace gsmcfg::cli
