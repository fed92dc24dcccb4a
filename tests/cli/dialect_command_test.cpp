// How the commands find, show and try a dialect.
#include "cli/dialect_trial.hpp"
#include "cli/dialect_view.hpp"
#include "cli/dialects.hpp"
#include "meter/dialects.hpp"
#include "support/temporary_directory.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace gsmcfg::cli {
namespace {

struct Row {
    std::string name, dialect;
    meter::Settings settings;
    std::vector<std::string> asked;
    std::string reply;
    bool proven;
    std::string says;
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }
class DialectTrials : public testing::TestWithParam<Row> {};

TEST_P(DialectTrials, OnlyAProofIsAsWanted) {
    const auto& row = GetParam();
    const auto dialect = row.dialect == "curt" ? meter::test::curt() : meter::find_embedded(row.dialect).value();
    auto messages = meter::compose_set(dialect, row.settings, false);
    for (auto& query : meter::compose_query(dialect, row.asked)) messages.push_back(std::move(query));
    const DialectTrial trial(dialect, row.settings, row.asked, messages);
    EXPECT_EQ(trial.as_wanted(row.reply), row.proven) << trial.text(row.reply);
    EXPECT_NE(trial.text(row.reply).find(row.says), std::string::npos) << trial.text(row.reply);
    EXPECT_TRUE(trial.as_wanted(std::nullopt));
}

INSTANTIATE_TEST_SUITE_P(
    Table, DialectTrials,
    testing::Values(
        Row{"all_shown", "teltonika", {{"apn", "iot"}, {"port", "1"}}, {}, "New value 2001:iot;2005:1", true, "apn = \"iot\""},
        Row{"one_missing", "teltonika", {{"apn", "iot"}, {"port", "1"}}, {}, "New value 2001:iot", false, "does not show port\n"},
        Row{"two_missing",
            "teltonika",
            {{"apn", "i"}, {"dns", "a.b"}, {"port", "1"}},
            {},
            "New value 2001:i",
            false,
            "does not show dns, port\n"},
        Row{"another_value", "teltonika", {{"apn", "iot"}}, {}, "New value 2001:other", false, "not what was wanted"},
        Row{"asked_and_shown", "teltonika", {}, {"apn"}, "Param ID:2001 Value:iot", true, "fits       message 1"},
        Row{"asked_and_missing", "teltonika", {}, {"apn", "port"}, "Param ID:2001 Value:iot", false, "does not show port"},
        Row{"asked_for_one_of_a_group", "energomera-gs04", {}, {"apn"}, "GS04\n123\nAPN: a", true, "apn = \"a\""},
        Row{"the_first_of_two_messages",
            "energomera-gs04",
            {{"apn", "a"}, {"port", "1"}},
            {},
            "GS04\n123\nAPN: a",
            true,
            "fits       message 1\n"},
        Row{"of_no_message", "energomera-gs04", {{"port", "1"}}, {}, "GS04\n123\nAPN: a", false, "fits       none"},
        Row{"right_count", "wm-m2m-easy", {{"apn", "a"}, {"port", "1"}}, {}, "OK 2", true, "count      2\n"},
        Row{"wrong_count", "wm-m2m-easy", {{"apn", "a"}, {"port", "1"}}, {}, "OK 1", false, "count      1, which is not that"},
        Row{"yes_in_place_of_a_count", "wm-m2m-easy", {{"apn", "a"}}, {}, "OK", false, "only says yes: no value is proven"},
        Row{"yes", "curt", {{"host", "a"}}, {}, "OK", false, "only says yes: no value is proven"},
        Row{"an_error", "curt", {{"host", "a"}}, {}, "FAIL 1", false, "0x01 no"},
        Row{"gibberish", "curt", {{"host", "a"}}, {}, "HOST a", false, "unrecognised"},
        Row{"a_reply_alone", "teltonika", {}, {}, "New value 2001:iot", true, "apn = \"iot\""}),
    [](const auto& row) { return row.param.name; });

class DialectFiles : public testing::Test {
protected:
    DialectFiles() { configuration_.dialect_path = {folder_.path()}; }

    [[nodiscard]] std::string write(const std::string& name, const std::string& text) const {
        std::ofstream(folder_.path() / name) << text;
        return folder_.file(name);
    }

    test::TemporaryDirectory folder_;
    config::Configuration configuration_;
};

TEST_F(DialectFiles, AMissingOneIsNamed) {
    const auto path = folder_.file("nothing.toml");
    const auto missing = find_dialect(configuration_, path);
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, base::ErrorCode::not_found);
    EXPECT_NE(missing.error().detail.find(path), std::string::npos) << missing.error().detail;
    const auto loaded = meter::parse_profile("dialect = \"" + path + "\"\n[settings]\napn = \"a\"\n", "p.toml",
                                             [&](std::string_view name) { return find_dialect(configuration_, name); });
    ASSERT_FALSE(loaded.problems.empty());
    EXPECT_NE(loaded.problems[0].message().find(path + ": "), std::string::npos) << loaded.problems[0].message();
}

TEST_F(DialectFiles, AFaultyOneIsNamedWithItsLine) {
    const auto path = write("bad.toml", "format = 1\n\"n\\u001B[2J\" = 2\n");
    const auto bad = find_dialect(configuration_, "bad");
    ASSERT_FALSE(bad);
    EXPECT_NE(bad.error().detail.find(path + ":2"), std::string::npos) << bad.error().detail;
    EXPECT_EQ(bad.error().detail.find('\x1B'), std::string::npos) << bad.error().detail;
}

TEST_F(DialectFiles, OneOfTheSearchPathHasItsOwnNameInside) {
    (void)write("curt.toml", meter::test::curt_text());
    const auto other = write("other.toml", meter::test::curt_text());
    EXPECT_TRUE(find_dialect(configuration_, "curt"));
    const auto refused = find_dialect(configuration_, "other");
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().detail.find("other.toml: the file is called 'other', but its name is 'curt'"), std::string::npos)
        << refused.error().detail;
    EXPECT_TRUE(find_dialect(configuration_, other)) << "a file that is named as such may have any name inside";
}

TEST_F(DialectFiles, NothingOfOneDrivesTheTerminal) {
    auto text = meter::test::curt_text();
    const auto replace = [&](const std::string& what, const std::string& by) {
        ASSERT_NE(text.find(what), std::string::npos) << what;
        text.replace(text.find(what), what.size(), by);
    };
    replace("source = \"a test\"", "title = \"t\\u001B[2J\"\nsource = \"s\\u001B[2J\"\nunverified = [\"u\\u001B[2J\"]");
    replace("name = \"default\"", "name = \"d\\u001B[2J\"");
    replace("kind = \"host\"", "kind = \"host\"\ntitle = \"h\\u001B[2J\"\nsince = \"1\\u001B[2J\"");
    replace("words = \"no\"", "words = \"no\\u001B[2J\"\nadvice = \"a\\u001B[2J\"");
    const auto dialect = meter::Dialect::parse(text, "d.toml");
    ASSERT_TRUE(dialect) << dialect.error().message();
    const auto shown = dialect_text(*dialect);
    EXPECT_EQ(shown.find('\x1B'), std::string::npos) << shown;
    for (const std::string word :
         {"t\\x1b[2J", "s\\x1b[2J", "u\\x1b[2J", "d\\x1b[2J", "h\\x1b[2J", "1\\x1b[2J", "no\\x1b[2J", "a\\x1b[2J"})
        EXPECT_NE(shown.find(word), std::string::npos) << word << "\n" << shown;
    const DialectTrial trial(*dialect, {}, {}, {});
    EXPECT_EQ(trial.text("FAIL 1").find('\x1B'), std::string::npos);
}

}  // namespace
}  // namespace gsmcfg::cli
