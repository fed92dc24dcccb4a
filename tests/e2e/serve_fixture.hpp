// A service over the simulated modems, and commands beside it.
#pragma once

#include "e2e_fixture.hpp"

#include "gsmcfg/store/repositories.hpp"
#include "gsmcfg/store/service.hpp"

#include <csignal>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::e2e {

class ServeFixture : public EndToEnd {
protected:
    static bool says(const std::string& text, std::string_view words) { return text.find(words) != std::string::npos; }
    static std::int64_t figure(const Ended& ended, std::string_view key) {
        for (const auto& line : ended.lines())
            if (line.at("event").string() == "recap") return line.at(key).integer().value_or(-1);
        return -1;
    }
    // With one modem of the simulator, or the configuration's.
    void serve(std::vector<std::string> more = {}, const std::map<std::string, std::string>& environment = {}) {
        std::vector<std::string> given{"gsmcfg", "serve", "--db", folder + "/gsmcfg.db"};
        given.insert(given.end(), more.begin(), more.end());
        service = std::make_unique<Program>(given, folder, environment);
        ASSERT_TRUE(service->until([&] { return says(service->err(), "serving "); })) << service->err();
    }
    void serve_modem() {
        serve({"--modem", simulator->modem()});
        ASSERT_TRUE(until_it_says(": ready"));
    }
    [[nodiscard]] bool until_it_says(std::string_view words) {
        return service->until([&] { return says(service->err(), words); });
    }
    Ended stop_service() {
        service->signal(SIGTERM);
        return service->wait();
    }
    // The words after "gsmcfg" with this test's database and no modem: the service has them.
    std::vector<std::string> plain(std::vector<std::string> given) const {
        given.insert(given.begin(), "gsmcfg");
        given.insert(given.end(), {"--db", folder + "/gsmcfg.db"});
        return given;
    }
    Ended command(const std::vector<std::string>& given, const std::map<std::string, std::string>& environment = {}) {
        return Program(plain(given), folder, environment).wait();
    }
    static std::vector<std::string> apply(std::vector<std::string> more = {}) {
        std::vector<std::string> given{"apply", sample("profile.toml"), sample("phones.txt"), "--yes"};
        given.insert(given.end(), more.begin(), more.end());
        return given;
    }
    [[nodiscard]] std::unique_ptr<store::Database> database() const {
        return std::move(*store::Database::open(folder + "/gsmcfg.db"));
    }
    [[nodiscard]] store::Campaign campaign(store::Id id) const {
        const auto opened = database();
        return store::Campaigns(*opened).find(id).value();
    }
    [[nodiscard]] std::int64_t meters_ended(store::Id id) const {
        const auto opened = database();
        std::int64_t ended = 0;
        for (const auto& [outcome, count] : store::Campaigns(*opened).tally(id))
            if (outcome != store::MeterOutcome::pending && outcome != store::MeterOutcome::partial) ended += count;
        return ended;
    }

    std::unique_ptr<Program> service;
};

}  // namespace gsmcfg::e2e
