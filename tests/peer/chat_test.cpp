// A conversation by a shell over socat, as a person has it in a terminal program.
#include "peer_fixture.hpp"

namespace gsmcfg::peer {
namespace {

constexpr const char* socat = "/usr/bin/socat";

// Speaks to the modem on its standard output and input, and writes down what it hears. Ends with 1 after ten seconds of silence.
constexpr const char* script = R"(
heard="$1"
until_line() {
    while IFS= read -r -t 10 line; do
        line="${line%$'\r'}"
        printf '%s\n' "$line" >>"$heard"
        [[ "$line" == "$1" ]] && return
    done
    exit 1
}
printf 'AT\r'; until_line OK
printf 'ATE0;+CMGF=1\r'; until_line OK
printf 'AT+CMGS="%s"\r' "$2"
IFS= read -r -d '>' -t 10 || exit 1
printf '%s\x1a' "$3"; until_line OK
printf 'AT+CMGL="ALL"\r'; until_line OK
printf 'AT+CMGD=%s\r' "$4"; until_line OK
)";

class Chat : public Peer {
protected:
    void SetUp() override {
        if (const auto reason = missing(socat, "socat"); !reason.empty()) GTEST_SKIP() << reason;
    }
};

TEST_F(Chat, SendsAndReadsInTextMode) {
    struct Case {
        std::string make, index;
    };
    const std::vector<Case> cases{{"generic", "1"}, {"huawei-e1752", "0"}, {"sim800", "1"}, {"sim7670", "0"}, {"wavecom", "1"}};
    std::vector<std::string> makes;
    for (const auto& one : cases) makes.push_back(one.make);
    simulate(makes);
    const auto chat = write("chat.sh", script);
    for (std::size_t i = 0; i < cases.size(); ++i) {
        const auto modem = static_cast<int>(i);
        const auto number = phone(modem + 1);
        const auto heard = folder + "/heard" + std::to_string(i);
        const auto said = write("words" + std::to_string(i), "exec /bin/bash " + chat + " " + heard + " " + number +
                                                                 " '12345678 PORT 4010' " + cases[i].index);
        const auto ended = run({socat, "FILE:" + simulator->modem(modem) + ",raw,echo=0", "EXEC:/bin/bash " + said});
        EXPECT_EQ(ended.exit, 0) << cases[i].make << ended.err << text_in(heard);
        EXPECT_EQ(submitted(modem), (Texts{{number, "12345678 PORT 4010"}})) << cases[i].make;
        EXPECT_TRUE(holds(text_in(heard), "\"REC UNREAD\",\"" + number + "\"")) << cases[i].make;
        EXPECT_TRUE(holds(text_in(heard), "DNS: :4010")) << cases[i].make;
        EXPECT_EQ(events("deleted", modem).size(), 1U) << cases[i].make;
    }
}

}  // namespace
}  // namespace gsmcfg::peer
