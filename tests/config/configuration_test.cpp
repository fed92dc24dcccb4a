#include "gsmcfg/config/configuration.hpp"

#include "gsmcfg/base/file.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace gsmcfg::config {
namespace {

Environment environment() {
    Environment result;
    result.home = "/home/somebody";
    result.config_home = "/home/somebody/.config";
    result.data_home = "/home/somebody/.local/share";
    return result;
}

Loaded read(std::string_view toml) { return parse(toml, "/etc/conf/gsmcfg.toml", environment()); }

constexpr const char* whole = R"(database = "sqlite:data/g.db"

[numbers]
country_code = "7"
trunk_prefix = "8"
national_length = 10
allow_prefixes = ["+79", "+999"]

[modem.b]
device = "/dev/ttyUSB7"
baud = 9600
sms_per_minute = 20
pin_file = "pins/b"

[modem.a]
device = "tcp://192.0.2.1:5000"

[credential.main]
password = "s3cret"
alternatives = ["spare"]

[credential.spare]
password_file = "~/spare.password"

[send]
reply_timeout = 600
attempts = 3
validity = 5
max_open = 50
window = "22:00-06:00"
time_zone = "Europe/Moscow"
daily_cap = 100

[cost]
price_out = 0.5
price_in = 1
currency = "EUR"
)";

TEST(Configuration, IsReadWhole) {
    const auto loaded = read(whole);
    for (const auto& problem : loaded.problems) ADD_FAILURE() << problem.message();
    const auto& c = loaded.configuration;
    EXPECT_EQ(c.database.location, "/etc/conf/data/g.db") << "relative to the file";
    EXPECT_EQ(c.numbers.country_code, "7");
    EXPECT_EQ(c.numbers.trunk_prefix, "8");
    EXPECT_EQ(c.numbers.national_length, 10U);
    ASSERT_EQ(c.modems.size(), 2U);
    EXPECT_EQ(c.modems[0].name, "b") << "in the order of the file";
    EXPECT_EQ(c.modems[0].baud, 9600);
    EXPECT_EQ(c.modems[0].sms_per_minute, 20);
    EXPECT_EQ(c.modems[0].pin_file, "/etc/conf/pins/b");
    EXPECT_EQ(c.find_modem("a")->device, "tcp://192.0.2.1:5000");
    EXPECT_EQ(c.find_modem("a")->baud, 115200);
    EXPECT_EQ(c.find_modem("c"), nullptr);
    EXPECT_EQ(c.find_credential("main")->password->reveal(), "s3cret");
    EXPECT_EQ(c.find_credential("main")->alternatives, std::vector<std::string>{"spare"});
    EXPECT_EQ(c.find_credential("spare")->password_file, "/home/somebody/spare.password");
    EXPECT_EQ(c.send.reply_timeout, std::chrono::seconds(600));
    EXPECT_EQ(c.send.attempts, 3);
    EXPECT_EQ(c.send.validity, std::chrono::minutes(5));
    EXPECT_EQ(c.send.max_open, 50);
    EXPECT_EQ(c.send.window, "22:00-06:00");
    EXPECT_EQ(c.send.time_zone, "Europe/Moscow");
    EXPECT_EQ(c.send.daily_cap, 100);
    EXPECT_EQ(c.cost.price_out, 0.5);
    EXPECT_EQ(c.cost.price_in, 1.0);
    EXPECT_EQ(c.cost.currency, "EUR");
    EXPECT_EQ(c.origins.at("modem.b.baud"), "/etc/conf/gsmcfg.toml:11");
}

TEST(Configuration, HasDefaults) {
    const auto loaded = read("");
    EXPECT_TRUE(loaded.ok());
    const auto& c = loaded.configuration;
    EXPECT_EQ(c.database.location, "/home/somebody/.local/share/gsmcfg/gsmcfg.db");
    EXPECT_EQ(c.send.reply_timeout, std::chrono::seconds(300));
    EXPECT_EQ(c.send.attempts, 2);
    EXPECT_FALSE(c.send.validity);
    EXPECT_TRUE(c.modems.empty());
    EXPECT_TRUE(c.origins.empty());
    EXPECT_EQ(parse("", "/etc/gsmcfg/gsmcfg.toml", environment()).configuration.database.location, "/var/lib/gsmcfg/gsmcfg.db");
}

TEST(Configuration, OfOneAmongSeveralHosts) {
    const auto loaded = read("database = 'postgresql://db/g'\nhost = 'north-1.example'\nlease = 10\n[send]\nmove_after = 30\n");
    for (const auto& problem : loaded.problems) ADD_FAILURE() << problem.message();
    EXPECT_EQ(loaded.configuration.host, "north-1.example");
    EXPECT_EQ(loaded.configuration.lease, std::chrono::seconds(10));
    EXPECT_EQ(loaded.configuration.send.move_after, std::chrono::seconds(30));
    EXPECT_EQ(loaded.configuration.counting_place(), "postgresql://db/g") << "all hosts count there";
    EXPECT_EQ(read("database = 'postgresql://db/g'\nsim_counter = '/tmp/s.db'\n").configuration.counting_place(), "/tmp/s.db");
    const auto alone = read("").configuration;
    EXPECT_EQ(alone.counting_place(), alone.sim_counter.string());
    EXPECT_FALSE(alone.host);
    EXPECT_EQ(alone.lease, std::chrono::seconds(60));
}

TEST(Configuration, NamesEveryFaultWithItsLine) {
    struct Case {
        const char* toml;
        const char* line;
        const char* in_detail;
    };
    const Case cases[] = {
        {"databse = 'x'", ":1", "did you mean 'database'"},
        {"[modme.a]\n", ":1", "did you mean 'modem'"},
        {"[modem.a]\ndevice = '/dev/x'\nbauds = 1\n", ":3", "modem.a.bauds: unknown key; did you mean 'baud'"},
        {"[send]\nzzzzzzzz = 1\n", ":2", "unknown key"},
        {"[send]\nwindow = '8-20'\n", ":2", "'8-20' is no window such as 08:00-20:00"},
        {"[send]\nwindow = '08:00-08:00'\n", ":2", "never opens"},
        {"[send]\ntime_zone = 'Europe/Moskow'\n", ":2", "did you mean Europe/Moscow?"},
        {"[send]\ndaily_cap = 0\n", ":2", "1"},
        {"[send]\nmove_after = 9\n", ":2", "10"},
        {"lease = 1", ":1", "2"},
        {"host = 'a b'", ":1", "only the letters"},
        {"database = 5", ":1", "text in quotes"},
        {"database = 'oracle:x'", ":1", "no database 'oracle:'"},
        {"modem = 5", ":1", "must be a table"},
        {"[modem]\na = 5", ":2", "must be a table"},
        {"[modem.a]\nbaud = 9600\n", ":1", "device: is missing"},
        {"[modem.a]\ndevice = 'ttyUSB0'\n", ":2", "absolute path"},
        {"[modem.a]\ndevice = 'tcp://host'\n", ":2", "tcp://host:port"},
        {"[modem.a]\ndevice = 'tcp://host:70000'\n", ":2", "tcp://host:port"},
        {"[modem.a]\ndevice = '/dev/x'\nbaud = 100\n", ":3", "300 to 4000000"},
        {"[modem.a]\ndevice = '/dev/x'\nbaud = '9600'\n", ":3", "whole number"},
        {"[modem.a]\ndevice = '/dev/x'\nsms_per_minute = 0\n", ":3", "1 to 600"},
        {"[modem.'a b']\ndevice = '/dev/x'\n", ":1", "a name has only"},
        {"[modem.a]\ndevice='/dev/x'\n[modem.b]\ndevice='/dev/../dev/x'\n", ":4", "modem 'a' has this device already"},
        {"[credential.a]\n", ":1", "password: is missing"},
        {"[credential.a]\npassword = ''\n", ":2", "is empty"},
        {"[credential.a]\npassword = 'x'\npassword_file = 'y'\n", ":3", "either password or password_file"},
        {"[credential.a]\npassword = 'x'\nalternatives = ['a']\n", ":3", "its own alternative"},
        {"[credential.a]\npassword = 'x'\nalternatives = ['spar']\n[credential.spare]\npassword='y'\n", ":3",
         "did you mean 'spare'"},
        {"[credential.a]\npassword = 'x'\nalternatives = ['b','b']\n[credential.b]\npassword='y'\n", ":3", "twice"},
        {"[credential.a]\npassword = 'x'\nalternatives = 'b'\n", ":3", "list of texts"},
        {"[numbers]\ncountry_code = '07'\n", ":2", "1 to 3 digits"},
        {"[numbers]\ncountry_code = 7\n", ":2", "text in quotes"},
        {"[numbers]\ncountry_code = '7'\nnational_length = 20\n", ":3", "4 to 14"},
        {"[numbers]\ntrunk_prefix = '8'\n", ":1", "country_code: must be given"},
        {"[numbers]\nallow_prefixes = ['79']\n", ":2", "must be + and digits"},
        {"[send]\nattempts = 0\n", ":2", "1 to 10"},
        {"[send]\nreply_timeout = 0\n", ":2", "1 to 604800"},
        {"[send]\nvalidity = 4\n", ":2", "5 to 635040"},
        {"[cost]\nprice_out = -1\n", ":2", "0 or more"},
        {"[cost]\nprice_out = inf\n", ":2", "0 or more"},
    };
    for (const auto& c : cases) {
        const auto loaded = read(c.toml);
        ASSERT_EQ(loaded.problems.size(), 1U) << c.toml << (loaded.ok() ? "" : loaded.problems.back().message());
        EXPECT_EQ(loaded.problems[0].where, std::string("/etc/conf/gsmcfg.toml") + c.line) << c.toml;
        EXPECT_NE(loaded.problems[0].detail.find(c.in_detail), std::string::npos) << c.toml << loaded.problems[0].detail;
    }
}

TEST(Configuration, ReportsAllFaultsAtOnce) {
    const auto loaded = read("databse = 'x'\n[modem.a]\nbaud = 1\n[send]\nattempts = 99\nvalidty = 5\n");
    EXPECT_EQ(loaded.problems.size(), 5U);
}

TEST(Configuration, FaultsNeverHoldThePassword) {
    for (const char* toml : {"[credential.a]\npassword = ['s3cret']\n",
                             "[credential.a]\npassword = 's3cret'\npassword_file = 5\n", "[credential.a]\npassword = 's3cret\n",
                             "[credential.a]\npassword = s3cret\n", "database = 'postgresql://me:s3cret@host/db'\nx = 1\n"}) {
        const auto loaded = read(toml);
        EXPECT_FALSE(loaded.ok()) << toml;
        for (const auto& problem : loaded.problems)
            EXPECT_EQ(problem.message().find("s3cret"), std::string::npos) << problem.message();
    }
}

TEST(Configuration, AllowsOnlyItsPrefixes) {
    const auto own = *base::PhoneNumber::from_e164("+99900100001");
    const auto other = *base::PhoneNumber::from_e164("+99800100001");
    const auto& c = read("[numbers]\nallow_prefixes = ['+7', '+999']\n").configuration;
    EXPECT_TRUE(is_allowed(c, own));
    EXPECT_FALSE(is_allowed(c, other));
    EXPECT_TRUE(is_allowed(read("").configuration, other));
}

class ConfigurationFile : public testing::Test {
protected:
    ConfigurationFile() {
        std::string name = (std::filesystem::temp_directory_path() / "gsmcfg-config-XXXXXX").string();
        folder_ = mkdtemp(name.data());
        environment_.config_home = folder_ / "config";
        environment_.data_home = folder_ / "data";
        environment_.system_config = folder_ / "etc.toml";
    }
    ~ConfigurationFile() override { std::filesystem::remove_all(folder_); }
    std::filesystem::path folder_;
    Environment environment_;
};

TEST_F(ConfigurationFile, MayBeMissingUnlessItIsNamed) {
    const auto defaults = load(std::nullopt, environment_);
    EXPECT_TRUE(defaults.ok());
    EXPECT_FALSE(defaults.configuration.source);
    EXPECT_EQ(defaults.configuration.database.location, (folder_ / "data/gsmcfg/gsmcfg.db").string());
    const auto named = load(folder_ / "none.toml", environment_);
    ASSERT_EQ(named.problems.size(), 1U);
    EXPECT_EQ(named.problems[0].code, base::ErrorCode::not_found);
}

TEST_F(ConfigurationFile, WithAPasswordMustBeItsOwnersAlone) {
    const auto path = folder_ / "g.toml";
    ASSERT_TRUE(base::write_file(path, "[credential.a]\npassword = 's3cret'\n", 0644));
    const auto open = load(path, environment_);
    ASSERT_EQ(open.problems.size(), 1U);
    EXPECT_EQ(open.problems[0].code, base::ErrorCode::permission);
    EXPECT_NE(open.problems[0].detail.find("chmod 600"), std::string::npos);
    ASSERT_TRUE(base::write_file(path, "[credential.a]\npassword = 's3cret'\n", 0600));
    EXPECT_TRUE(load(path, environment_).ok());
    ASSERT_TRUE(base::write_file(path, "[credential.a]\npassword_file = 's3cret'\n", 0644));
    EXPECT_TRUE(load(path, environment_).ok());
    ASSERT_TRUE(base::write_file(path, "database = 'postgresql://me:s3cret@host/db'\n", 0644));
    EXPECT_EQ(load(path, environment_).problems.size(), 1U);
}

TEST_F(ConfigurationFile, GivesThePasswordItself) {
    const auto path = folder_ / "g.toml";
    ASSERT_TRUE(base::write_file(path, "[credential.a]\npassword_file = 'pw'\n[credential.b]\npassword = 'inline'\n", 0600));
    const auto loaded = load(path, environment_);
    ASSERT_TRUE(loaded.ok());
    const auto& a = *loaded.configuration.find_credential("a");
    EXPECT_EQ(read_password(a).error().code, base::ErrorCode::not_found);
    ASSERT_TRUE(base::write_file(folder_ / "pw", "from file\n", 0600));
    EXPECT_EQ(read_password(a)->reveal(), "from file");
    ASSERT_TRUE(base::write_file(folder_ / "pw", "\n", 0600));
    EXPECT_EQ(read_password(a).error().code, base::ErrorCode::invalid_argument);
    ASSERT_TRUE(base::write_file(folder_ / "pw", "from file\n", 0644));
    EXPECT_EQ(read_password(a).error().code, base::ErrorCode::permission);
    EXPECT_EQ(read_password(*loaded.configuration.find_credential("b"))->reveal(), "inline");
}

TEST(Configuration, FormsOfADevice) {
    const std::vector<std::pair<std::string, bool>> cases{
        {"auto", true},
        {"imei:350000000000006", true},
        {"imei:35000000000000", true},
        {"usb:1-1.2", true},
        {"usb:3-1.2.4:1.3", true},
        {"/dev/serial/by-path/pci-0000:00:14.0-usb-0:1:1.0-port0", true},
        {"tcp://192.0.2.1:5000", true},
        {"automatic", false},
        {"imei:12", false},
        {"imei:3500000000000x6", false},
        {"usb:1", false},
        {"usb:1-1.", false},
        {"usb:1-1:3", false},
        {"ttyUSB0", false},
    };
    for (const auto& [device, good] : cases) EXPECT_EQ(read("[modem.a]\ndevice = \"" + device + "\"\n").ok(), good) << device;
    EXPECT_FALSE(read("[modem.a]\ndevice = \"auto\"\n[modem.b]\ndevice = \"/dev/ttyUSB0\"\n").ok()) << "auto is for the only one";
}

TEST(Configuration, BalanceAndOwnNumber) {
    const auto good = parse(
        "[numbers]\ncountry_code = \"999\"\n[modem.a]\ndevice = \"/dev/ttyUSB0\"\nown_number = \"+99900000001\"\n"
        "[balance]\ncode = \"*100#\"\npattern = \"Balance: *([0-9]+)\"\nlow = 50.0\n",
        "/etc/g.toml", {});
    for (const auto& problem : good.problems) ADD_FAILURE() << problem.message();
    EXPECT_EQ(good.configuration.modems.at(0).own_number, "+99900000001");
    EXPECT_EQ(good.configuration.balance.code, "*100#");
    EXPECT_EQ(good.configuration.balance.low, 50.0);
    struct Case {
        std::string name, toml, key;
    };
    for (const auto& [name, toml, key] :
         {Case{"own number", "[modem.a]\ndevice = \"/dev/ttyUSB0\"\nown_number = \"me\"\n", "modem.a.own_number"},
          Case{"code", "[balance]\ncode = \"call me\"\n", "balance.code"},
          Case{"no pattern", "[balance]\npattern = \"(\"\n", "balance.pattern"},
          Case{"low alone", "[balance]\nlow = 5\n", "balance.low"},
          Case{"unknown key", "[balance]\nhigh = 5\n", "balance.high"}}) {
        const auto bad = parse(toml, "/etc/g.toml", {});
        ASSERT_EQ(bad.problems.size(), 1U) << name;
        EXPECT_NE(bad.problems[0].detail.find(key), std::string::npos) << bad.problems[0].message();
    }
}

}  // namespace
}  // namespace gsmcfg::config
