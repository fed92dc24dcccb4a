#include "report_fixture.hpp"

#include "gsmcfg/base/json.hpp"
#include "gsmcfg/base/text.hpp"
#include "gsmcfg/meter/phone_list.hpp"

namespace gsmcfg::report {
namespace {

using store::MeterOutcome;

constexpr const char* hostile = "=HYPERLINK(\"http://x\")<script>alert(1)</script>\r\n\x1b[31m\u202Egnp";

class WrittenReport : public ReportTest {
protected:
    void make_usual() {
        make({{"+99900100001", "0001", "Lesnaya 1", "", "", R"({"house":"=1+1","outcome":"old"})"},
              {"+99900100002", "0002", "=cmd|' /C calc'!A0", "", R"({"dns":"a.example"})", "{}"},
              {"+99900100003", "", "Lesnaya 3", "", "", "{}"},
              {"+99900100004", "0004", "Lesnaya 4", "", "", "{}"},
              {"+99900100005", "0005", "Lesnaya 5", "", "", "{}"}});
        end(1, MeterOutcome::confirmed, "", "GS04\r\n0001\r\nAPN: internet\r\nu\r\ngeheim43");
        end(2, MeterOutcome::unrecognised, "does not begin with the meter's type", hostile);
        end(3, MeterOutcome::no_reply, "no reply", "", store::Delivery::delivered);
        end(4, MeterOutcome::no_reply, "no reply");
        change([&] { store::Registers(*database).meter_heard("+99900100003", "3", "", store::noon); });
    }
    static std::vector<base::Json> lines(const std::string& text) {
        std::vector<base::Json> all;
        for (const auto line : base::split(text, '\n'))
            if (!line.empty()) all.push_back(base::Json::parse(line).value());
        return all;
    }
};

TEST_F(WrittenReport, CsvReadsBackAsAList) {
    make_usual();
    for (const auto form : {meter::TableForm::plain, meter::TableForm::excel}) {
        ReportOptions options;
        options.form = form;
        const auto list = meter::parse_phone_list(written(write_csv, options), "report.csv", dialect, {});
        ASSERT_TRUE(list.problems.empty()) << list.problems.front().message();
        ASSERT_EQ(list.meters.size(), 5U);
        EXPECT_EQ(list.meters[0].phone().e164(), "+99900100001");
        EXPECT_EQ(list.meters[0].serial(), "0001");
        EXPECT_EQ(list.meters[1].label(), "=cmd|' /C calc'!A0");
        EXPECT_EQ(list.meters[2].serial(), "3") << "the list has none, the register does";
        EXPECT_TRUE(list.meters[1].overrides().empty())
            << "what a report says of settings is not wanted by who reads it as a list";
        EXPECT_TRUE(list.warnings.empty()) << list.warnings.front().text;
    }
}

TEST_F(WrittenReport, CsvIsHarmlessAndHoldsNoSecret) {
    make_usual();
    const auto text = written(write_csv);
    EXPECT_EQ(text.find("geheim"), std::string::npos);
    EXPECT_NE(text.find(",'=cmd|' /C calc'!A0,"), std::string::npos) << text;
    EXPECT_NE(text.find(",'=1+1,old\r\n"), std::string::npos) << text;
    EXPECT_NE(text.find(",house,list: outcome\r\n"), std::string::npos) << "a column of the list is not taken for ours";
    EXPECT_NE(text.find(",wanted apn,seen apn,wanted psw,seen psw,wanted dns,seen dns,wanted port,seen port,"), std::string::npos)
        << text.substr(0, text.find('\n'));
    EXPECT_NE(
        text.find("+99900100001,0001,Lesnaya 1,confirmed,,,,yes,yes,1,1,2026-03-01T12:00:00+00:00,2026-03-01T12:00:10+00:00,"
                  "north,8999000000000000018,,,***,***,"),
        std::string::npos)
        << text;
    EXPECT_NE(text.find("delivered, no answer"), std::string::npos);
    EXPECT_NE(text.find("no delivery report: switched off"), std::string::npos);
    ReportOptions options;
    options.show_secrets = true;
    EXPECT_NE(written(write_csv, options).find("geheim42,geheim43"), std::string::npos);
}

TEST_F(WrittenReport, CsvOfMessagesHasTheRawReply) {
    make_usual();
    ReportOptions options;
    options.messages = true;
    options.failed_only = true;
    const auto text = written(write_csv, options);
    EXPECT_EQ(text.find("+99900100001"), std::string::npos) << "it is as wanted";
    EXPECT_NE(
        text.find("+99900100002,0002,'=cmd|' /C calc'!A0,unrecognised,1,*** PSW ***,open,,1,2026-03-01T12:00:01+00:00,north,"
                  "8999000000000000018,accepted,,,unknown,,2026-03-01T12:00:04+00:00,reply,\"'=HYPERLINK(\"\"http://x\"\")"
                  "<script>alert(1)</script>\\n\\x1b[31m\uFFFDgnp\"\r\n"),
        std::string::npos)
        << text;
    EXPECT_EQ(text.find("geheim"), std::string::npos);
}

TEST_F(WrittenReport, CsvOfGroupsHasALineForEach) {
    make_usual();
    ReportOptions options;
    options.group_by = {Dimension::prefix};
    EXPECT_EQ(written(write_csv, options),
              "group,meters,as wanted,failed,unfinished,share as wanted,sms sent\r\n+99900,5,1,3,1,0.2000,4\r\n");
}

TEST_F(WrittenReport, JsonIsOneObjectALineAndASummary) {
    make_usual();
    ReportOptions options;
    options.messages = true;
    OnlineList online(meter::read_serial_list("1\n99\n4\n", "online.txt"), "online.txt");
    const auto text = written(write_json, options, &online);
    EXPECT_EQ(text.find("geheim"), std::string::npos);
    const auto all = lines(text);
    ASSERT_EQ(all.size(), 6U);
    EXPECT_EQ(all[0].at("online").boolean(), true);
    EXPECT_EQ(all[1].at("online").boolean(), false);
    EXPECT_EQ(all[0].at("applied").boolean(), true);
    const auto reply = [](const base::Json& meter) {
        return meter.at("messages").at(0).at("replies").at(0).at("text").string().value_or("");
    };
    EXPECT_EQ(reply(all[0]), "GS04\n0001\nAPN: internet\nu\n***");
    options.show_secrets = true;
    EXPECT_EQ(reply(lines(written(write_json, options)).at(1)), hostile) << "as it came";
    EXPECT_EQ(all[1].at("messages").at(0).at("attempts").at(0).at("modem").string(), "north");
    EXPECT_EQ(all[4].at("outcome").string(), "pending");
    const auto& summary = all.back();
    EXPECT_EQ(summary.at("event").string(), "summary");
    EXPECT_EQ(summary.at("meters").integer(), 5);
    EXPECT_EQ(summary.at("as_wanted").integer(), 1);
    EXPECT_EQ(summary.at("failed").integer(), 3);
    EXPECT_EQ(summary.at("unfinished").integer(), 1);
    EXPECT_NEAR(summary.at("cost").number().value(), 1.1, 1e-9);
    EXPECT_EQ(summary.at("reply_delays").at("replies").integer(), 2);
    EXPECT_EQ(summary.at("reply_delays").at("median_s").number(), 3);
    EXPECT_EQ(summary.at("online").at("online").integer(), 2);
    EXPECT_EQ(summary.at("online").at("applied_and_online").integer(), 1);
    EXPECT_EQ(summary.at("online").at("online_though_not_proven").integer(), 1);
    EXPECT_EQ(summary.at("online").at("of_no_meter").integer(), 1);
    EXPECT_EQ(summary.at("online").at("serial_unknown").integer(), 0);
    EXPECT_EQ(summary.at("causes").size(), 4U);
}

TEST_F(WrittenReport, TheCsvAndTheJsonOfThePageAgree) {
    make_usual();
    const auto html = written(write_html);
    const auto summary = lines(written(write_json)).back();
    for (const auto* name :
         {"meters", "as_wanted", "unfinished", "sms_sent", "sms_received", "sms_saved", "possible_duplicates", "applied"})
        EXPECT_EQ(shown_figure(html, name), std::to_string(summary.at(name).integer().value_or(-1))) << name;
    EXPECT_EQ(shown_figure(html, "failed_meters"), "3");
    EXPECT_EQ(shown_figure(html, "no_reply"), "2");
    EXPECT_EQ(shown_figure(html, "cost"), "1.1000");
    EXPECT_EQ(shown_figure(html, "delay_median_ms"), "3000");
}

TEST_F(WrittenReport, ThePageIsClosedToScriptsAndSecrets) {
    make_usual();
    ReportOptions options;
    options.messages = true;
    const auto html = written(write_html, options);
    EXPECT_NE(html.find("content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\""), std::string::npos);
    EXPECT_NE(html.find("<html lang=\"en\">"), std::string::npos);
    EXPECT_NE(html.find("name=\"viewport\""), std::string::npos);
    for (const auto* never :
         {"<script", "javascript:", "http://x\")<", "src=", "href=", "@import", "url(", "geheim", "\x1b", "\u202E", "meters<b>"})
        EXPECT_EQ(html.find(never), std::string::npos) << never;
    EXPECT_NE(html.find("&lt;script&gt;alert(1)&lt;/script&gt;\n\\x1b[31m\\u202egnp"), std::string::npos);
    EXPECT_NE(html.find("*** PSW ***"), std::string::npos);
}

TEST_F(WrittenReport, APageOfManyFailuresNamesAThousandAndSaysWhereTheOthersAre) {
    std::vector<store::NewTarget> list;
    for (int i = 0; i < 1300; ++i) list.push_back({"+9990010" + std::to_string(1000 + i), "", "", "", "", ""});
    make(list);
    end(1, MeterOutcome::no_reply, "no reply");
    end(2, MeterOutcome::swapped, "another");
    const auto html = written(write_html);
    std::size_t rows = 0;
    for (auto at = html.find("class=\"id\">+999"); at != std::string::npos; at = html.find("class=\"id\">+999", at + 1)) ++rows;
    EXPECT_LE(rows, 1000U);
    EXPECT_GE(rows, 999U);
    EXPECT_NE(html.find("class=\"id\">+99900101000<"), std::string::npos) << "a small cause is not crowded out";
    EXPECT_NE(html.find("class=\"id\">+99900101001<"), std::string::npos);
    EXPECT_NE(html.find("and 300 more: <code>gsmcfg campaign report 1 --failed --format csv --output FILE</code>"),
              std::string::npos);
}

TEST_F(WrittenReport, MetersThatAreRightAndNotOnlineAreListed) {
    make_usual();
    OnlineList online(meter::read_serial_list("2\n", "online.txt"), "connected.txt");
    const auto html = written(write_html, {}, &online);
    EXPECT_EQ(shown_figure(html, "online_meters"), "1");
    EXPECT_NE(html.find("1 meter applied and not online"), std::string::npos);
    EXPECT_NE(html.find("One meter is online though the campaign has not proven it."), std::string::npos);
    EXPECT_EQ(written(write_html).find("data-figure=\"online"), std::string::npos) << "without the list nothing is said";
}

TEST_F(WrittenReport, ACampaignThatHasNotBegunIsNoTrouble) {
    make({{"+99900100001", "", "", "", "", ""}});
    const auto html = written(write_html);
    EXPECT_NE(html.find("0 of 1 meter are as wanted, 1 is not finished."), std::string::npos);
    EXPECT_EQ(lines(written(write_json)).back().at("duration_s").integer(), std::nullopt);
    EXPECT_NE(written(write_csv).find("+99900100001,,,pending,,not begun,"), std::string::npos);
}

}  // namespace
}  // namespace gsmcfg::report
