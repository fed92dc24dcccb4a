// A service over simulated modems, in virtual time.
#pragma once

#include "worker_fixture.hpp"

#include "gsmcfg/service/service.hpp"
#include "gsmcfg/store/service.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gsmcfg::service {

class ServiceTest : public WorkerTest {
protected:
    ServicePlan plan() {
        ServicePlan made;
        for (std::size_t modem = 0; modem < world->modem_count(); ++modem) {
            auto make = [this, modem]() -> base::Result<std::unique_ptr<channel::Channel>> { return channel(modem); };
            made.lines.push_back({fmt::format("modem{}", modem), fmt::format("/dev/sim{}", modem), "1", make, run_options});
        }
        made.credentials = std::make_shared<const Credentials>(credentials);
        made.credential_names = {"default"};
        made.allow_prefixes = allowed;
        return made;
    }
    // Until `turn`, called about once a second of the service's time, says that it is enough.
    void serve(const std::function<bool()>& enough) {
        base::StopSource source;
        ServiceSigns signs;
        signs.reload = [this] {
            if (on_turn) on_turn();
            return std::exchange(next_plan, std::nullopt);
        };
        signs.status = [this](const std::string& text) { status = text; };
        signs.progress = [&] {
            ++progress;
            if (enough()) source.request();
        };
        Service(database->path(), plan(), clock).run(base::StopToken(source), signs);
    }
    // The same; the longest time without a sign of life.
    std::chrono::milliseconds longest_silence_until(const std::function<bool()>& enough) {
        std::chrono::milliseconds longest{0};
        auto last = clock.elapsed();
        serve([&] {
            longest = std::max<std::chrono::milliseconds>(longest, clock.elapsed() - last);
            last = clock.elapsed();
            return enough();
        });
        return longest;
    }
    store::Id hand_over(const std::vector<std::string>& phones) {
        const auto id = apply(phones);
        store::Transaction transaction(*database);
        store::set_with_service(*database, id, true);
        transaction.commit();
        return id;
    }
    bool finished(store::Id id) { return row(id).state == store::CampaignState::finished; }

    std::function<void()> on_turn;  // of the service's thread
    std::vector<std::string> allowed;
    std::optional<ServicePlan> next_plan;
    std::string status;
    int progress = 0;
};

}  // namespace gsmcfg::service
