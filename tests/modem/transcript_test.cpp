// Dialogues with modems of every family, replayed: the same must come of them however the bytes are cut.
#include "transcript.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace gsmcfg::modem {
namespace {

using test::Echo;
using test::Pieces;

const std::filesystem::path folder = transcript_folder();

std::string name_of(const std::filesystem::path& path) {
    std::string name = std::filesystem::relative(path, folder).replace_extension().string();
    std::ranges::replace_if(
        name, [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
    return name;
}

struct Form {
    std::string name;
    test::ReplayForm form;
};

std::vector<Form> forms() {
    std::vector<Form> all{{"as recorded", {}},
                          {"byte by byte", {.pieces = Pieces::single_bytes}},
                          {"without echo", {.echo = Echo::off}},
                          {"with echo", {.echo = Echo::on}},
                          {"with echo, byte by byte", {.pieces = Pieces::single_bytes, .echo = Echo::on}},
                          {"with chatter", {.chatter = true}},
                          {"with chatter, byte by byte", {.pieces = Pieces::single_bytes, .chatter = true}}};
    for (std::uint32_t seed = 1; seed <= 4; ++seed) {
        const std::string suffix = ", seed " + std::to_string(seed);
        all.push_back({"in pieces" + suffix, {.pieces = Pieces::random, .seed = seed}});
        all.push_back({"in pieces with echo and chatter" + suffix,
                       {.pieces = Pieces::random, .echo = Echo::on, .chatter = true, .seed = seed}});
    }
    return all;
}

class TranscriptTest : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(TranscriptTest, SameOutcomeInEveryForm) {
    const Transcript transcript = read_transcript(GetParam());
    ASSERT_FALSE(transcript.trace.empty());
    for (const Form& form : forms()) {
        const ReplayOutcome outcome = replay(transcript, form.form);
        EXPECT_EQ(outcome.departure, "") << form.name;
        EXPECT_TRUE(outcome.finished) << form.name;
        EXPECT_EQ(outcome.lines, transcript.expected) << form.name;
    }
}

INSTANTIATE_TEST_SUITE_P(Transcripts, TranscriptTest, testing::ValuesIn(transcripts()),
                         [](const auto& one) { return name_of(one.param); });

TEST(Transcripts, OfEveryFamily) {
    for (const char* const make :
         {"cinterion", "generic", "huawei", "quectel", "sierra", "simcom", "telit", "ublox", "wavecom", "zte"}) {
        EXPECT_TRUE(std::filesystem::exists(folder / make)) << make;
    }
}

// A file as --trace writes it holds no steps: what was done shows in it.
TEST(Transcripts, ATraceOfTheProgramIsReplayedToo) {
    for (const auto& path : transcripts()) {
        Transcript transcript = read_transcript(path);
        const bool goes_well = std::ranges::find(transcript.expected, "open ok") != transcript.expected.end();
        if (!goes_well || transcript.steps.front() != "open" || transcript.pin) continue;
        transcript.steps.clear();
        for (const Form& form : forms()) {
            const ReplayOutcome outcome = replay(transcript, form.form);
            EXPECT_EQ(outcome.departure, "") << path << ", " << form.name;
            EXPECT_TRUE(outcome.finished) << path << ", " << form.name;
        }
    }
}

TEST(Transcripts, ADifferentDialogueIsNoticed) {
    Transcript transcript = read_transcript(transcripts().front());
    const auto changed =
        std::ranges::find_if(transcript.trace, [](const link::TraceEntry& e) { return e.bytes == "AT+CMGF=0\r"; });
    ASSERT_NE(changed, transcript.trace.end());
    changed->bytes = "AT+CMGF=1\r";
    EXPECT_NE(replay(transcript, {}).departure, "");
}

}  // namespace
}  // namespace gsmcfg::modem
