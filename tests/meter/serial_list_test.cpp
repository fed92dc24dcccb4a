#include "gsmcfg/meter/serial_list.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::meter {
namespace {

using Serials = std::vector<std::string>;

std::string problems(const SerialList& list) {
    std::string text;
    for (const auto& problem : list.problems) text += problem.message() + "\n";
    return text;
}

struct Case {
    const char* what;
    std::string file;
    Serials serials;
    std::string heading;
};

TEST(SerialList, IsTakenAsPeopleHaveIt) {
    const std::vector<Case> cases{
        {"text, one a line", "0012\n34\n\n# a comment\n0012\n56 # connected\n", {"12", "34", "56"}, ""},
        {"a heading alone", "Serial Number\r\n7\r\n", {"7"}, ""},
        {"semicolons, BOM, Russian", "\xEF\xBB\xBFПрибор;Заводской номер;IP\n1;00012;10.0.0.1\n2;;10.0.0.2\n", {"12"}, ""},
        {"Windows-1251", "\xD1\xE5\xF0\xE8\xE9\xED\xFB\xE9 \xED\xEE\xEC\xE5\xF0,x\n5,y\n", {"5"}, ""},
        {"tabs and a spreadsheet's wrappings", "sep=\t\nserial\tx\n=\"0012\"\t1\n'34\t2\n56.0\t3\n", {"12", "34", "56"}, ""},
        {"quotes and a comma in a cell", "name,serial\n\"a, b\",\"77\"\n", {"77"}, ""},
        {"a column that is named", "device,state\n77,up\n", {"77"}, "Device"},
        {"zero is a number", "serial\n000\n", {"0"}, ""},
    };
    for (const auto& [what, file, serials, heading] : cases) {
        const auto list = read_serial_list(file, "online.csv", heading);
        EXPECT_EQ(problems(list), "") << what;
        EXPECT_EQ(list.serials, serials) << what;
    }
}

TEST(SerialList, SaysWhatIsWrong) {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"serial\n1,17E+13\n", "online.csv:2: the spreadsheet rounded '1,17E+13' and its digits are lost"},
        {"a;b\n1;2\n", "online.csv:1: no column holds the serial numbers (found: a, b): name it 'serial', or say --column"},
        {"\n# nothing\n", "online.csv: the list is empty"},
        {"", "online.csv: the list is empty"},
        {"serial,x\n\"1,2\n", "online.csv:2: opens a quote that is never closed"},
        {"serial\n" + std::string(41, '7') + "\n", "is no serial number: it is longer than 40 characters"},
    };
    for (const auto& [file, words] : cases)
        EXPECT_NE(problems(read_serial_list(file, "online.csv")).find(words), std::string::npos)
            << file << "\n"
            << problems(read_serial_list(file, "online.csv"));
    EXPECT_NE(problems(read_serial_list("a;b\n", "online.csv", "c")).find("there is no column 'c' (found: a, b)"),
              std::string::npos);
}

TEST(SerialList, IsSearchedLeadingZerosAside) {
    const auto list = read_serial_list("0012\n34\n", "x");
    EXPECT_EQ(list.find("000012"), 0U);
    EXPECT_EQ(list.find(" 34 "), 1U);
    EXPECT_FALSE(list.find("120"));
    EXPECT_FALSE(list.find(""));
}

}  // namespace
}  // namespace gsmcfg::meter
