// Reports of a campaign with the release programs; the page is read by a real browser.
#include "browser.hpp"
#include "e2e_fixture.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/store/repositories.hpp"

#include <sys/stat.h>

#include <regex>

namespace gsmcfg::e2e {
namespace {

constexpr const char* fleet_text =
    "phone,type,serial,firmware,password,mode,apn,dns,port,timeout,reset,behaviour\n"
    "+99900100001,GS04,00000001,2.0,12345678,0,old,,8000,300,24,\n"
    "+99900100002,GS04,00000002,2.0,12345678,0,old,,8000,300,24,silent\n"
    "+99900100003,GS04,00000003,2.0,12345678,0,old,,8000,300,24,error=0x02\n"
    "+99900100004,GS04,00000004,2.0,12345678,0,old,,8000,300,24,\n"
    "+99900100005,GS04,00000005,2.0,12345678,0,old,,8000,300,24,off\n"
    "+99900100006,GS04,00000006,2.0,12345678,0,old,,8000,300,24,serial-swap\n";

constexpr const char* list_text =
    "phone,serial,label,cabinet\n"
    "+99900100001,00000001,\"Lesnaya 1, <b>flat</b> 1\",=1+1\n"
    "+99900100002,00000002,\"Lesnaya 1, flat 2\",7\n"
    "+99900100003,00000003,\"Lesnaya 1, flat 3\",\n"
    "+99900100004,,\"Lesnaya 1, flat 4\",\n"
    "+99900100005,00000005,Sadovaya 5,\n"
    "+99900100006,00000006,Sadovaya 6,\n";

class Report : public EndToEnd {
protected:
    void SetUp() override {
        simulate(write("fleet.csv", fleet_text));
        const auto applied = gsmcfg({"apply", sample("profile.toml"), write("list.csv", list_text), "--yes", "--reply-timeout",
                                     "2", "--reason", "<i>spring</i>"});
        ASSERT_EQ(applied.exit, 1) << applied.err;
        simulator.reset();
    }
    // A reply from the air that would like to be more than a text.
    void receive_hostile_reply() {
        auto opened = store::Database::open(folder + "/gsmcfg.db").value();
        store::Repositories store(*opened);
        store::InboundMessage reply;
        store.targets.each(1, [&](const store::Target& target) {
            if (target.phone == "+99900100003") reply.message = store.messages.of_target(target.id).front().id;
        });
        reply.identity = "hostile";
        reply.received_at = base::SystemClock().utc();
        reply.kind = store::InboundKind::late;
        reply.text =
            "<script>document.title='owned'</script><img src=x onerror=alert(1)>\n=HYPERLINK(\"http://x\")\n\x1b[31m\u202Egnp";
        store::Transaction transaction(*opened);
        store.inbox.add(reply);
        transaction.commit();
    }
    static std::string figure(const std::string& dom, const std::string& name) {
        std::smatch match;
        const std::regex form("data-figure=\"" + name + "\" data-value=\"([^\"]*)\"");
        return std::regex_search(dom, match, form) ? match[1].str() : "";
    }
};

TEST_F(Report, ThePageSaysWhatTheDatabaseHolds) {
    receive_hostile_reply();
    const auto path = folder + "/report.html";
    const auto online = write("online.csv", "Device;Serial number\nx;1\ny;77\nz;5\n");
    const auto made = gsmcfg({"campaign", "report", "1", "--output", path, "--messages", "--online", online});
    ASSERT_EQ(made.exit, 0) << made.err;
    EXPECT_NE(made.err.find("1 of 3 serial numbers belong to no meter"), std::string::npos) << made.err;
    struct stat status {};
    ASSERT_EQ(stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);

    Browser browser(folder);
    const auto dom = browser.dom("report.html");
    ASSERT_NE(dom.find("</html>"), std::string::npos) << "the browser has read it";
    EXPECT_EQ(dom.find("<script"), std::string::npos);
    EXPECT_EQ(dom.find("<img"), std::string::npos);
    EXPECT_EQ(dom.find("<i>"), std::string::npos);
    EXPECT_NE(dom.find("<title>gsmcfg: campaign 1</title>"), std::string::npos);
    EXPECT_NE(dom.find("&lt;script&gt;document.title='owned'&lt;/script&gt;"), std::string::npos);
    EXPECT_NE(dom.find("\\x1b[31m\\u202egnp"), std::string::npos);

    auto opened = store::Database::open(folder + "/gsmcfg.db").value();
    store::Campaigns campaigns(*opened);
    const auto campaign = campaigns.find(1).value();
    std::int64_t sum = 0;
    for (const auto& [outcome, count] : campaigns.tally(1)) {
        EXPECT_EQ(figure(dom, std::string(store::name(outcome))), std::to_string(count)) << store::name(outcome);
        sum += count;
    }
    EXPECT_EQ(figure(dom, "meters"), std::to_string(sum));
    EXPECT_EQ(figure(dom, "as_wanted"), "2");
    EXPECT_EQ(figure(dom, "failed_meters"), "4");
    EXPECT_EQ(figure(dom, "sms_sent"), std::to_string(campaign.sms_sent));
    EXPECT_EQ(figure(dom, "sms_received"), std::to_string(campaign.sms_received));
    EXPECT_EQ(figure(dom, "online_meters"), "2");
    EXPECT_EQ(figure(dom, "applied"), "2");
    EXPECT_NE(dom.find("1 meter applied and not online"), std::string::npos);
    EXPECT_NE(dom.find("Delivered, no answer: wrong password"), std::string::npos) << "silent, and its SIM gets reports";
    EXPECT_NE(dom.find("No delivery report: switched off"), std::string::npos);
    EXPECT_NE(dom.find("Refused: wrong password"), std::string::npos);
}

TEST_F(Report, ThePageFitsAPhoneAndPaper) {
    receive_hostile_reply();
    ASSERT_EQ(gsmcfg({"campaign", "report", "1", "--output", folder + "/report.html", "--messages"}).exit, 0);
    Browser browser(folder);
    for (const int width : {320, 360, 800, 1400})
        EXPECT_LE(browser.page_width("report.html", width).value_or(99999), width) << "it scrolls sideways";
    const auto pdf = browser.printed("report.html");
    EXPECT_EQ(pdf.substr(0, 5), "%PDF-");
}

TEST_F(Report, TheTableReadsBackAsAList) {
    const auto path = folder + "/report.csv";
    ASSERT_EQ(gsmcfg({"campaign", "report", "1", "--output", path}).exit, 0);
    const auto checked = bare({"phones", "check", path});
    EXPECT_EQ(checked.exit, 0) << checked.out;
    EXPECT_EQ(checked.out, "6 good, 0 bad\n");
    EXPECT_EQ(checked.err, "") << "no column is taken for something else";
    const auto text = base::read_file(path).value();
    EXPECT_NE(text.find("\r\n+99900100004,00000004,"), std::string::npos) << "the serial number that its reply told";
    EXPECT_NE(text.find(",'=1+1\r\n"), std::string::npos);
    const auto refused = gsmcfg({"campaign", "report", "1", "--output", path});
    EXPECT_EQ(refused.exit, 2);
    EXPECT_NE(refused.err.find("--force overwrites it"), std::string::npos) << refused.err;
    EXPECT_EQ(base::read_file(path).value(), text);
    ASSERT_EQ(gsmcfg({"campaign", "report", "1", "--output", path, "--force", "--failed", "--excel"}).exit, 0);
    EXPECT_EQ(base::read_file(path).value().substr(0, 3), "\xEF\xBB\xBF");
    EXPECT_EQ(bare({"phones", "check", path}).out, "4 good, 0 bad\n");
}

TEST_F(Report, JsonEndsWithASummary) {
    const auto lines = gsmcfg({"campaign", "report", "1", "--json", "--messages"}).lines();
    ASSERT_EQ(lines.size(), 7U);
    EXPECT_EQ(lines[2].at("cause").string(), "refused: wrong password");
    EXPECT_GT(lines[0].at("messages").at(0).at("attempts").size(), 0U);
    EXPECT_EQ(lines.back().at("failed").integer(), 4);
}

TEST_F(Report, GroupsAreATable) {
    const auto shown = gsmcfg({"campaign", "show", "1", "--group-by", "label"});
    ASSERT_EQ(shown.exit, 0) << shown.err;
    EXPECT_NE(shown.out.find("GROUP"), std::string::npos);
    EXPECT_NE(shown.out.find("Lesnaya 1         4          2         2           0   50.0%"), std::string::npos) << shown.out;
    const auto json = gsmcfg({"campaign", "show", "1", "--group-by", "prefix", "--prefix-length", "11", "--json"}).lines();
    EXPECT_EQ(json.size(), 6U);
    EXPECT_EQ(json.at(0).at("by").string(), "prefix");
    const auto typo = gsmcfg({"campaign", "show", "1", "--group-by", "lable"});
    EXPECT_EQ(typo.exit, 2);
    EXPECT_NE(typo.err.find("did you mean label?"), std::string::npos) << typo.err;
}

TEST_F(Report, BadInputIsRefusedBeforeAnythingIsWritten) {
    const auto path = folder + "/report.html";
    const std::vector<std::pair<std::vector<std::string>, std::string>> cases{
        {{"7"}, "there is no campaign 7"},
        {{"1", "--format", "pdf"}, "--format is csv, json or html, not 'pdf'"},
        {{"1", "--excel"}, "--excel is for CSV alone"},
        {{"1", "--online", "no-such-file"}, "no-such-file: No such file"},
        {{"1", "--online", write("online.csv", "a;b\n1;2\n")}, "no column holds the serial numbers (found: a, b)"},
        {{"1", "--column", "serial=a"}, "--column names a column of --online FILE"},
        {{"1", "--prefix-length", "0"}, "--prefix-length"},
    };
    for (const auto& [words_given, reason] : cases) {
        std::vector<std::string> all{"campaign", "report"};
        all.insert(all.end(), words_given.begin(), words_given.end());
        all.insert(all.end(), {"--output", path});
        const auto ended = gsmcfg(all);
        EXPECT_EQ(ended.exit, 2) << reason;
        EXPECT_NE(ended.err.find(reason), std::string::npos) << ended.err;
        EXPECT_FALSE(base::read_file(path)) << reason;
    }
}

}  // namespace
}  // namespace gsmcfg::e2e
