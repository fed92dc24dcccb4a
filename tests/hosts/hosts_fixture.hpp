// Several hosts with a service each, on one PostgreSQL server of the tests' own.
#pragma once

#include "e2e/e2e_fixture.hpp"

#include "support/postgresql_cluster.hpp"

#include "gsmcfg/store/repositories.hpp"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::hosts {

using e2e::Ended;
using e2e::Program;

class HostsFixture : public e2e::EndToEnd {
protected:
    static constexpr std::string_view password = "12345678";
    // In seconds. A host that is silent for longer loses its work.
    static constexpr int lease = 3;

    void SetUp() override;
    void TearDown() override;

    // So many normal meters, and modems for that many hosts.
    void make_world(int meters, int hosts, int modems_each, std::vector<std::string> options = {});
    // The configuration of host "a", "b", … with its share of the modems, called a1, a2, …. `more`: further lines of its top.
    std::string configure(int host, const std::string& more = "");
    void start(int host, const std::map<std::string, std::string>& environment = {});
    [[nodiscard]] bool until_ready(int host);
    // The first so many; true when all have a modem that is ready.
    [[nodiscard]] bool start_all(int hosts);
    void kill_host(int host);
    void stop_all();
    [[nodiscard]] static std::string name_of(int host) { return std::string(1, static_cast<char>('a' + host)); }
    [[nodiscard]] Program& service(int host) { return *services_.at(host); }
    // The words after "gsmcfg", on that host.
    Ended on(int host, std::vector<std::string> given);
    std::vector<std::string> apply(std::vector<std::string> more = {}) const;
    [[nodiscard]] store::Id begin_campaign(int host, std::vector<std::string> more = {});
    // Waits in real time; false after so many seconds.
    [[nodiscard]] static bool until(const std::function<bool()>& condition, int seconds);
    // A server that has just been started does not take everybody at once.
    [[nodiscard]] bool until_reachable();
    [[nodiscard]] bool finished(store::Id campaign);
    [[nodiscard]] std::unique_ptr<store::Database> database() const;
    // Every meter uses the profile, every received message is kept, whatever went twice is marked.
    void expect_everything_right();
    // Another database, and no simulator.
    void new_world();

    std::string url;
    int meters_ = 0;

private:
    int modems_each_ = 0;
    std::map<int, std::unique_ptr<Program>> services_;
};

}  // namespace gsmcfg::hosts
