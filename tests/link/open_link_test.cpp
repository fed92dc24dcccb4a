#include "gsmcfg/link/open_link.hpp"

#include "gsmcfg/link/port_info.hpp"
#include "link/pseudo_terminal.hpp"

#include <fstream>

namespace gsmcfg::link {
namespace {

using namespace std::chrono_literals;
using base::ErrorCode;

base::Result<std::unique_ptr<ByteLink>> open_now(const std::string& device) {
    return open_link(device, {}, base::SystemClock().now() + 5s);
}

TEST(OpenLink, FollowsSymbolicLinks) {
    test::PseudoTerminal terminal;
    const test::TemporaryFolder folder;
    const auto alias = folder.path() / "modem0";
    std::filesystem::create_symlink(terminal.device(), alias);
    const auto link = open_now(alias.string());
    ASSERT_TRUE(link) << link.error().message();
    EXPECT_EQ((*link)->name(), alias.string());
}

TEST(OpenLink, TwoExcludeEachOther) {
    test::PseudoTerminal terminal;
    {
        const auto first = open_now(terminal.device());
        ASSERT_TRUE(first);
        const auto second = open_now(terminal.device());
        ASSERT_FALSE(second);
        EXPECT_EQ(second.error().code, ErrorCode::port_busy);
        EXPECT_NE(second.error().detail.find("in use by"), std::string::npos);
    }
    EXPECT_TRUE(open_now(terminal.device())) << "free again when the link is gone";
}

TEST(OpenLink, ABusyPortIsNamedAsTheUserWroteIt) {
    test::PseudoTerminal terminal;
    const test::TemporaryFolder folder;
    const auto alias = folder.path() / "modem0";
    std::filesystem::create_symlink(terminal.device(), alias);
    const auto first = open_now(terminal.device());
    ASSERT_TRUE(first);
    const auto second = open_now(alias.string());
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().where, alias.string() + " (" + terminal.device() + ")");
    const auto third = open_now(terminal.device());
    ASSERT_FALSE(third);
    EXPECT_EQ(third.error().where, terminal.device());
}

TEST(OpenLink, Errors) {
    const test::TemporaryFolder folder;
    const auto file = folder.path() / "file";
    std::ofstream(file) << "x";
    const std::vector<std::pair<std::string, ErrorCode>> cases{
        {(folder.path() / "none").string(), ErrorCode::not_found},
        {file.string(), ErrorCode::invalid_argument},
        {folder.path().string(), ErrorCode::invalid_argument},
        {"tcp://", ErrorCode::invalid_argument},
        {"tcp://host", ErrorCode::invalid_argument},
        {"tcp://:7000", ErrorCode::invalid_argument},
    };
    for (const auto& [device, code] : cases) {
        const auto link = open_now(device);
        ASSERT_FALSE(link) << device;
        EXPECT_EQ(link.error().code, code) << link.error().message();
    }
}

TEST(OpenLink, MissingDeviceNamesThePortsThatExist) {
    const test::TemporaryFolder folder;
    const auto link = open_now((folder.path() / "none").string());
    ASSERT_FALSE(link);
    const auto ports = list_ports();
    const std::string expected = ports.empty() ? "no serial ports" : ports.front().name;
    EXPECT_NE(link.error().detail.find(expected), std::string::npos) << link.error().detail;
}

}  // namespace
}  // namespace gsmcfg::link
