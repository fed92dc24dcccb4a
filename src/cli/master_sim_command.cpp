#include "master_sim_command.hpp"

#include "commands.hpp"
#include "master_sim_access.hpp"
#include "recap.hpp"
#include "storage_access.hpp"

#include <fmt/format.h>

#include <iterator>

namespace gsmcfg::cli {
namespace {

constexpr std::string_view what_it_is =
    "A module that starts with such a SIM takes its settings from the messages on it. How the module wants them stored is not "
    "published: they are written as received messages, one a record, in sending order, mode last, which is a reading of the "
    "manual. "
    "Watch one meter for ten minutes before you make more: a module that takes mode at each start restarts for ever (--without "
    "mode). The SIM holds the meters' password in clear.";
constexpr std::string_view ways_details =
    "Three ways are tried in this order: cmgw (AT+CMGW), crsm (AT+CRSM), self-send (an SMS to the SIM's own number, which costs "
    "money: only with --own-number). Every record is read back. What goes wrong half-way is deleted again. Messages that are on "
    "the "
    "SIM stay (--keep) or are deleted (--replace); either way they are in the database first.";

// What the crew does; what the display and the LEDs show is chapter 5 of the manual.
constexpr std::string_view instructions_text =
    "At the meter:\n"
    "  1. Switch the meter's power off.\n"
    "  2. Put the Master SIM into the module. Its PIN must be off.\n"
    "  3. Switch the power on, and wait: F2 blinks while the SIM starts up. Blinking for more than 30 seconds: no SIM, PIN on, "
    "or\n"
    "     no network: switch off, clean the contacts, look at the antenna.\n"
    "  4. F2 steady: registered. The first character of the display's first group is 1 (SIM there), that of the second group 1\n"
    "     (at home) or 5 (roaming); its last one is the signal: 5 or more is enough on GSM, 4 on LTE.\n"
    "     F in the second group: no SIM, or it asks for its PIN.\n"
    "  5. Wait two minutes more. If the module restarts again and again (F2 goes off and blinks anew), take the SIM out: these\n"
    "     settings need a SIM that was written with --without mode.\n"
    "  6. A group of meters with one SIM: power off, SIM out, the meter's own SIM in, power on; then the next meter.\n"
    "     A SIM that stays in its meter keeps the settings until an SMS configures that meter: that one deletes them.\n"
    "  The SIM holds the password in clear: count the cards, and erase them afterwards (gsmcfg master-sim erase).\n";

Outcome<int> list(Invocation& invocation) {
    const auto database = invocation.named_database();
    if (!database) return refuse(database.error());
    std::size_t count = 0;
    store::MasterSims(**database).each([&](const store::MasterSim& sim) {
        ++count;
        if (invocation.json()) print_json(manifest_json("master_sim", sim));
        else print(manifest_line(sim));
    });
    if (count == 0 && !invocation.json()) print("no SIM has been written\n");
    return exit_code::as_wanted;
}

OptionSpec reason_option() { return {"reason", "TEXT", "why: kept in the audit"}; }

std::vector<OptionSpec> write_options() {
    return {{"without", "SETTING", "leave it out: mode, for modules that would restart for ever; may be repeated", true},
            {"via", "WAY", "this way alone: cmgw, crsm or self-send"},
            {"own-number", "NUMBER", "the SIM's own: lets it be written by SMS to itself"},
            {"sender", "NUMBER|NAME", "who seems to have sent them; else the SIM's own number, else its SMSC's"},
            {"timestamp", "TIME", "of the first: 2026-03-01T12:00:00+03:00; the others follow by a second; else now"},
            {"status", "STATUS", "unread (the default, 03) or read (01)"},
            {"replace", "", "delete other messages on the SIM; they are in the database first"},
            {"keep", "", "leave other messages on the SIM, if they set nothing"},
            {"force", "", "also a SIM that has sent campaigns, and one that is right already"},
            {"disable-pin", "", "switch the SIM's PIN off, with one attempt a SIM"},
            {"pins", "FILE", "iccid,pin a line, mode 600"},
            {"stack", "", "one SIM after the other, until Ctrl-C"},
            {"count", "N", "with --stack: end after so many"},
            {"sims", "FILE", "CSV: iccid, phone, and what differs for each SIM; no others are written"},
            {"labels", "FILE", "append a line for each SIM that is done, as CSV"},
            {"instructions", "", "print what the crew does at the meter, and write nothing"},
            reason_option()};
}

Outcome<int> write(Invocation& invocation) {
    if (invocation.arguments().flag("instructions")) {
        if (invocation.json()) print_json(base::Json::object().set("instructions", std::string(instructions_text)));
        else print(instructions_text);
        return exit_code::as_wanted;
    }
    if (invocation.arguments().positional().empty())
        return refuse(exit_code::usage, "which profile? gsmcfg master-sim write PROFILE");
    return write_master_sims(invocation);
}

std::vector<Command> checking_commands() {
    return {{"master-sim verify",
             "[PROFILE]",
             0,
             1,
             "Compares the SIM in the modem with a profile, or with what was written on it. Exit code 0 or 1.",
             "With a profile every text is compared, with its password; sender and time are not. Without one the records are "
             "compared "
             "with the manifest of that SIM, in which no password is: passwords are not compared then.",
             "  gsmcfg master-sim verify profile.toml",
             {{"without", "SETTING", "as it was written", true},
              {"status", "STATUS", "unread or read: a message that was read since then is a difference"},
              {"keep", "", "other messages may be on the SIM, as after a write with --keep"},
              {"sims", "FILE", "as it was written"}},
             verify_master_sim},
            {"master-sim erase",
             "",
             0,
             0,
             "Deletes the settings from the SIM in the modem. Asks first; --yes answers.",
             "Other messages stay, unless --all is given. What is deleted is in the database before, without passwords.",
             "  gsmcfg master-sim erase --modem auto",
             {{"all", "", "every message on the SIM"}, {"force", "", "also a SIM that has sent campaigns"}, reason_option()},
             erase_master_sim}};
}

std::string write_details() { return std::string(what_it_is) + "\n\n" + std::string(ways_details); }

}  // namespace

std::vector<Command> master_sim_commands() {
    static const std::string details = write_details();
    std::vector<Command> all{
        {"master-sim write", "PROFILE", 0, 1,
         "Writes a profile's settings on the SIM in the modem, for modules that start with it.", details,
         "  gsmcfg master-sim write profile.toml --modem auto\n"
         "  gsmcfg master-sim write profile.toml --stack --sims sims.csv --labels labels.csv\n"
         "  gsmcfg master-sim write --instructions",
         write_options(), write},
        {"master-sim read",
         "",
         0,
         0,
         "Shows what is on the SIM in the modem, settings as such. Passwords are shown as ***.",
         "Where the modem shows raw records, nothing on the SIM changes by it; where it does not, unread messages become "
         "read ones.",
         "  gsmcfg master-sim read --modem /dev/ttyUSB0",
         {{"show-secrets", "", "with the passwords in clear"}},
         read_master_sim},
        {"master-sim list",
         "",
         0,
         0,
         "Lists the SIMs that were written, newest first: number on the label, ICCID, profile, records.",
         "",
         "  gsmcfg master-sim list --json",
         {},
         list}};
    auto more = checking_commands();
    all.insert(all.end() - 1, std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    return all;
}

}  // namespace gsmcfg::cli
