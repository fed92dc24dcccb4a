// gsmcfg.toml(5): every key that the configuration's reader knows is explained there.
#include "cli/config_page.hpp"

#include "support/source_dir.hpp"

#include "gsmcfg/base/file.hpp"
#include "gsmcfg/config/starter_files.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <regex>
#include <set>

namespace gsmcfg::cli {
namespace {

bool has(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }

// Read from the sources, so that a key is not forgotten in the starter file: table.string("key"), table.table("key") …
std::set<std::string> keys_of_the_reader() {
    static const std::regex call(R"re(\.(?:string|strings|integer|number|price|boolean|seconds|table|tables)\(\s*"([a-z_]+)")re");
    std::set<std::string> keys;
    for (const auto& file : std::filesystem::directory_iterator(test::source_dir() + "/src/config")) {
        if (file.path().extension() != ".cpp") continue;
        const auto text = base::read_file(file.path()).value_or("");
        for (auto at = std::sregex_iterator(text.begin(), text.end(), call); at != std::sregex_iterator(); ++at)
            keys.insert((*at)[1]);
    }
    return keys;
}

TEST(ConfigPage, EveryKeyIsNamed) {
    const auto page = config_page(config::template_text());
    const auto keys = keys_of_the_reader();
    EXPECT_GE(keys.size(), 30U);
    EXPECT_TRUE(keys.contains("daily_cap"));
    for (const auto& key : keys)
        EXPECT_TRUE(has(page, "\n\\fB" + key + "\\fR = ") || has(page, "\n.SS [" + key) || has(page, "\n.SS [[" + key)) << key;
}

TEST(ConfigPage, WordsBeforeAKeyAndBehindItExplainIt) {
    const auto page = config_page(
        "# First words.\n#   an example\n# database = \"a # b\"\n\n# Of one table.\n# [modem.first]\n# device = \"auto\"   # the "
        "only "
        "modem,\n#                   # or another\n");
    EXPECT_TRUE(has(page, "First words.\n.PP\nan example\n.TP\n\\fBdatabase\\fR = \"a # b\"\n\\&\n")) << page;
    EXPECT_TRUE(has(page, ".SS [modem.first]\nOf one table.\n.TP\n\\fBdevice\\fR = \"auto\"\nthe only modem, or another\n"))
        << page;
}

}  // namespace
}  // namespace gsmcfg::cli
