#include "inbox_filter.hpp"

#include "time_argument.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/store/campaigns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace gsmcfg::cli {
namespace {

using store::InboundKind;

constexpr std::array kinds{InboundKind::reply,  InboundKind::late,        InboundKind::unsolicited,
                           InboundKind::report, InboundKind::undecodable, InboundKind::incomplete};
constexpr std::array filters{"kind", "unmatched", "phone", "campaign", "since", "until"};

Outcome<InboundKind> kind_named(std::string_view word) {
    const auto found = std::ranges::find_if(kinds, [&](InboundKind kind) { return store::name(kind) == base::to_lower(word); });
    if (found != kinds.end()) return *found;
    std::vector<std::string> known;
    for (const auto kind : kinds) known.emplace_back(store::name(kind));
    const auto near = base::nearest_word(base::to_lower(word), known);
    return refuse(exit_code::usage,
                  fmt::format("--kind: there is no kind '{}'{}", base::escape_control(word),
                              near ? fmt::format("; did you mean '{}'?", *near) : fmt::format(": {}", fmt::join(known, ", "))));
}

Outcome<std::vector<InboundKind>> kinds_of(const Arguments& arguments) {
    std::vector<InboundKind> chosen;
    for (const auto& given : arguments.all("kind"))
        for (const auto word : base::split(given, ',')) {
            const auto kind = kind_named(base::trim(word));
            if (!kind) return refuse(kind.error());
            chosen.push_back(*kind);
        }
    return chosen;
}

// A name ("MegaFon"), or a number too short to be a subscriber's ("900").
bool is_service_name(std::string_view text) {
    const bool letters = std::ranges::any_of(text, [](char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; });
    constexpr std::size_t shortest_national = 7;
    return !text.empty() && !text.starts_with('+') && (letters || text.size() < shortest_national);
}

}  // namespace

std::vector<OptionSpec> inbox_filter_options() {
    return {
        {"kind", "KIND", "reply, late, unsolicited, report, undecodable or incomplete; several with commas, or repeated", true},
        {"unmatched", "", "what answers no message of ours and waits for a person; no reports"},
        {"phone", "NUMBER", "from this number; also a name or a short number, as the list shows it"},
        {"campaign", "N", "answers to messages of this campaign"},
        since_option(),
        until_option()};
}

bool any_inbox_filter(const Arguments& arguments) {
    return std::ranges::any_of(filters, [&](const char* option) { return arguments.flag(option); });
}

Outcome<std::string> phone_of(Invocation& invocation, std::string_view option, const std::string& text) {
    const auto configured = invocation.configuration();
    if (!configured) return refuse(configured.error());
    const auto number = base::parse_phone_number(text, (*configured)->numbers);
    if (number) return number->e164();
    return refuse(exit_code::usage, fmt::format("--{} '{}': {}", option, base::escape_control(text), number.error().detail));
}

Outcome<std::optional<store::Id>> campaign_option(const Invocation& invocation, store::Database& database) {
    const auto id = invocation.arguments().number("campaign", 1, std::numeric_limits<long>::max());
    if (!id) return refuse(id.error());
    if (!*id) return std::nullopt;
    if (!store::Campaigns(database).find(**id))
        return refuse(exit_code::usage, fmt::format("there is no campaign {}; see: gsmcfg campaign list", **id));
    return store::Id{**id};
}

Outcome<store::InboundFilter> inbox_filter_of(Invocation& invocation, store::Database& database) {
    const auto& arguments = invocation.arguments();
    store::InboundFilter filter;
    auto chosen = kinds_of(arguments);
    if (!chosen) return refuse(chosen.error());
    filter.kinds = std::move(*chosen);
    filter.unmatched = arguments.flag("unmatched");
    if (const auto from = arguments.value("phone")) {
        auto phone = phone_of(invocation, "phone", *from);
        if (phone) filter.phone = std::move(*phone);
        else if (is_service_name(*from)) filter.originator = *from;
        else return refuse(phone.error());
    }
    const auto campaign = campaign_option(invocation, database);
    if (!campaign) return refuse(campaign.error());
    filter.campaign = *campaign;
    const auto period = period_of(arguments);
    if (!period) return refuse(period.error());
    filter.since = period->since;
    filter.until = period->until;
    return filter;
}

Outcome<store::InboundMessage> inbound_named(Invocation& invocation, store::Database& database) {
    const auto& word = invocation.positional(0);
    store::Id id = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), id);
    if (error != std::errc() || end != word.data() + word.size())
        return refuse(exit_code::usage, fmt::format("'{}' is no number of a received message; see: gsmcfg inbox list --all",
                                                    base::escape_control(word)));
    auto found = store::Inbox(database).find(id);
    if (!found) return refuse(exit_code::usage, fmt::format("there is no received message {}; see: gsmcfg inbox list --all", id));
    return std::move(*found);
}

}  // namespace gsmcfg::cli
