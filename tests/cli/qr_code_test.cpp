// The codes as a phone sees them: read back by zbarimg, which shares nothing with their maker.
#include "cli/qr_code.hpp"

#include "support/temporary_directory.hpp"

#include "gsmcfg/base/file.hpp"
#include "gsmcfg/base/text.hpp"

#include <spawn.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <charconv>

namespace gsmcfg::cli {
namespace {

using Picture = std::vector<std::vector<bool>>;  // rows of modules, true: dark

// What zbarimg reads in a picture of these modules; empty if it sees no code.
std::string decoded(const Picture& picture) {
    constexpr std::size_t pixels = 6;
    const test::TemporaryDirectory directory;
    const auto image = directory.file("code.pgm");
    const auto result = directory.file("result");
    std::string data =
        "P5 " + std::to_string(picture.at(0).size() * pixels) + " " + std::to_string(picture.size() * pixels) + " 255\n";
    for (const auto& row : picture)
        for (std::size_t y = 0; y < pixels; ++y)
            for (const bool dark : row) data += std::string(pixels, dark ? '\0' : '\xFF');
    EXPECT_TRUE(base::write_file(image, data, 0600));
    std::vector<std::string> words{"/usr/bin/zbarimg", "--raw", "--quiet", "--nodbus", "-Sdisable", "-Sqrcode.enable", image};
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    std::string locale = "LC_ALL=C.UTF-8";
    std::vector<char*> environment{locale.data(), nullptr};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, result.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    pid_t child = 0;
    const int failed = posix_spawn(&child, words[0].c_str(), &actions, nullptr, arguments.data(), environment.data());
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) return "zbarimg is missing: install scripts/packages-test.txt";
    int status = 0;
    waitpid(child, &status, 0);
    auto text = base::read_file(result).value_or("");
    if (text.ends_with('\n')) text.pop_back();
    return text;
}

// What a terminal or a printer makes of the lines.
Picture picture_of(std::string_view lines, QrStyle style) {
    Picture picture;
    for (auto line : base::split(lines, '\n')) {
        if (line.empty()) continue;
        std::string clear(line);
        for (const std::string_view sequence : {"\x1b[38;5;16;48;5;231m", "\x1b[0m"})
            if (const auto at = clear.find(sequence); at != std::string::npos) clear.erase(at, sequence.size());
        std::vector<bool> upper;
        std::vector<bool> lower;
        const auto points = base::to_code_points(clear);
        for (std::size_t i = 0; i < points.size(); i += style.half_blocks ? 1 : 2) {
            upper.push_back(points[i] == U'█' || points[i] == U'▀' || points[i] == U'#');
            lower.push_back(points[i] == U'█' || points[i] == U'▄');
        }
        picture.push_back(upper);
        if (style.half_blocks) picture.push_back(lower);
    }
    return picture;
}

// The rectangles of the path "M4 4h7v1h-7z…".
Picture picture_of_svg(const std::string& text) {
    const auto box = text.find("viewBox=\"0 0 ");
    std::size_t side = 0;
    std::from_chars(text.data() + box + 13, text.data() + text.size(), side);
    Picture picture(side, std::vector<bool>(side));
    const auto begin = text.find(" d=\"") + 4;
    for (auto part : base::split(std::string_view(text).substr(begin, text.find('"', begin) - begin), 'M')) {
        if (part.empty()) continue;
        std::size_t x = 0;
        std::size_t y = 0;
        std::size_t width = 0;
        const auto* end = part.data() + part.size();
        const auto* at = std::from_chars(part.data(), end, x).ptr;
        at = std::from_chars(at + 1, end, y).ptr;
        std::from_chars(at + 1, end, width);
        for (std::size_t i = 0; i < width; ++i) picture.at(y).at(x + i) = true;
    }
    return picture;
}

const std::vector<std::string>& texts() {
    static const std::vector<std::string> all{"smsto:+99900100001:12345678 APN m2m.example", "smsto:+99900100001:12345678 MODE 6",
                                              "smsto:+999001000019999:p@ss:w;o,r\\d\"1 DNS collect.example",
                                              "smsto:+99900100001:" + std::string(160, 'x')};
    return all;
}

TEST(QrCode, IsReadBackFromEveryForm) {
    for (const auto& text : texts()) {
        const auto code = QrCode::encode(text);
        ASSERT_TRUE(code) << text;
        for (const bool half_blocks : {true, false})
            for (const bool colours : {true, false}) {
                const QrStyle style{half_blocks, colours};
                EXPECT_EQ(decoded(picture_of(drawn(*code, style), style)), text) << half_blocks << colours;
            }
        EXPECT_EQ(decoded(picture_of_svg(svg(*code, {"1 of 8", text}))), text);
    }
}

TEST(QrCode, ADamagedOneIsNotReadBack) {
    const auto code = QrCode::encode(texts()[0]).value();
    const QrStyle style{};
    auto picture = picture_of(drawn(code, style), style);
    for (std::size_t row = 0; row < 16; ++row)
        for (std::size_t column = 0; column < 16; ++column) picture[row][column] = false;
    EXPECT_NE(decoded(picture), texts()[0]);
}

TEST(QrCode, HasAQuietZoneAndItsWidthIsKnown) {
    for (const auto& text : texts()) {
        const auto code = QrCode::encode(text).value();
        for (const bool half_blocks : {true, false}) {
            const QrStyle style{half_blocks, false};
            const auto lines = drawn(code, style);
            for (const auto line : base::split(lines, '\n')) {
                if (!line.empty()) {
                    EXPECT_EQ(base::to_code_points(line).size(), columns(code, style));
                }
            }
            const auto picture = picture_of(lines, style);
            for (std::size_t i = 0; i < picture.size(); ++i)
                for (std::size_t zone = 0; zone < 4; ++zone) {
                    EXPECT_FALSE(picture[zone].at(std::min(i, picture[zone].size() - 1)));
                    EXPECT_FALSE(picture[i].at(zone));
                }
            EXPECT_EQ(columns(code, style), (code.size() + 8) * (half_blocks ? 1 : 2));
        }
    }
    EXPECT_FALSE(QrCode::encode(texts()[0])->dark(1000, 0));
}

TEST(QrCode, ColoursAreSaidOnEveryLine) {
    const auto code = QrCode::encode("smsto:+99900100001:x").value();
    const auto coloured = drawn(code, {true, true});
    for (const auto line : base::split(coloured, '\n')) {
        if (!line.empty()) {
            EXPECT_TRUE(line.starts_with("\x1b[") && line.ends_with("\x1b[0m"));
        }
    }
    EXPECT_EQ(drawn(code, {true, false}).find('\x1b'), std::string::npos);
    for (const char c : drawn(code, {false, false})) EXPECT_TRUE(c == '#' || c == ' ' || c == '\n');
}

TEST(QrCode, RefusesWhatItCantHold) {
    EXPECT_FALSE(QrCode::encode(""));
    EXPECT_FALSE(QrCode::encode(std::string(4000, 'x')));
}

TEST(Svg, ItsCaptionIsHarmlessAndComplete) {
    const auto code = QrCode::encode("smsto:+99900100001:x").value();
    const auto text = svg(code, {"<script>&\"\x01", std::string(200, 'y')});
    EXPECT_EQ(text.find("<script>"), std::string::npos);
    EXPECT_NE(text.find("&lt;script&gt;&amp;&quot;\\x01"), std::string::npos) << text;
    std::string caption;
    for (auto at = text.find("<text"); at != std::string::npos; at = text.find("<text", at + 1)) {
        const auto begin = text.find('>', at) + 1;
        caption += text.substr(begin, text.find('<', begin) - begin);
    }
    EXPECT_TRUE(caption.ends_with(std::string(200, 'y'))) << caption;
    EXPECT_LE(caption.find('y'), 40U) << "nothing is said twice";
}

}  // namespace
}  // namespace gsmcfg::cli
