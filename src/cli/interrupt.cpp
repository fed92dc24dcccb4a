#include "interrupt.hpp"

#include <unistd.h>

#include <csignal>
#include <initializer_list>
#include <string_view>

namespace gsmcfg::cli {
namespace {

base::StopSource* active = nullptr;

extern "C" void on_signal(int number) {
    if (active != nullptr) active->request();
    constexpr std::string_view words = "\ngsmcfg: finishing what is in flight; Ctrl-C again ends at once\n";
    if (number != SIGINT) return;
    [[maybe_unused]] const auto written = write(STDERR_FILENO, words.data(), words.size());
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
