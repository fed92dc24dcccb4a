#include "gsmcfg/modem/message_storage.hpp"

#include "modem/modem_fixture.hpp"
#include "support/scripted_link.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace gsmcfg::modem {
namespace {

class Storage : public testing::Test {
protected:
    Storage() {
        script.on("AT+CPMS?", "\r\n+CPMS: \"SM\",2,20,\"SM\",2,20,\"SM\",2,20\r\n" + ok);
        script.on("AT+CPMS=\"SM\"", "\r\n+CPMS: 2,20,2,20,2,20\r\n" + ok);
        script.on("AT+CPMS=\"ME\"", "\r\n+CPMS: 0,99,2,20,2,20\r\n" + ok);
    }
    MessageStorage opened() {
        auto storage = MessageStorage::open(dialogue, {});
        if (!storage) throw std::runtime_error(storage.error().message());
        script.log.clear();
        return std::move(*storage);
    }
    test::Script script = test::Script::warm_modem();
    test::VirtualClock clock;
    Dialogue dialogue{std::make_unique<test::ScriptedLink>(script, clock)};
};

std::string entry(int index, const std::string& middle, const std::string& pdu) {
    return "\r\n+CMGL: " + std::to_string(index) + "," + middle + "\r\n" + pdu + "\r\n";
}

TEST_F(Storage, StoresInEveryShapeThatModemsGive) {
    struct Case {
        std::string name, offered, current;
        std::vector<std::string> stores, message_stores;
    };
    for (const auto& [name, offered, current, stores, message_stores] : {
             Case{"three sets", R"(("SM","ME"),("SM"),("SM"))", R"("SM",0,20,"SM",0,20,"SM",0,20)", {"SM", "ME"}, {"SM", "ME"}},
             Case{"two sets in brackets",
                  R"((("SM","BM","SR"),("SM")))",
                  R"("SM",0,20,"SM",0,20)",
                  {"SM", "BM", "SR"},
                  {"SM", "SR"}},
             Case{"no brackets", R"("SM","ME","SM")", R"("SM",0,20)", {"SM", "ME"}, {"SM", "ME"}},
             Case{"variants", R"(("SM_P","ME_P"),("SM_P"),("SM_P"))", R"("SM_P",0,20)", {"SM_P", "ME_P"}, {"SM_P", "ME_P"}},
             Case{"MT repeats the others", R"(("ME","MT","SM"),("SM"),("SM"))", R"("ME",0,20)", {"ME", "MT", "SM"}, {"ME", "SM"}},
             Case{"MT alone", R"(("MT"),("MT"),("MT"))", R"("MT",0,20)", {"MT"}, {"MT"}},
             Case{"empty sets", R"((),(),())", R"("SM",0,20,"SM",0,20,"SM",0,20)", {"SM"}, {"SM"}},
         }) {
        script.replace("AT+CPMS=?", "\r\n+CPMS: " + offered + "\r\n" + ok);
        script.replace("AT+CPMS?", "\r\n+CPMS: " + current + "\r\n" + ok);
        const auto storage = MessageStorage::open(dialogue, {});
        ASSERT_TRUE(storage) << name << storage.error().message();
        EXPECT_EQ(storage->stores(), stores) << name;
        EXPECT_EQ(storage->message_stores(), message_stores) << name;
    }
}

TEST_F(Storage, NoStoreIsAnErrorWithTheNextStep) {
    script.replace("AT+CPMS=?", "\r\n+CPMS: (),(),()\r\n" + ok).replace("AT+CPMS?", ok);
    const auto storage = MessageStorage::open(dialogue, {});
    ASSERT_FALSE(storage);
    EXPECT_EQ(storage.error().code, base::ErrorCode::refused);
    EXPECT_NE(storage.error().detail.find("another modem"), std::string::npos);
}

TEST_F(Storage, ALockedSimIsNotTouched) {
    script.replace("AT+CPIN?", "\r\n+CPIN: SIM PIN\r\n" + ok);
    const auto storage = MessageStorage::open(dialogue, {});
    ASSERT_FALSE(storage);
    EXPECT_EQ(storage.error().code, base::ErrorCode::refused);
    EXPECT_TRUE(script.starting("AT+CPMS").empty());
    EXPECT_TRUE(script.starting("AT+CPIN=").empty());
}

TEST_F(Storage, ABusySimIsWaitedFor) {
    script.replace("AT+CPIN?", "\r\n+CME ERROR: 14\r\n").on("AT+CPIN?", "\r\n+CPIN: READY\r\n" + ok);
    EXPECT_TRUE(MessageStorage::open(dialogue, {}));
    EXPECT_EQ(script.count("AT+CPIN?"), 2U);
}

TEST_F(Storage, StatusCountsEachStoreAndPutsTheFormerOnesBack) {
    auto storage = opened();
    const auto status = storage.status({});
    ASSERT_TRUE(status) << status.error().message();
    ASSERT_EQ(status->size(), 2U);
    EXPECT_EQ((*status)[0].name, "SM");
    EXPECT_EQ((*status)[0].used, 2U);
    EXPECT_EQ((*status)[0].total, 20U);
    EXPECT_TRUE((*status)[0].receives);
    EXPECT_FALSE((*status)[0].full());
    EXPECT_EQ((*status)[1].total, 99U);
    EXPECT_FALSE((*status)[1].receives);
    ASSERT_TRUE(storage.restore());
    EXPECT_EQ(script.log.back(), "AT+CPMS=\"SM\",\"SM\",\"SM\"");
}

TEST_F(Storage, AStoreThatCantBeSelectedHasAProblemAndNoCounts) {
    script.replace("AT+CPMS=\"ME\"", "\r\n+CMS ERROR: 303\r\n").replace("AT+CPMS=\"ME\",\"SM\",\"SM\"", "\r\nERROR\r\n");
    auto storage = opened();
    const auto status = storage.status({});
    ASSERT_TRUE(status);
    EXPECT_FALSE((*status)[1].used);
    EXPECT_FALSE((*status)[1].problem.empty());
    const auto listed = storage.list("ME", {});
    ASSERT_FALSE(listed);
    EXPECT_EQ(listed.error().code, base::ErrorCode::refused);
}

TEST_F(Storage, AModemThatWantsAllThreeStores) {
    script.replace("AT+CPMS=\"ME\"", "\r\nERROR\r\n");
    auto storage = opened();
    const auto status = storage.status({});
    ASSERT_TRUE(status);
    EXPECT_EQ((*status)[1].total, 99U) << "by AT+CPMS=\"ME\",\"SM\",\"SM\"";
}

TEST_F(Storage, ListingsInEveryShape) {
    script.replace("AT+CMGL=4", entry(7, "1,,21", deliver_pdu(7)) + entry(0, "0,\"\",21", deliver_pdu(0)) +
                                    entry(3, "3,21", deliver_pdu(3)) + "\r\n+CMTI: \"SM\",9\r\n" +
                                    entry(4, "2,,29", deliver_pdu(4)) + entry(5, "\"REC READ\",,21", deliver_pdu(5)) +
                                    "\r\n+CMGL: x,1,,21\r\n" + deliver_pdu(6) + "\r\n" + ok);
    auto storage = opened();
    const auto messages = storage.list("SM", {});
    ASSERT_TRUE(messages) << messages.error().message();
    struct Case {
        int index;
        SlotState state;
    };
    const std::vector<Case> expected{
        {0, SlotState::unread}, {3, SlotState::sent}, {4, SlotState::unsent}, {5, SlotState::read}, {7, SlotState::read}};
    ASSERT_EQ(messages->size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        EXPECT_EQ((*messages)[i].index, expected[i].index);
        EXPECT_EQ((*messages)[i].state, expected[i].state) << expected[i].index;
        EXPECT_EQ((*messages)[i].pdu, deliver_pdu(expected[i].index));
        EXPECT_TRUE((*messages)[i].whole) << expected[i].index;
    }
}

TEST_F(Storage, ADamagedEntryIsReadAgain) {
    script.replace("AT+CMGL=4", entry(1, "1,,21", deliver_pdu(1).substr(0, 20)) + entry(2, "1,,21", deliver_pdu(2)) + ok);
    script.on("AT+CMGR=1", "\r\n+CMGR: 1,,21\r\n" + deliver_pdu(1) + "\r\n" + ok);
    auto storage = opened();
    const auto messages = storage.list("SM", {});
    ASSERT_TRUE(messages);
    ASSERT_EQ(messages->size(), 2U);
    EXPECT_EQ(messages->front().pdu, deliver_pdu(1));
    EXPECT_TRUE(messages->front().whole);
}

TEST_F(Storage, PlaceByPlaceWhereListingFails) {
    for (const std::string refusal : {"\r\nERROR\r\n", ""}) {
        script.replace("AT+CMGL=4", refusal.empty() ? test::Reply{} : test::Reply{{refusal}});
        for (int i = 0; i <= 20; ++i) script.replace("AT+CMGR=" + std::to_string(i), "\r\n+CMS ERROR: 321\r\n");
        script.replace("AT+CMGR=1", ok).replace("AT+CMGR=2", "\r\n+CMGR: 0,,0\r\n" + ok);
        script.replace("AT+CMGR=3", "\r\n+CMGR: 0,,21\r\n" + deliver_pdu(3) + "\r\n" + ok);
        script.replace("AT+CMGR=20", "\r\n+CMGR: 1,,21\r\n" + deliver_pdu(9) + "\r\n" + ok);
        auto storage = opened();
        const auto messages = storage.list("SM", {});
        ASSERT_TRUE(messages) << messages.error().message();
        ASSERT_EQ(messages->size(), 2U);
        EXPECT_EQ(messages->front().index, 3);
        EXPECT_EQ(messages->back().index, 20);
    }
}

TEST_F(Storage, ThatNothingCanBeReadIsNotTakenForEmpty) {
    script.replace("AT+CMGL=4", "\r\nERROR\r\n");
    auto storage = opened();
    const auto messages = storage.list("SM", {});
    ASSERT_FALSE(messages) << "the store has two messages";
    EXPECT_EQ(messages.error().code, base::ErrorCode::refused);
}

class Removing : public Storage {
protected:
    StoredMessage listed{"SM", 3, SlotState::read, deliver_pdu(3), 21, true};
};

TEST_F(Removing, OnlyWhatIsStillThere) {
    struct Case {
        std::string name, now;
        Removal removal;
        std::size_t deletions;
    };
    for (const auto& [name, now, removal, deletions] : {
             Case{"the same", "\r\n+CMGR: 1,,21\r\n" + deliver_pdu(3) + "\r\n" + ok, Removal::removed, 1},
             Case{"another", "\r\n+CMGR: 0,,21\r\n" + deliver_pdu(4) + "\r\n" + ok, Removal::changed, 0},
             Case{"none", "\r\n+CMS ERROR: 321\r\n", Removal::empty, 0},
             Case{"none, by OK alone", ok, Removal::empty, 0},
         }) {
        script.replace("AT+CMGR=3", now).replace("AT+CMGD=3", ok);
        auto storage = opened();
        const auto removed = storage.remove(listed, {});
        ASSERT_TRUE(removed) << name << removed.error().message();
        EXPECT_EQ(*removed, removal) << name;
        EXPECT_EQ(script.starting("AT+CMGD").size(), deletions) << name;
    }
}

TEST_F(Removing, TheStoreIsSelectedFirst) {
    listed.store = "ME";
    script.on("AT+CMGR=3", "\r\n+CMGR: 1,,21\r\n" + deliver_pdu(3) + "\r\n" + ok).on("AT+CMGD=3", ok);
    auto storage = opened();
    ASSERT_TRUE(storage.remove(listed, {}));
    EXPECT_EQ(script.log, (std::vector<std::string>{"AT+CPMS=\"ME\"", "AT+CMGR=3", "AT+CMGD=3"}));
}

TEST_F(Removing, ARefusalIsAnErrorInWords) {
    script.on("AT+CMGR=3", "\r\n+CMGR: 1,,21\r\n" + deliver_pdu(3) + "\r\n" + ok);
    script.on("AT+CMGD=3", "\r\n+CMS ERROR: 320\r\n");
    auto storage = opened();
    const auto removed = storage.remove(listed, {});
    ASSERT_FALSE(removed);
    EXPECT_NE(removed.error().detail.find("320"), std::string::npos);
}

}  // namespace
}  // namespace gsmcfg::modem
