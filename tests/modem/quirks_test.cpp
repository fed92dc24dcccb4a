#include "gsmcfg/modem/quirks.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::modem {
namespace {

TEST(Quirks, RowsFit) {
    EXPECT_EQ(&find_quirks("ACME", "M1"), &quirks_table().front());
    EXPECT_EQ(find_quirks("huawei", "E173").quiet_command, "AT^CURC=0");
    EXPECT_EQ(find_quirks("HUAWEI Technologies", "").iccid_command, "AT^ICCID?");
    EXPECT_EQ(find_quirks("Cinterion", "BGS2").first_cnmi, "2,1,0,1,1");
    EXPECT_EQ(find_quirks("Quectel", "EC25").iccid_command, "AT+QCCID");
    for (const Quirks& row : quirks_table()) EXPECT_FALSE(row.source.empty());
}

}  // namespace
}  // namespace gsmcfg::modem
