#include "modem_fixture.hpp"

namespace gsmcfg::modem {
namespace {

class LookTest : public ModemFixture {};

TEST_F(LookTest, AsksForSignalRegistrationAndStorage) {
    ready();
    script.replace("AT+CSQ", "\r\n+CSQ: 9,99\r\n" + ok)
        .replace("AT+CREG?", "\r\n+CREG: 0,5\r\n" + ok)
        .replace("AT+CPMS?", "\r\n+CPMS: \"SM\",7,20,\"SM\",7,20,\"SM\",7,20\r\n" + ok);
    const auto status = modem->look({});
    ASSERT_TRUE(status);
    EXPECT_EQ(status->signal_dbm, -95);
    EXPECT_EQ(status->registered, true);
    EXPECT_EQ(status->registration, "registered, roaming");
    EXPECT_EQ(status->storage_used, 7U);
    EXPECT_EQ(status->storage_places, 20U);
    EXPECT_EQ(script.log, (std::vector<std::string>{"AT+CSQ", "AT+CREG?", "AT+CPMS?"}));
}

TEST_F(LookTest, WhatComesMeanwhileIsNotLost) {
    ready();
    script.replace("AT+CSQ", "\r\n+CMTI: \"SM\",3\r\n\r\n+CSQ: 99,99\r\n" + ok)
        .on("AT+CMGR=3", "\r\n+CMGR: 0,,21\r\n" + deliver_pdu(1) + "\r\n" + ok);
    const auto status = modem->look({});
    ASSERT_TRUE(status);
    EXPECT_FALSE(status->signal_dbm);
    EXPECT_EQ(inbounds(collect()).size(), 1U);
}

TEST_F(LookTest, ALineThatIsGoneTellsNothing) {
    ready();
    link->lose();
    EXPECT_FALSE(modem->look({}));
    EXPECT_FALSE(modem->look({})) << "and is not brought up";
    EXPECT_EQ(opened, 1);
    make();
    EXPECT_FALSE(modem->look({})) << "nor one that was never open";
}

}  // namespace
}  // namespace gsmcfg::modem
