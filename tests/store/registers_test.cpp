#include "each_store_fixture.hpp"

#include "gsmcfg/store/audit.hpp"
#include "gsmcfg/store/registers.hpp"

namespace gsmcfg::store {
namespace {

using namespace std::chrono_literals;

class RegistersTest : public EachStoreTest {
protected:
    Registers registers{*database};
    Transaction transaction{*database};
};

TEST_P(RegistersTest, AMeterKeepsWhatIsKnownAndTakesWhatIsNew) {
    registers.meter_heard("+99900100001", "0012345", "GS04", noon);
    registers.meter_setting("+99900100001", {"mode", "0", noon}, std::nullopt);
    registers.meter_setting("+99900100001", {"mode", "1", noon + 1h}, std::nullopt);
    registers.meter_heard("+99900100001", "", "", noon + 1h);
    const auto known = registers.known_setting("+99900100001", "mode").value();
    EXPECT_EQ(known.value, "1");
    EXPECT_EQ(known.seen_at, noon + 1h);
    EXPECT_FALSE(registers.known_setting("+99900100001", "apn"));
}

TEST_P(RegistersTest, ASimRemembersThatItGetsReports) {
    registers.sim_seen("999000000000001", "8999", noon);
    EXPECT_FALSE(registers.sim_has_reports("999000000000001"));
    registers.sim_reports("999000000000001");
    registers.sim_seen("999000000000001", "", noon + 1h);
    EXPECT_TRUE(registers.sim_has_reports("999000000000001"));
    registers.sim_sent("999000000000001", noon, 1);
    registers.sim_sent("999000000000001", noon + 13h, 2);
}

TEST_P(RegistersTest, ModemsAreListedByName) {
    registers.save_modem({"b", "/dev/ttyUSB1", "", "", "", "", "", ModemState::lost, "unplugged", std::nullopt, noon});
    registers.save_modem({"a", "/dev/ttyUSB0", "35", "Make", "Model", "1", "999", ModemState::opening, "", std::nullopt, noon});
    registers.save_modem(
        {"a", "/dev/ttyUSB0", "35", "Make", "Model", "1", "999", ModemState::ready, "", std::nullopt, noon + 1s});
    const auto modems = registers.modems();
    ASSERT_EQ(modems.size(), 2U);
    EXPECT_EQ(modems[0].name, "a");
    EXPECT_EQ(modems[0].state, ModemState::ready);
    EXPECT_EQ(modems[1].reason, "unplugged");
}

TEST_P(RegistersTest, TheAuditKeepsWhoDidWhat) {
    AuditEntry entry;
    entry.at = noon;
    entry.action = "apply";
    entry.actor = {"clerk", "root", "host"};
    entry.command_line = "gsmcfg apply p.toml l.txt";
    entry.campaign = 4;
    entry.reason = "T-1";
    write_audit(*database, entry);
    int count = 0;
    each_audit(*database, [&](const AuditEntry& found) {
        ++count;
        EXPECT_EQ(found.actor.sudo_user, "root");
        EXPECT_EQ(found.command_line, entry.command_line);
        EXPECT_EQ(found.campaign, 4);
    });
    EXPECT_EQ(count, 1);
}

ON_EACH_STORE(RegistersTest);

}  // namespace
}  // namespace gsmcfg::store
