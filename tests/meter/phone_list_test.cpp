#include "gsmcfg/meter/phone_list.hpp"

#include "meter/dialects.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace gsmcfg::meter {
namespace {

using test::gs04;

LoadedList load(std::string_view text, const ListOptions& options = {}) {
    return parse_phone_list(text, "l.csv", gs04(), options);
}

std::string all(const LoadedList& list) {
    std::string result;
    for (const auto& problem : list.problems) result += problem.message() + "\n";
    return result;
}

std::vector<std::string> numbers(const LoadedList& list) {
    std::vector<std::string> result;
    for (const auto& meter : list.meters) result.push_back(meter.phone().e164());
    return result;
}

using Numbers = std::vector<std::string>;

TEST(PhoneList, TextListsAsPeopleWriteThem) {
    struct Row {
        std::string name;
        std::string text;
    };
    const std::vector<Row> rows{
        {"plain", "+99900100001\n+99900100002\n"},
        {"no_last_line_end", "+99900100001\n+99900100002"},
        {"windows", "\xEF\xBB\xBF+99900100001\r\n+99900100002\r\n"},
        {"old_mac", "+99900100001\r+99900100002\r"},
        {"comments", "# list\n\n+99900100001 # first\n   \n+99900100002\n# end\n"},
        {"punctuation", "+999 (001) 000-01\n00999.00100002\n"},
        {"quotes", "'+99900100001\n=\"+99900100002\"\n"},
        {"quoted", "\"+99900100001\"\n\"+99900100002\"\n"},
        {"header", "phone\n+99900100001\n+99900100002\n"},
        {"russian_header", "Телефон\n+99900100001\n+99900100002\n"},
        {"cp1251_header", "\xD2\xE5\xEB\xE5\xF4\xEE\xED;x\n+99900100001;\n+99900100002;\n"},
        {"utf16", std::string("\xFF\xFE", 2) +
                      [] {
                          std::string wide;
                          for (const char c : std::string("+99900100001\n+99900100002\n")) wide += std::string{c, '\0'};
                          return wide;
                      }()},
    };
    for (const auto& row : rows) {
        const auto list = load(row.text);
        EXPECT_EQ(all(list), "") << row.name;
        EXPECT_EQ(numbers(list), (Numbers{"+99900100001", "+99900100002"})) << row.name;
    }
}

TEST(PhoneList, SeparatorsAndHeaders) {
    for (const std::string separator : {";", ",", "\t"})
        for (const auto& [phone, serial, label] :
             std::vector<std::array<std::string, 3>>{{"phone", "serial", "label"},
                                                     {"Телефон", "Серийный номер", "Адрес"},
                                                     {"НОМЕР", "Заводской  номер", "Метка"},
                                                     {" Phone ", "Serial number", "Name"},
                                                     {"номер телефона", "зав. №", "Наименование"}}) {
            const auto text = label + separator + phone + separator + serial + "\r\nHouse 1" + separator + "+99900100001" +
                              separator + "0012\r\n";
            const auto list = load(text);
            EXPECT_EQ(all(list), "") << text;
            ASSERT_EQ(list.meters.size(), 1U) << text;
            EXPECT_EQ(list.meters[0].phone().e164(), "+99900100001");
            EXPECT_EQ(list.meters[0].serial(), "0012");
            EXPECT_EQ(list.meters[0].label(), "House 1");
            EXPECT_EQ(list.meters[0].line(), 2U);
            EXPECT_EQ(list.separator, separator[0]);
        }
}

TEST(PhoneList, EveryRoleAndTheRest) {
    const auto list = load(
        "phone,serial,label,credential,port,mode,user,district\n"
        "+99900100001,\"=\"\"007\"\"\",\"Lesnaya 1, flat 2\",site-b,08000.0,Клиент,-,North\n"
        "+99900100002,,,,,,,\n"
        "+99900100003\n"
        ",,,,,,,\n"
        "# a comment\n");
    ASSERT_EQ(all(list), "");
    ASSERT_EQ(list.meters.size(), 3U);
    const auto& meter = list.meters[0];
    EXPECT_EQ(meter.serial(), "007");
    EXPECT_EQ(meter.label(), "Lesnaya 1, flat 2");
    EXPECT_EQ(meter.credential(), "site-b");
    EXPECT_EQ(meter.overrides(), (Settings{{"user", ""}, {"port", "8000"}, {"mode", "client"}}));
    EXPECT_EQ(list.extra_columns, std::vector<std::string>{"district"});
    EXPECT_EQ(meter.extra(), std::vector<std::string>{"North"});
    EXPECT_TRUE(list.meters[1].overrides().empty());
    EXPECT_TRUE(list.meters[2].label().empty());
}

TEST(PhoneList, ColumnMapping) {
    ListOptions options;
    options.columns = {{"phone", "SIM №"}, {"port", "Порт"}};
    const auto list = load("№;sim №;Порт;Номер\n1;+99900100001;4059;77\n", options);
    ASSERT_EQ(all(list), "");
    EXPECT_EQ(numbers(list), Numbers{"+99900100001"});
    EXPECT_EQ(list.meters[0].overrides(), (Settings{{"port", "4059"}}));
    EXPECT_EQ(list.extra_columns, (std::vector<std::string>{"№", "Номер"}));

    options.columns = {{"phone", "Abonent"}};
    EXPECT_NE(all(load("phone;x\n+99900100001;\n", options)).find("there is no column 'Abonent'"), std::string::npos);
    options.columns = {{"fone", "x"}};
    EXPECT_NE(all(load("phone;x\n+99900100001;\n", options)).find("did you mean 'phone'"), std::string::npos);
    options.columns = {{"phone", "x"}, {"serial", "x"}};
    EXPECT_NE(all(load("phone;x\n+99900100001;\n", options)).find("two meanings"), std::string::npos);
}

TEST(PhoneList, HeaderProblems) {
    struct Row {
        std::string text;
        std::string problem;
    };
    const std::vector<Row> rows{
        {"serial;label\n1;2\n", "l.csv:1: no column holds the phone numbers (found: serial, label)"},
        {"fone,serial\n+99900100001,1\n", "no column holds the phone numbers"},
        {"phone;port;PORT\n+99900100001;1;2\n", "the column 'PORT' is there twice"},
        {"phone;password\n+99900100001;12345678\n", "passwords don't belong into a list"},
        {"Телефон;Пароль\n+99900100001;12345678\n", "passwords don't belong into a list"},
        {"phone;\"serial\n+99900100001;1\n", "l.csv:1: the header opens a quote that is never closed"},
    };
    for (const auto& row : rows) {
        const auto list = load(row.text);
        EXPECT_NE(all(list).find(row.problem), std::string::npos) << row.text << all(list);
        EXPECT_EQ(all(list).find("12345678"), std::string::npos) << all(list);
        EXPECT_TRUE(list.meters.empty());
    }
}

TEST(PhoneList, WarnsOfAColumnThatIsNearlyASetting) {
    const auto list = load("phone;prot;note\n+99900100001;80;x\n");
    EXPECT_EQ(all(list), "");
    ASSERT_EQ(list.warnings.size(), 1U);
    EXPECT_EQ(list.warnings[0].where, "l.csv:1");
    EXPECT_NE(list.warnings[0].text.find("was 'port' meant?"), std::string::npos);
}

TEST(PhoneList, EveryBadLineAtOnce) {
    const auto list = load(
        "phone;serial;credential;port;dns\n"
        "+99900100001;;;;\n"
        "letters;;;;\n"
        "+99900100003;;;0;0.1.2.3\n"
        "7,912E+10;;;;\n"
        "+99900100005;4,5E+11;;;\n"
        "+99900100006;;12345678;;\n"
        "+99900100007;;;;;too;many\n"
        "+999 001 000 01;;;;\n"
        "9120000001;;;;\n");
    EXPECT_EQ(numbers(list), Numbers{"+99900100001"});
    const auto text = all(list);
    for (const auto& expected :
         {"l.csv:3: 'letters': not a phone number", "l.csv:4: column port: 0 is outside 1 to 65535",
          "l.csv:4: column dns: the first number of an IPv4 address is 1 to 255",
          "l.csv:5: '7,912E+10': the spreadsheet rounded this number",
          "l.csv:6: column serial: the spreadsheet rounded '4,5E+11'", "l.csv:7: column credential: this is no credential's name",
          "l.csv:8: has 7 cells, the header 5", "l.csv:9: +99900100001 is there twice: on line 2 and on line 9",
          "l.csv:10: '9120000001': a national number"})
        EXPECT_NE(text.find(expected), std::string::npos) << expected << " is not in\n" << text;
    EXPECT_EQ(list.problems.size(), 9U) << text;
    EXPECT_EQ(text.find("12345678"), std::string::npos);
}

TEST(PhoneList, DuplicatesAfterCanonicalisationNameBothLines) {
    ListOptions options;
    options.numbering.country_code = "999";
    options.numbering.trunk_prefix = "8";
    options.numbering.national_length = 8;
    const auto list = load("+99900100001\n800100001\n99900100001\n+99900100002\n", options);
    EXPECT_EQ(numbers(list), (Numbers{"+99900100001", "+99900100002"}));
    EXPECT_EQ(all(list),
              "l.csv:2: +99900100001 is there twice: on line 1 and on line 2\n"
              "l.csv:3: +99900100001 is there twice: on line 1 and on line 3\n");
}

TEST(PhoneList, AllowPrefixes) {
    ListOptions options;
    options.allow_prefixes = {"+999001", "+999002"};
    const auto list = load("+99900100001\n+99900300001\n+99900200001\n", options);
    EXPECT_EQ(numbers(list), (Numbers{"+99900100001", "+99900200001"}));
    EXPECT_EQ(all(list), "l.csv:2: +99900300001 is outside allow_prefixes (+999001, +999002)\n");
}

TEST(PhoneList, EmptyIsAnError) {
    for (const std::string text : {"", "\n\n", "# nothing\n", "phone;serial\n", "phone\n\n", "\xEF\xBB\xBF"})
        EXPECT_EQ(all(load(text)), "l.csv: the list is empty: it names no meter\n") << text;
}

TEST(PhoneList, SeveralColumnsNeedAHeader) {
    EXPECT_NE(all(load("+99900100001;House 1\n")).find("l.csv:1: a list with several columns needs a first line"),
              std::string::npos);
    EXPECT_NE(all(load("+99900100001,House 1\n")).find("l.csv:1: a list with several columns needs a first line"),
              std::string::npos);
    EXPECT_NE(all(load("7,912E+10\n")).find("the spreadsheet rounded this number"), std::string::npos);
}

TEST(PhoneList, ExcelsSeparatorLine) {
    const auto list = load("sep=;\r\nphone;label\r\n+99900100001;a,b\r\n");
    EXPECT_EQ(all(list), "");
    ASSERT_EQ(list.meters.size(), 1U);
    EXPECT_EQ(list.meters[0].label(), "a,b");
    EXPECT_EQ(list.meters[0].line(), 3U);
}

TEST(PhoneList, LinesCountWhereACellHasSeveral) {
    const auto list = load("phone,\"two\nlines\"\n+99900100001,\"a\nb\"\nbad,\n");
    ASSERT_EQ(list.meters.size(), 1U) << all(list);
    EXPECT_EQ(list.meters[0].line(), 3U);
    EXPECT_NE(all(list).find("l.csv:5: 'bad'"), std::string::npos) << all(list);
}

TEST(PhoneList, CleanAndBadTexts) {
    const auto list = load("phone;label\n+999 (001) 000-01;\"a;b\"\n# note\nbad;x\n+99900100002;c\n");
    EXPECT_EQ(list.clean_text(), "phone;label\n+99900100001;\"a;b\"\n+99900100002;c\n");
    const auto bad = list.bad_text();
    EXPECT_TRUE(bad.starts_with("phone;label\n# l.csv:4: 'bad': ")) << bad;
    EXPECT_TRUE(bad.ends_with("\nbad;x\n")) << bad;

    const auto clean = load(list.clean_text());
    EXPECT_EQ(all(clean), "");
    EXPECT_EQ(numbers(clean), numbers(list));
    EXPECT_EQ(load(bad).problems.size(), list.problems.size());

    const auto plain = load("+999 001 00001 # a\nx\n");
    EXPECT_EQ(plain.clean_text(), "+99900100001\n");
    EXPECT_TRUE(plain.bad_text().ends_with("\nx\n")) << plain.bad_text();
}

TEST(PhoneList, HostileFiles) {
    for (const std::string& text :
         {std::string("\0\0\0", 3), std::string(100000, '"'), std::string(100000, ';'), std::string("phone;\x1B[2J\n\x1B[2J;x\n"),
          std::string("phone\n\"" + std::string(10000, '\n'))}) {
        const auto list = load(text);
        EXPECT_TRUE(list.meters.empty());
        EXPECT_FALSE(list.problems.empty());
        EXPECT_EQ(all(list).find('\x1B'), std::string::npos);
    }
}

TEST(PhoneList, ManyLines) {
    std::string text;
    constexpr std::uint32_t count = 200000;
    text.reserve(count * 14);
    for (std::uint32_t i = 0; i < count; ++i) text += fmt::format("+9990{:08}\n", i);
    const auto list = load(text);
    EXPECT_EQ(list.meters.size(), count);
    EXPECT_TRUE(list.problems.empty());
    EXPECT_EQ(list.meters.back().line(), count);
    EXPECT_LE(sizeof(Meter), 64U);
}

TEST(SettingsFor, OverridesReplaceAndAdd) {
    const auto profile = parse_profile("[settings]\napn = \"a\"\nport = 1\nmode = 0\n", "p.toml").profile.value();
    const auto list = load("phone;port;reset\n+99900100001;2;3\n+99900100002;;\n");
    EXPECT_EQ(settings_for(profile, list.meters[0]), (Settings{{"apn", "a"}, {"port", "2"}, {"reset", "3"}, {"mode", "sms"}}));
    EXPECT_EQ(settings_for(profile, list.meters[1]), profile.settings());
}

}  // namespace
}  // namespace gsmcfg::meter
