#include "interrupt.hpp"

#include <csignal>
#include <initializer_list>

namespace gsmcfg::cli {
namespace {

base::StopSource* active = nullptr;

extern "C" void on_signal(int) {
    if (active != nullptr) active->request();
}

void handle(void (*handler)(int)) {
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
        struct sigaction action {};
        action.sa_handler = handler;
        // The second Ctrl-C meets the default action: for a modem that hangs.
        action.sa_flags = number == SIGINT && handler != SIG_DFL ? static_cast<int>(SA_RESETHAND) : 0;
        sigemptyset(&action.sa_mask);
        sigaction(number, &action, nullptr);
    }
}

}  // namespace

Interrupt::Interrupt() {
    active = &source_;
    handle(on_signal);
}

Interrupt::~Interrupt() {
    handle(SIG_DFL);
    active = nullptr;
}

}  // namespace gsmcfg::cli
