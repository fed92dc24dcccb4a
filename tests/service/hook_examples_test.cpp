// The examples with stand-ins for sendmail, curl and mosquitto_pub that keep what they were given.
#include "support/source_dir.hpp"
#include "support/temporary_directory.hpp"

#include "gsmcfg/base/file.hpp"
#include "gsmcfg/base/json.hpp"
#include "gsmcfg/base/program.hpp"

#include <gtest/gtest.h>

namespace gsmcfg {
namespace {

using namespace std::chrono_literals;

class HookExamples : public ::testing::Test {
protected:
    HookExamples() {
        for (const auto* name : {"sendmail", "curl", "mosquitto_pub"})
            EXPECT_TRUE(base::write_file(directory.file(name),
                                         "#!/bin/sh\nfor word in \"$@\"; do printf '%s\\n' \"$word\"; done > \"${0%/*}/words\"\n"
                                         "cat > \"${0%/*}/input\"\nexit ${STATUS:-0}\n",
                                         0700));
    }
    int run(std::vector<std::string> words, const std::string& input, const std::string& status = "0") {
        words.front() = test::source_dir() + "/src/assets/examples/hooks/" + words.front();
        base::SystemClock clock;
        const std::vector<std::string> environment{"PATH=" + directory.path().string() + ":/usr/bin:/bin", "STATUS=" + status};
        const auto result = base::run_program(words, input, clock, {60s, 4096, environment}, {});
        EXPECT_TRUE(result);
        if (!result) return -1;
        said = result->output;
        return result->status;
    }
    std::string file(const std::string& name) { return base::read_file(directory.file(name)).value_or(""); }

    test::TemporaryDirectory directory;
    std::string said;
    // What a stranger may send.
    const std::string hostile = base::Json::object()
                                    .set("delivery", 17)
                                    .set("host", "v m\n")
                                    .set("event", "inbound")
                                    .set("from", "x\nBcc: evil@example.org\n")
                                    .set("text", "$(touch pwned) `id` \"; rm -rf /\n.\n\x1b[2J ü %s")
                                    .dump() +
                                "\n";
};

TEST_F(HookExamples, MailHasOneHeaderForEachAndTheTextAsJson) {
    ASSERT_EQ(run({"mail.sh", "metering@example.org"}, hostile), 0) << said;
    EXPECT_EQ(file("words"), "-i\n--\nmetering@example.org\n");
    const auto mail = file("input");
    const auto head = mail.substr(0, mail.find("\n\n") + 1);
    EXPECT_EQ(std::count(head.begin(), head.end(), '\n'), 5) << mail;
    EXPECT_EQ(head.find("evil"), std::string::npos) << mail;
    EXPECT_NE(mail.find(R"(text: "$(touch pwned) `id` \"; rm -rf /\n.\n\u001b[2J ü %s")"), std::string::npos) << mail;
    EXPECT_EQ(run({"mail.sh", "metering@example.org"}, hostile, "75"), 75) << "a failure is told, to be tried again";
}

TEST_F(HookExamples, PostAndPublishHandTheEventOnAsItIs) {
    ASSERT_EQ(run({"http-post.sh", "https://example.org/events"}, hostile), 0) << said;
    EXPECT_NE(file("words").find("Idempotency-Key: gsmcfg-vm-17\n"), std::string::npos) << file("words");
    EXPECT_TRUE(file("words").ends_with("--\nhttps://example.org/events\n"));
    EXPECT_EQ(file("input") + "\n", hostile);
    ASSERT_EQ(run({"mqtt.sh", "broker", "meters"}, hostile), 0) << said;
    EXPECT_EQ(file("words"), "-h\nbroker\n-t\nmeters/inbound\n-q\n1\n-s\n");
    EXPECT_EQ(file("input") + "\n", hostile);
    EXPECT_EQ(run({"http-post.sh", "https://example.org/events"}, hostile, "22"), 22);
    EXPECT_NE(run({"mqtt.sh", "broker", "meters"}, "no json"), 0);
}

}  // namespace
}  // namespace gsmcfg
