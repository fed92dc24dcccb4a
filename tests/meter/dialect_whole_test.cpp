// What a dialect would do wrong on the air, or on a screen: refused when it is read.
#include "gsmcfg/meter/dialect.hpp"
#include "gsmcfg/meter/message.hpp"
#include "gsmcfg/meter/reply.hpp"
#include "gsmcfg/meter/value.hpp"
#include "meter/canonical.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace gsmcfg::meter {
namespace {

// Two frames' worth of settings by ids, a list of values, a restart.
constexpr auto listed = R"(format = 1
name = "listed"
source = "a test"
[message]
characters = " abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789=;:.-#*!"
max_length = 80
forbidden_in_values = " ;"
escapes = { "#" = "*#", "*" = "**" }
[credential]
name = "factory"
factory = "0000"
max_length = 8
forbidden = ";"
[command]
pattern = '(?P<before>)(?P<credential>[^;]*)(?P<after>;(?:SET|GET|BOOT).*)'
[[frame]]
name = "all"
set = "{credential};SET;{items}{closing}"
item = "{id}={value}"
separator = ";"
closing = ";GO"
query = "{credential};GET;{items}"
query_item = "{id}"
reply = "values"
other_replies = ["yes"]
[[setting]]
name = "apn"
kind = "text"
max_length = 30
default = "internet"
frame = "all"
id = "1"
[[setting]]
name = "psw"
kind = "text"
max_length = 20
empty = "none"
secret = true
frame = "all"
id = "12"
[[setting]]
name = "mode"
kind = "choice"
frame = "all"
id = "3"
[[setting.choice]]
value = "on"
code = "1"
[[setting.choice]]
value = "off"
code = "0"
[[setting]]
name = "rate"
kind = "number"
least = 1
greatest = 500
frame = "all"
id = "4"
[restart]
set = "{credential};BOOT"
reply = "yes"
[[reply]]
name = "values"
proof = "value"
pattern = 'NOW (?P<items>[0-9]+=.*)'
item = '(?P<id>[0-9]+)=(?P<value>.*)'
separator = ";"
examples = ["NOW 1=internet;12=secret"]
[[reply]]
name = "yes"
proof = "ack"
pattern = 'DONE'
examples = ["DONE"]
)";

// Every setting in its place.
constexpr auto placed = R"(format = 1
name = "placed"
source = "a test"
[message]
characters = " abcdefghijklmnopqrstuvwxyz0123456789;.-*"
max_length = 60
forbidden_in_values = " ;"
[[frame]]
name = "all"
set = "set {items}"
item = "{value}"
separator = ";"
keep = "*"
reply = "done"
[[setting]]
name = "apn"
kind = "text"
max_length = 20
empty = "-"
frame = "all"
[[setting]]
name = "mode"
kind = "choice"
frame = "all"
[[setting.choice]]
value = "on"
code = "1"
[[setting]]
name = "port"
kind = "number"
least = 1
greatest = 65535
frame = "all"
[[reply]]
name = "done"
proof = "ack"
pattern = 'SUCCESS'
examples = ["SUCCESS"]
)";

// A PIN for a password, a reply with two secrets.
constexpr auto pin = R"(format = 1
name = "pin"
source = "a test"
[message]
characters = " abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789=,#."
max_length = 160
forbidden_in_values = " ,"
[credential]
name = "factory"
factory = "1234"
characters = "0123456789"
min_length = 4
max_length = 4
[command]
pattern = '(?P<before>PIN )(?P<credential>[0-9]{4})(?P<after> (?:AP|PW|USER|SHOW).*)'
[[setting]]
name = "psw"
kind = "text"
max_length = 20
empty = "."
secret = true
set = "PIN {credential} PW {value}"
query = "PIN {credential} SHOW"
reply = "both"
[[setting]]
name = "user"
kind = "text"
max_length = 20
secret = true
set = "PIN {credential} USER {value}"
query = "PIN {credential} SHOW"
reply = "both"
[[reply]]
name = "both"
proof = "value"
proves = ["user", "psw"]
pattern = 'HAS (?P<user>[^,\n]*),(?P<psw>[^,\n]*)\n*'
examples = ["HAS me7,hush7"]
masks = ['(?s)(?P<before>HAS )(?P<secret>.*)(?P<after>)']
)";

std::string replaced(std::string text, const std::string& what, const std::string& by) {
    const auto at = text.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return at == std::string::npos ? text : text.replace(at, what.size(), by);
}

std::size_t line_of(const std::string& text, const std::string& part) {
    const auto at = text.find(part);
    EXPECT_NE(at, std::string::npos) << part;
    return 1 + static_cast<std::size_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

struct Fault {
    std::string name;
    std::string text, what, by;
    std::string reason;
    std::string line;  // the complaint stands where this is, in the changed text
};
void PrintTo(const Fault& fault, std::ostream* out) { *out << fault.name; }
class WholeDialectFaults : public testing::TestWithParam<Fault> {};

TEST_P(WholeDialectFaults, AreNamedWithLineAndReason) {
    const auto& fault = GetParam();
    const auto text = replaced(fault.text, fault.what, fault.by);
    const auto problems = Dialect::check(text, "d.toml");
    std::string all;
    for (const auto& problem : problems) all += problem.message() + "\n";
    const auto found = std::ranges::find_if(
        problems, [&](const base::Error& error) { return error.detail.find(fault.reason) != std::string::npos; });
    ASSERT_NE(found, problems.end()) << fault.reason << " is not among:\n" << all;
    EXPECT_EQ(found->where, fmt::format("d.toml:{}", line_of(text, fault.line))) << all;
    EXPECT_FALSE(Dialect::parse(text, "d.toml"));
}

const std::string frame_line = "[[frame]]";
const std::string apn_line = "[[setting]]\nname = \"apn\"";
const std::string psw_line = "[[setting]]\nname = \"psw\"";
const std::string mode_line = "[[setting]]\nname = \"mode\"";
const std::string rate_line = "[[setting]]\nname = \"rate\"";

INSTANTIATE_TEST_SUITE_P(
    Items, WholeDialectFaults,
    testing::Values(
        Fault{"item_without_id", listed, "{id}={value}", "{value}", "the text must hold {id} once", "item = \"{value}\""},
        Fault{"query_item_without_id", listed, "query_item = \"{id}\"", "query_item = \"x\"", "the text must hold {id} once",
              "query_item"},
        Fault{"id_with_keep", placed, "item = \"{value}\"", "item = \"{id}{value}\"", "item has no {id}", "item ="},
        Fault{"id_runs_into_the_value", listed, "{id}={value}", "{id}{value}", "an item of 'psw' can be read as one of 'apn'",
              apn_line},
        Fault{"id_behind_runs_into_the_value", replaced(listed, "id = \"12\"", "id = \"21\""), "{id}={value}", "{value}{id}",
              "an item of 'psw' can be read as one of 'apn'", apn_line},
        Fault{"ids_differ_in_case_only", replaced(listed, "id = \"12\"", "id = \"A\""), "id = \"1\"", "id = \"a\"",
              "'apn' and 'psw' have the same id", psw_line},
        Fault{"id_holds_the_separator", listed, "id = \"12\"", "id = \"1;2\"", "the id of 'psw' '1;2' holds ';'", psw_line},
        Fault{"id_in_another_alphabet", listed, "id = \"12\"", "id = \"ж\"", "holds a character that [message] lacks", psw_line},
        Fault{"code_holds_the_separator", listed, "code = \"1\"", "code = \"1;3=evil\"", "a code of 'mode' '1;3=evil' holds ';'",
              mode_line},
        Fault{"code_in_another_alphabet", listed, "code = \"1\"", "code = \"да\"", "holds a character that [message] lacks",
              mode_line},
        Fault{"code_with_a_line_end", listed, "code = \"1\"", "code = \"1\\n\"", "holds a character that [message] lacks",
              mode_line},
        Fault{"code_with_a_placeholder", listed, "code = \"1\"", "code = \"{password}\"", "holds a placeholder", mode_line},
        Fault{"code_with_an_escape", listed, "code = \"1\"", "code = \"1*\"", "which no value may hold as it is", mode_line},
        Fault{"empty_holds_the_separator", listed, "empty = \"none\"", "empty = \"a;b\"", "empty of 'psw' 'a;b' holds ';'",
              psw_line},
        Fault{"empty_is_a_code", listed, "id = \"3\"", "id = \"3\"\nempty = \"0\"",
              "empty '0' of 'mode' is also one of its values", mode_line},
        Fault{"empty_is_a_number", listed, "id = \"4\"", "id = \"4\"\nempty = \"300\"", "is also one of its values", rate_line},
        Fault{"closing_in_another_alphabet", listed, ";GO", ";да", "a character that [message] lacks", frame_line},
        Fault{"closing_with_a_placeholder", listed, ";GO", ";{credential}", "holds a placeholder", frame_line},
        Fault{"closing_runs_into_the_value", listed, ";GO", "GO", "would be taken for a part of the last value", frame_line},
        Fault{"password_runs_into_the_value", listed, "{credential};SET;{items}{closing}", "SET;{items}{credential}{closing}",
              "would be taken for a part of the last value", frame_line},
        Fault{"keep_is_empty_too", placed, "keep = \"*\"", "keep = \"-\"", "empty '-' of 'apn' looks like keep", apn_line},
        Fault{"keep_is_a_code", placed, "keep = \"*\"", "keep = \"1\"", "the code '1' of 'mode' looks like keep", mode_line},
        Fault{"keep_is_a_number", placed, "keep = \"*\"", "keep = \"77\"", "the number '77' of 'port' looks like keep",
              "[[setting]]\nname = \"port\""},
        Fault{"keep_holds_the_separator", placed, "keep = \"*\"", "keep = \";\"", "keep ';' holds ';'", frame_line},
        Fault{"escape_that_adds_a_free_character", listed, ", \"*\" = \"**\"", "", "escape it too, or put it into", "[message]"},
        Fault{"escape_in_another_alphabet", listed, "\"*#\"", "\"~#\"", "holds a character that [message] lacks", "[message]"},
        Fault{"escape_of_two_characters", listed, "\"#\" = \"*#\"", "\"ab\" = \"*#\"", "more than one character", "[message]"},
        Fault{"escapes_that_begin_alike", listed, "\"*#\"", "\"**#\"", "they can't be told apart", "[message]"},
        Fault{"escape_begins_like_the_separator", listed, "\"*#\"", "\";#\"", "can't be told from the escape ';#'", frame_line}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Frames, WholeDialectFaults,
    testing::Values(
        Fault{"no_room_for_the_default", listed, "max_length = 80", "max_length = 25", "no room for a value of 'apn'", apn_line},
        Fault{"no_room_for_one_character", listed, "max_length = 80", "max_length = 19", "no room for a value of 'rate'",
              rate_line},
        Fault{"query_too_long", listed, "{credential};GET;", "{credential};GET;" + std::string(70, 'a') + ";",
              "at most 80 are allowed", apn_line},
        Fault{"restart_too_long", listed, "{credential};BOOT", "{credential};BOOT" + std::string(70, 'a'),
              "at most 80 are allowed", "[restart]"},
        Fault{"reply_of_its_own_in_a_frame", listed, "id = \"12\"", "id = \"12\"\nreply = \"yes\"", "has no reply of its own",
              "reply = \"yes\""},
        Fault{"other_replies_in_a_frame", listed, "id = \"12\"", "id = \"12\"\nother_replies = []",
              "has no other_replies of its own", "other_replies = []"},
        Fault{"query_reply_without_query", listed, "id = \"12\"", "id = \"12\"\nquery_reply = \"values\"",
              "only if it has a query of its own", "query_reply"},
        Fault{"not_idempotent_in_a_frame", listed, "id = \"12\"", "id = \"12\"\nidempotent = false",
              "give it a message of its own", "idempotent"},
        Fault{"restart_that_proves", listed, "{credential};BOOT\"\nreply = \"yes\"", "{credential};BOOT\"\nreply = \"values\"",
              "it can only be an ack", "[restart]"},
        Fault{"setting_name", listed, "\"rate\"", "\"Rate 1\"", "a name has small letters", "name = \"Rate 1\""},
        Fault{"setting_called_like_a_column", listed, "\"rate\"", "\"serial\"", "a setting can't be called 'serial'",
              "name = \"serial\""},
        Fault{"setting_called_like_a_capture", listed, "\"rate\"", "\"items\"", "a setting can't be called 'items'",
              "name = \"items\""},
        Fault{"frame_name", listed, "name = \"all\"", "name = \"a\\u001Bll\"", "a name has small letters",
              "name = \"a\\u001Bll\""},
        Fault{"reply_name", listed, "name = \"yes\"", "name = \"y s\"", "a name has small letters", "name = \"y s\""}),
    [](const auto& row) { return row.param.name; });

const std::string command_line = "[command]";
const std::string credential_line = "[credential]";

INSTANTIATE_TEST_SUITE_P(
    Passwords, WholeDialectFaults,
    testing::Values(
        Fault{"pattern_of_letters_and_digits", listed, "(?P<credential>[^;]*)", "(?P<credential>[A-Za-z0-9]*)",
              "[command] does not know the message", command_line},
        Fault{"pattern_that_wants_the_closing_command", listed, ";(?:SET|GET|BOOT).*", ";(?:SET.*;GO|GET.*|BOOT)",
              "[command] does not know the message", command_line},
        Fault{"pattern_that_wants_a_value", pin, " (?:AP|PW|USER|SHOW).*", " (?:(?:AP|PW|USER) [a-z].*|SHOW)",
              "does not know the message \"PIN 1234 PW .\"", command_line},
        Fault{"pattern_that_misses_the_query", listed, "SET|GET|BOOT", "SET|BOOT", "does not know the message", command_line},
        Fault{"pattern_that_misses_the_restart", listed, "SET|GET|BOOT", "SET|GET", "does not know the message", command_line},
        Fault{"pattern_that_leaves_a_character", listed, "(?P<before>)(?P<credential>[^;]*)",
              "(?P<before>.?)(?P<credential>[^;]*)", "takes more or less than the password", command_line},
        Fault{"pattern_that_takes_too_much", listed, "(?P<credential>[^;]*)(?P<after>;", "(?P<credential>[^;]*;)(?P<after>",
              "takes more or less than the password", command_line},
        Fault{"pin_without_its_characters", pin, "characters = \"0123456789\"\n", "", "does not know the message", command_line},
        Fault{"pin_without_its_least_length", pin, "min_length = 4\n", "", "does not know the message", command_line},
        Fault{"factory_password_with_other_characters", pin, "\"1234\"", "\"123a\"", "the factory's password is refused",
              credential_line},
        Fault{"factory_password_too_long", pin, "\"1234\"", "\"12345\"", "the factory's password is refused", credential_line},
        Fault{"characters_that_are_none", pin, "\"0123456789\"", "\"0 1\"", "printable ASCII without space",
              "characters = \"0 1\""},
        Fault{"no_character_left", pin, "\"0123456789\"", "\"0\"\nforbidden = \"0\"", "no character is left",
              "characters = \"0\""},
        Fault{"least_above_greatest", pin, "min_length = 4", "min_length = 5", "from 1 to 4", "min_length"},
        Fault{"login_without_room", pin, "max_length = 4", "max_length = 2\nlogin = true", "no room for a login",
              "max_length = 2"},
        Fault{"one_secret_without_example", pin, "HAS me7,hush7", "HAS ,hush7", "shows 'user', a secret", "[[reply]]"},
        Fault{"other_secret_without_example", pin, "HAS me7,hush7", "HAS me7,.", "shows 'psw', a secret", "[[reply]]"},
        Fault{"mask_that_hides_one_of_two", pin, "(?P<before>HAS )", "(?P<before>HAS [^,]*,)", "leave a secret in an example",
              "[[reply]]"}),
    [](const auto& row) { return row.param.name; });

TEST(WholeDialect, WhatTheFaultsAreMadeOfHasNone) {
    for (const std::string text : {listed, placed, pin}) {
        const auto dialect = Dialect::parse(text, "d.toml");
        EXPECT_TRUE(dialect) << dialect.error().message();
    }
}

TEST(WholeDialect, TheSignForEmptyIsEmptyWhereItIsShown) {
    const auto dialect = Dialect::parse(listed, "listed.toml").value();
    EXPECT_EQ(parse_reply(dialect, "NOW 12=none").values, (std::map<std::string, std::string>{{"psw", ""}}));
    EXPECT_EQ(parse_reply(dialect, "NOW 1=none").values, (std::map<std::string, std::string>{{"apn", "none"}}));
    EXPECT_TRUE(same_value(dialect, "psw", "", "none"));
    EXPECT_FALSE(same_value(dialect, "psw", "nonesuch", "none"));
    EXPECT_FALSE(canonical_value(dialect, "psw", "none")) << "the device would take it for an empty value";
    EXPECT_TRUE(same_value(Dialect::parse(pin, "pin.toml").value(), "psw", "", "."));
}

TEST(WholeDialect, AMessageIsClosedEachTimeOnlyWhereTheDialectSaysSo) {
    const auto in_two = replaced(listed, "id = \"4\"", "id = \"4\"\nlast = true");
    const Settings both{{"apn", "a"}, {"rate", "7"}};
    const auto texts = [&](const std::string& text, bool no_restart) {
        std::vector<std::string> result;
        for (const auto& message : compose_set(Dialect::parse(text, "d.toml").value(), both, no_restart))
            if (!message.sets.empty()) result.push_back(message.text);
        return result;
    };
    using Texts = std::vector<std::string>;
    EXPECT_EQ(texts(in_two, false), (Texts{"{credential};SET;1=a", "{credential};SET;4=7;GO"}));
    const auto each = replaced(in_two, "closing = \";GO\"", "closing = \";GO\"\ncloses_each = true");
    EXPECT_EQ(texts(each, false), (Texts{"{credential};SET;1=a;GO", "{credential};SET;4=7;GO"}));
    EXPECT_EQ(texts(each, true), (Texts{"{credential};SET;1=a", "{credential};SET;4=7"}));
}

TEST(WholeDialect, PasswordsAreOfItsCharactersAndLength) {
    auto login =
        replaced(replaced(pin, "factory = \"1234\"\n", ""), "min_length = 4\nmax_length = 4", "max_length = 9\nlogin = true");
    while (login.find("{credential}") != std::string::npos) login = replaced(login, "{credential}", "{login} {password}");
    const auto both = replaced(login, "[0-9]{4}", "[0-9]+ [0-9]+");
    const auto either =
        replaced(replaced(login, "[0-9]{4}", "[0-9]* [0-9]*"), "login = true", "login = true\nmay_be_empty = true");
    EXPECT_FALSE(Dialect::parse(replaced(either, "[0-9]* [0-9]*", "[0-9]+ [0-9]*"), "d.toml"))
        << "misses a message without login";
    struct Row {
        std::string text, credential;
        bool good;
    };
    for (const auto& row : std::vector<Row>{{pin, "0999", true},
                                            {pin, "123", false},
                                            {pin, "12345", false},
                                            {pin, "12a4", false},
                                            {pin, "", false},
                                            {both, "12:34", true},
                                            {both, "12:", false},
                                            {both, ":34", false},
                                            {both, ":", false},
                                            {both, "12", false},
                                            {both, "12:3:4", false},
                                            {either, "12:", true},
                                            {either, ":34", true},
                                            {either, ":", true},
                                            {either, "12", false}}) {
        const auto dialect = Dialect::parse(row.text, "d.toml");
        ASSERT_TRUE(dialect) << dialect.error().message();
        EXPECT_EQ(!dialect->credential_fault(base::Secret(row.credential)).has_value(), row.good) << row.credential;
    }
}

}  // namespace
}  // namespace gsmcfg::meter
