#include "gsmcfg/base/clock.hpp"

#include "gsmcfg/base/error.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::base {
namespace {

TEST(SystemClock, ReturnsAtOnceForADeadlineThatHasPassed) {
    SystemClock clock;
    const auto before = clock.now();
    clock.wait_until(before - std::chrono::hours(1), {});
    EXPECT_LT(clock.now() - before, std::chrono::hours(1));
    EXPECT_GE(clock.now(), before);
}

TEST(SystemClock, IsWokenByAStop) {
    SystemClock clock;
    StopSource source;
    const StopToken token(source);
    EXPECT_FALSE(token.requested());
    source.request();
    source.request();
    EXPECT_TRUE(token.requested());
    // Would hang for a day if the stop did not wake it.
    clock.wait_until(clock.now() + std::chrono::hours(24), token);
    EXPECT_TRUE(source.requested()) << "waiting does not take the request back";
}

TEST(StopToken, NeverStopsByDefault) {
    const StopToken token;
    EXPECT_FALSE(token.requested());
    EXPECT_EQ(token.fd(), -1);
}

TEST(Error, SaysWhereAndWhy) {
    EXPECT_EQ((Error{ErrorCode::malformed, "DELIVER.scts", "there is no month 13", 12}.message()),
              "DELIVER.scts: there is no month 13 (octet 12)");
    EXPECT_EQ((Error{ErrorCode::io, "a.toml:3", "gone", std::nullopt}.message()), "a.toml:3: gone");
    EXPECT_EQ(name(ErrorCode::port_lost), "port_lost");
}

}  // namespace
}  // namespace gsmcfg::base
