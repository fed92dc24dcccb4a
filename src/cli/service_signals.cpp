#include "service_signals.hpp"

#include <atomic>
#include <csignal>
#include <initializer_list>

namespace gsmcfg::cli {
namespace {

base::StopSource* active = nullptr;
// Set by whichever thread the signal meets.
std::atomic<bool> reload = false;
static_assert(std::atomic<bool>::is_always_lock_free);

void handle(std::initializer_list<int> numbers, void (*handler)(int)) {
    for (const int number : numbers) {
        struct sigaction action {};
        action.sa_handler = handler;
        action.sa_flags = SA_RESTART;
        sigemptyset(&action.sa_mask);
        sigaction(number, &action, nullptr);
    }
}

extern "C" void on_stop(int) {
    if (active != nullptr) active->request();
    // The next one, of either kind, meets the default action.
    handle({SIGTERM, SIGINT}, SIG_DFL);
}

extern "C" void on_hang_up(int) { reload = true; }

}  // namespace

ServiceSignals::ServiceSignals() {
    active = &stop_;
    handle({SIGTERM, SIGINT}, on_stop);
    handle({SIGHUP}, on_hang_up);
}

ServiceSignals::~ServiceSignals() {
    handle({SIGTERM, SIGINT, SIGHUP}, SIG_DFL);
    active = nullptr;
}

bool ServiceSignals::take_reload() { return reload.exchange(false); }

}  // namespace gsmcfg::cli
