// gsmcfg-modemsim: simulated modems and meters behind pseudo-terminals.
#include <fmt/format.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <boost/program_options.hpp>
#include <cstdio>
#include <iostream>
#include <memory>
#include <sstream>

#include "gsmcfg/base/clock.hpp"
#include "gsmcfg/base/text.hpp"
#include "gsmcfg/base/version.hpp"
#include "gsmcfg/sim/world.hpp"
#include "sim/boot_report.hpp"
#include "sim/man_page.hpp"
#include "sim/pty_front.hpp"
#include "sim/sim_images.hpp"

namespace {

namespace options = boost::program_options;
using namespace gsmcfg;

constexpr int exit_usage = 2;

struct Invocation {
    std::string fleet, directory, log, condition, boot_meter;
    std::int64_t send_latency = 0, transit = 0, reply_delay = 0, report_delay = 0, jitter = 0, restart_time = -1;
    std::int64_t modems = 1, storage = 0;
    std::uint64_t seed = 1;
    double loss = 0, duplicates = 0, reordering = 0;
    std::vector<std::string> personalities, faults, images, stack;
    bool quiet = false;
};

options::options_description describe(Invocation& to) {
    const sim::WorldOptions defaults;
    using options::value;
    options::options_description all("Options", 110, 60);
    all.add_options()("fleet", value(&to.fleet), "the meters: a CSV file, see below")  //
        ("dir", value(&to.directory), "where the ports appear, as DIR/modem0, DIR/modem1, …")(
            "modems", value(&to.modems)->default_value(1), "how many modems (1-64)")("seed", value(&to.seed)->default_value(1),
                                                                                     "for everything random")(
            "send-latency", value(&to.send_latency)->default_value(defaults.send_latency.count()), "ms from Ctrl-Z to +CMGS")(
            "transit", value(&to.transit)->default_value(defaults.transit.count()), "ms from +CMGS to the meter")(
            "reply-delay", value(&to.reply_delay)->default_value(defaults.reply_delay.count()),
            "ms from the meter to its reply's arrival")("report-delay",
                                                        value(&to.report_delay)->default_value(defaults.report_delay.count()),
                                                        "ms from delivery to the status report")(
            "restart-time", value(&to.restart_time), "ms that a meter's restart takes (without it: 15-30 s)")(
            "jitter", value(&to.jitter)->default_value(0), "at most so many ms more transit")(
            "loss", value(&to.loss)->default_value(0), "rate of lost messages, 0-1")(
            "duplicates", value(&to.duplicates)->default_value(0), "rate of messages that come twice, 0-1")(
            "reordering", value(&to.reordering)->default_value(0), "rate of messages late by up to 10 s, 0-1")(
            "storage", value(&to.storage)->default_value(static_cast<std::int64_t>(defaults.storage)),
            "places of each SIM for messages (1-10000)")(
            "condition", value(&to.condition),
            "what is wrong with the modems: no-sim, pin (1234), unregistered, no-smsc, no-signal, no-storage")(
            "personality", value(&to.personalities),
            "make of the modems; given several times: of the first, the second, …; 'list' lists them")(
            "fault", value(&to.faults), "NAME=RATE, several times; all=RATE; 'list' lists them")(
            "sim-image", value(&to.images),
            "file of the SIM in the first modem, the second, …; made if it is not there; holds every change at once")(
            "sim-stack", value(&to.stack),
            "FILE,FILE,…: SIMs for the first modem one after the other; SIGUSR2 puts the next one in")(
            "boot-meter", value(&to.boot_meter),
            "no ports: that meter (its phone) starts with the SIM of --sim-image; see below")(
            "quiet", options::bool_switch(&to.quiet), "no unsolicited lines at intervals")(
            "log", value(&to.log), "file for the ground truth, a JSON object a line")("help", "this text")("version",
                                                                                                           "the version");
    return all;
}

void print_families(std::ostream& to) {
    to << "\nFamilies:\n";
    for (const auto& family : sim::families()) {
        to << fmt::format("  {:<17}{}\n", family.name, family.device);
        if (!family.settings.empty()) to << fmt::format("{:19}settings {}\n", "", fmt::join(family.settings, ", "));
        if (!family.variants.empty()) to << fmt::format("{:19}variants {}\n", "", fmt::join(family.variants, ", "));
    }
}

void print_notes(std::ostream& to) {
    to << "\nFleet file: a CSV header and a line for each meter.\n"
          "  phone,type,serial,firmware,password      needed\n"
          "  mode,apn,user,psw,dns,port,timeout,reset what it starts with\n"
          "  family                                   what device it is, see below; empty: a GS04/GB04\n"
          "  login,settings                           of other families; settings: NAME=VALUE;NAME=VALUE\n"
          "  reply_delay                              ms, instead of --reply-delay\n"
          "  error_form                               an error's text, {} for its code; a leading ! leaves the header out\n"
          "  behaviour                                words joined by +:\n";
    for (const auto& word : sim::behaviour_words()) {
        to << fmt::format("    {:<23}{}\n", fmt::format("{}{}", word.word, word.argument), word.meaning);
    }
    print_families(to);
    to << "\nSIM image: JSON, readable only by its owner (it holds passwords):\n"
          "  {\"iccid\": …, \"imsi\": …, \"number\": …, \"places\": 1-254,\n"
          "   \"pin\": {\"enabled\": false, \"pin\": …, \"puk\": …, \"attempts\": 3, \"puk_attempts\": 10},\n"
          "   \"records\": {\"1\": \"03…\", …}}       hex: status, service centre, TPDU; number, pin and records may be left "
          "out\n"
          "--boot-meter tells what the meter makes of each record. Exit status: 0 the settings are in force, 1 not (a record\n"
          "is wrong, the SIM is empty or wants its PIN, or MODE restarts the meter for ever), 2 wrong call.\n"
          "\nExamples:\n  gsmcfg-modemsim --fleet sample-phones/fleet.csv --dir /tmp/sim --modems 2\n"
          "  gsmcfg-modemsim --fleet sample-phones/fleet.csv --dir /tmp/sim --sim-stack sim1.json,sim2.json,sim3.json\n"
          "  gsmcfg-modemsim --fleet sample-phones/fleet.csv --boot-meter +99900100001 --sim-image sim1.json\n";
}

void print_help(const options::options_description& all) {
    std::cout
        << "Usage: gsmcfg-modemsim --fleet FILE --dir DIR [options]\n"
           "       gsmcfg-modemsim --fleet FILE --boot-meter PHONE --sim-image FILE\n\n"
           "Modems on pseudo-terminals, a network, and GS04/GB04 meters that answer by SMS. Ends on SIGTERM or SIGINT;\n"
           "SIGUSR1 switches the modems' power off and on; SIGUSR2 takes the SIM out of the first modem and puts it, or the\n"
           "next of --sim-stack, in five seconds later.\n\n"
        << all;
    print_notes(std::cout);
}

bool lists(const std::vector<std::string>& words) { return words.size() == 1 && words[0] == "list"; }

void print_personalities() {
    for (const auto& one : sim::personalities()) std::cout << fmt::format("{:<15}{} {}\n", one.name, one.manufacturer, one.model);
}

void print_faults() {
    for (const auto& word : sim::fault_words())
        std::cout << fmt::format("{:<19}of each {}: {}\n", word.name, word.of, word.meaning);
    std::cout << fmt::format("{:<19}all of them but freeze, mode-switch and sim-pulled\n", "all");
}

int complain(const std::string& text) {
    std::cerr << "gsmcfg-modemsim: " << text << '\n';
    return exit_usage;
}

std::optional<std::string> check(const Invocation& given) {
    if (given.fleet.empty()) return "--fleet FILE is missing";
    if (given.directory.empty() && given.boot_meter.empty()) return "--dir DIR is missing";
    if (!given.images.empty() && !given.stack.empty()) return "--sim-image and --sim-stack exclude each other";
    if (given.images.size() > static_cast<std::size_t>(std::max<std::int64_t>(given.modems, 0)))
        return "there are more --sim-image than --modems";
    if (!given.boot_meter.empty() && given.images.size() != 1) return "--boot-meter wants one --sim-image";
    if (given.modems < 1 || given.modems > 64) return "--modems is 1 to 64";
    if (given.storage < 1 || given.storage > 10000) return "--storage is 1 to 10000";
    for (const auto& [name, value] : {std::pair("--send-latency", given.send_latency), std::pair("--transit", given.transit),
                                      std::pair("--reply-delay", given.reply_delay),
                                      std::pair("--report-delay", given.report_delay), std::pair("--jitter", given.jitter)}) {
        if (value < 0 || value > 86'400'000) return std::string(name) + " is 0 to 86400000 (a day)";
    }
    if (given.restart_time < -1 || given.restart_time > 86'400'000) return "--restart-time is 0 to 86400000 (a day)";
    for (const auto& [name, rate] : {std::pair("--loss", given.loss), std::pair("--duplicates", given.duplicates),
                                     std::pair("--reordering", given.reordering)}) {
        if (!(rate >= 0 && rate <= 1)) return std::string(name) + " is 0 to 1";
    }
    for (const auto& name : given.personalities) {
        if (sim::find_personality(name) == nullptr) return "no personality is called '" + name + "'";
    }
    sim::FaultRates rates;
    for (const auto& text : given.faults) {
        if (const auto read = sim::read_fault(rates, text); !read) return "--fault " + read.error().message();
    }
    return std::nullopt;
}

std::optional<sim::Condition> parse_condition(std::string_view text) {
    if (text.empty()) return sim::Condition::none;
    if (text == "no-sim") return sim::Condition::no_sim;
    if (text == "pin") return sim::Condition::pin;
    if (text == "unregistered") return sim::Condition::unregistered;
    if (text == "no-smsc") return sim::Condition::no_smsc;
    if (text == "no-signal") return sim::Condition::no_signal;
    if (text == "no-storage") return sim::Condition::no_storage;
    return std::nullopt;
}

sim::WorldOptions world_options(const Invocation& given, sim::Condition condition, base::UtcTime utc) {
    using std::chrono::milliseconds;
    sim::WorldOptions wanted;
    wanted.seed = given.seed;
    wanted.modems = static_cast<std::size_t>(given.modems);
    wanted.send_latency = milliseconds(given.send_latency);
    wanted.transit = milliseconds(given.transit);
    wanted.reply_delay = milliseconds(given.reply_delay);
    wanted.report_delay = milliseconds(given.report_delay);
    wanted.jitter = milliseconds(given.jitter);
    if (given.restart_time >= 0) wanted.restart_time = milliseconds(given.restart_time);
    wanted.storage = static_cast<std::size_t>(given.storage);
    wanted.loss = given.loss;
    wanted.duplicates = given.duplicates;
    wanted.reordering = given.reordering;
    wanted.condition = condition;
    wanted.start_utc = utc;
    if (!given.personalities.empty()) wanted.personality = given.personalities.back();
    wanted.personalities = given.personalities;
    wanted.chatter = !given.quiet;
    for (const auto& text : given.faults) static_cast<void>(sim::read_fault(wanted.faults, text));
    return wanted;
}

// Blocked in every thread, read from the descriptor.
int open_signals(std::initializer_list<int> signals) {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : signals) sigaddset(&set, signal);
    if (sigprocmask(SIG_BLOCK, &set, nullptr) != 0) return -1;
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

sim::LogSink sink_to(std::FILE* file) {
    if (file == nullptr) return {};
    return [file](const base::Json& event) {
        const std::string line = event.dump() + '\n';
        std::fwrite(line.data(), 1, line.size(), file);
    };
}

base::Result<sim::SimImages> open_images(const Invocation& given) {
    std::vector<std::filesystem::path> files(given.images.begin(), given.images.end());
    for (const std::string& list : given.stack) {
        for (const std::string_view file : base::split(list, ',')) {
            if (!base::trim(file).empty()) files.emplace_back(base::trim(file));
        }
    }
    return sim::SimImages::open(files, !given.stack.empty(),
                                static_cast<std::size_t>(std::min<std::int64_t>(given.storage, 254)));
}

// The meter of --boot-meter starts with the SIM of --sim-image.
int boot(const Invocation& given, sim::Fleet fleet, sim::LogSink log) {
    const auto card = sim::load_sim_card(given.images.front());
    if (!card) return complain(card.error().message());
    const base::SystemClock clock;
    sim::World world({}, std::move(fleet), clock.now(), std::move(log));
    const auto booted = world.boot_meter(given.boot_meter, *card);
    if (!booted) return complain("no GS04 or GB04 meter of " + given.fleet + " has the number '" + given.boot_meter + "'");
    std::cout << sim::describe(*booted, given.boot_meter, *card, *world.applied(given.boot_meter));
    return sim::in_force(*booted) ? 0 : 1;
}

int serve(const Invocation& given) {
    if (const auto problem = check(given)) return complain(*problem + " (see --help)");
    const auto condition = parse_condition(given.condition);
    if (!condition)
        return complain("--condition is no-sim, pin, unregistered, no-smsc, no-signal or no-storage, not '" + given.condition +
                        "'");
    auto fleet = sim::load_fleet(given.fleet);
    if (!fleet) return complain(fleet.error().message());
    File log;
    if (!given.log.empty()) {
        log.reset(std::fopen(given.log.c_str(), "we"));
        if (!log) return complain(given.log + ": the log can't be written");
        std::setvbuf(log.get(), nullptr, _IOLBF, 1 << 16);
    }
    if (!given.boot_meter.empty()) return boot(given, std::move(*fleet), sink_to(log.get()));
    const int signals = open_signals({SIGTERM, SIGINT, SIGHUP});
    const int power = open_signals({SIGUSR1});
    const int swaps = open_signals({SIGUSR2});
    auto images = open_images(given);
    if (!images) return complain(images.error().message());
    auto front = sim::PtyFront::open(given.directory, static_cast<std::size_t>(given.modems));
    if (!front) return complain(front.error().message());

    base::SystemClock clock;
    auto wanted = world_options(given, *condition, clock.utc());
    wanted.sims = images->cards();
    sim::World world(std::move(wanted), std::move(*fleet), clock.now(), sink_to(log.get()));
    const auto say = [](const std::string& line) { std::cout << line << std::endl; };
    images->follow(world, say);
    std::cout << fmt::format("ready: {} ({} meter{})", fmt::join(front->names(), " "), world.meter_count(),
                             world.meter_count() == 1 ? "" : "s")
              << std::endl;
    for (const auto& line : images->report()) say(line);
    const auto cycle = [&] {
        for (std::size_t i = 0; i < world.modem_count(); ++i) world.modem(i).power_cycle(clock.now());
    };
    const auto served =
        front->run(world, clock, signals, {{power, cycle}, {swaps, [&] { images->swap(world, clock.now(), say); }}});
    world.advance(clock.now());
    world.write_final();
    if (served) return 0;
    std::cerr << "gsmcfg-modemsim: " << served.error().message() << '\n';
    return 1;
}

}  // namespace

int main(int argc, char** argv) {
    Invocation given;
    const auto all = describe(given);
    // For the build.
    if (argc == 3 && argv[1] == std::string_view("--reference") && argv[2] == std::string_view("man")) {
        std::ostringstream notes;
        print_notes(notes);
        std::cout << sim::man_page(all, notes.str(), base::commit_date);
        return 0;
    }
    try {
        options::variables_map values;
        options::store(options::command_line_parser(argc, argv).options(all).positional({}).run(), values);
        if (values.contains("help")) {
            print_help(all);
            return 0;
        }
        if (values.contains("version")) {
            std::cout << fmt::format("gsmcfg-modemsim {} (commit {})\n", base::version, base::commit);
            return 0;
        }
        options::notify(values);
        if (lists(given.personalities)) {
            print_personalities();
            return 0;
        }
        if (lists(given.faults)) {
            print_faults();
            return 0;
        }
    } catch (const options::error& problem) {
        return complain(std::string(problem.what()) + " (see --help)");
    }
    return serve(given);
}
