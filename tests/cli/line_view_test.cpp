#include "cli/line_view.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::cli {
namespace {

TEST(LineView, SaysWhatTheSimWants) {
    struct Case {
        const char* sim;
        const char* words;
    };
    for (const auto& one :
         {Case{"READY", "ready"}, Case{"", "unknown"},
          Case{"SIM PIN", "asks for its PIN: --pin-file, or pin_file in the configuration"},
          Case{"SIM PUK", "is locked after three wrong PINs: enter the PUK in a phone"}, Case{"PH-NET PIN", "PH-NET PIN"}}) {
        modem::LineSurvey survey;
        survey.sim = one.sim;
        EXPECT_EQ(sim_words(survey), one.words);
    }
}

TEST(LineView, SaysTheModemsNameOnce) {
    struct Case {
        const char* problem;
        const char* words;
    };
    for (const auto& one :
         {Case{"north: no signal", "no signal"}, Case{"/dev/ttyUSB0: no signal", "/dev/ttyUSB0: no signal"}, Case{"", ""}}) {
        LineView view;
        view.modem = "north";
        view.problem = one.problem;
        EXPECT_EQ(problem_words(view), one.words);
    }
}

}  // namespace
}  // namespace gsmcfg::cli
