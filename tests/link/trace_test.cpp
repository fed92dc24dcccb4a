#include "gsmcfg/link/trace_link.hpp"

#include "link/pseudo_terminal.hpp"

#include <algorithm>
#include <deque>
#include <fstream>
#include <iterator>

namespace gsmcfg::link {
namespace {

using namespace std::chrono_literals;

class FixedClock final : public base::Clock {
public:
    [[nodiscard]] base::MonoTime now() const override { return time; }
    [[nodiscard]] base::UtcTime utc() const override { return {}; }
    void wait_until(base::MonoTime, base::StopToken) override {}
    base::MonoTime time{};
};

class FakeLink final : public ByteLink {
public:
    FakeLink(FixedClock& clock, std::deque<std::string> chunks) : clock_(clock), chunks_(std::move(chunks)) {}
    base::Result<std::size_t> read_some(std::span<char> buffer, base::MonoTime, base::StopToken) override {
        clock_.time += 1500us;
        if (chunks_.empty()) return base::fail(base::ErrorCode::port_lost, "fake", "the port is gone");
        const std::string chunk = chunks_.front();
        chunks_.pop_front();
        std::ranges::copy(chunk, buffer.begin());
        return chunk.size();
    }
    base::Result<void> write_all(std::string_view, base::MonoTime) override { return {}; }
    base::Clock& clock() override { return clock_; }
    std::string name() const override { return "fake"; }

private:
    FixedClock& clock_;
    std::deque<std::string> chunks_;
};

const std::string body = "0031000B919909000000F100000005E8329BFD06";

std::string content(const std::filesystem::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Trace, Lines) {
    const std::vector<std::pair<TraceEntry, std::string>> cases{
        {{0us, TraceDirection::to_modem, "AT\r"}, "+0.000000 > AT\\r"},
        {{12'345'678us, TraceDirection::from_modem, "\r\n> "}, "+12.345678 < \\r\\n> "},
        {{1us, TraceDirection::to_modem, "\x1a\t\\"}, "+0.000001 > \\x1A\\t\\\\"},
        {{1us, TraceDirection::from_modem, std::string("\0\xff", 2)}, "+0.000001 < \\x00\\xFF"},
        {{1us, TraceDirection::note, ""}, "+0.000001 # "},
    };
    for (const auto& [entry, line] : cases) {
        EXPECT_EQ(format_trace_entry(entry), line);
        const auto parsed = parse_trace(line + "\n");
        ASSERT_TRUE(parsed) << line;
        EXPECT_EQ(*parsed, std::vector{entry});
    }
}

TEST(Trace, BadLines) {
    for (const std::string line : {"x", "+1 > AT", "+1.000000 ? AT", "+1.000000 >AT", "+1.000000 > \\q", "+1.000000 > \\x1",
                                   "-1.000000 > A", "+a.000000 > A"}) {
        const auto parsed = parse_trace("+0.000000 # ok\n" + line + "\n");
        ASSERT_FALSE(parsed) << line;
        EXPECT_EQ(parsed.error().where, "line 2");
    }
}

TEST(Trace, Decorates) {
    const test::TemporaryFolder folder;
    const auto path = folder.path() / "trace";
    auto file = TraceFile::open(path);
    ASSERT_TRUE(file);
    FixedClock clock;
    TraceLink link(std::make_unique<FakeLink>(clock, std::deque<std::string>{"\r\nOK\r\n"}), *file, nullptr, clock.now());
    std::array<char, 64> buffer{};
    ASSERT_TRUE(link.write_all("AT\r", {}));
    ASSERT_TRUE(link.read_some(buffer, {}, {}));
    ASSERT_FALSE(link.read_some(buffer, {}, {}));
    EXPECT_EQ(content(path),
              "+0.000000 # open fake\n+0.000000 > AT\\r\n+0.001500 < \\r\\nOK\\r\\n\n+0.003000 # fake: the port is gone\n");
    const auto mode = std::filesystem::status(path).permissions() & std::filesystem::perms::mask;
    EXPECT_EQ(mode, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST(Trace, OnlyATraceIsContinued) {
    const test::TemporaryFolder folder;
    const auto list = folder.path() / "phones.txt";
    std::ofstream(list) << "+99900100001\n";
    const auto refused = TraceFile::open(list);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, base::ErrorCode::invalid_argument);
    EXPECT_EQ(content(list), "+99900100001\n");
    const auto trace = folder.path() / "trace";
    for (int run = 1; run <= 2; ++run) {
        auto file = TraceFile::open(trace);
        ASSERT_TRUE(file) << file.error().detail;
        (*file)->write({std::chrono::microseconds(run), TraceDirection::note, "open"});
    }
    EXPECT_EQ(content(trace), "+0.000001 # open\n+0.000002 # open\n");
}

TEST(Trace, UnwritablePlace) {
    const test::TemporaryFolder folder;
    const auto file = TraceFile::open(folder.path() / "none" / "trace");
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().code, base::ErrorCode::not_found);
}

TEST(TraceMask, HidesTheBodyAndNothingElse) {
    TraceMask mask;
    EXPECT_EQ(mask.apply(body), body);
    mask.hide(body);
    const std::string stars(body.size(), '*');
    std::string lower = body;
    std::ranges::transform(lower, lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    const std::vector<std::pair<std::string, std::string>> cases{
        {body + "\x1a", stars + "\x1a"},
        {lower, stars},
        {"> " + body + "\x1a\r\n+CMGS: 5\r\n", "> " + stars + "\x1a\r\n+CMGS: 5\r\n"},
        {"AT+CMGS=19\r", "AT+CMGS=19\r"},
        {"\r\n+CMGS: 5\r\n\r\nOK\r\n", "\r\n+CMGS: 5\r\n\r\nOK\r\n"},
        {body.substr(0, 11) + "?" + body.substr(12), std::string(11, '*') + "?" + std::string(body.size() - 12, '*')},
    };
    for (const auto& [in, out] : cases) EXPECT_EQ(mask.apply(in), out);
    mask.clear();
    EXPECT_EQ(mask.apply(body), body);
}

TEST(TraceMask, ChunksDoNotMatter) {
    TraceMask mask;
    mask.hide(body);
    const std::string echo = "> " + body + "\x1a\r\n";
    for (std::size_t size = 1; size < echo.size(); ++size) {
        std::string seen;
        for (std::size_t at = 0; at < echo.size(); at += size) seen += mask.apply(echo.substr(at, size));
        EXPECT_EQ(seen.size(), echo.size());
        EXPECT_EQ(seen.find_first_of("0123456789ABCDEF"), std::string::npos) << "in chunks of " << size << ": " << seen;
    }
}

// Nobody knows what a SIM will answer: every row of digits is hidden, whatever the chunks.
TEST(TraceMask, HidesEveryRowOfHexDigits) {
    TraceMask mask;
    mask.hide_hex(true);
    const std::string before = "\r\n+CRSM: 144,0,\"";
    const std::string answer = before + body + "\"\r\n\r\nOK\r\n";
    for (std::size_t size = 1; size <= answer.size(); ++size) {
        std::string seen;
        for (std::size_t at = 0; at < answer.size(); at += size) seen += mask.apply(answer.substr(at, size));
        ASSERT_EQ(seen.size(), answer.size());
        EXPECT_EQ(seen.substr(before.size(), body.size()), std::string(body.size(), '*')) << "in chunks of " << size;
    }
    EXPECT_EQ(mask.apply("AT+CRSM=178,28476,1,4,176\r"), "AT+CRSM=178,28476,1,4,176\r");
    EXPECT_EQ(mask.apply(body + "\x1a"), std::string(body.size(), '*') + "\x1a");
    mask.hide_hex(true);
    mask.hide_hex(false);
    EXPECT_NE(mask.apply(body), body) << "somebody else still needs it";
    mask.hide_hex(false);
    EXPECT_EQ(mask.apply(body), body);
}

TEST(TraceMask, ShortSecrets) {
    TraceMask mask;
    mask.hide("1234");
    EXPECT_EQ(mask.apply("AT+CPIN=\"1234\"\r"), "AT+CPIN=\"****\"\r");
}

TEST(TraceMask, NoDigitOfAMaskedDialogueIsInTheFile) {
    const test::TemporaryFolder folder;
    const auto path = folder.path() / "trace";
    auto file = TraceFile::open(path);
    ASSERT_TRUE(file);
    auto mask = std::make_shared<TraceMask>();
    mask->hide(body);
    FixedClock clock;
    TraceLink link(std::make_unique<FakeLink>(clock, std::deque<std::string>{body.substr(0, 9), body.substr(9) + "\x1a"}), *file,
                   mask, clock.now());
    std::array<char, 64> buffer{};
    ASSERT_TRUE(link.write_all(body + "\x1a", {}));
    ASSERT_TRUE(link.read_some(buffer, {}, {}));
    ASSERT_TRUE(link.read_some(buffer, {}, {}));
    const std::string text = content(path);
    for (std::size_t at = 0; at + 4 <= body.size(); ++at) {
        if (body.substr(at, 4) != "0000") {
            EXPECT_EQ(text.find(body.substr(at, 4)), std::string::npos) << body.substr(at, 4);
        }
    }
}

}  // namespace
}  // namespace gsmcfg::link
