#include "commands.hpp"
#include "interrupt.hpp"
#include "labelled_rows.hpp"
#include "line_view.hpp"
#include "lines.hpp"
#include "modem_loan.hpp"

namespace gsmcfg::cli {
namespace {

Outcome<int> info(Invocation& invocation) {
    const auto choices = chosen_modems(invocation);
    if (!choices) return refuse(choices.error());
    base::SystemClock clock;
    const Interrupt interrupt;
    const auto loan = ModemLoan::take(invocation, *choices, clock, interrupt.token());
    if (!loan) return refuse(loan.error());
    auto channels = make_channels(invocation, *choices, clock, Purpose::look);
    if (!channels) return refuse(channels.error());
    int exit = exit_code::as_wanted;
    for (auto& channel : *channels) {
        const auto view = look_at(*channel, interrupt.token());
        if (interrupt.requested()) return exit_code::interrupted;
        if (!view.ready) exit = exit_code::modem;
        if (invocation.json()) print_json(to_json(view));
        else print(shown_text(view, row_width()));
    }
    return exit;
}

}  // namespace

std::vector<Command> modem_commands() {
    return {modem_list_command(),
            {"modem info",
             "",
             0,
             0,
             "Brings the modems up and shows what they are, their SIM, network and storage, and what is wrong.",
             "Signal: -85 dBm and more is good, down to -91 dBm is enough on LTE but weak on GSM.\n"
             "Exit code 3 if one of them can't send and receive; the problem line then says the next step.",
             "  gsmcfg modem info --modem /dev/ttyUSB0",
             {},
             info},
            modem_check_command(),
            modem_ussd_command(),
            modem_events_command()};
}

}  // namespace gsmcfg::cli
