#include "cli/explain_indication.hpp"

#include "gsmcfg/base/text.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::cli {
namespace {

TEST(ExplainText, HasMeaningAdviceAndSource) {
    const auto text = indication_text(meter::explain_display("0F0 F00").value(), 0);
    for (const auto* part : {"display 0F0 F00\n", "group 1, field 2  GPRS channel", "no data connection\n", "next step: ",
                             "source: user manual of the GS04/GB04 modules: table 6, section 7.1; table 5, section 7; table 4"})
        EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
}

TEST(ExplainText, FitsEveryTerminal) {
    for (std::size_t width = 40; width < 140; ++width)
        for (const auto& indication : {meter::explain_display("0FA F00").value(), meter::explain_status("0x00").value(),
                                       meter::explain_led("F2 blinking").value()}) {
            const auto text = indication_text(indication, width);
            for (const auto line : base::split(text, '\n')) EXPECT_LE(base::to_code_points(line).size(), width) << text;
            EXPECT_NE(text.find("next"), std::string::npos);
        }
}

TEST(ExplainJson, IsTheSame) {
    const auto json = indication_json(meter::explain_status("75").value());
    EXPECT_EQ(json.at("fields").size(), 6U);
    EXPECT_EQ(json.at("fields").at(std::size_t{2}).at("documented").boolean(), false);
    EXPECT_EQ(json.at("remarks").size(), 1U);
    EXPECT_EQ(json.at("fields").at(std::size_t{0}).at("source").string(), "appendix A");
}

}  // namespace
}  // namespace gsmcfg::cli
