// The clerk's keyboard.
#include "cli/master_sim_terminal.hpp"

#include "cli/interrupt.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <unistd.h>

#include <array>

namespace gsmcfg::cli {
namespace {

class Terminal {
public:
    Terminal() { EXPECT_EQ(openpty(&keyboard, &screen, nullptr, nullptr, nullptr), 0); }
    ~Terminal() {
        close(keyboard);
        close(screen);
    }
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;

    // Until a line has come through, if there is one in it.
    void type(const std::string& keys) const {
        ASSERT_EQ(write(keyboard, keys.data(), keys.size()), static_cast<ssize_t>(keys.size()));
        if (keys.find('\n') == std::string::npos) return;
        pollfd waiting{screen, POLLIN, 0};
        ASSERT_EQ(poll(&waiting, 1, 10000), 1);
    }
    int flags() const { return fcntl(screen, F_GETFL); }

    int keyboard = -1;
    int screen = -1;
};

TEST(EnterKey, IsALineAndChangesNothing) {
    const Terminal terminal;
    const auto flags = terminal.flags();
    const EnterKey key(terminal.screen);
    EXPECT_EQ(terminal.flags(), flags);
    EXPECT_FALSE(key.pressed());
    terminal.type("abc");
    EXPECT_FALSE(key.pressed());
    terminal.type("\n");
    EXPECT_TRUE(key.pressed());
    EXPECT_FALSE(key.pressed());
    EXPECT_EQ(terminal.flags(), flags);
}

TEST(EnterKey, AFileHasNone) {
    std::array<int, 2> ends{};
    ASSERT_EQ(pipe(ends.data()), 0);
    ASSERT_EQ(write(ends[1], "\n", 1), 1);
    EXPECT_FALSE(EnterKey(ends[0]).pressed());
    close(ends[0]);
    close(ends[1]);
}

std::string take(int fd) {
    std::array<char, 256> buffer{};
    pollfd waiting{fd, POLLIN, 0};
    if (poll(&waiting, 1, 0) != 1) return "";
    return std::string(buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(0, read(fd, buffer.data(), buffer.size()))));
}

TEST(CtrlCNotice, SaysItAndPassesItOn) {
    std::array<int, 2> ends{};
    ASSERT_EQ(pipe(ends.data()), 0);
    {
        const Interrupt interrupt;
        { const CtrlCNotice nothing(ends[1], "not said"); }
        {
            const CtrlCNotice notice(ends[1], "wait");
            EXPECT_FALSE(interrupt.requested());
            raise(SIGINT);
            EXPECT_TRUE(interrupt.requested());
            EXPECT_EQ(take(ends[0]), "wait");
        }
        // The second one ends the program, as without a notice.
        struct sigaction now {};
        sigaction(SIGINT, nullptr, &now);
        EXPECT_EQ(now.sa_handler, SIG_DFL);
    }
    {
        const Interrupt interrupt;
        { const CtrlCNotice over(ends[1], "too late"); }
        raise(SIGINT);
        EXPECT_TRUE(interrupt.requested());
        EXPECT_EQ(take(ends[0]), "");
    }
    close(ends[0]);
    close(ends[1]);
}

}  // namespace
}  // namespace gsmcfg::cli
