#include "master_sim_terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace gsmcfg::cli {
namespace {

using Handler = void (*)(int);

int notice_fd = -1;
const std::string* notice_text = nullptr;
Handler handler_before = nullptr;

extern "C" void say_and_pass_on(int number) {
    const int error = errno;
    if (notice_text != nullptr) {
        const auto written = ::write(notice_fd, notice_text->data(), notice_text->size());
        static_cast<void>(written);
    }
    if (handler_before != nullptr) handler_before(number);
    errno = error;
}

}  // namespace

EnterKey::EnterKey(int fd) : fd_(isatty(fd) != 0 ? fd : -1) {}

bool EnterKey::pressed() const {
    int waiting = 0;
    // Of a terminal these are whole lines.
    if (fd_ < 0 || ioctl(fd_, FIONREAD, &waiting) != 0 || waiting <= 0) return false;
    std::array<char, 256> typed{};
    const auto count = ::read(fd_, typed.data(), typed.size());
    return count > 0 && std::find(typed.begin(), typed.begin() + count, '\n') != typed.begin() + count;
}

CtrlCNotice::CtrlCNotice(int fd, std::string text) : text_(std::move(text)) {
    sigaction(SIGINT, nullptr, &before_);
    if (before_.sa_handler == SIG_DFL || before_.sa_handler == SIG_IGN) return;
    active_ = true;
    notice_fd = fd;
    notice_text = &text_;
    handler_before = before_.sa_handler;
    auto action = before_;
    action.sa_handler = say_and_pass_on;
    sigaction(SIGINT, &action, nullptr);
}

CtrlCNotice::~CtrlCNotice() {
    if (!active_) return;
    struct sigaction now {};
    sigaction(SIGINT, nullptr, &now);
    // After the first Ctrl-C the default action is there, and stays.
    if (now.sa_handler == say_and_pass_on) sigaction(SIGINT, &before_, nullptr);
    notice_text = nullptr;
    handler_before = nullptr;
}

}  // namespace gsmcfg::cli
