// The clerk's keyboard while a program works: Enter, and Ctrl-C.
#pragma once

#include <csignal>
#include <string>

namespace gsmcfg::cli {

// Lines that the clerk has ended, without waiting for one. Nothing of the terminal, which the shell shares, is changed.
class EnterKey {
public:
    // A file that is no terminal has no key.
    explicit EnterKey(int fd);
    [[nodiscard]] bool pressed() const;

private:
    int fd_;
};

// Says something at the first Ctrl-C, at once, before whoever handles it does so. Nothing where nobody handles it. One object at
// a time.
class CtrlCNotice {
public:
    CtrlCNotice(int fd, std::string text);
    ~CtrlCNotice();
    CtrlCNotice(const CtrlCNotice&) = delete;
    CtrlCNotice& operator=(const CtrlCNotice&) = delete;

private:
    std::string text_;
    struct sigaction before_ {};
    bool active_ = false;
};

}  // namespace gsmcfg::cli
