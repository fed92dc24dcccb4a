#include "cli/balance.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::cli {
namespace {

TEST(Amount, AsCountriesWriteIt) {
    struct Case {
        std::string in;
        std::optional<double> out;
    };
    for (const auto& [in, out] : {Case{"12.50", 12.5}, Case{"12,50", 12.5}, Case{"1 234.56", 1234.56}, Case{"1.234,56", 1234.56},
                                  Case{"1,234.56", 1234.56}, Case{"1.234.567", 1234567.0}, Case{"-3", -3.0},
                                  Case{"\xE2\x88\x92"
                                       "3,5",
                                       -3.5},
                                  Case{"1\xC2\xA0"
                                       "000,25",
                                       1000.25},
                                  Case{"+7", 7.0}, Case{" 0.00 ", 0.0}, Case{"", std::nullopt}, Case{"-", std::nullopt},
                                  Case{".", std::nullopt}, Case{"12a", std::nullopt}, Case{"1-2", std::nullopt}}) {
        EXPECT_EQ(parse_amount(in), out) << in;
    }
}

TEST(Amount, IsWhatThePatternsFirstGroupFinds) {
    struct Case {
        std::string name;
        std::optional<std::string> pattern;
        std::string text;
        std::optional<double> out;
    };
    for (const auto& [name, pattern, text, out] :
         {Case{"first group", "Balance: *([0-9]+[.,][0-9]+)", "Your Balance: 12,50 EUR", 12.5},
          Case{"no group: all of it", "[0-9]+[.][0-9]+", "Balance 7.25", 7.25},
          Case{"named", "(?P<amount>-?[0-9]+) EUR", "at -3 EUR", -3.0},
          Case{"second line", "Konto: ([0-9]+)", "Hi\nKonto: 5", 5.0},
          Case{"no match", "Balance: ([0-9]+)", "none", std::nullopt}, Case{"no pattern", std::nullopt, "12.50", std::nullopt},
          Case{"no number", "Balance: (.*)", "Balance: much", std::nullopt}}) {
        EXPECT_EQ(amount_in({std::nullopt, pattern, std::nullopt}, text), out) << name;
    }
}

}  // namespace
}  // namespace gsmcfg::cli
