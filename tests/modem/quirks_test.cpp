#include "gsmcfg/modem/quirks.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::modem {
namespace {

TEST(Quirks, RowsFit) {
    EXPECT_EQ(&find_quirks("ACME", "M1"), &quirks_table().front());
    EXPECT_EQ(find_quirks("huawei", "E173").quiet_commands[0], "AT^CURC=0");
    EXPECT_EQ(find_quirks("HUAWEI Technologies", "").iccid_command, "AT^ICCID?");
    EXPECT_EQ(find_quirks("Cinterion", "BGS2").first_cnmi, "2,1,0,1,1");
    EXPECT_EQ(find_quirks("Quectel", "EC25").iccid_command, "AT+QCCID");
    EXPECT_EQ(find_quirks("SIMCOM INCORPORATED", "SIMCOM_SIM7600E-H").quiet_commands[0], "AT+CNSMOD=0");
    EXPECT_EQ(find_quirks("SIMCOM_Ltd", "SIMCOM_SIM800L").iccid_command, "AT+CCID");
    EXPECT_TRUE(find_quirks("Telit", "GL865-QUAD").ready_too_early);
    EXPECT_FALSE(find_quirks("Quectel", "EC25").ready_too_early);
    for (const Quirks& row : quirks_table()) {
        EXPECT_FALSE(row.source.empty());
        EXPECT_FALSE(row.iccid_command.empty());
    }
}

}  // namespace
}  // namespace gsmcfg::modem
