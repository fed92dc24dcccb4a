#include "link/port_lock.hpp"

#include "gsmcfg/link/port_info.hpp"
#include "link/port_holder.hpp"
#include "link/pseudo_terminal.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/wait.h>

#include <fstream>
#include <iterator>

namespace gsmcfg::link {
namespace {

std::string content(const std::filesystem::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

// The id of a process that has just ended.
int dead_process() {
    const pid_t child = fork();
    if (child == 0) _exit(0);
    waitpid(child, nullptr, 0);
    return child;
}

class LockFileTest : public testing::Test {
protected:
    test::TemporaryFolder folder;
    std::filesystem::path device = "/dev/ttyTest7";
    std::filesystem::path file = folder.path() / "LCK..ttyTest7";

    auto acquire() { return LockFile::acquire(device, folder.path()); }
};

TEST_F(LockFileTest, HoldsTheIdInTenCharacters) {
    {
        const auto lock = acquire();
        ASSERT_TRUE(lock);
        ASSERT_NE(*lock, nullptr);
        const std::string text = content(file);
        EXPECT_EQ(text.size(), 11U);
        EXPECT_EQ(std::stoi(text), getpid());
        EXPECT_EQ(text.back(), '\n');
    }
    EXPECT_FALSE(std::filesystem::exists(file));
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST_F(LockFileTest, NamesTheLivingHolder) {
    std::ofstream(file) << "         " << getppid() << "\n";
    const auto lock = acquire();
    ASSERT_FALSE(lock);
    EXPECT_EQ(lock.error().code, base::ErrorCode::port_busy);
    EXPECT_NE(lock.error().detail.find("process " + std::to_string(getppid())), std::string::npos) << lock.error().detail;
    EXPECT_TRUE(std::filesystem::exists(file)) << "another's lock is left alone";
}

TEST_F(LockFileTest, ReplacesWhatNoLivingProcessHolds) {
    for (const std::string& stale : {std::to_string(dead_process()), std::string("rubbish"), std::string()}) {
        std::ofstream(file) << stale << "\n";
        const auto lock = acquire();
        ASSERT_TRUE(lock) << stale;
        ASSERT_NE(*lock, nullptr) << stale;
        EXPECT_EQ(std::stoi(content(file)), getpid());
    }
}

TEST_F(LockFileTest, ShowsItsHolderWithoutTakingIt) {
    EXPECT_EQ(lock_file_holder(device, folder.path()), "");
    std::ofstream(file) << "         " << getppid() << "\n";
    EXPECT_NE(lock_file_holder(device, folder.path()).find("process " + std::to_string(getppid())), std::string::npos);
    std::ofstream(file) << dead_process() << "\n";
    EXPECT_EQ(lock_file_holder(device, folder.path()), "");
}

TEST_F(LockFileTest, AFolderThatIsNotThereIsNoError) {
    const auto lock = LockFile::acquire(device, folder.path() / "none");
    ASSERT_TRUE(lock);
    EXPECT_EQ(*lock, nullptr);
}

TEST(PortHolder, FindsTheOtherProcess) {
    test::PseudoTerminal terminal;
    std::array<int, 2> ready{};
    std::array<int, 2> release{};
    ASSERT_EQ(pipe(ready.data()), 0);
    ASSERT_EQ(pipe(release.data()), 0);
    const pid_t child = fork();
    if (child == 0) {
        close(release[1]);
        char byte = 'r';
        if (write(ready[1], &byte, 1) == 1) [[maybe_unused]]
            const auto got = read(release[0], &byte, 1);
        _exit(0);
    }
    close(release[0]);
    char byte = 0;
    ASSERT_EQ(read(ready[0], &byte, 1), 1);
    EXPECT_NE(find_port_holder(terminal.device()).find("process " + std::to_string(child)), std::string::npos);
    close(release[1]);
    waitpid(child, nullptr, 0);
    EXPECT_EQ(find_port_holder(terminal.device()), "") << "this process does not count";
    close(ready[0]);
    close(ready[1]);
}

TEST(PortHolder, OfAPseudoTerminalIsWhoLockedIt) {
    test::PseudoTerminal terminal;
    EXPECT_EQ(port_holder(terminal.device()), "") << "open, but not locked";
    const int fd = open(terminal.device().c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
    ASSERT_EQ(flock(fd, LOCK_EX | LOCK_NB), 0);
    EXPECT_NE(port_holder(terminal.device()).find("process " + std::to_string(getpid())), std::string::npos);
    close(fd);
    EXPECT_EQ(port_holder(terminal.device()), "");
    EXPECT_EQ(port_holder("/dev/there-is-no-such-port"), "");
}

TEST(PortHolder, HasACure) {
    EXPECT_EQ(holder_cure(""), "");
    EXPECT_NE(holder_cure("minicom (process 12)").find("end that program"), std::string::npos);
    const auto cure = holder_cure("ModemManager (process 812)");
    EXPECT_NE(cure.find("systemctl stop ModemManager"), std::string::npos);
    EXPECT_NE(cure.find("ID_MM_DEVICE_IGNORE"), std::string::npos);
}

}  // namespace
}  // namespace gsmcfg::link
