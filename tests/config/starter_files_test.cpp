#include "gsmcfg/config/starter_files.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/base/toml_document.hpp"
#include "gsmcfg/config/configuration.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::config {
namespace {

TEST(StarterFiles, TheConfigurationIsTakenAsItIs) {
    const auto loaded = parse(template_text(), "/etc/g.toml", {});
    for (const auto& problem : loaded.problems) ADD_FAILURE() << problem.message();
    EXPECT_EQ(loaded.configuration.allow_prefixes, std::vector<std::string>{"+999"});
}

// Every key that is only explained must be one that load() knows: with its mark taken away it must be accepted.
TEST(StarterFiles, TheExplainedKeysAreRight) {
    std::string text;
    for (auto line : base::split(template_text(), '\n')) {
        const bool key = line.starts_with("# ") && line.find(" = ") != std::string_view::npos && line.find(":") != 1;
        const bool table = line.starts_with("# [");
        const auto word = line.substr(line.starts_with("# ") ? 2 : 0);
        const bool plain =
            word.substr(0, word.find(' ')).find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string_view::npos;
        text += std::string((key && plain && word.find(" = ") == word.find(' ')) || table ? word : line) + "\n";
    }
    const auto loaded = parse(text, "/etc/g.toml", {});
    for (const auto& problem : loaded.problems) ADD_FAILURE() << problem.message();
    EXPECT_EQ(loaded.configuration.modems.size(), 1U);
    EXPECT_EQ(loaded.configuration.credentials.size(), 2U);
    EXPECT_EQ(loaded.configuration.numbers.country_code, "7");
    EXPECT_EQ(loaded.configuration.send.max_open, 100);
    EXPECT_EQ(loaded.configuration.send.window, "08:00-20:00");
    EXPECT_EQ(loaded.configuration.send.daily_cap, 100);
    EXPECT_EQ(loaded.configuration.cost.currency, "EUR");
}

TEST(StarterFiles, TheProfileIsToml) {
    const auto document = base::TomlDocument::parse(profile_template(), "profile.toml");
    ASSERT_TRUE(document) << document.error().message();
    EXPECT_EQ(document->root().find("dialect")->string(), "energomera-gs04");
    const auto settings = *document->root().find("settings");
    EXPECT_EQ(settings.keys(), (std::vector<std::string>{"apn", "user", "psw", "dns", "port", "timeout", "reset", "mode"}));
}

TEST(StarterFiles, TheListHasOnlySimulatedNumbers) {
    EXPECT_NE(phones_template().find("phone,serial,label"), std::string_view::npos);
    EXPECT_NE(phones_template().find("+99900100001"), std::string_view::npos);
    for (const auto line : base::split(phones_template(), '\n'))
        EXPECT_TRUE(!line.starts_with("+") || line.starts_with("+999")) << line;
}

}  // namespace
}  // namespace gsmcfg::config
