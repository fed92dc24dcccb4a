// A simulated world, a database and a worker, in virtual time.
#pragma once

#include "support/baton_clock.hpp"
#include "support/sim_link.hpp"
#include "support/temporary_directory.hpp"

#include "gsmcfg/modem/modem_channel.hpp"
#include "gsmcfg/service/campaign_draft.hpp"
#include "gsmcfg/service/supervisor.hpp"
#include "gsmcfg/sim/world.hpp"
#include "gsmcfg/store/owners.hpp"
#include "gsmcfg/store/repositories.hpp"
#include "service/worker.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace gsmcfg::service {

class WorkerTest : public ::testing::Test {
protected:
    static constexpr std::string_view password = "12345678";

    WorkerTest();

    // Fleet lines after the header phone,type,serial,firmware,password,mode,apn,user,psw,dns,port,timeout,reset,behaviour.
    void make_world(const std::string& fleet_lines);
    // A world of so many normal meters; their phones. `behaviour` of the meter with that number, from 1.
    std::vector<std::string> make_fleet(int meters, const std::function<std::string(int)>& behaviour = {});
    // A normal, factory-fresh meter's fleet line with that behaviour.
    static std::string meter_line(const std::string& phone, const std::string& behaviour = "",
                                  const std::string& meter_password = "12345678", const std::string& firmware = "2.0");
    static std::string phone_of(int number);

    [[nodiscard]] CampaignDraft draft(store::CampaignKind kind, const std::vector<std::string>& phones);
    store::Id create(const CampaignDraft& draft);
    // The usual one: every phone of the world, the settings of `wanted`.
    store::Id apply(const std::vector<std::string>& phones);

    // Runs a worker on the campaign as a process of its own would: owner, recovery, worker.
    LineReport run(store::Id campaign);
    // The same with a supervisor and all modems of the world; those of `late` are not there at the start.
    RunReport run_all(store::Id campaign, const std::set<std::size_t>& late = {});
    [[nodiscard]] std::unique_ptr<modem::ModemChannel> channel(std::size_t modem);
    std::function<void(const Progress&)> on_tick;  // of run_all
    std::function<void()> on_link_call;            // before each read and write of the modem's link
    std::function<void()> opener_hook;             // before each attempt to open it

    [[nodiscard]] store::Target target(store::Id campaign, const std::string& phone);
    [[nodiscard]] std::string outcome(store::Id campaign, const std::string& phone);
    [[nodiscard]] store::Tally tally(store::Id campaign) { return store->campaigns.tally(campaign); }
    [[nodiscard]] store::Campaign row(store::Id campaign) { return store->campaigns.find(campaign).value(); }
    [[nodiscard]] std::vector<store::Message> messages(store::Id campaign, const std::string& phone);
    // Events of the simulator's log with that name; for one meter if a phone is given.
    [[nodiscard]] std::vector<base::Json> truth(const std::string& event, const std::string& phone = "") const;
    // What the simulated meter has in force.
    [[nodiscard]] std::map<std::string, std::string> applied(const std::string& phone) const;
    [[nodiscard]] static std::map<std::string, std::string> as_map(const sim::Settings& settings);

    test::TemporaryDirectory directory;
    test::BatonClock clock;
    sim::WorldOptions world_options;
    std::vector<base::Json> log;
    bool keep_log = true;  // false: no truth(), and the memory of a large fleet alone
    std::unique_ptr<sim::World> world;
    base::StopSource* stop = nullptr;  // of the run in progress
    modem::ModemOptions modem_options;
    RunOptions run_options;
    Credentials credentials;
    CampaignOptions options;
    std::vector<std::pair<std::string, std::string>> wanted{
        {"apn", "m2m.example"}, {"user", "meter"},  {"psw", "hush"}, {"dns", "collect.example"},
        {"port", "4059"},       {"timeout", "600"}, {"reset", "12"}, {"mode", "client"}};
    std::unique_ptr<store::Database> database;
    std::unique_ptr<store::Repositories> store;
};

}  // namespace gsmcfg::service
