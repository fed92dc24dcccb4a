#include "store/numbered_parameters.hpp"

#include <gtest/gtest.h>

#include <array>

namespace gsmcfg::store {
namespace {

constexpr auto number = ParameterType::number;
constexpr auto text = ParameterType::text;

TEST(NumberedParameters, ANameThatStandsTwiceIsOneParameter) {
    EXPECT_EQ(with_numbered_parameters("a = :id AND (b = :name OR c = :id)", std::array{number, text}),
              "a = $1::bigint AND (b = $2::text OR c = $1::bigint)");
}

TEST(NumberedParameters, WhatIsQuotedOrACastIsNone) {
    EXPECT_EQ(with_numbered_parameters("SELECT ':no', 'it''s :no', a::text, :yes", std::array{text}),
              "SELECT ':no', 'it''s :no', a::text, $1::text");
}

TEST(NumberedParameters, AsManyNamesAsTypes) {
    EXPECT_EQ(with_numbered_parameters("SELECT 1", {}), "SELECT 1");
    EXPECT_THROW((void)with_numbered_parameters(":a, :b", std::array{number}), DatabaseError);
    EXPECT_THROW((void)with_numbered_parameters(":a, :a", std::array{number, text}), DatabaseError);
}

}  // namespace
}  // namespace gsmcfg::store
