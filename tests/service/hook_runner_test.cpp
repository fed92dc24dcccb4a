#include "service/hook_runner.hpp"

#include "hook_fixture.hpp"

#include "gsmcfg/service/hooks.hpp"

#include <fstream>

namespace gsmcfg::service {
namespace {

base::Result<base::ProgramResult> ended(int status, std::string output = "") {
    return base::ProgramResult{status, std::move(output)};
}

class HookRunnerTest : public HookTest {
protected:
    store::Id add(const std::string& name = "mail") {
        store::Id id = 0;
        commit([&] { id = queue.add(name, "inbound", R"({"event":"inbound","text":"x"})", noon); });
        return id;
    }
    // What is due is run to its end.
    void run(HookRunner& runner, base::UtcTime now) {
        runner.step(now);
        runner.wait();
        runner.step(now);
    }
    base::Result<base::ProgramResult> run_script(const std::string& lines, std::chrono::seconds deadline = 20s) {
        return run_hook({1, "mail", {script("hook.sh", lines)}, "{\"a\":1}\n", deadline}, {});
    }
    std::vector<config::Hook> hooks{hook("mail", {HookEvent::inbound})};
};

TEST_F(HookRunnerTest, TellsAndForgets) {
    std::vector<std::string> inputs;
    HookRunner runner(*database, hooks, credentials, [&](const HookJob& job, base::StopToken) {
        inputs.push_back(job.input);
        return ended(0);
    });
    const auto id = add();
    run(runner, noon);
    run(runner, noon);
    ASSERT_EQ(inputs.size(), 1U);
    EXPECT_EQ(inputs[0], "{\"delivery\":" + std::to_string(id) + ",\"attempt\":1,\"event\":\"inbound\",\"text\":\"x\"}\n");
    EXPECT_TRUE(queue.waiting().empty());
}

TEST_F(HookRunnerTest, FailuresAreRepeatedEverLaterAndThenGivenUp) {
    hooks[0].retries = 3;
    int runs = 0;
    HookRunner runner(*database, hooks, credentials, [&](const HookJob&, base::StopToken) {
        ++runs;
        return ended(7, "no route to host");
    });
    add();
    auto now = noon;
    std::vector<std::int64_t> at;
    for (int second = 0; second < 200; ++second, now += 1s) {
        const int before = runs;
        runner.step(now);
        if (runner.running()) runner.wait();
        runner.step(now);
        if (runs != before) at.push_back((now - noon) / 1s);
    }
    EXPECT_EQ(at, (std::vector<std::int64_t>{0, 10, 30, 70}));
    EXPECT_EQ(queue.given_up().at("mail"), 1);
    const auto given_up = queue.last_given_up(1);
    EXPECT_EQ(given_up.at(0).failure, "exit status 7: no route to host");
    EXPECT_EQ(given_up.at(0).attempts, 4);
    EXPECT_EQ(HookRunner::pause_after(1), 10s);
    EXPECT_EQ(HookRunner::pause_after(100), 3600s);
}

TEST_F(HookRunnerTest, OneThatHangsKeepsNoOtherFromWork) {
    hooks = {hook("hangs", {HookEvent::inbound}), hook("mail", {HookEvent::inbound}), hook("post", {HookEvent::inbound})};
    std::mutex mutex;
    std::map<std::string, int> runs;
    HookRunner runner(*database, hooks, credentials, [&](const HookJob& job, base::StopToken stop) {
        {
            const std::lock_guard lock(mutex);
            ++runs[job.hook];
        }
        base::SystemClock clock;
        if (job.hook != "hangs") return ended(0);
        clock.wait_until(clock.now() + 1h, stop);
        return base::Result<base::ProgramResult>(base::fail(base::ErrorCode::stopped, job.hook, "stopped"));
    });
    for (const auto* name : {"hangs", "hangs", "mail", "mail", "post"}) add(name);
    PatientClock clock([&] { return queue.waiting() == std::map<std::string, std::int64_t>{{"hangs", 2}}; });
    while (!clock.token().requested()) {
        runner.step(noon);
        clock.wait_until(clock.now() + 1ms, {});
    }
    const std::lock_guard lock(mutex);
    EXPECT_EQ(runs, (std::map<std::string, int>{{"hangs", 1}, {"mail", 2}, {"post", 1}}));
}

TEST_F(HookRunnerTest, WhatWasCutShortIsToldAgain) {
    const auto id = add();
    {
        HookRunner runner(*database, hooks, credentials, [&](const HookJob& job, base::StopToken stop) {
            base::SystemClock clock;
            clock.wait_until(clock.now() + 1h, stop);
            return base::Result<base::ProgramResult>(base::fail(base::ErrorCode::stopped, job.hook, "stopped"));
        });
        runner.step(noon);
        EXPECT_TRUE(runner.running());
    }
    store::Id told = 0;
    HookRunner runner(*database, hooks, credentials, [&](const HookJob& job, base::StopToken) {
        told = job.delivery;
        return ended(0);
    });
    run(runner, noon);
    EXPECT_EQ(told, id);
    EXPECT_TRUE(queue.waiting().empty());
}

TEST_F(HookRunnerTest, WhatCouldNotBeWrittenDownIsNotToldAgain) {
    const auto sql = [&](const std::string& statement) {
        return std::system(("sqlite3 '" + database->path() + "' \"" + statement + "\"").c_str());
    };
    int runs = 0;
    HookRunner runner(*database, hooks, credentials, [&](const HookJob&, base::StopToken) {
        ++runs;
        return ended(0);
    });
    add();
    ASSERT_EQ(sql("CREATE TRIGGER full BEFORE DELETE ON hook_delivery BEGIN SELECT RAISE(ABORT, 'disk full'); END"), 0);
    runner.step(noon);
    runner.wait();
    EXPECT_THROW(runner.step(noon), store::DatabaseError);
    EXPECT_THROW(runner.step(noon + 1h), store::DatabaseError);
    ASSERT_EQ(sql("DROP TRIGGER full"), 0);
    run(runner, noon + 2h);
    EXPECT_TRUE(queue.waiting().empty());
    EXPECT_EQ(runs, 1);
}

TEST_F(HookRunnerTest, AProgramIsRunWithoutAShellAndWithLittleAroundIt) {
    setenv("GSMCFG_PASSWORD", "s3cret", 1);
    const auto result = run_script("cat; env; echo \"$# $0\" >&2");
    unsetenv("GSMCFG_PASSWORD");
    ASSERT_TRUE(result) << result.error().message();
    EXPECT_TRUE(result->output.starts_with("{\"a\":1}\n")) << result->output;
    EXPECT_NE(result->output.find("GSMCFG_HOOK=mail\n"), std::string::npos);
    EXPECT_EQ(result->output.find("s3cret"), std::string::npos);
}

TEST_F(HookRunnerTest, EveryKindOfProgramIsEndured) {
    const auto megabyte = run_script("head -c 1048576 /dev/zero | tr '\\0' x; echo done > " + directory.file("done"));
    ASSERT_TRUE(megabyte);
    EXPECT_EQ(megabyte->status, 0);
    EXPECT_EQ(megabyte->output.size(), 4096U);
    EXPECT_TRUE(base::read_file(directory.file("done"))) << "it was not stopped for talking";
    EXPECT_EQ(run_script("kill -SEGV $$")->status, 128 + SIGSEGV);
    EXPECT_EQ(run_script("sleep 0.3; exit 0")->status, 0) << "slow but fine";
    EXPECT_EQ(run_script("sleep 1000", 1s).error().code, base::ErrorCode::timeout);
    const auto missing = run_hook({1, "mail", {directory.file("none")}, "", 5s}, {});
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, base::ErrorCode::not_found);
    ASSERT_TRUE(base::write_file(directory.file("plain"), "no program", 0600));
    EXPECT_EQ(run_hook({1, "mail", {directory.file("plain")}, "", 5s}, {}).error().code, base::ErrorCode::permission);
}

TEST_F(HookRunnerTest, AnAttendantTellsItsPrograms) {
    const auto heard = directory.file("heard");
    hooks[0].program = {script("good.sh", "cat >> " + heard)};
    auto broken = hook("missing", {HookEvent::inbound});
    broken.program = {directory.file("none")};
    broken.retries = 2;
    hooks.push_back(broken);
    PatientClock clock([&] {
        if (received_ == 0) receive("power cut");
        return queue.waiting().empty() && queue.given_up().contains("missing");
    });
    make_hook_attendant({"sqlite:" + database->path(), hooks, {}, credentials, "1"}, clock)->run(clock.token());
    const auto text = base::read_file(heard);
    ASSERT_TRUE(text);
    const auto json = base::Json::parse(*text);
    ASSERT_TRUE(json) << *text;
    EXPECT_EQ(json->at("text").string(), "power cut");
    EXPECT_EQ(json->at("attempt").integer(), 1);
    EXPECT_NE(queue.last_given_up(1).at(0).failure.find("can't be run: No such file"), std::string::npos);
}

TEST_F(HookRunnerTest, WithoutHooksItReturnsAtOnce) {
    PatientClock clock([] { return false; });
    make_hook_attendant({"sqlite:" + database->path(), {}, {}, credentials, "1"}, clock)->run(clock.token());
    EXPECT_FALSE(clock.token().requested());
}

}  // namespace
}  // namespace gsmcfg::service
