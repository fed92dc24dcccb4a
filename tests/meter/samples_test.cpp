// The sample files say what their README says.
#include "gsmcfg/base/file.hpp"
#include "gsmcfg/meter/message.hpp"
#include "gsmcfg/meter/phone_list.hpp"
#include "gsmcfg/meter/plan.hpp"
#include "gsmcfg/meter/profile.hpp"
#include "gsmcfg/meter/reply.hpp"
#include "meter/dialects.hpp"
#include "support/source_dir.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::meter {
namespace {

using test::gs04;
using Texts = std::vector<std::string>;

std::string read(const std::string& file) {
    return base::read_file(gsmcfg::test::source_dir() + "/sample-phones/" + file).value();
}
LoadedList load(const std::string& file) { return parse_phone_list(read(file), file, gs04(), {}); }

Profile sample_profile() {
    const auto loaded = parse_profile(read("profile.toml"), "profile.toml");
    EXPECT_TRUE(loaded.problems.empty());
    return loaded.profile.value();
}

TEST(Samples, TheGoodListsNameTheSameMeters) {
    const auto expected = load("phones.txt");
    ASSERT_EQ(expected.meters.size(), 25U);
    EXPECT_EQ(expected.meters.front().phone().e164(), "+99900100001");
    EXPECT_EQ(expected.meters.back().phone().e164(), "+99900100025");
    for (const auto& file : {"phones.txt", "meters.csv", "excel-cp1251.csv", "excel-utf8-bom.csv"}) {
        const auto list = load(file);
        EXPECT_TRUE(list.problems.empty()) << list.problems[0].message();
        EXPECT_TRUE(list.warnings.empty()) << file;
        ASSERT_EQ(list.meters.size(), 25U) << file;
        for (std::size_t i = 0; i < 25; ++i) EXPECT_EQ(list.meters[i].phone(), expected.meters[i].phone()) << file;
    }
}

TEST(Samples, SerialNumbersAreThoseOfTheFleet) {
    for (const auto& [file, fleet] : std::vector<std::pair<std::string, std::string>>{{"meters.csv", "fleet.csv"},
                                                                                      {"excel-cp1251.csv", "fleet.csv"},
                                                                                      {"excel-utf8-bom.csv", "fleet.csv"},
                                                                                      {"phones-1000.csv", "fleet-1000.csv"}}) {
        const auto simulated = read(fleet);
        const auto list = load(file);
        EXPECT_TRUE(list.problems.empty());
        for (const auto& meter : list.meters) {
            const auto at = simulated.find(meter.phone().e164() + ",");
            ASSERT_NE(at, std::string::npos);
            EXPECT_NE(simulated.substr(at, simulated.find('\n', at) - at).find("," + meter.serial() + ","), std::string::npos)
                << file;
            EXPECT_FALSE(meter.label().empty());
        }
    }
    EXPECT_EQ(load("phones-1000.csv").meters.size(), 1000U);
}

TEST(Samples, SomeMetersHaveTheirOwnSettings) {
    const auto list = load("meters.csv");
    EXPECT_EQ(list.meters[3].overrides(), (Settings{{"port", "10250"}}));
    EXPECT_EQ(list.meters[4].overrides(), (Settings{{"dns", "192.0.2.10"}}));
    EXPECT_EQ(list.extra_columns, std::vector<std::string>{"substation"});
    EXPECT_EQ(load("excel-cp1251.csv").meters[3].overrides(), (Settings{{"port", "10250"}}));
    EXPECT_EQ(load("excel-cp1251.csv").meters[0].label(), "Лесная, 1; кв. 1");
}

TEST(Samples, TheProfilePlans) {
    const auto plan = make_plan(sample_profile(), load("meters.csv"), {});
    EXPECT_TRUE(plan.problems.empty());
    EXPECT_EQ(plan.meters, 25U);
    EXPECT_EQ(plan.sms_out, 200U);
    ASSERT_EQ(plan.warnings.size(), 1U);
    EXPECT_NE(plan.warnings[0].text.find("authentication type"), std::string::npos);
}

TEST(Samples, EveryLineOfTheBadListIsRefused) {
    const auto list = load("bad.csv");
    ASSERT_EQ(list.meters.size(), 1U);
    EXPECT_EQ(list.meters[0].label(), "the first of two");
    EXPECT_EQ(list.problem_lines.size(), 29U);
    for (std::size_t i = 1; i < list.problem_lines.size(); ++i) EXPECT_GT(list.problem_lines[i], list.problem_lines[i - 1]);
}

TEST(Samples, TheExampleOnTheFormatsPageWorksAsItSays) {
    const auto page = base::read_file(gsmcfg::test::source_dir() + "/src/assets/dialects/README.md").value();
    const auto begin = page.find("```toml\n") + 8;
    const auto dialect = Dialect::parse(page.substr(begin, page.find("```", begin) - begin), "README.md");
    ASSERT_TRUE(dialect) << dialect.error().message();
    Texts texts;
    for (const auto& message : compose_set(*dialect, {{"apn", "a#b"}, {"psw", ""}, {"mode", "on"}}, false))
        texts.push_back(render(message.text, base::Secret("0000")).reveal());
    EXPECT_EQ(texts, (Texts{"0000;SET;1=a*#b;3=-;GO", "0000;SET MODE=1"}));
    EXPECT_EQ(compose_set(*dialect, {{"apn", "a*"}, {"psw", "#"}}, true).at(0).text, "{credential};SET;1=a**;3=*#");
    EXPECT_EQ(parse_reply(*dialect, "NOW 1=a**;3=*#").values, (std::map<std::string, std::string>{{"apn", "a*"}, {"psw", "#"}}));
    EXPECT_EQ(masked_reply(*dialect, "NOW 1=a**;3=hush*#"), "NOW 1=a**;3=***");
    EXPECT_FALSE(dialect->credential_fault(base::Secret("00ff")));
    EXPECT_TRUE(dialect->credential_fault(base::Secret("00fg")));
    const auto reply = parse_reply(*dialect, "NOW 1=a*#b;3=-");
    EXPECT_EQ(reply.values, (std::map<std::string, std::string>{{"apn", "a#b"}, {"psw", ""}})) << reply.reason;
    EXPECT_EQ(parse_reply(*dialect, "4711 DONE").serial, "4711");
    EXPECT_EQ(parse_reply(*dialect, "DONE?").reason, "the device is not sure");
    EXPECT_EQ(parse_reply(*dialect, "E2").error.value().error_class, ErrorClass::wrong_credential);
}

}  // namespace
}  // namespace gsmcfg::meter
