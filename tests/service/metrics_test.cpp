#include "gsmcfg/service/metrics.hpp"

#include "exposition.hpp"
#include "hook_fixture.hpp"

#include "gsmcfg/store/line_status.hpp"
#include "gsmcfg/store/metric_counts.hpp"

#include <filesystem>

namespace gsmcfg::service {
namespace {

class MetricsTest : public HookTest {
protected:
    test::Exposition read(base::UtcTime now = noon) {
        while (store::MetricCounts(*database).read_on()) {}
        auto found = test::read_exposition(metrics_text(metrics_of(*database, "0.1.0", now)));
        EXPECT_EQ(found.problem, "");
        return found;
    }
    static double value(const test::Exposition& found, const std::string& name,
                        const std::map<std::string, std::string>& labels = {}) {
        const auto* sample = found.find(name, labels);
        if (sample == nullptr) ADD_FAILURE() << "no " << name;
        return sample == nullptr ? -1 : sample->value;
    }
};

TEST(Exposition, WhatIsNotExactlySoIsRefused) {
    const std::string head = "# HELP a_total x\n# TYPE a_total counter\n";
    EXPECT_EQ(test::read_exposition(head + "a_total{l=\"x\\\\\\\"\\ny\"} 1\n").problem, "");
    for (const auto* line : {"a_total{l=\"x\"y\"} 1\n", "a_total{l=\"\\x\"} 1\n", "a_total{l=x} 1\n", "a_total 1x\n",
                             "a_total -1\n", "b 1\n", "a_total  1\n", "a_total{1=\"x\"} 1\n", "a_total 1\na_total 1\n",
                             "a_total 1", "a_total NaN\n", "\n", "a_total{l=\"x\" } 1\n"})
        EXPECT_NE(test::read_exposition(head + line).problem, "") << line;
    const std::string h = "# HELP h x\n# TYPE h histogram\nh_bucket{le=\"1\"} 2\n";
    EXPECT_EQ(test::read_exposition(h + "h_bucket{le=\"+Inf\"} 3\nh_sum 1.5\nh_count 3\n").problem, "");
    EXPECT_NE(test::read_exposition(h + "h_bucket{le=\"+Inf\"} 1\nh_sum 1.5\nh_count 1\n").problem, "");
    EXPECT_NE(test::read_exposition(h + "h_bucket{le=\"+Inf\"} 3\nh_sum 1.5\nh_count 2\n").problem, "");
    EXPECT_NE(test::read_exposition(h + "h_sum 1.5\nh_count 2\n").problem, "");
}

TEST_F(MetricsTest, AnEmptyDatabaseHasFiguresToo) {
    const auto found = read();
    EXPECT_EQ(value(found, "gsmcfg_info", {{"version", "0.1.0"}}), 1);
    EXPECT_EQ(value(found, "gsmcfg_queue_meters"), 0);
    EXPECT_EQ(value(found, "gsmcfg_queue_oldest_seconds"), 0);
    EXPECT_EQ(value(found, "gsmcfg_reply_delay_seconds_count"), 0);
    EXPECT_EQ(found.types.count("gsmcfg_modem_state"), 0U) << "no family without a sample";
}

TEST_F(MetricsTest, AreThoseOfTheStore) {
    const auto campaign = make_campaign(3);
    const auto meter = targets.page(campaign, 0, 1)[0];
    store::Message message = make_message(campaign, meter);
    store::Attempt attempt;
    commit([&] {
        message.due_at = noon - 90s;
        message.id = messages.add(message);
        attempt.message = message.id;
        attempt.number = 1;
        attempt.phone = meter.phone;
        attempt.modem = "a";
        attempt.submission = store::Submission::accepted;
        attempt.submitting_at = noon - 60s;
        attempt.valid_until = noon;
        attempt.id = messages.add_attempt(attempt);
        store::InboundMessage reply;
        reply.identity = "1";
        reply.received_at = noon - 45s;
        reply.modem = "a";
        reply.kind = store::InboundKind::reply;
        reply.message = message.id;
        static_cast<void>(inbox.add(reply));
        store::save_line_status(*database, {"a", noon, -71, true, "registered", 3, 20});
        store::save_line_status(*database, {"old", noon - 1h, -71, true, "registered", 3, 20});
        registers.sim_seen("999000000000001", "", noon);
        registers.sim_sent("999000000000001", noon, 4);
        queue.add("mail", "inbound", "{}", noon);
        queue.count_given_up("mail", 2);
    });
    modem("a", store::ModemState::ready);
    const auto found = read();
    EXPECT_EQ(value(found, "gsmcfg_sms_sent_total", {{"modem", "a"}, {"result", "accepted"}}), 1);
    EXPECT_EQ(value(found, "gsmcfg_sms_received_total", {{"modem", "a"}, {"kind", "reply"}}), 1);
    EXPECT_EQ(value(found, "gsmcfg_sms_per_minute", {{"modem", "a"}}), 0.2);
    EXPECT_EQ(value(found, "gsmcfg_queue_meters"), 3);
    EXPECT_EQ(value(found, "gsmcfg_queue_messages"), 1);
    EXPECT_EQ(value(found, "gsmcfg_queue_oldest_seconds"), 90);
    EXPECT_EQ(value(found, "gsmcfg_meters", {{"outcome", "pending"}}), 3);
    EXPECT_EQ(value(found, "gsmcfg_campaigns", {{"state", "ready"}}), 1);
    EXPECT_EQ(value(found, "gsmcfg_reply_delay_seconds_bucket", {{"le", "10"}}), 0);
    EXPECT_EQ(value(found, "gsmcfg_reply_delay_seconds_bucket", {{"le", "20"}}), 1);
    EXPECT_EQ(value(found, "gsmcfg_reply_delay_seconds_sum"), 15);
    EXPECT_EQ(value(found, "gsmcfg_modem_state", {{"modem", "a"}, {"state", "ready"}}), 1);
    EXPECT_EQ(value(found, "gsmcfg_modem_state", {{"modem", "a"}, {"state", "lost"}}), 0);
    EXPECT_EQ(value(found, "gsmcfg_modem_signal_dbm", {{"modem", "a"}}), -71);
    EXPECT_EQ(value(found, "gsmcfg_modem_registered", {{"modem", "a"}}), 1);
    EXPECT_EQ(value(found, "gsmcfg_modem_storage_used", {{"modem", "a"}}), 3);
    EXPECT_EQ(value(found, "gsmcfg_modem_storage_places", {{"modem", "a"}}), 20);
    EXPECT_EQ(found.find("gsmcfg_modem_signal_dbm", {{"modem", "old"}}), nullptr) << "that says nothing of now";
    EXPECT_EQ(value(found, "gsmcfg_sim_sms_today", {{"imsi", "999000000000001"}}), 4);
    EXPECT_EQ(value(found, "gsmcfg_hook_waiting", {{"hook", "mail"}}), 1);
    EXPECT_EQ(value(found, "gsmcfg_hook_given_up_total", {{"hook", "mail"}}), 2);
}

TEST_F(MetricsTest, AModemOfADeadProcessIsClosedAndForgottenLater) {
    modem("a", store::ModemState::ready);
    commit([&] { store::Owner::bury(*database, owner.id(), noon); });
    EXPECT_EQ(value(read(), "gsmcfg_modem_state", {{"modem", "a"}, {"state", "closed"}}), 1);
    EXPECT_EQ(read(noon + 8 * 24h).find("gsmcfg_modem_state", {{"modem", "a"}, {"state", "closed"}}), nullptr);
}

TEST_F(MetricsTest, LabelsAreEscaped) {
    const std::string name = "/dev/\"odd\"\\\n\xff}";
    modem(name, store::ModemState::ready);
    const auto found = read();
    EXPECT_EQ(value(found, "gsmcfg_modem_state", {{"modem", "/dev/\"odd\"\\\n\xEF\xBF\xBD}"}, {"state", "ready"}}), 1);
}

TEST_F(MetricsTest, TheFileIsWrittenAgainAndAgainWhole) {
    const auto path = directory.file("gsmcfg.prom");
    int looks = 0;
    PatientClock clock([&] {
        const auto text = base::read_file(path);
        EXPECT_TRUE(text && test::read_exposition(*text).problem.empty());
        receive("x");
        return ++looks == 4;
    });
    make_metrics_attendant({"sqlite:" + database->path(), {path, 15s}, "0.1.0"}, clock)->run(clock.token());
    EXPECT_EQ(clock.utc() - noon, 60s);
    const auto found = test::read_exposition(base::read_file(path).value());
    EXPECT_EQ(value(found, "gsmcfg_sms_received_total", {{"modem", "a"}, {"kind", "unsolicited"}}), 3);
    struct stat status {};
    ASSERT_EQ(stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0644U);
    for (const auto& entry : std::filesystem::directory_iterator(directory.path()))
        EXPECT_FALSE(entry.path().filename().string().starts_with("gsmcfg.prom.")) << entry.path();
}

TEST_F(MetricsTest, AFileThatCannotBeWrittenIsSaidOncePerChange) {
    const auto folder = directory.path() / "later";
    int looks = 0;
    PatientClock clock([&] {
        ++looks;
        if (looks == 3) std::filesystem::create_directory(folder);
        if (looks == 6) std::filesystem::remove_all(folder);
        return looks == 9;
    });
    testing::internal::CaptureStderr();
    make_metrics_attendant({"sqlite:" + database->path(), {folder / "a.prom", 15s}, "0.1.0"}, clock)->run(clock.token());
    const auto said = testing::internal::GetCapturedStderr();
    EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 3) << said;
    EXPECT_NE(said.find("metrics can't be written: " + (folder / "a.prom").string() + ": No such file or directory"),
              std::string::npos)
        << said;
    EXPECT_NE(said.find("metrics are written again"), std::string::npos) << said;
}

}  // namespace
}  // namespace gsmcfg::service
