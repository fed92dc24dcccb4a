#include "gsmcfg/base/secret.hpp"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include <sstream>
#include <type_traits>

namespace gsmcfg::base {
namespace {

template <typename T>
concept Streamable = requires(std::ostream& out, const T& value) {
    out << value;
};

TEST(Secret, HasNoWayIntoALog) {
    EXPECT_FALSE(Streamable<Secret>);
    EXPECT_FALSE(fmt::is_formattable<Secret>::value);
    EXPECT_FALSE((std::is_convertible_v<Secret, std::string>));
    EXPECT_FALSE((std::is_convertible_v<std::string_view, Secret>)) << "only on purpose";
}

TEST(Secret, IsCopiedMovedAndWiped) {
    for (const auto* text : {"short", "a password that is too long for the small string buffer"}) {
        Secret first(text);
        Secret copy(first);
        EXPECT_EQ(copy.reveal(), text);
        Secret moved(std::move(first));
        EXPECT_EQ(moved.reveal(), text);
        EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move): what is left behind is the contract
        Secret assigned("old");
        assigned = moved;
        EXPECT_EQ(assigned.reveal(), text);
        assigned = Secret("new");
        EXPECT_EQ(assigned.reveal(), "new");
        Secret target;
        target = std::move(moved);
        EXPECT_EQ(target.reveal(), text);
        EXPECT_TRUE(moved.empty());  // NOLINT(bugprone-use-after-move)
        const auto& same = target;
        target = same;
        EXPECT_EQ(target.reveal(), text) << "assigned to itself";
    }
}

TEST(Secret, LeavesNothingInTheMovedFromBuffer) {
    Secret first("pw12345");
    const char* buffer = first.reveal().data();  // within the object: the text is short
    const Secret second(std::move(first));
    for (std::size_t i = 0; i < 7; ++i) EXPECT_EQ(buffer[i], '\0') << i;
    EXPECT_EQ(second.reveal(), "pw12345");
}

}  // namespace
}  // namespace gsmcfg::base
