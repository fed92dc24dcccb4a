#include "gsmcfg/base/hex.hpp"
#include "modem_fixture.hpp"

#include <functional>

namespace gsmcfg::modem {
namespace {

using channel::FailureClass;
using channel::SubmitOutcome;

// "hello" to +99900000001 with a report, 5 minutes: 1 + 1 + 8 + 1 + 1 + 1 + 1 + 5 octets.
const std::string command = "AT+CMGS=19";
const std::string body = "0031000B919909000000F100000005E8329BFD06";

struct Case {
    std::string name;
    std::function<void(test::Script&)> change;
    SubmitOutcome outcome;
    std::optional<FailureClass> kind;
    std::optional<int> cms;
    bool body_written;
};

class SubmitTest : public ModemFixture {
protected:
    ModemChannel& ready_to_send() {
        script.on(command, "\r\n> ");
        return ready();
    }
};

class OutcomeTest : public SubmitTest, public testing::WithParamInterface<Case> {};

TEST_P(OutcomeTest, Is) {
    ready_to_send();
    GetParam().change(script);
    const auto result = modem->submit(message(), {});
    EXPECT_EQ(result.outcome, GetParam().outcome) << (result.failure ? result.failure->detail : "");
    ASSERT_EQ(result.failure.has_value(), GetParam().kind.has_value());
    if (result.failure) {
        EXPECT_EQ(result.failure->kind, *GetParam().kind) << result.failure->detail;
        EXPECT_EQ(result.failure->cms_error, GetParam().cms);
        EXPECT_FALSE(result.failure->detail.empty());
    }
    EXPECT_EQ(script.count(body + "\x1a"), GetParam().body_written ? 1U : 0U);
}

// What a modem that gives no reasons says of every refusal is one.
TEST_F(SubmitTest, APlainErrorIsARefusalWhereThereAreNoReasons) {
    script.replace("AT+CMEE=1", "\r\nERROR\r\n");
    ready_to_send();
    script.on("*\x1a", "\r\nERROR\r\n");
    EXPECT_EQ(modem->submit(message(), {}).outcome, SubmitOutcome::refused);
}

Case after(const std::string& name, const std::string& reply, SubmitOutcome outcome, std::optional<FailureClass> kind,
           std::optional<int> cms = std::nullopt) {
    return {name, [reply](auto& s) { s.on("*\x1a", reply); }, outcome, kind, cms, true};
}

Case before(const std::string& name, const std::string& reply, FailureClass kind, std::optional<int> cms = std::nullopt) {
    return {name,
            [reply](auto& s) { s.replace(command, reply).on("*\x1a", "+CMGS: 5\r\n" + ok); },
            SubmitOutcome::not_sent,
            kind,
            cms,
            false};
}

INSTANTIATE_TEST_SUITE_P(
    Outcomes, OutcomeTest,
    testing::Values(
        after("accepted", "\r\n+CMGS: 5\r\n" + ok, SubmitOutcome::accepted, {}),
        after("accepted_with_time", "\r\n+CMGS: 5,\"26/11/21,03:15:00+12\"\r\n" + ok, SubmitOutcome::accepted, {}),
        after("echo_of_the_body", body + "\x1a\r\n+CMGS: 5\r\n" + ok, SubmitOutcome::accepted, {}),
        after("urc_between", "\r\n+CMTI: \"SM\",3\r\n+CMGS: 5\r\n^RSSI:9\r\n" + ok, SubmitOutcome::accepted, {}),
        after("no_reference", ok, SubmitOutcome::accepted, {}),
        after("cms_message", "\r\n+CMS ERROR: 28\r\n", SubmitOutcome::refused, FailureClass::message, 28),
        after("cms_in_words", "\r\n+CMS ERROR: unknown subscriber\r\n", SubmitOutcome::refused, FailureClass::message, 30),
        after("cms_network", "\r\n+CMS ERROR: 38\r\n", SubmitOutcome::refused, FailureClass::network, 38),
        after("cms_credit", "\r\n+CMS ERROR: 21\r\n", SubmitOutcome::refused, FailureClass::line_alarm, 21),
        after("cms_unknown", "\r\n+CMS ERROR: 500\r\n", SubmitOutcome::uncertain, FailureClass::unknown, 500),
        after("cms_done", "\r\n+CMS ERROR: 197\r\n", SubmitOutcome::accepted, {}),
        after("cms_rebuild", "\r\n+CMS ERROR: 199\r\n", SubmitOutcome::refused, FailureClass::rebuild, 199),
        after("plain_error", "\r\nERROR\r\n", SubmitOutcome::uncertain, FailureClass::unknown),
        after("no_carrier", "\r\nNO CARRIER\r\n", SubmitOutcome::uncertain, FailureClass::unknown),
        Case{"no_answer", [](auto& s) { s.silent("*\x1a"); }, SubmitOutcome::uncertain, FailureClass::unknown, {}, true},
        Case{"restart_instead_of_answer",
             [](auto& s) { s.on("*\x1a", "\r\nRDY\r\n"); },
             SubmitOutcome::uncertain,
             FailureClass::unknown,
             {},
             true},
        before("error_before_prompt", "\r\nERROR\r\n", FailureClass::network),
        before("cms_before_prompt", "\r\n+CMS ERROR: 310\r\n", FailureClass::hold, 310),
        before("prompt_then_error_in_one_read", "\r\n> \r\nERROR\r\n", FailureClass::network),
        before("prompt_then_cms_in_one_read", "\r\n> \r\n+CMS ERROR: 304\r\n", FailureClass::message, 304),
        before("ok_without_prompt", ok, FailureClass::restart), before("no_prompt", "", FailureClass::restart)),
    [](const auto& one) { return one.param.name; });

TEST_F(SubmitTest, WritesTheBodyAfterThePromptAndInItsOwnWrite) {
    ready_to_send();
    script.on("*\x1a", "\r\n+CMGS: 5\r\n" + ok);
    const auto result = modem->submit(message(), {});
    EXPECT_EQ(result.references, std::vector<std::uint8_t>{5});
    EXPECT_EQ(script.log, (std::vector<std::string>{command, body + "\x1a"}));
}

TEST_F(SubmitTest, OneCommandForEachMessage) {
    ready_to_send();
    script.on("*\x1a", "\r\n+CMGS: 5\r\n" + ok);
    const std::size_t before_sending = modem->commands();
    for (int i = 0; i < 10; ++i) EXPECT_EQ(modem->submit(message(), {}).outcome, SubmitOutcome::accepted);
    EXPECT_EQ(modem->commands() - before_sending, 10U);
}

TEST_F(SubmitTest, AnyChunking) {
    ready_to_send();
    link->set_chunk(1);
    script.replace(command, command + "\r\r\n> ").on("*\x1a", body + "\x1a\r\n+CMGS: 5\r\n" + ok);
    EXPECT_EQ(modem->submit(message(), {}).outcome, SubmitOutcome::accepted);
}

TEST_F(SubmitTest, ChatterDoesNotExtendTheDeadline) {
    ready_to_send();
    test::Reply chatter;
    for (int i = 0; i < 500; ++i) chatter.push_back({"^RSSI:9\r\n", 1s});
    script.on("*\x1a", chatter);
    const auto began = clock.now();
    EXPECT_EQ(modem->submit(message(), {}).outcome, SubmitOutcome::uncertain);
    EXPECT_LE(clock.now() - began, 181s);
}

TEST_F(SubmitTest, ALateResultIsNotTakenForTheNextOne) {
    ready_to_send();
    script.on("*\x1a", test::Reply{{"\r\n+CMGS: 5\r\n" + ok, 181s}}).on("*\x1a", "\r\n+CMS ERROR: 38\r\n");
    EXPECT_EQ(modem->submit(message(), {}).outcome, SubmitOutcome::uncertain);
    EXPECT_EQ(modem->submit(message(), {}).outcome, SubmitOutcome::refused);
}

TEST_F(SubmitTest, LinkLostAfterTheBody) {
    ready_to_send();
    script.on("*\x1a", "\r\n+CMG");
    link->lose_after("\x1a");
    const auto result = modem->submit(message(), {});
    EXPECT_EQ(result.outcome, SubmitOutcome::uncertain);
    EXPECT_EQ(result.failure->kind, FailureClass::port_lost);
    const auto next = modem->submit(message(), {});
    EXPECT_EQ(next.outcome, SubmitOutcome::not_sent);
    EXPECT_EQ(next.failure->kind, FailureClass::port_lost);
}

TEST_F(SubmitTest, LinkLostBeforeTheBody) {
    ready_to_send();
    script.replace(command, test::Reply{});
    link->lose_after("\r");
    const auto result = modem->submit(message(), {});
    EXPECT_EQ(result.outcome, SubmitOutcome::not_sent);
    EXPECT_EQ(result.failure->kind, FailureClass::port_lost);
}

TEST_F(SubmitTest, StopBeforeThePromptLeavesIt) {
    ready_to_send();
    base::StopSource source;
    source.request();
    const auto result = modem->submit(message(), base::StopToken(source));
    EXPECT_EQ(result.outcome, SubmitOutcome::not_sent);
    EXPECT_EQ(result.failure->kind, FailureClass::stopped);
    EXPECT_TRUE(script.log.empty());
}

// Who may not send any more learns it when the prompt is there.
TEST_F(SubmitTest, TheRightToSendIsLookedAtAfterThePrompt) {
    ready_to_send();
    auto forbidden = message();
    bool asked = false;
    forbidden.may_go = [&] {
        asked = true;
        EXPECT_EQ(script.log.back(), command) << "not before the prompt";
        return false;
    };
    const auto result = modem->submit(forbidden, {});
    EXPECT_TRUE(asked);
    EXPECT_EQ(result.outcome, SubmitOutcome::not_sent);
    EXPECT_EQ(result.failure->kind, FailureClass::stopped);
    EXPECT_TRUE(script.starting("0").empty()) << "no text was written";
}

TEST_F(SubmitTest, LongMessageInParts) {
    ready();
    const std::string text(200, 'x');
    for (int length = 1; length < 180; ++length) script.on("AT+CMGS=" + std::to_string(length), "\r\n> ");
    script.on("*\x1a", "\r\n+CMGS: 7\r\n" + ok).on("*\x1a", "\r\n+CMGS: 8\r\n" + ok);
    const auto result = modem->submit(message(text), {});
    EXPECT_EQ(result.outcome, SubmitOutcome::accepted);
    EXPECT_EQ(result.references, (std::vector<std::uint8_t>{7, 8}));
}

TEST_F(SubmitTest, LaterPartFailing) {
    ready();
    const std::string text(400, 'x');
    for (int length = 1; length < 180; ++length) script.on("AT+CMGS=" + std::to_string(length), "\r\n> ");
    script.on("*\x1a", "\r\n+CMGS: 7\r\n" + ok).on("*\x1a", "\r\n+CMS ERROR: 38\r\n").on("*\x1a", "\r\n+CMGS: 9\r\n" + ok);
    const auto result = modem->submit(message(text), {});
    EXPECT_EQ(result.outcome, SubmitOutcome::uncertain);
    EXPECT_EQ(result.references, (std::vector<std::uint8_t>{7}));
    EXPECT_EQ(result.failure->cms_error, 38);
    EXPECT_EQ(script.starting("0").size(), 2U) << "no third part after a failure";
}

TEST_F(SubmitTest, ErrorsDoNotHoldTheText) {
    ready_to_send();
    script.on("*\x1a", "\r\n+CMS ERROR: 38\r\n");
    const auto result = modem->submit(message(), {});
    EXPECT_EQ(result.failure->detail.find("hello"), std::string::npos);
    EXPECT_EQ(result.failure->detail.find("E8329BFD06"), std::string::npos);
    EXPECT_EQ(result.failure->max_retries, 3);
}

TEST_F(SubmitTest, MaskIsSetWhileTheBodyIsOnTheLine) {
    options.mask = std::make_shared<link::TraceMask>();
    ready_to_send();
    script.silent("*\x1a");
    EXPECT_EQ(modem->submit(message(), {}).outcome, SubmitOutcome::uncertain);
    EXPECT_EQ(options.mask->apply(body), std::string(body.size(), '*')) << "a late echo is masked too";
    script.replace("*\x1a", "\r\n+CMGS: 5\r\n" + ok);
    EXPECT_EQ(modem->submit(message(), {}).outcome, SubmitOutcome::accepted);
    EXPECT_EQ(options.mask->apply(body), body);
}

TEST_F(SubmitTest, ReportArrivingMeanwhileIsKept) {
    ready_to_send();
    script.on("*\x1a", "+CDS: 25\r\n" + report_pdu() + "\r\n+CMGS: 5\r\n" + ok);
    EXPECT_EQ(modem->submit(message(), {}).outcome, SubmitOutcome::accepted);
    EXPECT_EQ(reports(collect()).size(), 1U);
}

// One line every 50 ms must not hide that the time is over.
TEST_F(SubmitTest, ATimeoutIsNoticedUnderChatter) {
    ready_to_send();
    test::Reply chatter;
    for (int i = 0; i < 8000; ++i) chatter.push_back({"\r\n^RSSI: 9\r\n", 50ms});
    script.replace("*\x1a", chatter);
    const auto begin = clock.now();
    EXPECT_EQ(modem->submit(message(), {}).outcome, SubmitOutcome::uncertain);
    const auto late = clock.now() - begin - 180s;
    EXPECT_GE(late, 0ms);
    EXPECT_LE(late, 100ms);
}

}  // namespace
}  // namespace gsmcfg::modem
