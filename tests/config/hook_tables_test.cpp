#include "gsmcfg/config/configuration.hpp"
#include "gsmcfg/config/effective_text.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::config {
namespace {

Loaded read(std::string_view toml) { return parse(toml, "/etc/conf/gsmcfg.toml", {}); }

// The one complaint about this text.
std::string fault(std::string_view toml) {
    const auto loaded = read(toml);
    if (loaded.problems.size() != 1) return std::to_string(loaded.problems.size()) + " problems";
    return loaded.problems.front().message();
}

constexpr const char* whole = R"(metrics_file = "gsmcfg.prom"
metrics_every = 60
alarm_phone = "+99900000009"
alarm_after = 0
alarm_modems = ["a"]
[numbers]
allow_prefixes = ["+999"]
[modem.a]
device = "/dev/ttyUSB0"
[[hook]]
event = "inbound"
program = ["/usr/bin/mail", "a b"]
sender = ["+999001", "Operator"]
pattern = "(?i)power"
deadline = 5
retries = 0
[[hook]]
name = "outages"
event = ["modem-down", "modem-up", "campaign-done"]
program = ["/usr/bin/mail"]
outcome = "held"
after = 0
)";

TEST(HookTables, AreReadWhole) {
    const auto loaded = read(whole);
    for (const auto& problem : loaded.problems) ADD_FAILURE() << problem.message();
    const auto& c = loaded.configuration;
    EXPECT_EQ(c.metrics.file, "/etc/conf/gsmcfg.prom");
    EXPECT_EQ(c.metrics.every, std::chrono::seconds(60));
    EXPECT_EQ(c.alarm.phone, "+99900000009");
    EXPECT_EQ(c.alarm.after, std::chrono::seconds(0));
    EXPECT_EQ(c.alarm.modems, std::vector<std::string>{"a"});
    ASSERT_EQ(c.hooks.size(), 2U);
    const auto& first = c.hooks[0];
    EXPECT_EQ(first.name, "mail") << "the program's, if none is given";
    EXPECT_EQ(first.events, std::vector{HookEvent::inbound});
    EXPECT_EQ(first.program, (std::vector<std::string>{"/usr/bin/mail", "a b"}));
    EXPECT_EQ(first.sender, (std::vector<std::string>{"+999001", "Operator"}));
    EXPECT_TRUE(first.pattern->search("Power cut"));
    EXPECT_EQ(first.deadline, std::chrono::seconds(5));
    EXPECT_EQ(first.retries, 0);
    EXPECT_EQ(c.hooks[1].events.size(), 3U);
    EXPECT_EQ(c.hooks[1].outcome, std::vector<std::string>{"held"});
    EXPECT_EQ(c.hooks[1].after, std::chrono::seconds(0));
    EXPECT_EQ(c.hooks[1].deadline, std::chrono::seconds(30)) << "the default";
}

TEST(HookTables, TheEffectiveTextIsAConfigurationItself) {
    const auto text = effective_text(read(whole).configuration);
    EXPECT_NE(text.find("deadline = 5 "), std::string::npos) << text;
    EXPECT_NE(text.find("# /etc/conf/gsmcfg.toml:15"), std::string::npos) << text;
    const auto again = read(text);
    for (const auto& problem : again.problems) ADD_FAILURE() << problem.message() << text;
    ASSERT_EQ(again.configuration.hooks.size(), 2U);
    EXPECT_EQ(again.configuration.hooks[0].pattern->source(), "(?i)power");
    EXPECT_EQ(again.configuration.alarm.phone, "+99900000009");
}

TEST(HookTables, EveryFaultIsNamedWithItsLine) {
    const auto hook = [](const std::string& lines) {
        return fault("[[hook]]\nname = \"x\"\nevent = \"inbound\"\nprogram = [\"/bin/true\"]\n" + lines);
    };
    EXPECT_EQ(hook("retrys = 3\n"), "/etc/conf/gsmcfg.toml:5: hook[1].retrys: unknown key; did you mean 'retries'?");
    EXPECT_EQ(hook("retries = 101\n"), "/etc/conf/gsmcfg.toml:5: hook[1].retries: must be a whole number from 0 to 100");
    EXPECT_EQ(hook("deadline = 0\n"), "/etc/conf/gsmcfg.toml:5: hook[1].deadline: must be a whole number from 1 to 3600");
    EXPECT_NE(hook("pattern = \"(\"\n").find(":5: hook[1].pattern: is no pattern (RE2)"), std::string::npos);
    EXPECT_EQ(hook("outcome = \"failed\"\n"),
              "/etc/conf/gsmcfg.toml:5: hook[1].outcome: is only for the events meter-done and campaign-done");
    EXPECT_EQ(hook("after = 5\n"), "/etc/conf/gsmcfg.toml:5: hook[1].after: is only for the events modem-down and modem-up");
    EXPECT_EQ(fault("[[hook]]\nevent = \"modem-dwn\"\nprogram = [\"/bin/true\"]\n"),
              "/etc/conf/gsmcfg.toml:2: hook[1].event: 'modem-dwn' is no event; did you mean 'modem-down'?");
    EXPECT_EQ(fault("[[hook]]\nevent = \"meter-done\"\noutcome = \"no_repply\"\nprogram = [\"/bin/true\"]\n"),
              "/etc/conf/gsmcfg.toml:3: hook[1].outcome: 'no_repply' is no outcome; did you mean 'no_reply'?");
    EXPECT_NE(fault("[[hook]]\nprogram = [\"/bin/true\"]\n").find("hook[1].event: is missing: one of inbound, meter-done"),
              std::string::npos);
    EXPECT_NE(
        fault("[[hook]]\nname = \"x\"\nevent = \"inbound\"\nprogram = [\"mail\"]\n").find(":4: hook[1].program: must begin"),
        std::string::npos);
    EXPECT_NE(fault("[[hook]]\nname = \"x\"\nevent = \"inbound\"\nprogram = \"mail; rm\"\n").find("problems"), std::string::npos);
    EXPECT_EQ(fault("[hook]\nevent = \"inbound\"\n"), "/etc/conf/gsmcfg.toml:1: hook: must be tables: [[hook]]");
}

TEST(HookTables, TwoOfOneNameAreRefused) {
    const std::string one = "[[hook]]\nevent = \"inbound\"\nprogram = [\"/bin/true\"]\n";
    EXPECT_NE(fault(one + one).find("hook[2].name: another hook is called 'true': give each its own name"), std::string::npos);
}

TEST(HookTables, AnAlarmPhoneMustBeOneThatMayBeSentTo) {
    EXPECT_EQ(fault("alarm_phone = \"+79120000001\"\n[numbers]\nallow_prefixes = [\"+999\"]\n"),
              "/etc/conf/gsmcfg.toml:1: alarm_phone: begins with none of numbers.allow_prefixes: add it there");
    EXPECT_NE(fault("alarm_phone = \"me\"\n").find(":1: alarm_phone: must be a number"), std::string::npos);
    EXPECT_EQ(fault("alarm_phone = \"+99900000001\"\n[modem.a]\ndevice = \"auto\"\nown_number = \"+99900000001\"\n"),
              "/etc/conf/gsmcfg.toml:1: alarm_phone: is the number of modem 'a' itself");
    EXPECT_EQ(fault("alarm_modems = [\"frist\"]\n[modem.first]\ndevice = \"auto\"\n"),
              "/etc/conf/gsmcfg.toml:1: alarm_modems: there is no modem 'frist'; did you mean 'first'?");
    EXPECT_EQ(fault("metrics_every = 0\n"), "/etc/conf/gsmcfg.toml:1: metrics_every: must be a whole number from 1 to 3600");
}

}  // namespace
}  // namespace gsmcfg::config
