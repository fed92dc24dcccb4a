#include "gsmcfg/at/final_result.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::at {
namespace {

using Kind = FinalResult::Kind;

struct Case {
    std::string line;
    bool numeric;
    std::optional<Kind> kind;
    std::optional<int> code;
};

TEST(FinalResult, Table) {
    const std::vector<Case> cases{
        {"OK", false, Kind::ok, {}},
        {"ok", false, Kind::ok, {}},
        {"OKAY", false, {}, {}},
        {"ERROR", false, Kind::error, {}},
        {"ERRORS", false, {}, {}},
        {"+CMS ERROR: 38", false, Kind::cms_error, 38},
        {"+CMS ERROR:500", false, Kind::cms_error, 500},
        {"+CMS ERROR 500", false, Kind::cms_error, 500},
        {"+CMS ERROR: network timeout", false, Kind::cms_error, 332},
        {"+CMS ERROR: something else", false, Kind::cms_error, {}},
        {"+CME ERROR: 10", false, Kind::cme_error, 10},
        {"+CME ERROR: SIM not inserted", false, Kind::cme_error, 10},
        {"+CME ERROR: sim busy", false, Kind::cme_error, 14},
        {"+CME ERROR: (U)SIM PIN required", false, Kind::cme_error, 11},
        {"+CME ERROR: USIM PUK required", false, Kind::cme_error, 12},
        {"+CME ERROR: network not allowed, emergency calls only", false, Kind::cme_error, {}},
        {"COMMAND NOT SUPPORT", false, Kind::not_supported, {}},
        {"MODEM ERROR: 4", false, Kind::modem_error, 4},
        {"NO CARRIER", false, Kind::no_carrier, {}},
        {"0", true, Kind::ok, {}},
        {"4", true, Kind::error, {}},
        {"3", true, Kind::no_carrier, {}},
        {"0", false, {}, {}},
        {"1", true, {}, {}},
        {"40", true, {}, {}},
        {"+CMGS: 0", true, {}, {}},
    };
    for (const Case& test : cases) {
        const auto result = parse_final_result(test.line, test.numeric);
        ASSERT_EQ(result.has_value(), test.kind.has_value()) << test.line;
        if (!result) continue;
        EXPECT_EQ(result->kind, *test.kind) << test.line;
        EXPECT_EQ(result->code, test.code) << test.line;
        EXPECT_EQ(result->ok(), *test.kind == Kind::ok);
        EXPECT_EQ(result->text, test.line);
    }
}

}  // namespace
}  // namespace gsmcfg::at
