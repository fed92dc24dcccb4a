#include "terminal.hpp"

#include "gsmcfg/base/text.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <string_view>

namespace gsmcfg::cli {

bool output_is_terminal() { return isatty(STDOUT_FILENO) != 0; }
bool errors_are_terminal() { return isatty(STDERR_FILENO) != 0; }
bool input_is_terminal() { return isatty(STDIN_FILENO) != 0; }

bool terminal_is_dumb() {
    const char* kind = std::getenv("TERM");
    return kind == nullptr || std::string_view(kind) == "dumb";
}

std::size_t terminal_width() {
    for (const int fd : {STDOUT_FILENO, STDERR_FILENO}) {
        winsize size{};
        if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return std::max<std::size_t>(size.ws_col, 40);
    }
    return 80;
}

bool confirm(const std::string& question) {
    std::cerr << question << " [y/N] " << std::flush;
    std::string answer;
    if (!std::getline(std::cin, answer)) return false;
    const auto word = base::to_lower(base::trim(answer));
    return word == "y" || word == "yes";
}

}  // namespace gsmcfg::cli
