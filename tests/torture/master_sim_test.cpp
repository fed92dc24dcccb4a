// A Master-SIM whose writing is killed half-way: the next one makes it right.
#include "torture_fixture.hpp"

#include <algorithm>
#include <csignal>

namespace gsmcfg::torture {
namespace {

class MasterSimKilledAt : public Torture, public ::testing::WithParamInterface<Kill> {};

TEST_P(MasterSimKilledAt, TheNextWriteMakesTheSimRight) {
    const auto image = folder + "/sim.json";
    const auto fleet = write("fleet.csv", "phone,type,serial,firmware,password\n+99900100001,GS04,00000001,2.0,12345678\n");
    simulate(fleet, {"--sim-image", image, "--quiet"});
    const auto secret = write("password", std::string(password));
    const std::vector<std::string> write_words{"master-sim",      "write", e2e::sample("profile.toml"), "--yes", "--replace",
                                               "--password-file", secret};
    const auto ended = run_under(GetParam(), write_words);
    ASSERT_EQ(ended.exit, 128 + SIGKILL) << ended.out << ended.err;
    const auto boots = [&] {
        return e2e::Program({"gsmcfg-modemsim", "--fleet", fleet, "--boot-meter", "+99900100001", "--sim-image", image}, folder)
            .wait();
    };
    const auto records = [&] { return base::Json::parse(base::read_file(image).value()).value().at("records").size(); };
    EXPECT_LT(records(), 8U) << "it was killed before the SIM was whole";
    EXPECT_NE(gsmcfg({"master-sim", "verify", e2e::sample("profile.toml"), "--password-file", secret}).exit, 0);
    const auto again = gsmcfg(write_words);
    EXPECT_EQ(again.exit, 0) << again.out << again.err;
    EXPECT_EQ(gsmcfg({"master-sim", "verify", "--password-file", secret}).exit, 0);
    const auto booted = boots();
    EXPECT_EQ(booted.exit, 0) << booted.out;
    EXPECT_EQ(records(), 8U) << "nothing of the first attempt is left";
}

INSTANTIATE_TEST_SUITE_P(Points, MasterSimKilledAt,
                         testing::Values(Kill{"prompt", 1}, Kill{"prompt", 4}, Kill{"ctrl-z", 1}, Kill{"ctrl-z", 5},
                                         Kill{"taken", 3}, Kill{"taken", 7}),
                         [](const auto& one) {
                             auto name = one.param.point + "_" + std::to_string(one.param.time);
                             std::ranges::replace(name, '-', '_');
                             return name;
                         });

}  // namespace
}  // namespace gsmcfg::torture
