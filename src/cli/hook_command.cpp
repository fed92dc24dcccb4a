// hook list and again: events that programs outside were not told of, or not yet.
#include "commands.hpp"
#include "database_access.hpp"
#include "invocation.hpp"
#include "local_time.hpp"
#include "recap.hpp"
#include "version.hpp"

#include "gsmcfg/base/host.hpp"
#include "gsmcfg/base/text.hpp"
#include "gsmcfg/store/audit.hpp"
#include "gsmcfg/store/hook_queue.hpp"
#include "gsmcfg/store/service.hpp"

#include <fmt/format.h>

#include <charconv>

namespace gsmcfg::cli {
namespace {

constexpr std::int64_t usual_limit = 20;

base::Json to_json(const store::HookDelivery& delivery) {
    const auto payload = base::Json::parse(delivery.payload);
    return base::Json::object()
        .set("delivery", delivery.id)
        .set("hook", delivery.hook)
        .set("event", delivery.event)
        .set("at", iso_time(delivery.created_at))
        .set("attempts", delivery.attempts)
        .set("due", delivery.given_up_at ? base::Json() : base::Json(iso_time(delivery.due_at)))
        .set("given_up", delivery.given_up_at ? base::Json(iso_time(*delivery.given_up_at)) : base::Json())
        .set("failure", delivery.failure)
        .set("payload", payload ? *payload : base::Json());
}

void show(Invocation& invocation, const store::HookDelivery& delivery) {
    if (invocation.json()) return print_json(to_json(delivery));
    const auto state = delivery.given_up_at ? "given up after " + counted(static_cast<std::size_t>(delivery.attempts), "attempt")
                       : delivery.attempts > 0 ? "again at " + local_time(delivery.due_at)
                                               : std::string("waits");
    print(fmt::format("{:>6}  {}  {:<16} {:<13}  {}{}{}\n", delivery.id, local_time(delivery.created_at),
                      base::escape_control(delivery.hook), delivery.event, state, delivery.failure.empty() ? "" : ": ",
                      base::escape_control(delivery.failure)));
}

Outcome<int> list(Invocation& invocation) {
    const auto limit = invocation.arguments().number("limit", 1, store::given_up_kept);
    if (!limit) return refuse(limit.error());
    const auto database = invocation.named_database();
    if (!database) return refuse(database.error());
    store::HookQueue queue(**database);
    const auto waiting = queue.first_waiting(limit->value_or(usual_limit));
    const auto given_up = queue.last_given_up(limit->value_or(usual_limit));
    for (const auto& delivery : waiting) show(invocation, delivery);
    for (const auto& delivery : given_up) show(invocation, delivery);
    if (!waiting.empty() || !given_up.empty() || invocation.json()) return exit_code::as_wanted;
    remark("the hooks were told of everything");
    return exit_code::as_wanted;
}

Outcome<std::vector<store::Id>> chosen(Invocation& invocation, store::HookQueue& queue) {
    const auto& words = invocation.arguments().positional();
    const bool all = invocation.arguments().flag("all");
    if (all != words.empty()) return refuse(exit_code::usage, "give the numbers of events, or --all");
    std::vector<store::Id> ids;
    if (all)
        for (const auto& delivery : queue.last_given_up(store::given_up_kept)) ids.push_back(delivery.id);
    for (const auto& word : words) {
        store::Id id = 0;
        const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), id);
        if (error != std::errc{} || end != word.data() + word.size())
            return refuse(exit_code::usage, fmt::format("{}: not the number of an event", base::escape_control(word)));
        ids.push_back(id);
    }
    return ids;
}

Outcome<int> again(Invocation& invocation) {
    const auto database = invocation.named_database();
    if (!database) return refuse(database.error());
    store::HookQueue queue(**database);
    const auto ids = chosen(invocation, queue);
    if (!ids) return refuse(ids.error());
    const auto now = time_of(**database);
    std::size_t done = 0;
    {
        store::Transaction transaction(**database);
        for (const auto id : *ids) {
            if (queue.tell_again(id, now)) ++done;
            else if (!invocation.arguments().flag("all"))
                return refuse(exit_code::usage,
                              fmt::format("event {} is not among those that were given up: see gsmcfg hook list", id));
        }
        if (done > 0)
            store::write_audit(**database, {now, "hook-again", base::current_actor(), invocation.command_line(),
                                            std::string(version), std::nullopt, "", "", ""});
        transaction.commit();
    }
    if (invocation.json()) print_json(base::Json::object().set("event", "hook-again").set("events", done));
    else {
        const bool at_work = store::service_at_work(**database).has_value();
        print(fmt::format("{} will be told again by the {}\n", counted(done, "event"),
                          at_work ? "running service" : "service when it runs (none does now)"));
    }
    return exit_code::as_wanted;
}

}  // namespace

std::vector<Command> hook_commands() {
    return {{"hook list",
             "",
             0,
             0,
             "Shows the events that hooks' programs are still to be told of, and those that were given up, newest first.",
             "Kept are the newest 1000 that were given up. gsmcfg check warns of them for a day.",
             "  gsmcfg hook list\n  gsmcfg hook list --json | jq -r .failure",
             {{"limit", "N", "so many of each kind; 20 if not given"}},
             list},
            {"hook again",
             "[ID…]",
             0,
             100,
             "Has a running service tell events again that were given up, when the program or its server works again.",
             "The hook must still be in the configuration under its name.",
             "  gsmcfg hook again 17 18\n  gsmcfg hook again --all",
             {{"all", "", "all that were given up and are kept"}},
             again}};
}

}  // namespace gsmcfg::cli
