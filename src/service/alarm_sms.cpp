#include "alarm_sms.hpp"

#include "hook_payload.hpp"

#include "gsmcfg/base/host.hpp"
#include "gsmcfg/base/log.hpp"
#include "gsmcfg/service/campaign_draft.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::service {
namespace {

constexpr std::size_t one_sms = 160;  // characters, TS 23.038 §6.1.2.1

// Braces would be a place for a password; the others count twice or look different on a phone.
char plain(char c) {
    constexpr std::string_view awkward = "{}[]~^|\\`";
    constexpr std::string_view instead = "()()-'/''";
    static_assert(awkward.size() == instead.size());
    if (c < ' ' || c > '~') return c == '\n' || c == '\t' ? ' ' : '?';
    const auto at = awkward.find(c);
    return at == std::string_view::npos ? c : instead[at];
}

}  // namespace

std::string alarm_text(const std::string& host, const store::Outage& outage) {
    auto since = utc_text(outage.began_at);
    since.resize(std::string_view("2026-03-01T12:00").size());
    std::ranges::replace(since, 'T', ' ');
    auto text = fmt::format("gsmcfg on {}: modem {} is down since {} UTC: {}", host, outage.modem, since, outage.cause);
    std::ranges::transform(text, text.begin(), plain);
    if (text.size() > one_sms) text.resize(one_sms);
    return text;
}

bool AlarmSms::is_due(const store::Outage& outage, base::UtcTime now) {
    if (!alarm_.phone || outage.alarmed_at || now - outage.began_at < alarm_.after) return false;
    if (!alarm_.modems.empty() && std::ranges::find(alarm_.modems, outage.modem) == alarm_.modems.end()) return false;
    const auto last = store::last_alarm(database_, outage.modem);
    return !last || now - *last >= least_gap || *last > now;
}

void AlarmSms::send(const store::Outage& outage, base::UtcTime now) {
    auto dialect = meter::find_embedded(meter::default_dialect);
    const auto phone = base::PhoneNumber::from_e164(alarm_.phone.value_or(""));
    if (!dialect || !phone) return;
    CampaignDraft draft(store::CampaignKind::send, std::move(*dialect));
    draft.actor = base::current_actor();
    draft.options.text = alarm_text(draft.actor.host, outage);
    draft.options.attempts = 1;
    draft.options.one_way = true;  // nobody answers
    draft.list_name = phone->e164();
    draft.command_line = "alarm_phone";
    draft.program_version = program_version_;
    draft.reason = fmt::format("modem {} is down", outage.modem);
    draft.with_service = true;
    const auto target = [&](const std::function<void(store::NewTarget)>& take) { take({phone->e164(), "", "", "", "", "", 0}); };
    // Noted with the campaign or not at all: an alarm must neither be lost nor be sent again and again.
    const auto noted = [&] { store::set_alarmed(database_, outage.id, now); };
    const auto id = create_campaign(database_, draft, 1, target, now, noted);
    base::log::warning(fmt::format("modem {} is down: campaign {} tells {}", outage.modem, id, phone->e164()));
}

}  // namespace gsmcfg::service
