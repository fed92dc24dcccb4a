#include "gsmcfg/base/program.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <unistd.h>

#include <csignal>

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

// It neither waits for a reader nor fills the memory.
TEST_F(Program, OutputWithoutEndIsDropped) {
    const auto result = run_program({"head", "-c", "50000000", "/dev/zero"}, "", clock, {60s, 10, {}}, {});
    ASSERT_TRUE(result) << result.error().message();
    EXPECT_EQ(result->status, 0);
    EXPECT_EQ(result->output.size(), 10U);
    EXPECT_EQ(run({"yes"}, "", 200ms).error().code, ErrorCode::timeout);
}

TEST_F(Program, HasTheGivenEnvironmentAloneAndNoOtherFile) {
    const int file = open("/dev/null", O_RDONLY);  // not marked to be closed
    ASSERT_GE(file, 0);
    const auto result = run_program({"/usr/bin/env"}, "", clock, {60s, 1000, std::vector<std::string>{"A=b c"}}, {});
    ASSERT_TRUE(result);
    EXPECT_EQ(result->output, "A=b c\n");
    EXPECT_EQ(run({"sh", "-c", "test -e /proc/self/fd/" + std::to_string(file)})->status, 1);
    close(file);
}

TEST_F(Program, DoesNotInheritWhatIsIgnoredHere) {
    const auto before = std::signal(SIGPIPE, SIG_IGN);
    EXPECT_EQ(run({"sh", "-c", "kill -PIPE $$; exit 3"})->status, 128 + SIGPIPE);
    std::signal(SIGPIPE, before);
}

TEST_F(Program, WhatIsLeftInTheBackgroundIsNotWaitedFor) {
    const auto began = clock.now();
    EXPECT_EQ(run({"sh", "-c", "sleep 5 & exit 0"})->status, 0);
    EXPECT_LT(clock.now() - began, 4s);
}

}  // namespace
}  // namespace gsmcfg::base
