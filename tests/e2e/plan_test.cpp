// gsmcfg plan with every option, bad input, and plans that are saved and carried out. Nothing but apply sends.
#include "e2e_fixture.hpp"
#include "support/source_dir.hpp"

#include <filesystem>

namespace gsmcfg::e2e {
namespace {

std::int64_t number(const base::Json& json, std::string_view key) { return json.at(key).integer().value_or(-1); }

class Plan : public EndToEnd {
protected:
    Ended plan(std::vector<std::string> options) {
        std::vector<std::string> given{"plan", sample("profile.toml"), sample("phones.txt")};
        given.insert(given.end(), options.begin(), options.end());
        return gsmcfg(given);
    }
    // The last line of --json.
    base::Json summary(std::vector<std::string> options) {
        options.emplace_back("--json");
        const auto ended = plan(std::move(options));
        EXPECT_EQ(ended.exit, 0) << ended.err;
        const auto lines = ended.lines();
        return lines.empty() ? base::Json::object() : lines.back();
    }
    std::string priced(const std::string& more = "") {
        return write("gsmcfg.toml", "[cost]\nprice_out = 0.5\nprice_in = 0.25\ncurrency = \"EUR\"\n" + more);
    }
    // Copies that may be changed.
    std::string profile = write("profile.toml", base::read_file(sample("profile.toml")).value());
    std::string list = write("phones.txt", base::read_file(sample("phones.txt")).value());
    std::string file = folder + "/north.plan";
};

// A zone in which it is not about midnight: there a day's cap would be counted twice.
std::string zone_by_day() {
    const auto now = base::SystemClock().utc();
    const auto hour = std::chrono::floor<std::chrono::hours>(now - std::chrono::floor<std::chrono::days>(now)).count();
    return hour > 0 && hour < 22 ? "UTC" : "Asia/Tokyo";
}

// The same file, seen from where the programs run.
std::string near(const std::string& path) { return std::filesystem::relative(path).string(); }

bool says(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }

TEST_F(Plan, SaysThatApplyWouldRefuseForWantOfAPassword) {
    const auto meters = write("named.csv", "phone,credential\n+99900100001,field\n");
    const auto ended = gsmcfg({"plan", sample("profile.toml"), meters});
    EXPECT_EQ(ended.exit, 0) << ended.err;
    EXPECT_TRUE(says(ended.err, "warning: apply would refuse this for now: there is no password named 'field'")) << ended.err;
    EXPECT_TRUE(says(ended.out, "Nothing was sent.")) << ended.out;
    const auto known = plan({});
    EXPECT_FALSE(says(known.err, "would refuse")) << known.err;
}

TEST_F(Plan, SaysCountsMoneyTimeAndUndo) {
    const auto ended = plan({"--config", priced()});
    ASSERT_EQ(ended.exit, 0) << ended.err;
    for (const auto* words :
         {"25 meters: 200 SMS out, 200 replies expected (at worst 450 SMS out)", "25 meters will restart, once each",
          "cost: 100.00 EUR out + 50.00 EUR in = 150.00 EUR; 337.50 at worst", "1 modem\n",
          "4 s an SMS (assumed), 15 s until a reply (assumed), 60 s for a restart (assumed)",
          "about 15 min: the modems set the pace", "undo: possible for 0 of 25 meters", "Nothing was sent."})
        EXPECT_TRUE(says(ended.out, words)) << words << "\n" << ended.out;
    EXPECT_FALSE(std::filesystem::exists(folder + "/gsmcfg.db")) << "a plan makes no database";
    const auto json = summary({"--config", folder + "/gsmcfg.toml"});
    EXPECT_EQ(json.at("cost").number(), 150);
    EXPECT_EQ(json.at("cost_out").number(), 100);
    EXPECT_EQ(json.at("cost_in").number(), 50);
    EXPECT_EQ(number(json, "seconds"), 875);
    EXPECT_EQ(json.at("forecast").at("bound").string(), "radio");
    EXPECT_EQ(json.at("rates").at("sms_measured").boolean(), false);
    EXPECT_EQ(number(json, "restarts_per_meter"), 1);
}

TEST_F(Plan, ACapTakesDaysAndADeadlineSims) {
    const auto json = summary({"--daily-cap", "100", "--modems", "2", "--time-zone", zone_by_day()});
    const auto forecast = json.at("forecast");
    EXPECT_EQ(forecast.at("bound").string(), "cap");
    EXPECT_EQ(number(forecast, "meters_a_day"), 24) << "twelve of each SIM";
    EXPECT_EQ(number(forecast, "sms_a_day"), 192);
    EXPECT_EQ(number(forecast, "days"), 2);
    EXPECT_EQ(json.at("time_zone").string(), zone_by_day());
    EXPECT_EQ(number(json.at("options"), "daily_cap"), 100);
    const auto ended = plan({"--daily-cap", "100", "--deadline", "2999-12-31", "--time-zone", zone_by_day()});
    ASSERT_EQ(ended.exit, 0) << ended.err;
    EXPECT_TRUE(says(ended.out, "1 modem: 100 SMS a day")) << ended.out;
    EXPECT_TRUE(says(ended.out, "3 days: 12 meters (96 SMS) a day; the cap of 100 SMS sets the pace")) << ended.out;
    EXPECT_TRUE(says(ended.out, "deadline 3000-01-01 00:00: needs 1 SIM (there are 1)")) << ended.out;
    const auto soon = summary({"--daily-cap", "8", "--deadline", "2999-12-31", "--modems", "3"});
    EXPECT_EQ(number(soon.at("deadline"), "sims_needed"), 1);
    EXPECT_EQ(soon.at("deadline").at("met").boolean(), true);
}

TEST_F(Plan, RateAndWindow) {
    auto json = summary({"--rate", "10/min", "--time-zone", zone_by_day()});
    EXPECT_EQ(number(json, "seconds"), 200 * 6 + 75);
    EXPECT_EQ(json.at("forecast").at("bound").string(), "rate");
    json = summary({"--window", "22:00-06:00", "--time-zone", "UTC"});
    EXPECT_EQ(json.at("options").at("window").string(), "22:00-06:00");
    EXPECT_EQ(json.at("options").at("window_zone").string(), "UTC");
    const auto configured = priced("[send]\nwindow = \"08:00-20:00\"\ntime_zone = \"Europe/Moscow\"\ndaily_cap = 50\n");
    json = summary({"--config", configured});
    EXPECT_EQ(json.at("options").at("window_zone").string(), "Europe/Moscow");
    EXPECT_EQ(number(json.at("options"), "daily_cap"), 50);
    json = summary({"--config", configured, "--window", "none", "--daily-cap", "none"});
    EXPECT_TRUE(json.at("options").at("window").is_null());
    EXPECT_TRUE(json.at("options").at("daily_cap").is_null());
}

TEST_F(Plan, TheCourseIsWhatWouldBeSent) {
    const auto ended = plan({"--read-first", "--verify", "--first", "1"});
    ASSERT_EQ(ended.exit, 0) << ended.err;
    EXPECT_TRUE(says(ended.out, "1 meter: 5 to 18 SMS out, 5 to 18 replies expected")) << ended.out;
    EXPECT_TRUE(says(ended.out, "  *** APN    (to read the old value)\n")) << ended.out;
    EXPECT_TRUE(says(ended.out, "  *** MODE    (to verify)\n")) << ended.out;
    EXPECT_TRUE(says(ended.out, "undo: the old values are read before")) << ended.out;
    EXPECT_LT(ended.out.find("(to read"), ended.out.find("*** APN m2m"));
    EXPECT_LT(ended.out.find("*** MODE 6"), ended.out.find("(to verify)"));
    EXPECT_EQ(summary({"--snapshot"}).at("options").at("read_first").boolean(), true);
    const auto one_way = summary({"--one-way", "--config", priced()});
    EXPECT_EQ(number(one_way, "replies"), 0);
    EXPECT_EQ(number(one_way, "sms_out_worst"), 200);
    EXPECT_EQ(one_way.at("cost_in").number(), 0);
    EXPECT_EQ(number(one_way, "seconds"), 800);
}

TEST_F(Plan, PartOfTheList) {
    EXPECT_EQ(number(summary({"--first", "3"}), "meters"), 3);
    EXPECT_EQ(number(summary({"--first", "300"}), "meters"), 25);
    const auto some = write("some.txt", "+99900100007\n+99900100002\n+99900100004\n");
    const auto ended = plan({"--phones-from", some, "--first", "2", "--json"});
    ASSERT_EQ(ended.exit, 0) << ended.err;
    ASSERT_EQ(ended.lines().size(), 3U);
    EXPECT_EQ(ended.lines()[0].at("phone").string(), "+99900100002") << "the list's order";
    EXPECT_EQ(ended.lines()[1].at("phone").string(), "+99900100004");
    const auto missing = plan({"--phones-from", write("some.txt", "+99900100007\n+99900999999\n")});
    EXPECT_EQ(missing.exit, 2);
    EXPECT_TRUE(says(missing.err, "+99900999999 is not in")) << missing.err;
}

TEST_F(Plan, LimitsAreShown) {
    const auto ended = plan({"--canary", "10:8", "--batch", "5,10", "--max-fail", "5%", "--max-sms", "1000", "--max-cost",
                             "120.5", "--config", priced()});
    ASSERT_EQ(ended.exit, 0) << ended.err;
    for (const auto* words : {"at most 1000 SMS in all", "at most 120.50 EUR in all", "stops when more than 5% fail",
                              "10 meters go first and 8 must be as wanted, then it waits for approval", "batches of 5, 10"})
        EXPECT_TRUE(says(ended.out, words)) << words << "\n" << ended.out;
    EXPECT_EQ(plan({"--canary", "100:100", "--auto-approve"}).exit, 0) << "a canary may be larger than the list";
}

struct BadInput {
    std::vector<std::string> options;
    const char* said;
};

TEST_F(Plan, BadInputIsASentence) {
    const BadInput cases[] = {
        {{"--window", "08:00-08:00"}, "never opens"},
        {{"--window", "8-20"}, "08:00-20:00"},
        {{"--window", "08:00-08:02"}, "a meter takes about 4 min and the window 08:00-08:02 is open for 2 min"},
        {{"--rate", "0"}, "with a rate of 0 nothing would ever be sent"},
        {{"--rate", "fast"}, "'fast' is no rate such as 10/min"},
        {{"--daily-cap", "0"}, "--daily-cap takes a whole number from 1"},
        {{"--daily-cap", "5"}, "a meter needs 8 SMS and the daily cap is 5"},
        {{"--daily-cap", "12", "--read-first"}, "a meter needs 13 SMS and the daily cap is 12"},
        {{"--deadline", "2020-01-01"}, "is past"},
        {{"--deadline", "tomorrow"}, "'tomorrow' is no date"},
        {{"--time-zone", "Europe/Moskow"}, "did you mean Europe/Moscow?"},
        {{"--auto-approve"}, "give --canary too"},
        {{"--canary", "8:10"}, "'8:10' is not METERS:CONFIRMED"},
        {{"--batch", "5,,1"}, "'5,,1' is no list of batch sizes"},
        {{"--max-fail", "101%"}, "--max-fail"},
        {{"--max-sms", "0"}, "--max-sms takes a whole number from 1"},
        {{"--max-cost", "10"}, "needs price_out or price_in"},
        {{"--max-cost", "much"}, "'much'"},
        {{"--one-way", "--read-first"}, "give one of the two"},
        {{"--one-way", "--verify"}, "give one of the two"},
        {{"--first", "0"}, "--first takes a whole number from 1"},
        {{"--modems", "0"}, "--modems takes a whole number from 1"},
        {{"--phones-from", "nowhere.txt"}, "nowhere.txt"},
        {{"--windw", "08:00-20:00"}, "did you mean '--window'?"},
    };
    for (const auto& [options, said] : cases) {
        const auto ended = plan(options);
        EXPECT_EQ(ended.exit, 2) << options[0];
        EXPECT_TRUE(says(ended.err, said)) << options[0] << ": " << ended.err;
        EXPECT_EQ(ended.out, "") << options[0];
    }
}

TEST_F(Plan, NamedWarnings) {
    const auto warned = [&](const std::string& settings) {
        const auto ended =
            gsmcfg({"plan", write("w.toml", "dialect = \"energomera-gs04\"\n[settings]\n" + settings), "+99900100001"});
        EXPECT_EQ(ended.exit, 0) << settings << ended.err;
        return ended.out;
    };
    EXPECT_TRUE(says(warned("mode = \"ce-nc\"\ndns = \"a.example\"\ntimeout = 299\n"), "timeout under 300"));
    EXPECT_FALSE(says(warned("mode = \"ce-nc\"\ndns = \"a.example\"\ntimeout = 300\n"), "timeout under 300"));
    EXPECT_TRUE(says(warned("mode = \"sms\"\nuser = \"u\"\n"), "authentication type"));
    EXPECT_TRUE(says(warned("mode = \"sms\"\npsw = \"p\"\n"), "authentication type"));
    EXPECT_TRUE(says(warned("mode = \"server\"\n"), "static IP"));
    EXPECT_TRUE(says(warned("mode = \"sms\"\nuser = \"a@b\"\n"), "has an @"));
    EXPECT_TRUE(says(warned("mode = \"sms\"\n"), "factory password"));
}

TEST_F(Plan, KnowsWhatEarlierCampaignsSaw) {
    simulate(sample("fleet.csv"));
    ASSERT_EQ(gsmcfg({"apply", profile, list, "--yes"}).exit, 0);
    auto json = summary({});
    EXPECT_EQ(number(json, "undo_possible"), 25);
    EXPECT_EQ(number(json, "sms_saved_up_to"), 25 * 3);
    EXPECT_EQ(json.at("rates").at("sms_measured").boolean(), true);
    EXPECT_GT(number(json.at("rates"), "sms_samples"), 100);
    EXPECT_TRUE(says(plan({}).out, "measured on ")) << plan({}).out;
    json = summary({"--read-first"});
    EXPECT_EQ(number(json, "sms_out"), 25 * 13);
    EXPECT_EQ(number(json, "sms_out_least"), 25 * 5);
    EXPECT_EQ(number(json, "sms_saved_up_to"), 25 * 8);
}

TEST_F(Plan, IsSavedAndCarriedOutPrecisely) {
    simulate(sample("fleet.csv"));
    const auto some = write("some.txt", "+99900100002\n+99900100004\n+99900100007\n");
    const auto saved = gsmcfg({"plan", near(profile), near(list), "--out", near(file), "--phones-from", near(some), "--first",
                               "2", "--settings", "apn,port,mode", "--attempts", "3"});
    ASSERT_EQ(saved.exit, 0) << saved.err;
    EXPECT_TRUE(says(saved.out, "gsmcfg apply " + near(file))) << saved.out;
    EXPECT_EQ(std::filesystem::status(file).permissions() & std::filesystem::perms::all,
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    const auto json = base::Json::parse(base::read_file(file).value()).value();
    EXPECT_EQ(json.at("profile").at("path").string(), profile) << "from anywhere";
    EXPECT_EQ(json.at("schema").integer(), 1);
    EXPECT_EQ(number(json.at("counts"), "meters"), 2);
    EXPECT_EQ(number(json.at("options"), "attempts"), 3);
    EXPECT_EQ(base::read_file(file).value().find("m2m.example"), std::string::npos) << "no values in it";

    const auto applied = gsmcfg({"apply", file, "--yes", "--json", "--reason", "T-17"});
    ASSERT_EQ(applied.exit, 0) << applied.err << applied.out;
    EXPECT_EQ(number(applied.lines().back(), "confirmed"), 2);
    std::vector<std::string> texts;
    for (const auto& sent : simulator->truth("submitted"))
        if (sent.at("destination").string() == "+99900100004") texts.push_back(sent.at("text").string().value());
    EXPECT_EQ(texts, (std::vector<std::string>{"12345678 APN m2m.example", "12345678 PORT 4059", "12345678 MODE 6"}));
    EXPECT_EQ(simulator->submitted(), 6U);

    const auto again = gsmcfg({"plan", profile, list, "--out", file});
    EXPECT_EQ(again.exit, 2);
    EXPECT_TRUE(says(again.err, "--force overwrites it")) << again.err;
    EXPECT_EQ(gsmcfg({"plan", profile, list, "--out", file, "--force"}).exit, 0);
    EXPECT_EQ(gsmcfg({"plan", profile, "+99900100001", "--out", file, "--force"}).exit, 0);
    EXPECT_EQ(gsmcfg({"apply", file, "--yes"}).exit, 0) << "a single number";
}

TEST_F(Plan, IsRefusedWhenSomethingHasChanged) {
    simulate(sample("fleet.csv"));
    const auto numbers = write("some.txt", "+99900100002\n");
    const auto own = write("own.toml", [] {
        auto text = base::read_file(test::source_dir() + "/src/assets/dialects/energomera-gs04.toml").value();
        return text.replace(text.find("energomera-gs04"), 15, "own");
    }());
    ASSERT_EQ(gsmcfg({"plan", profile, list, "--phones-from", numbers, "--dialect", near(own), "--out", file}).exit, 0);
    const auto refused = [&](const std::string& said) {
        const auto ended = gsmcfg({"apply", file, "--yes"});
        EXPECT_EQ(ended.exit, 2) << said;
        EXPECT_TRUE(says(ended.err, said)) << ended.err;
        EXPECT_EQ(simulator->submitted(), 0U) << said;
    };
    // Each is changed, and changed back.
    const std::vector<std::pair<std::string, std::string>> files{{profile, "the profile " + profile + " has changed"},
                                                                 {list, "the list " + list + " has changed"},
                                                                 {numbers, "the file of numbers " + numbers + " has changed"},
                                                                 {own, "the dialect own has changed"}};
    for (const auto& [path, said] : files) {
        const auto before = base::read_file(path).value();
        ASSERT_TRUE(base::write_file(path, before + "\n# a word\n"));
        refused(said);
        ASSERT_TRUE(base::write_file(path, before));
    }
    std::filesystem::rename(profile, profile + ".away");
    refused("the plan's profile can't be read: " + profile);
    std::filesystem::rename(profile + ".away", profile);

    const auto whole = base::read_file(file).value();
    const auto altered = [&](const std::string& from, const std::string& to) {
        auto text = whole;
        text.replace(text.find(from), from.size(), to);
        write("north.plan", text);
    };
    const auto hash = base::Json::parse(whole)->at("messages_sha256").string().value();
    altered(hash, std::string(64, '0'));
    refused("the messages are others");
    auto older = whole;
    older.replace(older.find(hash), hash.size(), std::string(64, '0'));
    const std::string version_key = "\"program_version\": \"";
    older.insert(older.find(version_key) + version_key.size(), "0.0.");
    write("north.plan", older);
    refused("composes other messages");
    altered("\"schema\": 1", "\"schema\": 2");
    refused("a plan of a newer gsmcfg");
    altered("\"gsmcfg plan\"", "\"another plan\"");
    refused("is no plan");
    altered("\"messages_sha256\"", "\"messages\"");
    refused("something is missing in it");
    write("north.plan", whole.substr(0, whole.size() / 2));
    refused("a damaged plan");
    write("north.plan", "[settings]\nmode = 1\n");
    refused("gsmcfg apply takes PROFILE PHONES, or one file");
    write("north.plan", whole);
    EXPECT_EQ(gsmcfg({"apply", file, "--yes"}).exit, 0) << "as it was";
}

TEST_F(Plan, DecidesItselfWhatItHas) {
    ASSERT_EQ(gsmcfg({"plan", profile, list, "--out", file}).exit, 0);
    const std::vector<std::vector<std::string>> cases{
        {"--window", "08:00-20:00"}, {"--daily-cap", "100"}, {"--settings", "apn"},     {"--read-first"}, {"--first", "1"},
        {"--attempts", "1"},         {"--no-restart"},       {"--dialect", "teltonika"}};
    for (auto options : cases) {
        const auto name = options[0];
        options.insert(options.begin(), {"apply", file, "--yes"});
        const auto ended = gsmcfg(options);
        EXPECT_EQ(ended.exit, 2) << name;
        EXPECT_TRUE(says(ended.err, name + " is decided by the plan")) << ended.err;
    }
    EXPECT_EQ(gsmcfg({"apply", folder + "/nowhere.plan"}).exit, 2);
    const auto input = gsmcfg({"plan", profile, "-", "--out", folder + "/x.plan"});
    EXPECT_EQ(input.exit, 2);
}

TEST_F(Plan, ApplyTakesTheSameOptions) {
    simulate(sample("fleet.csv"));
    const auto refused = gsmcfg({"apply", profile, list, "--yes", "--daily-cap", "5"});
    EXPECT_EQ(refused.exit, 2);
    EXPECT_TRUE(says(refused.err, "a meter needs 8 SMS and the daily cap is 5")) << refused.err;
    EXPECT_EQ(gsmcfg({"apply", profile, list, "--yes", "--one-way", "--verify"}).exit, 2);
    EXPECT_EQ(simulator->submitted(), 0U);
    const auto applied = gsmcfg({"apply", profile, list, "--yes", "--first", "2", "--json"});
    ASSERT_EQ(applied.exit, 0) << applied.err;
    EXPECT_EQ(number(applied.lines().back(), "confirmed"), 2);
}

}  // namespace
}  // namespace gsmcfg::e2e
