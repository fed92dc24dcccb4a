#include "modem/network_state.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::modem {
namespace {

TEST(NetworkState, Smsc) {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"\"+99900000000\",145", "+99900000000"},
        {"\"99900000000\",145", "+99900000000"},
        {"\"0900000000\",129", "0900000000"},
        {"\"002B003900390039003000300030003000300030003000300030\",145", "+999000000000"},
        {"\"00390039003900300030003000300030003000300030\",145", "+99900000000"},
        {"\"\",129", ""},
        {"", ""},
        {"+99900000000", "+99900000000"},
        {"\"+999\x1b[31m00000000\",145", "+9993100000000"},
        {"\"nothing\",145", ""},
    };
    for (const auto& [in, out] : cases) EXPECT_EQ(parse_smsc(in), out) << in;
}

TEST(NetworkState, Registration) {
    const std::vector<std::pair<std::string, std::optional<int>>> cases{
        {"0,1", 1},
        {" 0, 5", 5},
        {"2,1,\"00C3\",\"00A1\",7", 1},
        {"2,1,00C3,00A1", 1},
        {"1,\"00C3\",\"00A1\"", 1},
        {"1,00C3,00A1", 1},
        {"5", 5},
        {"2,,", std::nullopt},
        {"2,0", 0},
        {"", std::nullopt},
        {"0,99", std::nullopt},
    };
    for (const auto& [in, out] : cases) EXPECT_EQ(parse_registration(in), out) << in;
    for (const int state : {1, 5, 6, 7, 9, 10}) EXPECT_TRUE(is_registered(state)) << state;
    for (const int state : {0, 2, 3, 4, 8, 11}) EXPECT_FALSE(is_registered(state)) << state;
}

}  // namespace
}  // namespace gsmcfg::modem
