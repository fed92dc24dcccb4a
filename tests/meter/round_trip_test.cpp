// Properties: what is composed, answered as the manual says, and read again is what was wanted.
#include "gsmcfg/meter/message.hpp"
#include "gsmcfg/meter/reply.hpp"
#include "gsmcfg/meter/value.hpp"
#include "meter/dialects.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace gsmcfg::meter {
namespace {

using test::gs04;
using State = std::map<std::string, std::string>;

// What the device has stored, as the texts of the manual write it.
std::string answer(const State& stored, const std::string& command, const std::string& line_end) {
    std::string body;
    if (command == "APN" || command == "USER" || command == "PSW")
        body = "APN: " + stored.at("APN") + line_end + stored.at("USER") + line_end + stored.at("PSW");
    else if (command == "DNS" || command == "PORT") body = "DNS: " + stored.at("DNS") + ":" + stored.at("PORT");
    else body = command + ": " + stored.at(command);
    return "GS04" + line_end + "0012345" + line_end + body;
}

// A device that knows nothing of the dialect: three words and an equals sign would be another one.
std::string device(State& stored, const std::string& text, const std::string& credential, const std::string& line_end) {
    const auto first = text.find(' ');
    RC_ASSERT(text.substr(0, first) == credential);
    const auto second = text.find(' ', first + 1);
    const auto command = text.substr(first + 1, second == std::string::npos ? second : second - first - 1);
    RC_ASSERT(stored.contains(command));
    if (second != std::string::npos) {
        const auto value = text.substr(second + 1);
        stored[command] = value == "-" ? "" : value;
    }
    return answer(stored, command, line_end);
}

std::string any_word(std::size_t most) {
    const auto letter = rc::gen::elementOf(std::string("abcXYZ019._-@{}[]~:;/+=!?"));
    const auto word = *rc::gen::resize(static_cast<int>(most), rc::gen::container<std::string>(letter));
    return word.substr(0, most);
}

Settings any_settings() {
    Settings settings;
    const auto add = [&](const std::string& name, const std::string& written) {
        if (const auto value = canonical_value(gs04(), name, written)) settings.emplace_back(name, *value);
    };
    add("apn", any_word(50));
    add("user", any_word(32));
    add("psw", any_word(32));
    add("dns", *rc::gen::elementOf(std::vector<std::string>{"a.example", "Server-7.EXAMPLE", "10.0.0.1", "255.255.255.255"}));
    add("port", std::to_string(*rc::gen::inRange(1, 65536)));
    add("timeout", std::to_string(*rc::gen::inRange(60, 65536)));
    add("reset", std::to_string(*rc::gen::inRange(1, 25)));
    add("mode", *rc::gen::elementOf(std::vector<std::string>{"sms", "ce-nc", "server", "client"}));
    return settings;
}

const State factory{{"APN", "internet"}, {"USER", ""},       {"PSW", ""},     {"DNS", ""},
                    {"PORT", "8000"},    {"TIMEOUT", "300"}, {"RESET", "24"}, {"MODE", "0"}};

void expect_property(bool held) { EXPECT_TRUE(held); }

TEST(RoundTrip, EverySettingIsProvenByItsReply) {
    expect_property(rc::check("compose, answer, parse", [] {
        const auto wanted = any_settings();
        const auto line_end = *rc::gen::elementOf(std::vector<std::string>{"\r\n", "\n", "\r"});
        const auto end = *rc::gen::elementOf(std::vector<std::string>{"", " ", line_end, line_end + line_end});
        State stored = factory;
        State proven;
        for (const auto& message : compose_set(gs04(), wanted, false)) {
            const auto text = render(message.text, base::Secret("S3cret!")).reveal();
            RC_ASSERT(gs04().length(text) <= gs04().max_length());
            const auto reply = parse_reply(gs04(), device(stored, text, "S3cret!", line_end) + end);
            RC_ASSERT(reply.kind == Reply::Kind::values);
            RC_ASSERT(shape_fits(gs04(), message, reply));
            RC_ASSERT(serial_equal(reply.serial, "12345"));
            for (const auto& [name, value] : reply.values) proven[name] = value;
        }
        for (const auto& [name, value] : wanted) RC_ASSERT(same_value(gs04(), name, value, proven.at(name)));
    }));
}

TEST(RoundTrip, AQueryShowsTheSame) {
    expect_property(rc::check("set, query all, compare", [] {
        const auto wanted = any_settings();
        State stored = factory;
        for (const auto& message : compose_set(gs04(), wanted, false))
            (void)device(stored, render(message.text, base::Secret("1")).reveal(), "1", "\r\n");
        State seen;
        for (const auto& message : compose_query(gs04(), gs04().setting_names()))
            for (const auto& [name, value] :
                 parse_reply(gs04(), device(stored, render(message.text, base::Secret("1")).reveal(), "1", "\r\n")).values)
                seen[name] = value;
        RC_ASSERT(seen.size() == gs04().settings().size());
        for (const auto& [name, value] : wanted) RC_ASSERT(same_value(gs04(), name, value, seen.at(name)));
    }));
}

TEST(RoundTrip, AnotherValueIsNeverTakenForTheWanted) {
    expect_property(rc::check("altered values", [] {
        const auto wanted = any_word(50);
        const auto other = any_word(50);
        RC_PRE(canonical_value(gs04(), "apn", wanted).has_value() && wanted != other && other != "-");
        const auto reply = parse_reply(gs04(), "GS04\r\n1\r\nAPN: " + other + "\r\n\r\n");
        RC_PRE(reply.kind == Reply::Kind::values);
        RC_ASSERT(!same_value(gs04(), "apn", wanted, reply.values.at("apn")));
    }));
}

TEST(RoundTrip, AnyTextIsReadWithoutHarm) {
    expect_property(rc::check("arbitrary bytes", [](const std::string& text) {
        const auto reply = parse_reply(gs04(), text);
        RC_ASSERT((reply.kind == Reply::Kind::unrecognised) == !reply.reason.empty());
        (void)masked_reply(gs04(), text);
        (void)strip_credential(gs04(), text);
        (void)parse_reply(gs04(), "GS04\r\n1\r\n" + text);
    }));
}

TEST(RoundTrip, ACutReplyNeverShowsAnotherSetting) {
    expect_property(rc::check("cut replies", [] {
        const std::string whole = "GS04\r\n0012345\r\nAPN: internet\r\nuser\r\npassword";
        const auto length = *rc::gen::inRange<std::size_t>(0, whole.size());
        const auto reply = parse_reply(gs04(), whole.substr(0, length));
        // Cut within the user's line it is ambiguous; cut within the password it shows another password, never the wanted one.
        if (reply.kind == Reply::Kind::values) RC_ASSERT(reply.values.at("psw") != "password");
        RC_ASSERT(masked_reply(gs04(), whole.substr(0, length)).find("passw") == std::string::npos);
    }));
}

}  // namespace
}  // namespace gsmcfg::meter
