#include "sim/man_page.hpp"

#include <fmt/format.h>

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/base/troff.hpp"

namespace gsmcfg::sim {
namespace {

namespace options = boost::program_options;

// Its parameter is "arg" or "arg (=1)".
std::string entry(const options::option_description& option) {
    const auto semantic = option.semantic();
    const bool takes_value = semantic->max_tokens() > 0;
    const auto parameter = semantic->name();
    const auto begin = parameter.find("(=");
    std::string standard;
    if (takes_value && begin != std::string::npos)
        standard = fmt::format(" (default: {})", parameter.substr(begin + 2, parameter.size() - begin - 3));
    return fmt::format(".TP\n\\fB\\-\\-{}\\fR{}\n{}\n", base::troff(option.long_name()), takes_value ? " \\fIVALUE\\fR" : "",
                       base::troff(option.description() + standard));
}

}  // namespace

std::string man_page(const options::options_description& options, std::string_view notes, std::string_view date) {
    auto page =
        base::troff_head("gsmcfg-modemsim", "1", "User Commands", "simulates GSM modems, a network and meters for gsmcfg", date);
    page +=
        ".SH SYNOPSIS\n.B gsmcfg\\-modemsim\n\\fB\\-\\-fleet\\fR \\fIFILE\\fR \\fB\\-\\-dir\\fR \\fIDIR\\fR "
        "[\\fIOPTIONS\\fR]\n.br\n"
        ".B gsmcfg\\-modemsim\n\\fB\\-\\-fleet\\fR \\fIFILE\\fR \\fB\\-\\-boot\\-meter\\fR \\fIPHONE\\fR "
        "\\fB\\-\\-sim\\-image\\fR "
        "\\fIFILE\\fR\n"
        ".SH DESCRIPTION\nMakes modems on pseudo\\-terminals, a network behind them, and meters that answer by SMS as real ones "
        "do, "
        "or fail in a way you choose.\nNothing leaves the machine and nothing costs money; numbers begin with +999, which is "
        "assigned "
        "to nobody.\n"
        "It says in one line when its modems are there, and ends on SIGTERM or SIGINT.\nSIGUSR1 switches the modems' power off "
        "and "
        "on; SIGUSR2 takes the SIM out of the first modem and puts it, or the next of\n\\fB\\-\\-sim\\-stack\\fR, in five "
        "seconds "
        "later.\n.SH OPTIONS\n";
    for (const auto& option : options.options()) page += entry(*option);
    page += ".SH NOTES\n" + base::troff_lines(notes.substr(std::min(notes.find_first_not_of('\n'), notes.size())));
    page += ".SH SEE ALSO\n.BR gsmcfg (1)\n";
    return base::troff_tidied(page);
}

}  // namespace gsmcfg::sim
