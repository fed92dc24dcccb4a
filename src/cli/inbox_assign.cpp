#include "inbox_assign.hpp"

#include "database_access.hpp"
#include "inbox_filter.hpp"
#include "inbox_next_step.hpp"
#include "passwords.hpp"
#include "recap.hpp"
#include "version.hpp"

#include "gsmcfg/base/host.hpp"
#include "gsmcfg/base/text.hpp"
#include "gsmcfg/service/supervisor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

namespace gsmcfg::cli {
namespace {

using Reason = service::AssignmentRefusal::Reason;

constexpr std::array outcomes{store::Outcome::confirmed, store::Outcome::rejected, store::Outcome::mismatch,
                              store::Outcome::acknowledged};

Outcome<std::optional<store::Outcome>> outcome_option(const Arguments& arguments) {
    const auto given = arguments.value("as");
    if (!given) return std::nullopt;
    std::vector<std::string> known;
    for (const auto outcome : outcomes) {
        if (store::name(outcome) == base::to_lower(*given)) return outcome;
        known.emplace_back(store::name(outcome));
    }
    const auto near = base::nearest_word(base::to_lower(*given), known);
    return refuse(exit_code::usage, fmt::format("--as is {}, not '{}'{}", fmt::join(known, ", "), base::escape_control(*given),
                                                near ? fmt::format("; did you mean '{}'?", *near) : ""));
}

Outcome<service::AssignmentRequest> request_of(Invocation& invocation, store::Database& database) {
    const auto& arguments = invocation.arguments();
    service::AssignmentRequest request;
    const auto inbound = inbound_named(invocation, database);
    if (!inbound) return refuse(inbound.error());
    request.inbound = inbound->id;
    if (const auto number = arguments.value("phone")) {
        auto phone = phone_of(invocation, "phone", *number);
        if (!phone) return refuse(phone.error());
        request.phone = std::move(*phone);
    }
    const auto campaign = campaign_option(invocation, database);
    if (!campaign) return refuse(campaign.error());
    request.campaign = *campaign;
    const auto message = arguments.number("message", 1, std::numeric_limits<long>::max());
    if (!message) return refuse(message.error());
    if (*message) request.message = **message;
    const auto outcome = outcome_option(arguments);
    if (!outcome) return refuse(outcome.error());
    request.outcome = *outcome;
    const auto actor = base::current_actor();
    request.by = actor.sudo_user.empty() ? actor.user : actor.sudo_user;
    return request;
}

// Names and alternatives alone: a meter that finds its password wrong is sent the next one by whoever goes on.
service::Credentials credential_names(const config::Configuration& configuration) {
    service::Credentials names;
    for (const auto& credential : configuration.credentials)
        names.add(credential.name, {base::Secret(), credential.alternatives});
    return names;
}

std::string hint_for(Reason reason, store::Id inbound) {
    switch (reason) {
        case Reason::unknown: return "see: gsmcfg inbox show " + std::to_string(inbound);
        case Reason::no_answer: return {};
        case Reason::no_candidate:
            return fmt::format("say which meter or message with --phone or --message; see: gsmcfg inbox show {}", inbound);
        case Reason::several: return "say which with --message";
        case Reason::not_understood: return "say what it is with --as confirmed, rejected, mismatch or acknowledged";
        case Reason::other_meter: return fmt::format("is it that meter's? see: gsmcfg inbox show {}", inbound);
        case Reason::answers_already:
        case Reason::too_early:
        case Reason::outdated:
        case Reason::not_allowed: return "what the meter holds now: gsmcfg status NUMBER --expect PROFILE";
    }
    return {};
}

Failure failure_of(const service::AssignmentRefusal& refusal, store::Id inbound, InboundViewer& viewer) {
    Failure failure;
    failure.lines.push_back(fmt::format("received message {}: {}", inbound, refusal.detail));
    for (const auto& candidate : refusal.candidates) failure.lines.push_back("  " + candidate_words(candidate, viewer));
    if (auto hint = hint_for(refusal.reason, inbound); !hint.empty()) failure.lines.push_back(std::move(hint));
    return failure;
}

std::string outcome_words(const store::Message& message) {
    if (message.outcome != store::Outcome::open) return std::string(store::name(message.outcome));
    return message.provisional ? fmt::format("{} unless a better answer comes", store::name(*message.provisional))
                               : "it stays open, for these words may be another answer's";
}

std::string meter_words(const service::Assignment& done, store::CampaignState state) {
    const auto& [before, after] = std::pair(done.before, done.after);
    if (after.state != store::TargetState::closed)
        return fmt::format("{} goes on{}", after.phone,
                           state == store::CampaignState::running
                               ? std::string()
                               : fmt::format(" with: gsmcfg campaign resume {}", after.campaign));
    const auto detail = after.detail.empty() ? "" : ": " + base::escape_control(after.detail);
    if (before.outcome == after.outcome)
        return fmt::format("{} ends as {} as before{}", after.phone, store::name(after.outcome), detail);
    return fmt::format("{} ends as {}, was {}{}", after.phone, store::name(after.outcome), store::name(before.outcome), detail);
}

void show(const Invocation& invocation, store::Database& database, const service::Assignment& done, InboundViewer& viewer) {
    store::Campaigns campaigns(database);
    const auto progress = service::progress_of(campaigns, done.message.campaign);
    if (invocation.json()) {
        print_json(base::Json::object()
                       .set("event", "assigned")
                       .set("id", done.inbound.id)
                       .set("campaign", done.message.campaign)
                       .set("message", done.message.id)
                       .set("phone", done.message.phone)
                       .set("outcome", store::name(done.message.outcome))
                       .set("detail", done.message.detail)
                       .set("note", done.inbound.note)
                       .set("meter_before", store::name(done.before.outcome))
                       .set("meter_outcome", store::name(done.after.outcome))
                       .set("meter_detail", done.after.detail));
        return print_json(recap_json(progress));
    }
    const service::AssignmentCandidate answered{done.message, done.after};
    print(fmt::format("Received message {} answers {}\n", done.inbound.id, candidate_words(answered, viewer)));
    if (done.message.outcome == store::Outcome::open) print(fmt::format("  {}\n", outcome_words(done.message)));
    print(fmt::format("  {}\n", meter_words(done, progress.campaign.state)));
    std::string tally;
    for (const auto& [outcome, count] : progress.tally)
        tally += fmt::format("{}{} {}", tally.empty() ? "" : ", ", count, store::name(outcome));
    print(fmt::format("  campaign {} ({}): {}\n", progress.campaign.id, store::name(progress.campaign.state), tally));
}

Outcome<int> set_aside(const Invocation& invocation, service::InboundAssignment& assignment,
                       const service::AssignmentRequest& request, const store::AuditEntry& audit, InboundViewer& viewer) {
    for (const auto* option : {"phone", "campaign", "message", "as"})
        if (invocation.arguments().flag(option))
            return refuse(exit_code::usage, fmt::format("--nobody and --{} exclude each other", option));
    const auto done = assignment.set_aside(request.inbound, request.by, audit);
    if (!done) return refuse(failure_of(done.error(), request.inbound, viewer));
    if (invocation.json()) print_json(base::Json::object().set("event", "set_aside").set("id", done->id).set("note", done->note));
    else print(fmt::format("Received message {} answers nothing and waits no more\n", done->id));
    return exit_code::as_wanted;
}

Outcome<int> assign(Invocation& invocation) {
    auto viewer = InboundViewer::make(invocation);
    if (!viewer) return refuse(viewer.error());
    const auto database = invocation.named_database();
    const auto request = request_of(invocation, **database);
    if (!request) return refuse(request.error());
    const auto credentials = credential_names(**invocation.configuration());
    const auto now = time_of(**database);
    const store::AuditEntry audit{now,
                                  "assign",
                                  base::current_actor(),
                                  invocation.command_line(),
                                  std::string(version),
                                  std::nullopt,
                                  "",
                                  "",
                                  invocation.arguments().value("reason").value_or("")};
    service::InboundAssignment assignment(**database, credentials);
    if (invocation.arguments().flag("nobody")) return set_aside(invocation, assignment, *request, audit, *viewer);
    const auto done = assignment.assign(*request, audit, now);
    if (!done) return refuse(failure_of(done.error(), request->inbound, *viewer));
    show(invocation, **database, *done, *viewer);
    return exit_code::as_wanted;
}

}  // namespace

Command inbox_assign_command() {
    return {
        "inbox assign",
        "ID",
        1,
        1,
        "Says which message a received one answers: because it came from another number, or could not be read.",
        "--phone names the meter, --message the message that was sent to it; without them it is the number it came from, and "
        "the only message there that lacks an answer. The program judges the text as it does in a run. Where it can't read "
        "it, --as says what it is worth; nothing else makes such an answer confirmed. The message ends so, and the meter and "
        "the campaign's counts are judged anew, also in a campaign that is finished. What was judged stands: an answer that "
        "was taken can't be given to another message. Each use is kept in the audit.",
        "  gsmcfg inbox assign 12 --phone +99900100001\n  gsmcfg inbox assign 12 --message 7 --as confirmed --reason \"read by "
        "Anna\"",
        {{"phone", "NUMBER", "the meter's number"},
         {"campaign", "N", "a message of this campaign"},
         {"message", "M", "this message, as gsmcfg inbox show names it"},
         {"as", "OUTCOME", "confirmed, rejected, mismatch or acknowledged"},
         {"nobody", "", "it answers nothing: it waits for a person no more"},
         {"show-secrets", "", "with passwords in clear"},
         {"reason", "TEXT", "why: kept in the audit"}},
        assign};
}

}  // namespace gsmcfg::cli
