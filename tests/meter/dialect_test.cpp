#include "gsmcfg/meter/dialect.hpp"

#include "gsmcfg/base/digest.hpp"
#include "meter/dialects.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace gsmcfg::meter {
namespace {

using test::curt_text;
using test::gs04;

std::string replaced(std::string text, const std::string& what, const std::string& by) {
    const auto at = text.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return text.replace(at, what.size(), by);
}

TEST(Dialect, EveryEmbeddedDialectIsWithoutFault) {
    ASSERT_FALSE(embedded_names().empty());
    for (const auto& name : embedded_names()) {
        const auto dialect = find_embedded(name);
        ASSERT_TRUE(dialect) << dialect.error().message();
        EXPECT_EQ(dialect->name(), name);
    }
}

TEST(Dialect, IsRebuiltFromItsOwnText) {
    const auto again = Dialect::parse(gs04().text(), "snapshot");
    ASSERT_TRUE(again);
    EXPECT_EQ(again->hash(), gs04().hash());
    EXPECT_EQ(gs04().hash(), base::sha256(gs04().text()));
    EXPECT_EQ(again->setting_names(), gs04().setting_names());
}

TEST(Dialect, UnknownNameNamesTheNearest) {
    const auto missing = find_embedded("energomera-gs4");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, base::ErrorCode::not_found);
    EXPECT_NE(missing.error().detail.find("did you mean 'energomera-gs04'"), std::string::npos) << missing.error().detail;
}

// The manual's table of commands and limits (chapter 9).
TEST(Dialect, Gs04HoldsTheManualsTable) {
    const std::vector<std::string> order{"apn", "user", "psw", "dns", "port", "timeout", "reset", "mode"};
    EXPECT_EQ(gs04().setting_names(), order);
    struct Row {
        std::string name;
        std::size_t length;
        std::int64_t least;
        std::int64_t greatest;
        std::string reply;
        std::optional<std::string> factory;
    };
    const std::vector<Row> rows{{"apn", 50, 0, 0, "apn", "internet"}, {"user", 32, 0, 0, "apn", ""},
                                {"psw", 32, 0, 0, "apn", ""},         {"dns", 50, 0, 0, "dns", std::nullopt},
                                {"port", 0, 1, 65535, "dns", "8000"}, {"timeout", 0, 60, 65535, "timeout", "300"},
                                {"reset", 0, 1, 24, "reset", "24"},   {"mode", 0, 0, 0, "mode", "sms"}};
    for (const auto& row : rows) {
        const auto* setting = gs04().find(row.name);
        ASSERT_NE(setting, nullptr) << row.name;
        EXPECT_EQ(setting->max_length, row.length) << row.name;
        EXPECT_EQ(setting->least, row.least) << row.name;
        EXPECT_EQ(setting->greatest, row.greatest) << row.name;
        EXPECT_EQ(setting->reply, row.reply) << row.name;
        EXPECT_EQ(setting->default_value, row.factory) << row.name;
        EXPECT_EQ(setting->restarts, row.name == "mode") << row.name;
        EXPECT_EQ(setting->last, row.name == "mode") << row.name;
        EXPECT_EQ(setting->idempotent, row.name != "mode") << row.name;
        EXPECT_EQ(setting->secret, row.name == "psw") << row.name;
    }
    EXPECT_EQ(gs04().reply_wait(), std::chrono::seconds(300));
    EXPECT_EQ(gs04().factory_credential_name(), "factory");
    EXPECT_EQ(gs04().factory_credential().reveal(), "12345678");
}

TEST(Dialect, Gs04HoldsTheErrorsOfAppendixA) {
    const std::vector<std::pair<int, ErrorClass>> rows{{1, ErrorClass::retry_once}, {2, ErrorClass::wrong_credential},
                                                       {3, ErrorClass::permanent},  {4, ErrorClass::permanent},
                                                       {5, ErrorClass::permanent},  {6, ErrorClass::permanent}};
    ASSERT_EQ(gs04().errors().size(), rows.size());
    for (const auto& [code, error_class] : rows) {
        ASSERT_NE(gs04().find_error(code), nullptr) << code;
        EXPECT_EQ(gs04().find_error(code)->error_class, error_class) << code;
        EXPECT_FALSE(gs04().find_error(code)->words.empty()) << code;
    }
    EXPECT_EQ(gs04().find_error(7), nullptr);
}

TEST(Dialect, ItsCharactersAreThoseOfGsm7) {
    for (const char32_t c : U"@£$ ÄÖÑÜ§¿äöñüà{}[]~|^\\€_'\"#¤%&()*+,-./09:;<=>?¡AZaz")
        EXPECT_TRUE(c == 0 || gs04().has_character(c)) << static_cast<std::uint32_t>(c);
    for (const char32_t c : {U'`', U'\n', U'\r', U'\x1B', U'ç', U'ж', U'\u00A0', U'\u2013', U'\0'})
        EXPECT_FALSE(gs04().has_character(c)) << static_cast<std::uint32_t>(c);
    EXPECT_EQ(gs04().length("a{€"), 5U);
}

TEST(Dialect, CredentialFaultsNeverQuoteIt) {
    EXPECT_FALSE(gs04().credential_fault(base::Secret("12345678")));
    EXPECT_FALSE(gs04().credential_fault(base::Secret("a,b!~")));
    for (const std::string& bad : {std::string(), std::string("quite bad"), std::string("пароль"), std::string(33, 'q'),
                                   std::string("qqq\n"), std::string("qqq\0q", 5)}) {
        const auto fault = gs04().credential_fault(base::Secret(bad));
        ASSERT_TRUE(fault);
        EXPECT_EQ(fault->find("qqq"), std::string::npos);
        EXPECT_EQ(fault->find("quite"), std::string::npos);
    }
}

struct Fault {
    std::string name;
    std::string what;
    std::string by;
    std::string reason;
    std::size_t line;  // 0: not checked
};

void PrintTo(const Fault& fault, std::ostream* out) { *out << fault.name; }

class DialectFaults : public testing::TestWithParam<Fault> {};

TEST_P(DialectFaults, AreNamedWithLineAndReason) {
    const auto& fault = GetParam();
    const auto text = replaced(curt_text(), fault.what, fault.by);
    const auto problems = Dialect::check(text, "d.toml");
    const auto found = std::ranges::find_if(
        problems, [&](const base::Error& error) { return error.detail.find(fault.reason) != std::string::npos; });
    std::string all;
    for (const auto& problem : problems) all += problem.message() + "\n";
    ASSERT_NE(found, problems.end()) << fault.reason << " is not among:\n" << all;
    EXPECT_TRUE(found->where.starts_with("d.toml")) << found->where;
    EXPECT_TRUE(fault.line == 0 || found->where == "d.toml:" + std::to_string(fault.line)) << all;
    const auto parsed = Dialect::parse(text, "d.toml");
    ASSERT_FALSE(parsed);
    EXPECT_NE(parsed.error().message().find(fault.reason), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    Table, DialectFaults,
    testing::Values(
        Fault{"not_toml", "format = 1", "format = = 1", "", 1}, Fault{"no_format", "format = 1\n", "", "format is missing", 0},
        Fault{"other_format", "format = 1", "format = 2", "from 1 to 1", 1},
        Fault{"bad_name", "name = \"curt\"", "name = \"Curt x\"", "small letters", 2},
        Fault{"unknown_key", "factory = \"0000\"", "factori = \"0000\"", "did you mean 'factory'", 10},
        Fault{"unknown_table", "[credential]", "[credentials]", "did you mean 'credential'", 0},
        Fault{"unknown_setting_key", "kind = \"host\"\n", "kind = \"host\"\nmax_lenght = 20\n", "did you mean 'max_length'", 16},
        Fault{"bad_kind", "kind = \"host\"", "kind = \"hots\"", "did you mean 'host'", 15},
        Fault{"setting_twice", "name = \"rate\"", "name = \"host\"", "'host' is named twice", 0},
        Fault{"reply_twice", "name = \"taken\"\nproof", "name = \"ok\"\nproof", "the reply 'ok' is named twice", 0},
        Fault{"unknown_reply", "reply = \"taken\"", "reply = \"take\"", "did you mean 'taken'", 0},
        Fault{"proves_unknown", "proof = \"count\"", "proof = \"value\"\nproves = [\"rat\"]", "did you mean 'rate'", 40},
        Fault{"proves_twice", "proof = \"count\"", "proof = \"value\"\nproves = [\"rate\", \"rate\"]", "is named twice", 40},
        Fault{"proves_nothing", "proof = \"count\"", "proof = \"value\"", "must name the settings", 0},
        Fault{"ack_proves", "proof = \"ack\"", "proof = \"ack\"\nproves = [\"host\"]", "only a reply that shows their values", 0},
        Fault{"does_not_compile", "'(?i:OK)\\n*'", "'(?i:OK\\n*'", "does not compile", 35},
        Fault{"matches_empty", "'(?i:OK)\\n*'", "'(?i:OK)?\\n*'", "matches an empty text", 35},
        Fault{"unknown_capture", "(?P<count>[0-9]+)", "(?P<counter>[0-9]+)", "did you mean 'count'", 40},
        Fault{"value_not_captured", "proof = \"count\"", "proof = \"value\"\nproves = [\"rate\"]", "does not capture it", 0},
        Fault{"captures_unproven", "proof = \"ack\"\npattern = '(?i:OK)", "proof = \"ack\"\npattern = '(?i:OK)(?P<rate>x)",
              "captures nothing", 0},
        Fault{"no_pattern", "pattern = '(?i:OK)\\n*'\n", "", "pattern is missing", 0},
        Fault{"no_value_place", "HOST={value}", "HOST=x", "{value} once", 17},
        Fault{"two_value_places", "HOST={value}", "HOST={value}{value}", "{value} once", 17},
        Fault{"unknown_place", "{credential}\"\nreply = \"ok\"", "{credentials}\"\nreply = \"ok\"", "no placeholder", 17},
        Fault{"two_credentials", "SET HOST=", "SET {credential}=", "{credential} twice", 17},
        Fault{"query_with_value", "reply = \"ok\"", "reply = \"ok\"\nquery = \"GET {value}\"", "{value} has no meaning here", 0},
        Fault{"query_without_proof", "reply = \"ok\"", "reply = \"ok\"\nquery = \"GET HOST\"", "shows no value", 0},
        Fault{"query_without_reply", "greatest = 1\n", "greatest = 1\nquery = \"GET BEEP\"\n", "has no reply", 0},
        Fault{"needs_query", "greatest = 1\n", "greatest = 1\nidempotent = false\n", "needs a query", 0},
        Fault{"limits_crossed", "greatest = 9", "greatest = 0", "least is above greatest", 0},
        Fault{"limits_missing", "greatest = 9\n", "", "needs least and greatest", 0},
        Fault{"length_missing", "max_length = 20\n", "", "needs max_length", 0},
        Fault{"number_with_length", "greatest = 9\n", "greatest = 9\nmax_length = 3\n", "only a text or host", 0},
        Fault{"wrong_type", "max_length = 20", "max_length = \"20\"", "whole number", 16},
        Fault{"text_outside_characters", "SET HOST=", "SET_HOST=", "a character that [message] lacks", 0},
        Fault{"bad_default", "greatest = 9\n", "greatest = 9\ndefault = \"10\"\n", "default of 'rate' is refused", 0},
        Fault{"choice_without_rows", "kind = \"host\"\nmax_length = 20", "kind = \"choice\"", "[[setting.choice]] rows", 0},
        Fault{"code_twice", "words = \"no\"", "words = \"no\"\nclass = \"permanent\"\n[[error]]\ncode = 1\nwords = \"no\"",
              "0x01 is there twice", 0},
        Fault{"bad_class", "class = \"permanent\"", "class = \"forever\"", "forever", 0},
        Fault{"error_without_code", "FAIL (?P<code>[0-9A-F]+)", "FAIL [0-9A-F]+", "must capture 'code'", 0},
        Fault{"no_source", "source = \"a test\"\n", "", "source is missing", 0},
        Fault{"no_command", "[command]\n", "[comand]\n", "did you mean 'command'", 0},
        Fault{"command_misses_own_message", "SET [A-Z]+=", "SET [A-H]+=", "[command] does not know the message \"SET RATE=9 ",
              11},
        Fault{"command_leaves_the_password", "(?P<credential>\\S+)(?P<after>)", "(?P<credential>\\S)(?P<after>\\S*)",
              "takes more or less than the password out of", 11},
        Fault{"no_examples", "examples = [\"Ok\"]\n", "", "examples is missing", 0},
        Fault{"pattern_never_matches", "'(?i:OK)\\n*'", "'(?i:OK)$x'", "is not read as the reply 'ok': fits no reply", 32},
        Fault{"pattern_wants_what_never_comes", "'(?i:OK)\\n*'", "'(?i:OK)\\r\\n'", "is not read as the reply 'ok'", 32},
        Fault{"two_replies_match", "'(?i:OK)\\n*'", "'(?i:OK|TAKEN 1)\\n*'", "fits two replies: ok and taken", 37},
        Fault{"example_of_another_reply", "examples = [\"Ok\"]", "examples = [\"Ok\", \"TAKEN 2\"]", "it is the reply taken", 32},
        Fault{"reply_fits_an_error", "examples = [\"Ok\"]", "examples = [\"Ok\", \"FAIL 1\"]", "taken for an error: no", 32},
        Fault{"reply_fits_the_words_of_an_error", "code = 1\n", "pattern = '(?i)OK'\nexamples = [\"OK\"]\n",
              "fits an error and the reply ok", 32},
        Fault{"error_form_without_example", "examples = [\"FAIL 1\"]\n", "", "[error_forms]: examples is missing", 0},
        Fault{"error_form_never_matches", "examples = [\"FAIL 1\"]", "examples = [\"FAIL\"]", "no example matches the pattern",
              42},
        Fault{"unused_reply", "reply = \"taken\"\n", "", "nothing is answered by the reply 'taken'", 36},
        Fault{"error_words_without_example", "code = 1\n", "pattern = 'NO'\n", "[[error]]: examples is missing", 0},
        Fault{"error_without_code_or_words", "code = 1\n", "", "code or pattern is missing", 0},
        Fault{"error_example_of_another", "code = 1\n", "pattern = 'NO'\nexamples = [\"N\"]\n", "is not read as this error", 0},
        Fault{"unknown_frame", "kind = \"host\"\n", "kind = \"host\"\nframe = \"all\"\n", "the frame 'all' is unknown", 0},
        Fault{"frame_and_set", "kind = \"host\"\n", "kind = \"host\"\nframe = \"all\"\n", "has no set of its own", 0},
        Fault{"login_places_without_login", "HOST={value} {credential}", "HOST={value} {login} {password}", "want login = true",
              0},
        Fault{"credential_with_login", "factory = \"0000\"", "factory = \"a:0\"\nlogin = true",
              "a text has {login} and {password}", 0},
        Fault{"credential_of_nobody", "[credential]\nname = \"default\"\nfactory = \"0000\"\n", "", "there is no [credential]",
              0},
        Fault{"bad_escape", "max_length = 70\n", "max_length = 70\nescapes = { \"=\" = \"=\" }\n",
              "must be written in another way", 0},
        Fault{"restart_unknown_reply", "[error_forms]", "[restart]\nset = \"{credential} BOOT\"\nreply = \"okay\"\n[error_forms]",
              "the reply 'okay' is unknown", 0},
        Fault{"rule_unknown_setting", "[[error]]", "[[rule]]\nmissing = [\"hots\"]\ntext = \"x\"\n[[error]]",
              "did you mean 'host'", 0},
        Fault{"rule_without_column", "[[error]]", "[[rule]]\ntext = \"x\"\n[[error]]", "no column that could hold", 0},
        Fault{"rule_compares_text", "[[error]]", "[[rule]]\nbelow = { host = 3 }\ntext = \"x\"\n[[error]]", "no number", 0}),
    [](const auto& row) { return row.param.name; });

TEST(Dialect, AllFaultsAtOnce) {
    auto text = replaced(curt_text(), "kind = \"host\"", "kind = \"hots\"");
    text = replaced(text, "greatest = 9", "greatest = 0");
    text = replaced(text, "FAIL (?P<code>[0-9A-F]+)", "FAIL (");
    EXPECT_GE(Dialect::check(text, "d.toml").size(), 3U);
}

TEST(Dialect, SecretInAReplyNeedsMasks) {
    auto text = gs04().text();
    const auto at = text.find("masks = [\n");
    text.erase(at, text.find("]\n\n", at) + 2 - at);
    const auto problems = Dialect::check(text, "d.toml");
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_NE(problems[0].detail.find("shows a secret"), std::string::npos);
}

TEST(Dialect, RuleThatCanNeverHoldIsAFault) {
    const auto text = replaced(gs04().text(), "mode = [\"client\", \"ce-nc\"]", "mode = [\"clients\"]");
    const auto problems = Dialect::check(text, "d.toml");
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_NE(problems[0].detail.find("'clients', which is no value of it"), std::string::npos);
}

TEST(Dialect, ChoiceNamedTwiceIsAFault) {
    const auto text = replaced(gs04().text(), "names = [\"сервер\"", "names = [\"КЛИЕНТ\"");
    const auto problems = Dialect::check(text, "d.toml");
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_NE(problems[0].detail.find("is there twice"), std::string::npos);
}

}  // namespace
}  // namespace gsmcfg::meter
