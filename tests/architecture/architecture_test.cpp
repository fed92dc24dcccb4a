// The project's own tree keeps its rules.
#include "rules.hpp"
#include "support/source_dir.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace gsmcfg::test {
namespace {

const SourceTree& project() {
    static const auto tree = read_tree(test::source_dir());
    return tree;
}

const LayerTable& declared() {
    static const auto table = [] {
        std::ifstream stream(GSMCFG_LAYER_TABLE_FILE);
        return parse_layer_table(std::string(std::istreambuf_iterator<char>(stream), {}));
    }();
    return table;
}

#define EXPECT_KEPT(violations) EXPECT_EQ(in_words(violations), "")

// A test that reads nothing would find nothing.
TEST(Architecture, TheTreeWasRead) {
    EXPECT_TRUE(project().has_file("src/base/clock.cpp"));
    EXPECT_TRUE(project().has_file("include/gsmcfg/base/clock.hpp"));
    EXPECT_TRUE(project().has_file("src/service/course.cpp"));
    EXPECT_TRUE(declared().contains("base"));
    EXPECT_TRUE(declared().contains("service"));
    EXPECT_TRUE(declared().at("base").empty());
    EXPECT_TRUE(declared().at("service").contains("store"));
}

TEST(Architecture, LayersDeclareWhatTheDesignAllows) { EXPECT_KEPT(declared_beyond_design(declared(), design_table())); }
TEST(Architecture, LayersIncludeWhatTheyDeclare) { EXPECT_KEPT(undeclared_includes(project(), declared())); }
TEST(Architecture, PrivateHeadersStayInTheirFolder) { EXPECT_KEPT(foreign_private_headers(project())); }
TEST(Architecture, TimeComesFromTheClock) { EXPECT_KEPT(clock_and_sleep_calls(project())); }
TEST(Architecture, OnlyLinksAndClockWait) { EXPECT_KEPT(waits(project())); }
TEST(Architecture, ForeignLibrariesStayInTheirFile) { EXPECT_KEPT(exposed_libraries(project())); }
TEST(Architecture, ATypesNameIsOneTypes) { EXPECT_KEPT(types_defined_twice(project())); }
TEST(Architecture, PublicHeadersSayWhatTheyAreFor) { EXPECT_KEPT(headers_without_contract(project())); }
TEST(Architecture, LayersHaveAReadme) { EXPECT_KEPT(layers_without_readme(project())); }
TEST(Architecture, FilesAreShort) { EXPECT_KEPT(long_files(project())); }
TEST(Architecture, NamesSaySomething) { EXPECT_KEPT(bad_names(project())); }
TEST(Architecture, NothingSpeaksOfAWorkplace) { EXPECT_KEPT(workplace_words(project())); }

}  // namespace
}  // namespace gsmcfg::test
