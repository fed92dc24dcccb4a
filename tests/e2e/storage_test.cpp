// gsmcfg storage: what is shown, what is deleted, and that it is in the database before.
#include "e2e_fixture.hpp"
#include "stored_messages.hpp"

namespace gsmcfg::e2e {
namespace {

class Storage : public EndToEnd {
protected:
    void put(const std::string& pdu, int state = 1, const std::string& store = "SM") {
        if (!simulator) simulate(sample("fleet.csv"));
        put_into_modem(simulator->modem(), store, pdu, state);
    }
    std::string database() const { return folder + "/gsmcfg.db"; }
    std::vector<base::Json> listed() { return gsmcfg({"storage", "list", "--json"}).lines(); }
    std::vector<std::string> deleted() {
        std::vector<std::string> texts;
        for (const auto& event : simulator->truth("deleted")) texts.push_back(event.at("tpdu").string().value_or(""));
        return texts;
    }
};

TEST_F(Storage, StatusCountsEveryStore) {
    put(deliver_pdu("+99900200001", "one"));
    put(deliver_pdu("+99900200001", "two"), 1, "ME");
    put(deliver_pdu("+99900200001", "three", 1), 1, "ME");
    const auto status = gsmcfg({"storage", "status", "--json"});
    ASSERT_EQ(status.exit, 0) << status.err;
    const auto lines = status.lines();
    ASSERT_GE(lines.size(), 2U);
    EXPECT_EQ(lines[0].at("store").string(), "SM");
    EXPECT_EQ(lines[0].at("used").integer(), 1);
    EXPECT_EQ(lines[0].at("receives").boolean(), true);
    EXPECT_EQ(lines[1].at("store").string(), "ME");
    EXPECT_EQ(lines[1].at("used").integer(), 2);
    const auto words = gsmcfg({"storage", "status", "--store", "me"});
    EXPECT_EQ(words.out.find("SM:"), std::string::npos) << words.out;
    EXPECT_NE(words.out.find("ME: 2 of"), std::string::npos) << words.out;
}

TEST_F(Storage, AFullSimIsSaid) {
    simulate(sample("fleet.csv"), {"--storage", "2"});
    put(deliver_pdu("+99900200001", "one"));
    put(deliver_pdu("+99900200001", "two"));
    const auto status = gsmcfg({"storage", "status"});
    EXPECT_EQ(status.exit, 0);
    EXPECT_NE(status.err.find("gsmcfg storage clear --store SM"), std::string::npos) << status.err;
}

TEST_F(Storage, ListShowsEveryKindAndHidesPasswords) {
    put(deliver_pdu("+99900200001", "hello\rthere"), 0);
    put(submit_pdu("+99900100001", "12345678 MODE"), 2);
    put(submit_pdu("+99900100002", "hello again"), 3);
    const auto lines = listed();
    ASSERT_EQ(lines.size(), 3U);
    EXPECT_EQ(lines[0].at("state").string(), "unread");
    EXPECT_EQ(lines[0].at("type").string(), "DELIVER");
    EXPECT_EQ(lines[0].at("address").string(), "+99900200001");
    EXPECT_EQ(lines[0].at("time").string(), "2026-03-01T09:00:00.000Z");
    EXPECT_EQ(lines[0].at("text").string(), "hello\rthere");
    EXPECT_EQ(lines[0].at("masked").boolean(), false) << "only its line end was tidied";
    EXPECT_EQ(lines[1].at("state").string(), "unsent");
    EXPECT_EQ(lines[1].at("masked").boolean(), true);
    EXPECT_TRUE(lines[1].at("pdu").is_null());
    EXPECT_EQ(lines[2].at("state").string(), "sent");
    EXPECT_EQ(lines[2].at("type").string(), "SUBMIT");
    EXPECT_EQ(lines[2].at("text").string(), "hello again");
    for (const std::string verb : {"list", "export"}) {
        const auto shown = gsmcfg({"storage", verb});
        EXPECT_EQ(shown.out.find("12345678"), std::string::npos) << shown.out;
        if (verb == "list") {
            EXPECT_NE(shown.out.find("hello\\rthere"), std::string::npos) << shown.out;
        }
        EXPECT_NE(shown.out.find("hello again"), std::string::npos) << shown.out;
        EXPECT_NE(gsmcfg({"storage", verb, "--show-secrets"}).out.find("12345678 MODE"), std::string::npos);
    }
}

TEST_F(Storage, ShowHasAllFields) {
    put(deliver_pdu("+99900200001", "hello"));
    const auto index = std::to_string(listed().at(0).at("index").integer().value());
    const auto shown = gsmcfg({"storage", "show", index});
    ASSERT_EQ(shown.exit, 0) << shown.err;
    for (const auto* part : {"SMS-DELIVER", "+99900200001", "hello", "scts:", "state:", "pdu:"})
        EXPECT_NE(shown.out.find(part), std::string::npos) << part << "\n" << shown.out;
    const auto json = gsmcfg({"storage", "show", index, "--json"}).lines().at(0);
    EXPECT_EQ(json.at("fields").at("text").string(), "hello");
    EXPECT_EQ(gsmcfg({"storage", "show", "29"}).exit, 2);
    EXPECT_EQ(gsmcfg({"storage", "show", "x"}).exit, 2);
}

TEST_F(Storage, ExportIsHarmlessInASpreadsheet) {
    put(deliver_pdu("+99900200001", "=HYPERLINK(\"x\",\"y\")"));
    put(deliver_pdu("@Bank", "-1", 1));
    const auto path = folder + "/out.csv";
    const auto written = gsmcfg({"storage", "export", "--out", path});
    ASSERT_EQ(written.exit, 0) << written.err;
    const auto text = base::read_file(path).value();
    EXPECT_NE(text.find("\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""), std::string::npos) << text;
    EXPECT_NE(text.find(",'@Bank,"), std::string::npos) << text;
    EXPECT_NE(text.find(",'-1,"), std::string::npos) << text;
    EXPECT_NE(text.find(",+99900200001,"), std::string::npos) << "a number stays a number";
    EXPECT_EQ(gsmcfg({"storage", "export", "--format", "json"}).lines().size(), 2U);
    EXPECT_EQ(gsmcfg({"storage", "export", "--format", "xml"}).exit, 2);
}

TEST_F(Storage, WhatIsDeletedIsInTheDatabaseOnce) {
    const auto pdu = deliver_pdu("+99900200001", "keep me");
    for (int round = 0; round < 2; ++round) {
        put(pdu);
        const auto index = std::to_string(listed().at(0).at("index").integer().value());
        const auto ended = gsmcfg({"storage", "delete", index, "--json"});
        ASSERT_EQ(ended.exit, 0) << ended.err;
        EXPECT_EQ(ended.lines().at(0).at("result").string(), "removed");
        EXPECT_TRUE(listed().empty());
    }
    const auto filed = filed_messages(database());
    ASSERT_EQ(filed.size(), 1U) << "the same message twice is one";
    EXPECT_EQ(filed[0].text, "keep me");
    EXPECT_EQ(filed[0].originator, "+99900200001");
    EXPECT_EQ(filed[0].seen_again, 1);
    EXPECT_EQ(audited(database()), (std::vector<std::string>{"storage delete", "storage delete"}));
}

TEST_F(Storage, TheIdentityIsThatOfTheWorker) {
    const auto pdu = deliver_pdu("+99900200001", "heard twice");
    put(pdu);
    // Files what it finds as a campaign does.
    ASSERT_EQ(gsmcfg({"modem", "check", "--loopback"}).exit, 0);
    ASSERT_EQ(filed_messages(database()).size(), 1U);
    put(pdu);
    ASSERT_EQ(gsmcfg({"storage", "clear", "--yes"}).exit, 0);
    const auto filed = filed_messages(database());
    ASSERT_EQ(filed.size(), 1U);
    EXPECT_EQ(filed[0].seen_again, 1);
}

TEST_F(Storage, NoPasswordGetsIntoTheDatabase) {
    put(submit_pdu("+99900100001", "12345678 MODE"), 2);
    ASSERT_EQ(gsmcfg({"storage", "clear", "--yes"}).exit, 0);
    const auto filed = filed_messages(database());
    ASSERT_EQ(filed.size(), 1U);
    EXPECT_EQ(filed[0].text, "{credential} MODE");
    EXPECT_TRUE(filed[0].tpdu.empty());
    EXPECT_NE(filed[0].note.find("+99900100001"), std::string::npos);
}

TEST_F(Storage, ClearAsksOrWantsYes) {
    put(deliver_pdu("+99900200001", "one"));
    put(deliver_pdu("+99900200001", "two"), 1, "ME");
    const auto unasked = gsmcfg({"storage", "clear"});
    EXPECT_EQ(unasked.exit, 2);
    EXPECT_NE(unasked.err.find("--yes"), std::string::npos);
    EXPECT_EQ(listed().size(), 2U);
    ASSERT_EQ(gsmcfg({"storage", "clear", "--store", "ME", "--yes"}).exit, 0);
    EXPECT_EQ(listed().size(), 1U);
    ASSERT_EQ(gsmcfg({"storage", "clear", "--yes", "--no-keep"}).exit, 0);
    EXPECT_TRUE(listed().empty());
    EXPECT_EQ(filed_messages(database()).size(), 1U) << "--no-keep keeps nothing";
    EXPECT_EQ(deleted().size(), 2U);
    EXPECT_EQ(audited(database()).size(), 2U);
    EXPECT_EQ(gsmcfg({"storage", "clear", "--yes"}).exit, 0) << "nothing is as wanted";
}

TEST_F(Storage, DoubtStopsTheWholeDeletion) {
    put(deliver_pdu("+99900200001", "one"));
    const auto index = std::to_string(listed().at(0).at("index").integer().value());
    EXPECT_EQ(gsmcfg({"storage", "delete", index, "25"}).exit, 2) << "25 is empty";
    EXPECT_EQ(gsmcfg({"storage", "delete", index, "x"}).exit, 2);
    put(deliver_pdu("+99900200001", "two"), 1, "ME");
    const auto doubtful = gsmcfg({"storage", "delete", index});
    EXPECT_EQ(doubtful.exit, 2);
    EXPECT_NE(doubtful.err.find("--store"), std::string::npos) << doubtful.err;
    EXPECT_EQ(gsmcfg({"storage", "delete", index, "--store", "XX"}).exit, 2);
    EXPECT_EQ(listed().size(), 2U);
    EXPECT_TRUE(deleted().empty());
}

TEST_F(Storage, WithoutADatabaseNothingIsDeleted) {
    put(deliver_pdu("+99900200001", "one"));
    const auto ended = bare({"storage", "clear", "--yes", "--modem", simulator->modem(), "--db", "/proc/nowhere/gsmcfg.db"});
    EXPECT_EQ(ended.exit, 4) << ended.err;
    EXPECT_EQ(listed().size(), 1U);
}

TEST_F(Storage, ALockedSimIsUnlockedByThePinFile) {
    simulate(sample("fleet.csv"), {"--condition", "pin"});
    const auto locked = gsmcfg({"storage", "status"});
    EXPECT_EQ(locked.exit, 3);
    EXPECT_NE(locked.err.find("pin_file"), std::string::npos) << locked.err;
    write("pin", "1234\n");
    const auto config = write("with-pin.toml", "[modem.m]\ndevice = \"" + simulator->modem() + "\"\npin_file = \"pin\"\n");
    const auto open = bare({"storage", "status", "--config", config});
    EXPECT_EQ(open.exit, 0) << open.err;
    EXPECT_NE(open.out.find("SM: 0 of"), std::string::npos) << open.out;
}

TEST_F(Storage, ANetworkIsNotNeeded) {
    simulate(sample("fleet.csv"), {"--condition", "unregistered"});
    put(deliver_pdu("+99900200001", "one"));
    EXPECT_EQ(listed().size(), 1U);
}

TEST_F(Storage, WithoutAModemTheNextStepIsSaid) {
    for (const std::vector<std::string>& what : std::vector<std::vector<std::string>>{
             {"storage", "status"}, {"storage", "list"}, {"storage", "show", "1"}, {"storage", "clear", "--yes"}}) {
        auto given = what;
        given.insert(given.end(), {"--modem", folder + "/no-such-port"});
        const auto ended = bare(given);
        EXPECT_EQ(ended.exit, 3) << what.at(1) << ended.err;
        EXPECT_FALSE(ended.err.empty());
        EXPECT_EQ(bare(what).exit, 3) << "no modem at all";
    }
}

}  // namespace
}  // namespace gsmcfg::e2e
