// SIM cards as JSON files.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "gsmcfg/base/file.hpp"
#include "gsmcfg/sim/sim_card.hpp"
#include "sim/sim_images.hpp"
#include "support/virtual_clock.hpp"

using namespace gsmcfg;
using namespace gsmcfg::sim;
using std::chrono::seconds;

namespace {

class SimImage : public testing::Test {
protected:
    void SetUp() override {
        std::string pattern = (std::filesystem::temp_directory_path() / "sim-image-XXXXXX").string();
        ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
        folder_ = pattern;
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }
    [[nodiscard]] std::filesystem::path file(std::string_view name) const { return folder_ / name; }

    std::filesystem::path folder_;
};

std::string card_text(std::string_view inside) {
    return R"({"iccid": "8999970000000000019", "imsi": "999700000000001", "places": 10)" + std::string(inside) + "}";
}

}  // namespace

TEST(SimImageText, IsReadAndWritten) {
    SimCard card = make_sim_card("a", 12);
    card.pin = {true, "4711", "87654321", 2, 9};
    card.records[0] = free_sms_record();
    card.records[0][0] = 0x03;
    card.records[0][1] = 0x00;
    card.records[11].fill(0xA5);
    const auto read = parse_sim_card(dump_sim_card(card), "x");
    ASSERT_TRUE(read) << read.error().message();
    EXPECT_EQ(*read, card);
    EXPECT_EQ(read->used(), 2U);
}

TEST(SimImageText, MayLeaveOutWhatIsUsual) {
    const auto card = parse_sim_card(card_text(R"(, "records": {"3": "0300", "4": "00AA"})"), "x");
    ASSERT_TRUE(card) << card.error().message();
    EXPECT_EQ(card->number, "");
    EXPECT_EQ(card->pin, SimPin());
    EXPECT_EQ(card->places(), 10U);
    EXPECT_EQ(card->used(), 1U);
    EXPECT_EQ(card->records[2][2], 0xFF);
    EXPECT_EQ(card->records[3], free_sms_record()) << "what is left in a free record does not matter";
}

TEST(SimImageText, RefusesWithTheReason) {
    struct Case {
        std::string_view name;
        std::string text;
        std::string message;
    };
    for (const auto& [name, text, message] : {
             Case{"no JSON", "{", "x: no JSON: "},
             Case{"no object", "[]", "x: a JSON object is expected here"},
             Case{"unknown key", card_text(R"(, "colour": 1)"), "x: 'colour' is no part of a SIM image"},
             Case{"ICCID", R"({"iccid": "89", "imsi": "999700000000001", "places": 1})",
                  "x: 'iccid' is a text of 18 to 20 digits"},
             Case{"ICCID a number", R"({"iccid": 89999700000000000, "imsi": "999700000000001", "places": 1})",
                  "x: 'iccid' is a text of 18 to 20 digits"},
             Case{"IMSI", R"({"iccid": "8999970000000000019", "places": 1})", "x: 'imsi' is a text of 6 to 15 digits"},
             Case{"places", R"({"iccid": "8999970000000000019", "imsi": "999700000000001", "places": 255})",
                  "x: 'places' is a number, 1 to 254"},
             Case{"number", card_text(R"(, "number": "999")"), "x: 'number' is + and 3 to 15 digits, or empty"},
             Case{"PIN", card_text(R"(, "pin": {"pin": "12"})"), "x: pin: 'pin' is a text of 4 to 8 digits"},
             Case{"PUK", card_text(R"(, "pin": {"puk": "1234567"})"), "x: pin: 'puk' is a text of 8 digits"},
             Case{"attempts", card_text(R"(, "pin": {"attempts": 4})"), "x: pin: 'attempts' is a number, 0 to 3"},
             Case{"enabled", card_text(R"(, "pin": {"enabled": 1})"), "x: pin: 'enabled' is true or false"},
             Case{"record number", card_text(R"(, "records": {"11": "03"})"), "x: record 11: the records are 1 to 10"},
             Case{"record 0", card_text(R"(, "records": {"0": "03"})"), "x: record 0: the records are 1 to 10"},
             Case{"no hex", card_text(R"(, "records": {"1": "0G"})"), "x: record 1: the record is no hexadecimal text: "},
             Case{"too long", card_text(R"(, "records": {"1": ")" + std::string(354, '0') + "\"}"),
                  "x: record 1: a record has 1 to 176 octets, not 177"},
             Case{"records", card_text(R"(, "records": [])"), "x: 'records' is a JSON object, each by its number"},
         }) {
        const auto card = parse_sim_card(text, "x");
        ASSERT_FALSE(card) << name;
        EXPECT_TRUE(card.error().message().starts_with(message)) << name << ": " << card.error().message();
    }
}

TEST_F(SimImage, HoldsPasswordsAndSoIsItsOwnersOnly) {
    const SimCard card = make_sim_card("a", 3);
    ASSERT_TRUE(save_sim_card(card, file("a.json")));
    struct stat status {};
    ASSERT_EQ(::stat(file("a.json").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    EXPECT_EQ(load_sim_card(file("a.json")).value(), card);
    EXPECT_EQ(load_sim_card(file("b.json")).error().code, base::ErrorCode::not_found);
}

TEST_F(SimImage, IsMadeWhereItIsMissingAndFollowsEveryChange) {
    test::VirtualClock clock;
    auto images = SimImages::open({file("a.json")}, false, 7);
    ASSERT_TRUE(images);
    EXPECT_NE(images->report()[0].find("created"), std::string::npos);
    WorldOptions options;
    options.sims = images->cards();
    World world(options, {}, test::VirtualClock::start);
    images->follow(world, [](const std::string& line) { FAIL() << line; });
    SimModem& modem = world.modem(0);
    EXPECT_EQ(modem.sim_card(), load_sim_card(file("a.json")).value());
    world.send_to_modem(0, "+99955500001", "one");
    EXPECT_EQ(load_sim_card(file("a.json"))->used(), 1U);
    EXPECT_EQ(load_sim_card(file("a.json"))->records[0][0], 0x03);
    modem.feed("ATE0\rAT+CMGR=1\r", clock.now());
    EXPECT_EQ(load_sim_card(file("a.json"))->records[0][0], 0x01);
    modem.feed("AT+CLCK=\"SC\",1,\"9999\"\r", clock.now());
    EXPECT_EQ(load_sim_card(file("a.json"))->pin.attempts, 2);
    modem.feed("AT+CMGD=1\r", clock.now());
    EXPECT_EQ(load_sim_card(file("a.json"))->used(), 0U);

    const auto again = SimImages::open({file("a.json")}, false, 20);
    EXPECT_EQ(again->cards()[0].places(), 7U);
    EXPECT_EQ(again->report()[0].find("created"), std::string::npos);
}

TEST_F(SimImage, AStackIsWalkedThrough) {
    test::VirtualClock clock;
    auto images = SimImages::open({file("a.json"), file("b.json")}, true, 7);
    ASSERT_TRUE(images);
    ASSERT_EQ(images->cards().size(), 1U);
    WorldOptions options;
    options.sims = images->cards();
    World world(options, {}, test::VirtualClock::start);
    std::vector<std::string> said;
    const auto say = [&](const std::string& line) { said.push_back(line); };
    images->follow(world, say);
    const auto first = load_sim_card(file("a.json")).value(), second = load_sim_card(file("b.json")).value();
    EXPECT_NE(first.iccid, second.iccid);
    images->swap(world, clock.now(), say);
    EXPECT_FALSE(world.modem(0).sim_card());
    clock.advance(seconds(5));
    world.advance(clock.now());
    EXPECT_EQ(world.modem(0).sim_card(), second);
    world.send_to_modem(0, "+99955500001", "two");
    EXPECT_EQ(load_sim_card(file("b.json"))->used(), 1U);
    EXPECT_EQ(load_sim_card(file("a.json"))->used(), 0U);
    images->swap(world, clock.now(), say);
    EXPECT_TRUE(world.modem(0).sim_card());
    ASSERT_EQ(said.size(), 2U);
    EXPECT_EQ(said[1], "sim: the stack is done, the last SIM stays in");
}

TEST_F(SimImage, WithoutAStackTheSameOneComesBack) {
    test::VirtualClock clock;
    auto images = SimImages::open({file("a.json")}, false, 7);
    ASSERT_TRUE(images);
    WorldOptions options;
    options.sims = images->cards();
    World world(options, {}, test::VirtualClock::start);
    const auto say = [](const std::string&) {};
    images->follow(world, say);
    const auto card = world.modem(0).sim_card();
    for (const bool pulled : {false, true}) {
        if (pulled) static_cast<void>(world.modem(0).remove_sim(clock.now()));
        images->swap(world, clock.now(), say);
        EXPECT_FALSE(world.modem(0).sim_card());
        clock.advance(seconds(5));
        world.advance(clock.now());
        EXPECT_EQ(world.modem(0).sim_card(), card);
    }
}

TEST_F(SimImage, TwoFilesOfOneCardAreRefused) {
    ASSERT_TRUE(save_sim_card(make_sim_card("a", 3), file("a.json")));
    ASSERT_TRUE(save_sim_card(make_sim_card("a", 3), file("b.json")));
    const auto images = SimImages::open({file("a.json"), file("b.json")}, true, 7);
    ASSERT_FALSE(images);
    EXPECT_EQ(images.error().code, base::ErrorCode::conflict);
}
