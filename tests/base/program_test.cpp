#include "gsmcfg/base/program.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::base {
namespace {

using namespace std::chrono_literals;

class Program : public testing::Test {
protected:
    Result<ProgramResult> run(const std::vector<std::string>& arguments, std::string_view input = "",
                              std::chrono::nanoseconds timeout = 60s, StopToken stop = {}) {
        return run_program(arguments, input, clock, timeout, stop);
    }
    SystemClock clock;
};

TEST_F(Program, GivesInputAndTakesOutput) {
    const auto result = run({"cat"}, "one\ntwo");
    ASSERT_TRUE(result) << result.error().message();
    EXPECT_EQ(result->status, 0);
    EXPECT_EQ(result->output, "one\ntwo");
}

TEST_F(Program, TellsTheExitStatusAndWhatWasSaidToStandardError) {
    const auto result = run({"sh", "-c", "echo no >&2; exit 7"});
    ASSERT_TRUE(result);
    EXPECT_EQ(result->status, 7);
    EXPECT_EQ(result->output, "no\n");
    EXPECT_EQ(run({"sh", "-c", "kill -9 $$"})->status, 128 + 9);
}

TEST_F(Program, NoShellLooksAtTheArguments) { EXPECT_EQ(run({"echo", "$HOME; a  b"})->output, "$HOME; a  b\n"); }

TEST_F(Program, IsKilledWithItsChildrenAtTheTimeout) {
    const auto result = run({"sh", "-c", "sleep 1000 & wait"}, "", 100ms);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::timeout);
}

TEST_F(Program, IsKilledAtAStop) {
    StopSource stop;
    stop.request();
    EXPECT_EQ(run({"sleep", "1000"}, "", 60s, StopToken(stop)).error().code, ErrorCode::stopped);
}

TEST_F(Program, AMissingOneIsNamed) {
    const auto result = run({"gsmcfg-no-such-program"});
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::not_found);
    EXPECT_EQ(result.error().where, "gsmcfg-no-such-program");
    EXPECT_EQ(run({}).error().code, ErrorCode::invalid_argument);
}

TEST_F(Program, MuchOutputIsCut) {
    const auto result = run({"head", "-c", "1000000", "/dev/zero"});
    ASSERT_TRUE(result);
    EXPECT_EQ(result->output.size(), 65536U);
}

}  // namespace
}  // namespace gsmcfg::base
