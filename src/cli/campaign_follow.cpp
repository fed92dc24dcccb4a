#include "campaign_follow.hpp"

#include "invocation.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/store/owners.hpp"
#include "gsmcfg/store/registers.hpp"
#include "gsmcfg/store/service.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace gsmcfg::cli {
namespace {

using namespace std::chrono_literals;

constexpr auto look_gap = 100ms;
constexpr auto modem_gap = 1s;
constexpr auto modem_patience = 15s;
// As long as a service takes to be started again.
constexpr auto patience = 20s;
// Between two messages of a held campaign nothing is on the air for a moment.
constexpr auto pause_between_messages = 1s;

enum class Work { going_on, no_service, over };

Work work_on(store::Database& database, store::Campaigns& campaigns, const store::Campaign& campaign) {
    const bool with_service = store::is_with_service(database, campaign.id);
    const bool owned = campaign.owner && store::Owner::at_work(database, *campaign.owner);
    switch (campaign.state) {
        case store::CampaignState::ready:
        case store::CampaignState::running: {
            if (campaign.state == store::CampaignState::running && owned) return Work::going_on;
            if (!with_service) return Work::over;
            return store::service_at_work(database) ? Work::going_on : Work::no_service;
        }
        case store::CampaignState::held:
            return with_service && owned && campaigns.standing(campaign.id).open_messages > 0 ? Work::going_on : Work::over;
        case store::CampaignState::draft:
        case store::CampaignState::finished:
        case store::CampaignState::cancelled: return Work::over;
    }
    return Work::over;
}

// How long what seems to be the end is doubted.
std::chrono::seconds doubted(Work work, const store::Campaign& campaign) {
    if (work == Work::no_service) return patience;
    return campaign.state == store::CampaignState::held && campaign.owner ? pause_between_messages : 0s;
}

// That no modem of the service works is said once, with each one's reason: nobody need wait for ever without a word.
class ModemNotice {
public:
    ModemNotice(store::Database& database, base::Clock& clock) : database_(database), clock_(clock), ready_at_(clock.now()) {}
    void look() {
        if (told_ || clock_.now() < next_) return;
        next_ = clock_.now() + modem_gap;
        const auto services = store::services_at_work(database_);
        if (services.empty()) return;
        std::string reasons;
        for (const auto& modem : store::Registers(database_).modems()) {
            if (std::ranges::none_of(services, [&](const auto& service) { return modem.owner == service.owner; })) continue;
            if (modem.state == store::ModemState::ready) {
                ready_at_ = clock_.now();
                return;
            }
            reasons += fmt::format("\n  {}: {}{}{}", base::escape_control(modem.name), store::name(modem.state),
                                   modem.reason.empty() ? "" : ": ", base::escape_control(modem.reason));
        }
        if (clock_.now() - ready_at_ < modem_patience) return;
        told_ = true;
        remark(fmt::format("no modem of the service{} works now; the campaign waits for one{}", services.size() > 1 ? "s" : "",
                           reasons));
    }

private:
    store::Database& database_;
    base::Clock& clock_;
    base::MonoTime ready_at_;
    base::MonoTime next_{};
    bool told_ = false;
};

}  // namespace

Followed follow_campaign(store::Database& database, store::Id campaign, base::Clock& clock, const Interrupt& interrupt,
                         const std::function<void(const service::Progress&)>& tick) {
    store::Campaigns campaigns(database);
    auto progress = service::progress_of(campaigns, campaign);
    std::int64_t version = -1;
    auto last_at_work = clock.now();
    bool told = false;
    ModemNotice modems(database, clock);
    for (;;) {
        if (const auto now = database.data_version(); now != version) {
            version = now;
            progress = service::progress_of(campaigns, campaign);
            tick(progress);
        }
        const auto work = work_on(database, campaigns, progress.campaign);
        if (interrupt.requested()) return {service::progress_of(campaigns, campaign), work != Work::over};
        if (work == Work::going_on) {
            last_at_work = clock.now();
            modems.look();
        } else {
            if (clock.now() - last_at_work >= doubted(work, progress.campaign)) break;
            if (work == Work::no_service && !std::exchange(told, true))
                remark("the service has ended; waiting a moment for it to be started again");
        }
        clock.wait_until(clock.now() + look_gap, interrupt.token());
    }
    return {service::progress_of(campaigns, campaign), false};
}

}  // namespace gsmcfg::cli
