#include "gsmcfg/service/inbound_desk.hpp"

#include "inbound_filing.hpp"

namespace gsmcfg::service {

struct InboundDesk::Desk {
    Desk(store::Database& database, const Credentials& credentials, const base::NumberingPlan& plan)
        : store(database), numbering(plan), run(store, credentials), filing(store, run, numbering) {}

    store::Repositories store;
    base::NumberingPlan numbering;
    MeterRun run;
    InboundFiling filing;
};

InboundDesk::InboundDesk(store::Database& database, const Credentials& credentials, const base::NumberingPlan& numbering)
    : desk_(new Desk(database, credentials, numbering)) {}
InboundDesk::~InboundDesk() = default;

void InboundDesk::file(const std::string& modem, const std::string& imsi, std::span<const KeptItem> items, base::UtcTime now) {
    desk_->run.drop_counts();
    store::Transaction transaction(desk_->store.database);
    desk_->filing.set_line(modem, imsi);
    for (const auto& item : items) std::visit([&](const auto& one) { desk_->filing.take(one, now); }, item);
    desk_->run.flush_counts();
    transaction.commit();
}

}  // namespace gsmcfg::service
