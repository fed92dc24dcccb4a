// gammu on the command line, with every make of modem that it knows to handle.
#include "peer_fixture.hpp"

namespace gsmcfg::peer {
namespace {

using namespace std::chrono_literals;
using e2e::Ended;
using e2e::Program;

constexpr const char* gammu = "/usr/bin/gammu";

struct Make {
    std::string name, manufacturer, model, firmware;
};

const std::vector<Make>& makes() {
    static const std::vector<Make> all{{"generic", "Simulated", "SIM-100", "SIM-100 1.00"},
                                       {"huawei-e1752", "Huawei", "E1752", "11.126.10.04.55"},
                                       {"huawei-e3372", "Huawei", "E3372", "21.180.01.00.00"},
                                       {"sim800", "SIMCOM_Ltd", "SIMCOM_SIM800L", "Revision:1418B05SIM800L24"},
                                       {"sim7600", "SIMCOM INCORPORATED", "SIMCOM_SIM7600E-H", "LE20B03SIM7600M22"},
                                       {"quectel-m26", "Quectel_Ltd", "Quectel_M26", "M26FBR03A06"},
                                       {"quectel-ec25", "Quectel", "EC25", "EC25EFAR06A06M4G"},
                                       {"telit", "Telit", "GE910-QUAD", "13.00.007"},
                                       {"cinterion", "Cinterion", "MC75i", "REVISION 01.301"},
                                       {"wavecom", "Wavecom", "MULTIBAND", "657e09gg.Q2406B"},
                                       {"zte", "ZTE", "MF667", "BD_MF667V1.0.0B05"}};
    return all;
}

class Gammu : public Peer {
protected:
    void SetUp() override {
        if (const auto reason = missing(gammu, "gammu"); !reason.empty()) GTEST_SKIP() << reason;
    }
    // All modems at once: gammu spends seconds with itself. The n-th text follows the words for the n-th modem.
    std::vector<Ended> each(const std::vector<std::string>& words, const std::vector<std::vector<std::string>>& more = {}) {
        std::vector<std::unique_ptr<Program>> running;
        for (std::size_t i = 0; i < count; ++i) {
            const auto device = simulator->modem(static_cast<int>(i));
            const auto rc = write("gammurc" + std::to_string(i), "[gammu]\ndevice = " + device + "\nconnection = at115200\n");
            std::vector<std::string> all{gammu, "-c", rc};
            all.insert(all.end(), words.begin(), words.end());
            if (!more.empty()) all.insert(all.end(), more.at(i).begin(), more.at(i).end());
            running.push_back(std::make_unique<Program>(all, folder));
        }
        std::vector<Ended> ended;
        for (auto& one : running) ended.push_back(one->wait());
        return ended;
    }
    void start(const std::vector<std::string>& personalities) {
        count = personalities.size();
        simulate(personalities);
    }

    void start_all() {
        std::vector<std::string> names;
        for (const auto& make : makes()) names.push_back(make.name);
        start(names);
    }

    std::size_t count = 0;
};

TEST_F(Gammu, IdentifiesEveryMake) {
    start_all();
    const auto identified = each({"identify"});
    for (std::size_t i = 0; i < count; ++i) {
        const auto& make = makes()[i];
        EXPECT_EQ(identified[i].exit, 0) << make.name << identified[i].err;
        for (const auto& word : {make.manufacturer, make.model, make.firmware, std::string("35999900"), std::string("99970000")})
            EXPECT_TRUE(holds(identified[i].out, word)) << make.name;
    }
}

TEST_F(Gammu, SendsAndListsTheAnswerWithEveryMake) {
    start_all();
    const auto empty = each({"getallsms"});
    for (std::size_t i = 0; i < count; ++i)
        EXPECT_TRUE(holds(empty[i].out, "0 SMS parts in 0 SMS sequences")) << makes()[i].name << empty[i].err;

    std::vector<std::vector<std::string>> messages;
    for (std::size_t i = 0; i < count; ++i)
        messages.push_back({phone(static_cast<int>(i) + 1), "-text", "12345678 PORT " + std::to_string(4010 + i)});
    const auto sent = each({"sendsms", "TEXT"}, messages);
    for (std::size_t i = 0; i < count; ++i) {
        const auto modem = static_cast<int>(i);
        EXPECT_EQ(sent[i].exit, 0) << makes()[i].name << sent[i].out << sent[i].err;
        EXPECT_EQ(events("submitted", modem).size(), 1U) << makes()[i].name;
        EXPECT_EQ(submitted(modem), (Texts{{messages[i][0], messages[i][2]}})) << makes()[i].name;
    }
    const auto answered = each({"getallsms"});
    for (std::size_t i = 0; i < count; ++i) {
        const auto reply = replies(static_cast<int>(i))[messages[i][0]];
        ASSERT_FALSE(reply.empty()) << makes()[i].name;
        for (const auto& words : {reply, "\"" + messages[i][0] + "\"", std::string("\"+99990000000\""),
                                  std::string("1 SMS parts in 1 SMS sequences")})
            EXPECT_TRUE(holds(plain(answered[i].out), words)) << makes()[i].name << answered[i].err;
    }
}

// gammu's issue 1176: 1.42 waits for "> " until its time is over. It says so, and nothing is sent.
TEST_F(Gammu, GivesUpOnAPromptWithoutABlank) {
    start({"sim7670"});
    const auto sent = each({"sendsms", "TEXT"}, {{phone(1), "-text", "12345678 PORT 4010"}}).at(0);
    if (sent.exit == 0) {
        EXPECT_EQ(submitted(0), (Texts{{phone(1), "12345678 PORT 4010"}})) << "a gammu that is mended";
        return;
    }
    EXPECT_TRUE(holds(sent.out + sent.err, "No response in specified timeout"));
    EXPECT_TRUE(submitted(0).empty());
}

TEST_F(Gammu, SendsALongMessageInParts) {
    start({"generic"});
    const std::string text = "12345678 " + std::string(160, 'A') + std::string(160, 'B');
    const auto sent = each({"sendsms", "TEXT"}, {{phone(1), "-len", "400", "-text", text}}).at(0);
    EXPECT_EQ(sent.exit, 0) << sent.out << sent.err;
    std::string joined;
    for (const auto& part : events("submitted", 0)) {
        EXPECT_EQ(part.at("parts").integer(), 3);
        joined += part.at("text").string().value_or("");
    }
    EXPECT_EQ(joined, text);
}

}  // namespace
}  // namespace gsmcfg::peer
