#include "gsmcfg/config/effective_text.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::config {
namespace {

constexpr const char* toml = R"(database = "postgresql://me:s3cret@host/db"
[numbers]
country_code = "7"
[modem.a]
device = "/dev/tty\"odd"
[credential.main]
password = "s3cret"
[send]
attempts = 3
window = "08:00-20:00"
daily_cap = 100
)";

TEST(EffectiveText, SaysWhereEachValueComesFrom) {
    const auto text = effective_text(parse(toml, "/etc/g.toml", {}).configuration);
    const auto has_line = [&](const std::string& start, const std::string& end) {
        const auto at = text.find("\n" + start);
        if (at == std::string::npos) return false;
        const auto line = text.substr(at + 1, text.find('\n', at + 1) - at - 1);
        return line.ends_with(end);
    };
    EXPECT_TRUE(has_line("attempts = 3 ", "# /etc/g.toml:9")) << text;
    EXPECT_TRUE(has_line("reply_timeout = 300 ", "# default"));
    EXPECT_TRUE(has_line("baud = 115200 ", "# default"));
    EXPECT_TRUE(has_line("# validity is not set", "# default"));
    EXPECT_TRUE(has_line("# time_zone is not set", "# default"));
    EXPECT_TRUE(has_line("window = \"08:00-20:00\" ", "# /etc/g.toml:10"));
    EXPECT_TRUE(has_line("daily_cap = 100 ", "# /etc/g.toml:11"));
    EXPECT_TRUE(has_line("password = \"***\" ", "# /etc/g.toml:7"));
    EXPECT_TRUE(has_line("database = \"postgresql://me:***@host/db\"", "# /etc/g.toml:1"));
    EXPECT_EQ(text.find("s3cret"), std::string::npos);
}

TEST(EffectiveText, IsAConfigurationItself) {
    const auto first = parse(toml, "/etc/g.toml", {});
    ASSERT_TRUE(first.ok());
    const auto second = parse(effective_text(first.configuration), "/etc/g.toml", {});
    for (const auto& problem : second.problems) ADD_FAILURE() << problem.message();
    EXPECT_EQ(second.configuration.modems.at(0).device, "/dev/tty\"odd");
    EXPECT_EQ(second.configuration.send.attempts, 3);
    EXPECT_EQ(second.configuration.numbers.country_code, "7");
}

}  // namespace
}  // namespace gsmcfg::config
