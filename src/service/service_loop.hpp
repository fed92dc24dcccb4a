// The thread of a service that looks after everything: campaigns that come and end, modems that are lent, reloads.
#pragma once

#include "campaign_intake.hpp"
#include "service_line.hpp"

#include "gsmcfg/service/heartbeat.hpp"
#include "gsmcfg/service/service.hpp"
#include "gsmcfg/store/change_watch.hpp"
#include "gsmcfg/store/owners.hpp"
#include "gsmcfg/store/repositories.hpp"
#include "gsmcfg/store/service.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gsmcfg::service {

class Service::Loop {
public:
    Loop(const std::string& database_url, ServicePlan plan, base::Clock& clock, const ServiceSigns& signs);
    ~Loop();

    // False if it ended because others have taken its work over: then it may begin anew, as somebody else.
    [[nodiscard]] bool run(base::StopToken stop);
    [[nodiscard]] const ServicePlan& plan() const { return plan_; }

private:
    void turn();
    // Tells whoever watches the service that every worker gets on, whatever the database does.
    void show_progress();
    void complain(const std::string& trouble);
    // Until something is to be done.
    void pause(base::StopToken stop, base::StopToken changed);
    // A modem is about to be released or started.
    [[nodiscard]] bool restless();
    // Reads what others have written, if anything is new or it is time.
    void look_around();
    void announce();
    [[nodiscard]] IntakeMeans means() const;
    // What dead processes have left, unless they may only have been cut off from the database as this one was.
    void recover();
    void finish_campaigns();
    void finish_campaign(store::Id id);
    void look_at_loans(const std::vector<store::Loan>& loans);
    void grant(const LineHolder& line);
    void tend(LineHolder& line);
    void reload(ServicePlan plan);
    // The passwords and limits of the last plan, until they hold.
    void take_means();
    // Modems that are no longer configured and are not at work any more.
    void drop_removed();
    void start(LineHolder& line);
    // The same trouble once an hour.
    void complain_of(LineHolder& line, const std::string& trouble);
    void tell_modems();
    void tell_status();
    void end_workers();
    void close();

    std::string database_url_;
    ServicePlan plan_;
    base::Clock& clock_;
    const ServiceSigns& signs_;
    std::unique_ptr<store::Database> database_;
    store::Repositories store_{*database_};
    store::ChangeWatch watch_{*database_};
    store::Owner owner_;
    Heartbeat heartbeat_;
    CampaignIntake intake_;
    std::vector<std::unique_ptr<LineHolder>> lines_;
    std::map<std::string, std::string> told_;  // of each modem
    std::string status_;
    std::optional<std::int64_t> version_;
    bool means_due_ = false;
    base::MonoTime next_look_{};
    base::MonoTime next_progress_{};
    base::MonoTime quiet_until_{};  // a database that fails is complained of once a minute
};

}  // namespace gsmcfg::service
