#include "cli/inbox_table.hpp"

#include "gsmcfg/base/text.hpp"
#include "meter/csv.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace gsmcfg::cli {
namespace {

using namespace std::chrono_literals;
using meter::TableForm;

constexpr base::UtcTime noon{std::chrono::sys_days(std::chrono::year(2026) / 3 / 1) + 12h};

ShownInbound shown(const std::string& text, const std::string& originator = "+99900100001") {
    ShownInbound made;
    made.message.id = 12;
    made.message.received_at = noon;
    made.message.modem = "north";
    made.message.imsi = "999010000000001";
    made.message.originator = originator;
    if (originator.starts_with('+')) made.message.phone = originator;
    made.text = text;
    made.tpdu = "040B91";
    return made;
}

std::vector<std::string> cells(const std::string& line, char separator) {
    meter::CsvReader reader(line, separator);
    meter::CsvRecord record;
    EXPECT_TRUE(reader.next(record));
    EXPECT_FALSE(record.fault);
    const auto all = record.cells;
    EXPECT_FALSE(reader.next(record)) << "one record: " << line;
    return all;
}

TEST(InboxTable, EveryLineHasACellForEveryTitle) {
    for (const auto& [form, separator] : {std::pair(TableForm::plain, ','), std::pair(TableForm::excel, ';')}) {
        auto header = inbox_table_header(form);
        EXPECT_EQ(header.starts_with("\xEF\xBB\xBF"), form == TableForm::excel);
        const auto titles = cells(header, separator);
        const auto line = cells(inbox_table_line(shown("a, b; \"c\"\nd"), form), separator);
        ASSERT_EQ(line.size(), titles.size());
        EXPECT_EQ(titles[8], "text");
        EXPECT_EQ(line[8], "a, b; \"c\"\nd");
        EXPECT_EQ(line[1], "2026-03-01T12:00:00.000Z");
    }
}

TEST(InboxTable, NothingThatASpreadsheetWouldRun) {
    for (const auto* formula : {"=1+1", "+CMD", "-2+3", "@SUM(A1)", "\t=1", "'=1"}) {
        const auto line = cells(inbox_table_line(shown(formula, formula), TableForm::plain), ',');
        // A tab is escaped, and so begins with no formula.
        const bool tab = formula[0] == '\t';
        EXPECT_EQ(line[8][0], tab ? '\\' : '\'') << formula;
        EXPECT_EQ(line[4][0], tab ? '\\' : '\'') << formula;
    }
    const auto inner = cells(inbox_table_line(shown("x;=1\n =2,+3 a=b"), TableForm::plain), ',');
    EXPECT_EQ(inner[8], "x;'=1\n '=2,'+3 a=b") << "another program may split at another sign";
    const auto number = cells(inbox_table_line(shown("ok"), TableForm::plain), ',');
    EXPECT_EQ(number[3], "+99900100001");
    EXPECT_EQ(number[4], "+99900100001");
}

TEST(InboxTable, NumbersKeepTheirDigitsInExcel) {
    auto message = shown("0012");
    message.tpdu = "12E5";
    const auto line = cells(inbox_table_line(message, TableForm::excel), ';');
    EXPECT_EQ(line[3], "=\"+99900100001\"");
    EXPECT_EQ(line[8], "=\"0012\"");
    EXPECT_EQ(line[11], "=\"999010000000001\"");
    EXPECT_EQ(line[12], "=\"12E5\"");
}

TEST(InboxTable, NothingThatDrivesATerminal) {
    const auto line = inbox_table_line(shown("\x1B[2Jx\x07\r\ny\xC2\x9B", "\x1B]0;x"), TableForm::plain);
    for (const char c : line) EXPECT_FALSE(c != '\r' && c != '\n' && static_cast<unsigned char>(c) < 0x20) << line;
    EXPECT_EQ(line.find("\xC2\x9B"), std::string::npos);
    EXPECT_NE(line.find("\\x1b[2Jx\\x07\ny"), std::string::npos) << line;
}

TEST(InboundView, OneLineHoweverTheTextIs) {
    const auto line = inbound_line(shown("GS04\r\n\r\n0001\x1B[31m\nAPN: " + std::string(100, 'x')), 0);
    EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
    EXPECT_NE(line.find("GS04 / 0001\\x1b[31m / APN: xxx"), std::string::npos) << line;
    EXPECT_NE(line.find("…"), std::string::npos);
    EXPECT_EQ(line.find('\x1B'), std::string::npos);
    const auto columns = [](std::size_t width) {
        return base::to_code_points(base::trim(inbound_line(shown(std::string(200, 'y')), width))).size();
    };
    EXPECT_LE(columns(120), 120U);
    EXPECT_GT(columns(120), 100U) << "the room is used";
    EXPECT_GT(columns(40), 80U) << "some words are always shown";
}

TEST(InboundView, DetailsShowEveryLineOfTheText) {
    auto message = shown("one\r\n\r\nthree\x1B");
    message.message.kind = store::InboundKind::unsolicited;
    const auto text = inbound_details(message, 0);
    EXPECT_NE(text.find("  text         one\n               \n               three\\x1b\n"), std::string::npos) << text;
    message.tpdu.clear();
    message.message.tpdu = "0102";
    EXPECT_NE(inbound_details(message, 0).find("--show-secrets"), std::string::npos);
    message.message.tpdu.clear();
    EXPECT_NE(inbound_details(message, 0).find("not kept"), std::string::npos);
}

}  // namespace
}  // namespace gsmcfg::cli
