// The service: owns modems for as long as it runs, carries out what commands put into the database, lends modems to them.
#pragma once

#include "gsmcfg/base/clock.hpp"
#include "gsmcfg/base/result.hpp"
#include "gsmcfg/base/stop.hpp"
#include "gsmcfg/channel/channel.hpp"
#include "gsmcfg/service/attendant.hpp"
#include "gsmcfg/service/credentials.hpp"
#include "gsmcfg/service/run_options.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gsmcfg::service {

// A modem of the service.
struct ServiceLine {
    std::string name;
    std::string device;       // as configured; commands are matched by it
    std::string fingerprint;  // another one after a reload: the modem is opened anew
    // Not opened yet. Called from the thread of Service::run().
    std::function<base::Result<std::unique_ptr<channel::Channel>>()> make;
    RunOptions options;  // `campaign`, `wake`, `pulse`, `presence` and `right` are the service's own matter
};

// What the configuration says.
struct ServicePlan {
    std::vector<ServiceLine> lines;  // names differ
    std::shared_ptr<const Credentials> credentials;
    std::vector<std::string> credential_names;
    std::string credential_fingerprint;
    std::vector<std::string> allow_prefixes;  // empty: any number
    Presence presence{};
    bool tells = false;  // it has hooks, or a person to tell
    // What runs beside the modems; may be empty. Another fingerprint after a reload: they are ended and made anew.
    std::function<std::vector<std::unique_ptr<Attendant>>()> attendants{};
    std::string attendants_fingerprint;
};

struct ServiceSigns {
    // A token that is requested when the database is written to, or at the stop; each call ends the one before. Empty: the
    // database is looked at ten times a second.
    std::function<base::StopToken()> change{};
    // A new plan once after a reload was asked for, else nothing. May be empty; so may the others.
    std::function<std::optional<ServicePlan>()> reload{};
    std::function<void()> ready{};                     // commands find it from now on
    std::function<void(const std::string&)> status{};  // in a few words, when it changes
    std::function<void()> progress{};                  // every few seconds, while every modem's worker gets on
    std::function<void()> stopping{};
};

class Service {
public:
    // `database_url` is opened once for each modem and once more.
    Service(std::string database_url, ServicePlan plan, base::Clock& clock);
    ~Service();

    // Until a stop; then messages in flight are finished, and campaigns stay for the next service. Modems may come and go, and
    // the database may fail for a while. Throws StateConflict if another service is at work on the database, DatabaseError if
    // it can't be opened.
    void run(base::StopToken stop, ServiceSigns signs = {});

private:
    class Loop;
    // Null after a stop. Throws as run() does.
    [[nodiscard]] std::unique_ptr<Loop> begin(const ServiceSigns& signs, base::StopToken stop);
    // After others have taken its work over. Null after a stop.
    [[nodiscard]] std::unique_ptr<Loop> begin_anew(const ServiceSigns& signs, base::StopToken stop);

    std::string database_url_;
    ServicePlan plan_;
    base::Clock& clock_;
};

}  // namespace gsmcfg::service
