#include "hosts_fixture.hpp"

#include "support/send_accounts.hpp"

#include <fmt/format.h>

#include <csignal>
#include <filesystem>
#include <stdexcept>
#include <thread>

namespace gsmcfg::hosts {
namespace {

using namespace std::chrono_literals;

}  // namespace

void HostsFixture::SetUp() {
    if (const auto missing = test::PostgresqlCluster::missing(); !missing.empty()) GTEST_SKIP() << missing;
    url = test::PostgresqlCluster::shared().new_database("template0");
}

void HostsFixture::TearDown() {
    stop_all();
    if (!url.empty()) test::PostgresqlCluster::shared().drop_database(url);
}

void HostsFixture::make_world(int meters, int hosts, int modems_each, std::vector<std::string> options) {
    meters_ = meters;
    modems_each_ = modems_each;
    std::string fleet = "phone,type,serial,firmware,password,mode,apn,user,psw,dns,port,timeout,reset,behaviour\n";
    std::string list;
    for (int i = 1; i <= meters; ++i) {
        const auto phone = fmt::format("+999001{:05}", i);
        fleet += fmt::format("{},GS04,{:08},2.0,{},0,internet,,,,8000,300,24,\n", phone, i, password);
        list += phone + "\n";
    }
    write("list.txt", list);
    options.insert(options.end(), {"--modems", std::to_string(hosts * modems_each)});
    simulate(write("fleet.csv", fleet), options);
    for (int host = 0; host < hosts; ++host) configure(host);
}

std::string HostsFixture::configure(int host, const std::string& more) {
    auto text = fmt::format(
        "database = \"{}\"\nhost = \"{}\"\nlease = {}\n{}\n[numbers]\nallow_prefixes = [\"+999\"]\n[credential.default]\n"
        "password = \"{}\"\n",
        url, name_of(host), lease, more, password);
    for (int i = 0; i < modems_each_; ++i)
        text += fmt::format("[modem.{}{}]\ndevice = \"{}\"\n", name_of(host), i + 1, simulator->modem(host * modems_each_ + i));
    return write(name_of(host) + ".toml", text);
}

void HostsFixture::start(int host, const std::map<std::string, std::string>& environment) {
    services_[host] = std::make_unique<Program>(
        std::vector<std::string>{"gsmcfg", "serve", "--config", folder + "/" + name_of(host) + ".toml"}, folder, environment);
}

bool HostsFixture::until_ready(int host) {
    return until([&] { return service(host).err().find(": ready") != std::string::npos; }, 60);
}

bool HostsFixture::start_all(int hosts) {
    for (int host = 0; host < hosts; ++host) start(host);
    bool ready = true;
    for (int host = 0; host < hosts; ++host) ready = until_ready(host) && ready;
    return ready;
}

void HostsFixture::kill_host(int host) {
    service(host).signal(SIGKILL);
    (void)service(host).wait();
    services_.erase(host);
}

void HostsFixture::stop_all() {
    for (const auto& [host, program] : services_) program->signal(SIGTERM);
    for (const auto& [host, program] : services_) (void)program->wait();
    services_.clear();
}

Ended HostsFixture::on(int host, std::vector<std::string> given) {
    given.insert(given.begin(), "gsmcfg");
    given.insert(given.end(), {"--config", folder + "/" + name_of(host) + ".toml"});
    return Program(given, folder).wait();
}

std::vector<std::string> HostsFixture::apply(std::vector<std::string> more) const {
    std::vector<std::string> given{"apply", e2e::sample("profile.toml"), folder + "/list.txt", "--yes"};
    given.insert(given.end(), more.begin(), more.end());
    return given;
}

store::Id HostsFixture::begin_campaign(int host, std::vector<std::string> more) {
    more.emplace_back("--detach");
    const auto begun = on(host, apply(std::move(more)));
    EXPECT_EQ(begun.exit, 0) << begun.err;
    const auto opened = database();
    return store::Campaigns(*opened).list().front().id;
}

bool HostsFixture::until(const std::function<bool()>& condition, int seconds) {
    base::SystemClock clock;
    const auto end = clock.now() + std::chrono::seconds(seconds);
    while (!condition()) {
        if (clock.now() > end) return false;
        clock.wait_until(clock.now() + 50ms, base::StopToken());
    }
    return true;
}

bool HostsFixture::until_reachable() {
    return until([&] { return static_cast<bool>(store::Database::open(url)); }, 60);
}

void HostsFixture::new_world() {
    TearDown();
    simulator.reset();
    std::filesystem::remove_all(folder);
    std::filesystem::create_directory(folder);
    url = test::PostgresqlCluster::shared().new_database("template0");
}

bool HostsFixture::finished(store::Id campaign) {
    const auto opened = database();
    return store::Campaigns(*opened).find(campaign)->state == store::CampaignState::finished;
}

std::unique_ptr<store::Database> HostsFixture::database() const {
    auto opened = store::Database::open(url);
    if (!opened) throw std::runtime_error(opened.error().message());
    return std::move(*opened);
}

void HostsFixture::expect_everything_right() {
    stop_all();
    simulator->stop();
    EXPECT_EQ(e2e::meters_with_profile(*simulator), static_cast<std::size_t>(meters_));
    const auto opened = database();
    store::Repositories store(*opened);
    std::vector<store::Id> campaigns;
    for (const auto& campaign : store.campaigns.list()) campaigns.push_back(campaign.id);
    EXPECT_EQ(test::faults_of(store, campaigns, simulator->truth("submitted"), simulator->truth("deleted"), password),
              std::vector<std::string>{});
}

}  // namespace gsmcfg::hosts
