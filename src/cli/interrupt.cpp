#include "interrupt.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <initializer_list>
#include <string_view>

namespace gsmcfg::cli {
namespace {

base::StopSource* active = nullptr;
// Memory that a signal handler may read: the text, and its length, which is set last.
std::array<char, 120> besides{};
volatile std::sig_atomic_t besides_size = 0;

void write_error(std::string_view words) {
    [[maybe_unused]] const auto written = write(STDERR_FILENO, words.data(), words.size());
}

extern "C" void on_signal(int number) {
    if (active != nullptr) active->request();
    if (number != SIGINT) return;
    write_error("\ngsmcfg: finishing what is in flight; Ctrl-C again ends at once");
    write_error({besides.data(), static_cast<std::size_t>(besides_size)});
    write_error("\n");
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
    besides_size = 0;
}

void Interrupt::tell_besides(std::string_view words) const {
    besides_size = 0;
    const auto size = std::min(words.size(), besides.size());
    std::copy_n(words.begin(), size, besides.begin());
    besides_size = static_cast<std::sig_atomic_t>(size);
}

}  // namespace gsmcfg::cli
