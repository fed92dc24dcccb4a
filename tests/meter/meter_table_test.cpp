// The register as a file, in and out.
#include "dialects.hpp"

#include "gsmcfg/meter/meter_table.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace gsmcfg::meter {
namespace {

MeterTable read(std::string_view text, const ListOptions& options = {}) {
    return read_meter_table(text, "m.csv", test::gs04(), options);
}

std::string written(const std::vector<MeterRow>& rows, TableForm form) {
    auto text = meter_table_header(form);
    for (const auto& row : rows) text += meter_table_line(row, form);
    return text;
}

TEST(MeterTable, TakesHeadingsAsPeopleHaveThem) {
    const MeterRow whole{0, "+99900100001", "0012345", "GS04", "Lesnaya 1", "8999000000000000018", "10.0.0.7", "north"};
    for (const auto* text :
         {"phone,serial,type,label,iccid,ip,credential\n+99900100001,0012345,GS04,Lesnaya 1,8999000000000000018,10.0.0.7,north\n",
          "Телефон;Заводской номер;Тип счётчика;Адрес;ICCID;IP-адрес;Имя пароля\r\n"
          "'+99900100001;'0012345;GS04;Lesnaya 1;'8999 0000 0000 0000 018F;10.0.0.7;north\r\n",
          "\xEF\xBB\xBFip address\tccid\tphone number\tserial number\tmodel\tname\tcredential\n"
          "10.0.0.7\t=\"8999000000000000018\"\t=\"+99900100001\"\t=\"0012345\"\tGS04\tLesnaya 1\tnorth\n"}) {
        const auto table = read(text);
        EXPECT_TRUE(table.problems.empty()) << text << table.problems.front().message();
        ASSERT_EQ(table.rows.size(), 1U) << text;
        EXPECT_EQ(table.rows[0], whole) << text;
        EXPECT_TRUE(table.ignored.empty()) << text;
    }
}

TEST(MeterTable, ColumnsCanBeNamed) {
    ListOptions options;
    options.columns = {{"phone", "A"}, {"iccid", "SIM card"}, {"ip", "Net"}};
    const auto table = read("A;SIM card;Net;Type\n+99900100001;8999000000000000018;10.0.0.7;GB04\n", options);
    ASSERT_EQ(table.rows.size(), 1U);
    EXPECT_EQ(table.rows[0].iccid, "8999000000000000018");
    EXPECT_EQ(table.rows[0].ip, "10.0.0.7");
    EXPECT_EQ(table.rows[0].type, "GB04");
    options.columns["ip"] = "Nothing";
    EXPECT_FALSE(read("A;SIM card;Net\n+99900100001;;\n", options).problems.empty());
}

TEST(MeterTable, AllBadLinesAtOnce) {
    const auto table = read(
        "phone;iccid;ip;credential\n"
        "+99900100001;12345;;\n"
        "nonsense;;;\n"
        "+99900100003;8,97E+18;;\n"
        "+99900100004;;10.0.0.256;\n"
        "+99900100005;;;pass word\n"
        "+99900100006;8999000000000000018;fe80::1;ok\n"
        "+99900100006;;;\n");
    std::vector<std::string> places;
    for (const auto& problem : table.problems) places.push_back(problem.where);
    EXPECT_EQ(places, (std::vector<std::string>{"m.csv:2", "m.csv:3", "m.csv:4", "m.csv:5", "m.csv:6", "m.csv:8"}));
    EXPECT_NE(table.problems[2].detail.find("rounded"), std::string::npos) << table.problems[2].detail;
    EXPECT_EQ(table.rows.size(), 1U);
}

TEST(MeterTable, SaysWhatItDoesNotKeepAndWhatIsThereTwice) {
    const auto table = read(
        "phone;serial;iccid;ip;port;substation\n"
        "+99900100001;123;8999000000000000018;10.0.0.7;8000;TP-1\n"
        "+99900100002;123;8999000000000000018;10.0.0.7;;TP-1\n");
    EXPECT_TRUE(table.problems.empty());
    EXPECT_EQ(table.ignored, (std::vector<std::string>{"substation", "port"}));
    EXPECT_EQ(table.warnings.size(), 3U);
}

TEST(MeterTable, IsHarmlessInASpreadsheet) {
    MeterRow row;
    row.phone = "+99900100001";
    row.serial = "0012345";
    row.label = "=1+1";
    row.type = "@x";
    row.iccid = "8999000000000000018";
    EXPECT_EQ(meter_table_line(row, TableForm::plain), "+99900100001,0012345,'@x,'=1+1,8999000000000000018,,\r\n");
    EXPECT_EQ(meter_table_line(row, TableForm::excel),
              "\"=\"\"+99900100001\"\"\";\"=\"\"0012345\"\"\";'@x;'=1+1;\"=\"\"8999000000000000018\"\"\";;\r\n");
    EXPECT_TRUE(meter_table_header(TableForm::excel).starts_with("\xEF\xBB\xBFphone;serial;"));
    row.serial = "-1";
    row.label = "'quoted\"; and, more\n";
    EXPECT_EQ(meter_table_line(row, TableForm::plain).find("=1+1"), std::string::npos);
    EXPECT_NE(meter_table_line(row, TableForm::plain).find(",'-1,"), std::string::npos);
    EXPECT_NE(meter_table_line(row, TableForm::plain).find("\"''quoted\"\"; and, more\n\""), std::string::npos);
}

// Texts that tempt a reader of CSV, already without blanks at their ends as a reader gives them.
rc::Gen<std::string> tempting_text() {
    const auto piece = rc::gen::element<std::string>("=", "+", "-", "@", "'", "\"", ";", ",", "\t", "\n", "\r\n", "#", " ", "a",
                                                     "0", "1", ".0", "Лесная", "ё", "=\"", "E+11", "sep=;", "\\", "|");
    return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece), [](const std::vector<std::string>& pieces) {
        std::string text;
        for (const auto& one : pieces) text += one;
        return text;
    });
}

// What a register holds of any file is written so that it is read back as it was: what was imported, exported and imported again.
void check_round_trip() {
    std::string text = "phone;serial;type;label;iccid;ip;credential\n";
    const auto count = *rc::gen::inRange(1, 6);
    const auto quoted = [](const std::string& cell) {
        std::string result = "\"";
        for (const char c : cell) result += c == '"' ? std::string("\"\"") : std::string(1, c);
        return result + "\"";
    };
    for (int i = 0; i < count; ++i) {
        const auto serial = *rc::gen::element<std::string>("", "0", "00123", "12.0", "A-17", "-5", "=5");
        const auto iccid = *rc::gen::element<std::string>("", "8999000000000000018", "89990000000000000026");
        const auto ip = *rc::gen::element<std::string>("", "10.0.0.7", "2001:db8::1");
        const auto credential = *rc::gen::element<std::string>("", "north", "a.b-c_d");
        text += "+9990010000" + std::to_string(i) + ";" + quoted(serial) + ";" + quoted(*tempting_text()) + ";" +
                quoted(*tempting_text()) + ";" + iccid + ";" + ip + ";" + credential + "\n";
    }
    const auto first = read(text);
    RC_ASSERT(first.problems.empty());
    RC_ASSERT(first.rows.size() == static_cast<std::size_t>(count));
    for (const auto form : {TableForm::plain, TableForm::excel}) {
        const auto out = written(first.rows, form);
        const auto again = read(out);
        RC_ASSERT(again.problems.empty());
        RC_ASSERT(again.rows == first.rows);
        RC_ASSERT(written(again.rows, form) == out);
    }
}

TEST(MeterTable, WhatIsWrittenReadsBackAsItIs) { EXPECT_TRUE(rc::check("import, export, import", check_round_trip)); }

TEST(Mentions, WhateverTheCase) {
    EXPECT_TRUE(mentions("ул. Лесная, 1", "лесНАЯ"));
    EXPECT_TRUE(mentions("GS04", "gs"));
    EXPECT_TRUE(mentions("anything", ""));
    EXPECT_FALSE(mentions("", "a"));
    EXPECT_FALSE(mentions("Lesnaya", "лес"));
}

}  // namespace
}  // namespace gsmcfg::meter
