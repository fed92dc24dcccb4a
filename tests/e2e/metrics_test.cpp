#include "e2e_fixture.hpp"

#include "gsmcfg/base/json.hpp"

#include <sys/stat.h>

namespace gsmcfg::e2e {
namespace {

class Metrics : public EndToEnd {};

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST_F(Metrics, AreShownAndWrittenAfterARun) {
    simulate(sample("fleet.csv"));
    ASSERT_EQ(gsmcfg({"apply", sample("profile.toml"), sample("phones.txt"), "--yes"}).exit, 0);
    const auto shown = gsmcfg({"metrics"});
    ASSERT_EQ(shown.exit, 0) << shown.err;
    EXPECT_TRUE(has(shown.out, "gsmcfg_meters{outcome=\"confirmed\"} 25\n")) << shown.out;
    EXPECT_TRUE(has(shown.out, "# TYPE gsmcfg_reply_delay_seconds histogram\n"));
    EXPECT_TRUE(has(shown.out, "gsmcfg_campaigns{state=\"finished\"} 1\n"));
    const auto path = folder + "/gsmcfg.prom";
    ASSERT_EQ(gsmcfg({"metrics", "--output", path}).exit, 0);
    ASSERT_EQ(gsmcfg({"metrics", "--output", path}).exit, 0) << "it is replaced";
    EXPECT_TRUE(has(base::read_file(path).value(), "gsmcfg_meters{outcome=\"confirmed\"} 25\n"));
    struct stat status {};
    ASSERT_EQ(stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0644U) << "for node_exporter";
    const auto json = gsmcfg({"metrics", "--json"});
    ASSERT_EQ(json.exit, 0);
    EXPECT_TRUE(has(json.out, R"({"metric":"gsmcfg_meters","type":"gauge","labels":{"outcome":"confirmed"},"value":25})"));
}

TEST_F(Metrics, WhatCannotBeWrittenIsSaid) {
    ASSERT_EQ(gsmcfg({"meters", "import", write("register.csv", "phone,label\n+99900100001,Lesnaya 1\n"), "--yes"}).exit, 0);
    const auto refused = gsmcfg({"metrics", "--output", folder + "/none/gsmcfg.prom"});
    EXPECT_EQ(refused.exit, 2);
    EXPECT_TRUE(has(refused.err, "none/gsmcfg.prom: No such file or directory")) << refused.err;
    EXPECT_EQ(gsmcfg({"metrics", "--json", "--output", "x"}).exit, 2);
    EXPECT_EQ(bare({"metrics", "--db", "/proc/nowhere/gsmcfg.db"}).exit, 4);
    EXPECT_TRUE(has(bare({"metrics", "--help"}).out, "Example:"));
}

TEST_F(Metrics, TheHooksOfAConfigurationAreCheckedAndShown) {
    const auto config =
        write("gsmcfg.toml", "[[hook]]\nevent = \"inbound\"\nprogram = [\"/bin/true\", \"a\"]\npattern = \"x\"\n");
    EXPECT_EQ(bare({"config", "check", "--config", config}).exit, 0);
    EXPECT_TRUE(has(bare({"config", "show", "--config", config}).out, "program = [\"/bin/true\", \"a\"]"));
    const auto wrong = write("wrong.toml", "[[hook]]\nevent = \"inbond\"\nprogram = [\"/bin/true\"]\n");
    const auto refused = bare({"config", "check", "--config", wrong});
    EXPECT_EQ(refused.exit, 2);
    EXPECT_TRUE(has(refused.err, "wrong.toml:2: hook[1].event: 'inbond' is no event; did you mean 'inbound'?")) << refused.err;
}

}  // namespace
}  // namespace gsmcfg::e2e
