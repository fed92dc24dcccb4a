#include "meter/csv.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::meter {
namespace {

std::vector<CsvRecord> records(std::string_view text, char separator) {
    std::vector<CsvRecord> result;
    CsvReader reader(text, separator);
    for (CsvRecord record; reader.next(record);) result.push_back(record);
    return result;
}

using Cells = std::vector<std::string>;

TEST(Csv, Cells) {
    struct Row {
        std::string text;
        char separator;
        Cells cells;
    };
    const std::vector<Row> rows{
        {"a,b,c", ',', {"a", "b", "c"}},
        {"a,,", ',', {"a", "", ""}},
        {"\"a,b\",c", ',', {"a,b", "c"}},
        {"\"a\"\"b\";c", ';', {"a\"b", "c"}},
        {"=\"+1\";c", ';', {"=\"+1\"", "c"}},
        {"\"=\"\"+1\"\"\"", ';', {"=\"+1\""}},
        {"a,b", 0, {"a,b"}},
        {"\"a\nb\",c", ',', {"a\nb", "c"}},
        {"a\tb", '\t', {"a", "b"}},
        {"\"\",x", ',', {"", "x"}},
    };
    for (const auto& row : rows) {
        const auto found = records(row.text, row.separator);
        ASSERT_EQ(found.size(), 1U) << row.text;
        EXPECT_EQ(found[0].cells, row.cells) << row.text;
        EXPECT_FALSE(found[0].fault) << row.text;
        EXPECT_EQ(found[0].text, row.text);
    }
}

TEST(Csv, LinesWhateverTheLineEnd) {
    for (const std::string end : {"\n", "\r\n", "\r"}) {
        const auto found = records("a" + end + end + "b" + end, ',');
        ASSERT_EQ(found.size(), 3U);
        EXPECT_EQ(found[2].line, 3U);
        EXPECT_EQ(found[2].cells, Cells{"b"});
    }
    const auto found = records("\"a\nb\nc\"\nd", ',');
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[1].line, 4U);
}

TEST(Csv, Faults) {
    EXPECT_TRUE(records("\"a\"x,b", ',')[0].fault);
    EXPECT_EQ(records("\"a\"x,b\nc,d", ',').size(), 2U);
    const auto open = records("a,b\n\"c,d\ne,f", ',');
    ASSERT_EQ(open.size(), 2U);
    EXPECT_NE(open[1].fault->find("never closed"), std::string::npos);
}

TEST(Csv, WritesWhatItReads) {
    for (const std::string value : {"plain", "a;b", "a\"b", "a\nb", "#x", ""}) {
        const auto text = csv_cell(value, ';') + ";" + csv_cell("x", ';');
        EXPECT_EQ(records(text, ';').at(0).cells, (Cells{value, "x"})) << text;
    }
}

}  // namespace
}  // namespace gsmcfg::meter
