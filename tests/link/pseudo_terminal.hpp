// A pseudo-terminal whose other end the test holds, and a folder of its own.
#pragma once

#include <gtest/gtest.h>

#include <pty.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

namespace gsmcfg::test {

class PseudoTerminal {
public:
    PseudoTerminal() {
        std::array<char, 128> path{};
        EXPECT_EQ(openpty(&master_, &slave_, path.data(), nullptr, nullptr), 0);
        device_ = path.data();
    }
    ~PseudoTerminal() { hang_up(); }
    PseudoTerminal(const PseudoTerminal&) = delete;
    PseudoTerminal& operator=(const PseudoTerminal&) = delete;

    void write(std::string_view bytes) {
        EXPECT_EQ(::write(master_, bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
    }
    std::string read() {
        std::array<char, 256> buffer{};
        const ssize_t size = ::read(master_, buffer.data(), buffer.size());
        return {buffer.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
    }
    void close_slave() {
        if (slave_ >= 0) ::close(slave_);
        slave_ = -1;
    }
    void hang_up() {
        close_slave();
        if (master_ >= 0) ::close(master_);
        master_ = -1;
    }
    [[nodiscard]] const std::string& device() const { return device_; }

private:
    int master_ = -1;
    int slave_ = -1;
    std::string device_;
};

class TemporaryFolder {
public:
    TemporaryFolder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "gsmcfg-XXXXXX").string();
        EXPECT_NE(mkdtemp(pattern.data()), nullptr);
        path_ = pattern;
    }
    ~TemporaryFolder() {
        std::error_code error;
        std::filesystem::remove_all(path_, error);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

}  // namespace gsmcfg::test
