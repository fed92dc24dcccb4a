#include "service/verdict.hpp"

#include "gsmcfg/meter/message.hpp"

#include <gtest/gtest.h>

#include <ostream>

namespace gsmcfg::service {

static std::ostream& operator<<(std::ostream& stream, Verdict::Kind kind) {
    switch (kind) {
        case Verdict::Kind::confirmed: return stream << "confirmed";
        case Verdict::Kind::acknowledged: return stream << "acknowledged";
        case Verdict::Kind::mismatch: return stream << "mismatch";
        case Verdict::Kind::rejected: return stream << "rejected";
        case Verdict::Kind::wrong_credential: return stream << "wrong_credential";
        case Verdict::Kind::damaged: return stream << "damaged";
        case Verdict::Kind::unrecognised: return stream << "unrecognised";
        case Verdict::Kind::foreign: return stream << "foreign";
    }
    return stream;
}

namespace {

using Kind = Verdict::Kind;
using Wanted = std::vector<std::pair<std::string, std::optional<std::string>>>;

const meter::Dialect& dialect() {
    static const auto embedded = meter::find_embedded(meter::default_dialect).value();
    return embedded;
}

store::Message stored(const meter::MessageText& text) {
    store::Message message;
    message.kind = text.kind == meter::MessageKind::query ? "query" : "set";
    message.text = text.text;
    message.proof = std::string(meter::name(text.proof));
    message.sets = text.sets;
    message.proves = text.proves;
    return message;
}

// "set apn" with the value that is wanted, or "query dns".
store::Message message_of(const std::string& what, const Wanted& wanted) {
    if (what.starts_with("query ")) return stored(meter::compose_query(dialect(), {what.substr(6)}).at(0));
    const auto name = what.substr(4);
    for (const auto& [setting, value] : wanted)
        if (setting == name) return stored(meter::compose_set(dialect(), {{name, value.value_or("")}}, false).at(0));
    throw std::out_of_range(what);
}

std::vector<store::TargetSetting> settings_of(const Wanted& wanted) {
    std::vector<store::TargetSetting> settings;
    for (const auto& [name, value] : wanted) settings.push_back({name, value, {}, {}, {}});
    return settings;
}

struct Row {
    std::string name;
    std::string message;
    Wanted wanted;
    std::string body;  // after the header
    Kind kind{};
    std::string detail;  // whole; "*": any
};

void expect_verdicts(const std::vector<Row>& rows) {
    for (const auto& row : rows) {
        const auto reply = meter::parse_reply(dialect(), "GS04\r\n0012345678\r\n" + row.body);
        const auto verdict = judge(dialect(), message_of(row.message, row.wanted), settings_of(row.wanted), reply);
        EXPECT_EQ(verdict.kind, row.kind) << row.name << ": " << verdict.detail;
        if (row.detail != "*") {
            EXPECT_EQ(verdict.detail, row.detail) << row.name;
        }
    }
}

TEST(Verdict, Values) {
    expect_verdicts({
        {"right", "set apn", {{"apn", "meters"}}, "APN: meters\r\n\r\n\r\n", Kind::confirmed, ""},
        {"wrong",
         "set apn",
         {{"apn", "meters"}},
         "APN: internet\r\n\r\n\r\n",
         Kind::mismatch,
         "apn is \"internet\", wanted \"meters\""},
        {"case matters", "set apn", {{"apn", "meters"}}, "APN: Meters\r\n\r\n\r\n", Kind::mismatch, "*"},
        {"case of a host does not", "set dns", {{"dns", "a.example"}}, "DNS: A.Example:8000", Kind::confirmed, ""},
        {"cut short by the device", "set apn", {{"apn", "meters"}}, "APN: meter\r\n\r\n\r\n", Kind::mismatch, "*"},
        {"empty as -", "set user", {{"user", ""}}, "APN: meters\r\n-\r\n-\r\n", Kind::confirmed, ""},
        {"empty as a blank line", "set user", {{"user", ""}}, "APN: meters\r\n\r\n\r\n", Kind::confirmed, ""},
        {"not emptied", "set user", {{"user", ""}}, "APN: meters\r\nu\r\n\r\n", Kind::mismatch, "user is \"u\", wanted \"\""},
        {"mode by its number", "set mode", {{"mode", "client"}}, "MODE: 6", Kind::confirmed, ""},
        {"mode by its name", "set mode", {{"mode", "client"}}, "MODE: client", Kind::confirmed, ""},
        {"another mode", "set mode", {{"mode", "client"}}, "MODE: 1", Kind::mismatch, "mode is \"ce-nc\", wanted \"client\""},
        {"no server set", "set dns", {{"dns", "10.0.0.1"}}, "DNS: :8000", Kind::mismatch, "dns is \"\", wanted \"10.0.0.1\""},
    });
}

TEST(Verdict, ASetMessageAnswersForItsOwnSettingOnly) {
    const Wanted all{{"apn", "meters"}, {"psw", "s3cret"}, {"user", "u"}};
    expect_verdicts({
        {"the others come later", "set apn", all, "APN: meters\r\nold\r\nold\r\n", Kind::confirmed, ""},
        {"only user is wrong", "set user", all, "APN: meters\r\nold\r\ns3cret\r\n", Kind::mismatch,
         "user is \"old\", wanted \"u\""},
    });
}

TEST(Verdict, Queries) {
    const Wanted nothing{{"apn", {}}, {"psw", {}}, {"user", {}}};
    const Wanted all{{"apn", "meters"}, {"psw", "s3cret"}, {"user", "u"}};
    const Wanted some{{"apn", "meters"}, {"psw", {}}};
    expect_verdicts({
        {"nothing is wanted", "query apn", nothing, "APN: x\r\ny\r\nz\r\n", Kind::confirmed, ""},
        {"nothing is in the list", "query apn", {}, "APN: x\r\ny\r\nz\r\n", Kind::confirmed, ""},
        {"all right", "query apn", all, "APN: meters\r\nu\r\ns3cret\r\n", Kind::confirmed, ""},
        {"one of them wrong", "query apn", all, "APN: meters\r\nx\r\ns3cret\r\n", Kind::mismatch, "user is \"x\", wanted \"u\""},
        {"two wrong", "query apn", all, "APN: internet\r\nx\r\ns3cret\r\n", Kind::mismatch,
         "apn is \"internet\", wanted \"meters\"; user is \"x\", wanted \"u\""},
        {"the wanted one right", "query apn", some, "APN: meters\r\nx\r\ny\r\n", Kind::confirmed, ""},
        {"the wanted one wrong", "query apn", some, "APN: x\r\nx\r\ny\r\n", Kind::mismatch, "*"},
        {"another group is not its business",
         "query dns",
         {{"apn", "meters"}, {"port", "7000"}},
         "DNS: x:7000",
         Kind::confirmed,
         ""},
    });
}

TEST(Verdict, SecretsAreMasked) {
    expect_verdicts({
        {"wrong",
         "set psw",
         {{"psw", "s3cret"}},
         "APN: meters\r\nu\r\n0ld\r\n",
         Kind::mismatch,
         "psw is \"***\", wanted \"***\""},
        {"empty", "set psw", {{"psw", "s3cret"}}, "APN: meters\r\n\r\n\r\n", Kind::mismatch, "psw is \"\", wanted \"***\""},
        {"not emptied", "set psw", {{"psw", ""}}, "APN: meters\r\nu\r\n0ld\r\n", Kind::mismatch, "psw is \"***\", wanted \"\""},
    });
    const auto ambiguous = meter::parse_reply(dialect(), "GS04\r\n12345678\r\nAPN: meters\r\n0ld");
    const auto verdict =
        judge(dialect(), message_of("set psw", {{"psw", "s3cret"}}), settings_of({{"psw", "s3cret"}}), ambiguous);
    EXPECT_EQ(verdict.kind, Kind::unrecognised);
    EXPECT_EQ(verdict.detail.find("0ld"), std::string::npos) << verdict.detail;
}

TEST(Verdict, ControlCharactersAreEscaped) {
    meter::Reply reply;
    reply.kind = meter::Reply::Kind::values;
    reply.values = {{"apn", "a\x1b[2J\n"}, {"user", ""}, {"psw", ""}};
    const Wanted wanted{{"apn", "meters"}};
    const auto verdict = judge(dialect(), message_of("set apn", wanted), settings_of(wanted), reply);
    EXPECT_EQ(verdict.kind, Kind::mismatch);
    EXPECT_EQ(verdict.detail, "apn is \"a\\x1b[2J\\n\", wanted \"meters\"");
}

TEST(Verdict, Errors) {
    const Wanted wanted{{"apn", "meters"}, {"mode", "client"}};
    struct Case {
        std::string body;
        Kind kind;
    };
    const std::vector<Case> cases{{"0x01", Kind::damaged},
                                  {"0x02", Kind::wrong_credential},
                                  {"0x03", Kind::rejected},
                                  {"0x04", Kind::rejected},
                                  {"0x05", Kind::rejected},
                                  {"0x06", Kind::rejected},
                                  {"ERROR 02", Kind::wrong_credential},
                                  {"MODE ERR: 6", Kind::rejected}};
    for (const auto& row : cases)
        for (const std::string message : {"set apn", "set mode", "query mode"}) {
            const auto reply = meter::parse_reply(dialect(), "GS04\n12345678\n" + row.body);
            const auto verdict = judge(dialect(), message_of(message, wanted), settings_of(wanted), reply);
            EXPECT_EQ(verdict.kind, row.kind) << row.body << " to " << message;
            EXPECT_NE(verdict.detail.find("0x0" + row.body.substr(row.body.size() - 1)), std::string::npos) << verdict.detail;
            EXPECT_NE(verdict.detail.find("probable"), std::string::npos) << verdict.detail;
        }
}

TEST(Verdict, CertainErrorsAreNotCalledProbable) {
    meter::Reply reply;
    reply.kind = meter::Reply::Kind::error;
    reply.error = meter::ReplyError{5, "bad parameter value", meter::ErrorClass::permanent, false};
    const Wanted wanted{{"apn", "meters"}};
    EXPECT_EQ(judge(dialect(), message_of("set apn", wanted), settings_of(wanted), reply).detail,
              "error 0x05: bad parameter value");
}

TEST(Verdict, WhatIsNotAReplyToThisMessage) {
    const Wanted wanted{{"apn", "meters"}, {"dns", "10.0.0.1"}, {"mode", "client"}};
    expect_verdicts({
        {"dns after apn", "set apn", wanted, "DNS: 10.0.0.1:8000", Kind::foreign, "*"},
        {"apn after dns", "set dns", wanted, "APN: meters\r\n\r\n\r\n", Kind::foreign, "*"},
        {"mode after apn, though right", "set apn", wanted, "MODE: 6", Kind::foreign, "*"},
        {"dns after a query for mode", "query mode", wanted, "DNS: x:1", Kind::foreign, "*"},
        {"nonsense", "set apn", wanted, "your balance is 3.50", Kind::unrecognised, "*"},
        {"an unknown error", "set apn", wanted, "ERROR 77", Kind::unrecognised, "*"},
        {"an unknown mode", "set mode", wanted, "MODE: 9", Kind::unrecognised, "*"},
        {"cut off", "set dns", wanted, "DNS: 10.0.0.1", Kind::unrecognised, "*"},
    });
}

TEST(Verdict, AReplyThatLacksTheValue) {
    meter::Reply reply;
    reply.kind = meter::Reply::Kind::values;
    reply.values = {{"apn", "meters"}, {"user", ""}};
    for (const std::string message : {"set psw", "query apn"}) {
        const Wanted wanted{{"psw", "s3cret"}};
        EXPECT_EQ(judge(dialect(), message_of(message, wanted), settings_of(wanted), reply).kind, Kind::foreign) << message;
    }
}

TEST(Verdict, WeakerProofs) {
    using ReplyKind = meter::Reply::Kind;
    struct Case {
        std::string name, proof;
        ReplyKind reply;
        std::optional<int> count;
        Kind kind;
        std::string detail;
    };
    const std::vector<Case> cases{
        {"yes", "ack", ReplyKind::acknowledged, {}, Kind::acknowledged, ""},
        {"yes, where values are due", "value", ReplyKind::acknowledged, {}, Kind::foreign, "*"},
        {"yes, where a count is due", "count", ReplyKind::acknowledged, {}, Kind::foreign, "*"},
        {"all taken", "count", ReplyKind::count, 2, Kind::confirmed, ""},
        {"one taken", "count", ReplyKind::count, 1, Kind::mismatch,
         "the device has taken 1 of 2 settings, and does not say which"},
        {"none taken", "count", ReplyKind::count, 0, Kind::mismatch,
         "the device has taken 0 of 2 settings, and does not say which"},
        {"more than were sent", "count", ReplyKind::count, 3, Kind::mismatch, "*"},
        {"no count", "count", ReplyKind::count, {}, Kind::mismatch, "*"},
        {"a count, where values are due", "value", ReplyKind::count, 2, Kind::foreign, "*"},
        {"a count, where a yes is due", "ack", ReplyKind::count, 2, Kind::foreign, "*"},
        {"values, where a yes is due", "ack", ReplyKind::values, {}, Kind::foreign, "*"},
        {"nothing is due", "none", ReplyKind::acknowledged, {}, Kind::foreign, "*"},
    };
    for (const auto& row : cases) {
        store::Message message;
        message.kind = "set";
        message.proof = row.proof;
        message.sets = {"apn", "user"};
        meter::Reply reply;
        reply.kind = row.reply;
        reply.form = "apn";
        reply.count = row.count;
        const auto verdict = judge(dialect(), message, settings_of({{"apn", "meters"}, {"user", "u"}}), reply);
        EXPECT_EQ(verdict.kind, row.kind) << row.name;
        if (row.detail != "*") {
            EXPECT_EQ(verdict.detail, row.detail) << row.name;
        }
    }
}

TEST(Verdict, AFreeTextIsAnsweredByAnything) {
    store::Message text;
    text.kind = "text";
    text.proof = "ack";
    struct Case {
        std::string reply;
        Kind kind;
    };
    const std::vector<Case> cases{{"thanks", Kind::acknowledged},
                                  {"GS04\n12345678\nAPN: x\n\n\n", Kind::acknowledged},
                                  {"GS04\n12345678\n0x02", Kind::wrong_credential},
                                  {"GS04\n12345678\n0x06", Kind::rejected}};
    for (const auto& row : cases)
        EXPECT_EQ(judge(dialect(), text, {}, meter::parse_reply(dialect(), row.reply)).kind, row.kind) << row.reply;
}

}  // namespace
}  // namespace gsmcfg::service
