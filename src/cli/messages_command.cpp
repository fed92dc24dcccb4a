#include "commands.hpp"
#include "job.hpp"
#include "passwords.hpp"
#include "qr_code.hpp"
#include "terminal.hpp"

#include "gsmcfg/base/file.hpp"
#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>
#include <langinfo.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <string_view>

namespace gsmcfg::cli {
namespace {

// A message as a person sends it.
struct Slip {
    std::size_t number = 0;  // of so many for this meter
    std::size_t of = 0;
    std::string text;  // masked unless secrets are shown
    bool restarts = false;
    std::string phone;  // empty: for any meter
    std::string serial, label, credential;
};

std::string meter_words(const Slip& slip) {
    auto words = slip.phone;
    if (!slip.label.empty()) words += "  " + slip.label;
    if (!slip.serial.empty()) words += "  serial " + slip.serial;
    return words;
}

std::string uri(const Slip& slip) { return fmt::format("smsto:{}:{}", slip.phone, slip.text); }

// With a password for each name, or masked without passwords.
Outcome<std::vector<Slip>> slips_of(const meter::Dialect& dialect, const std::vector<meter::MessageText>& messages, Slip meter,
                                    const std::optional<service::Credentials>& passwords) {
    base::Secret password;
    if (passwords && dialect.needs_credential()) {
        auto found = passwords->find(meter.credential);
        if (!found) return refuse(exit_code::usage, found.error().message());
        password = std::move(*found);
    }
    std::vector<Slip> slips;
    for (const auto& message : messages) {
        meter.text = passwords ? meter::render(message.text, password).reveal() : meter::masked_text(dialect, message);
        meter.restarts = message.restarts;
        meter.of = messages.size();
        ++meter.number;
        slips.push_back(meter);
    }
    return slips;
}

void show_warnings(const std::vector<meter::Notice>& warnings) {
    for (const auto& warning : warnings)
        remark(fmt::format("warning: {}: {}", warning.where, base::escape_control(warning.text)));
}

Outcome<std::vector<Slip>> for_any_meter(Invocation& invocation) {
    const auto loaded = load_profile(invocation, invocation.positional(0), meter::RuleCheck::for_the_profile);
    if (!loaded) return refuse(loaded.error());
    if (!loaded->profile) return refuse(all_problems(loaded->problems));
    show_warnings(loaded->warnings);
    const auto& dialect = loaded->profile->dialect();
    std::optional<service::Credentials> passwords;
    if (invocation.arguments().flag("show-secrets")) {
        auto found = passwords_for(invocation, dialect, false, {default_credential});
        if (!found) return refuse(found.error());
        passwords = std::move(*found);
    }
    auto settings = loaded->profile->settings();
    if (const auto only = chosen_settings(invocation); !only.empty()) {
        auto selected = meter::select_settings(dialect, settings, only);
        if (!selected) return refuse(exit_code::usage, "--settings: " + selected.error().detail);
        settings = std::move(*selected);
    }
    Slip meter;
    meter.credential = default_credential;
    return slips_of(dialect, meter::compose_set(dialect, settings, invocation.arguments().flag("no-restart")), std::move(meter),
                    passwords);
}

Outcome<std::vector<Slip>> for_each_meter(Invocation& invocation) {
    const auto job = load_job(invocation, invocation.positional(0), invocation.positional(1), false);
    if (!job) return refuse(job.error());
    show_warnings(job->plan.warnings);
    const auto& dialect = job->profile.dialect();
    std::optional<service::Credentials> passwords;
    if (invocation.arguments().flag("show-secrets")) {
        auto found = passwords_for(invocation, dialect, job->simulated, job->credential_names);
        if (!found) return refuse(found.error());
        passwords = std::move(*found);
    }
    std::vector<Slip> all;
    for (const auto& meter : job->list.meters) {
        Slip slip;
        slip.phone = meter.phone().e164();
        slip.serial = meter.serial();
        slip.label = meter.label();
        slip.credential = meter.credential().empty() ? default_credential : meter.credential();
        auto slips = slips_of(dialect, meter::plan_messages(job->profile, meter, job->options), std::move(slip), passwords);
        if (!slips) return refuse(slips.error());
        all.insert(all.end(), std::make_move_iterator(slips->begin()), std::make_move_iterator(slips->end()));
    }
    return all;
}

Outcome<void> check_codes(const Invocation& invocation) {
    const auto& arguments = invocation.arguments();
    if (!arguments.flag("qr") && !arguments.flag("qr-svg")) return {};
    if (arguments.positional().size() < 2)
        return refuse(exit_code::usage, "a QR code needs the number it sends to: give PHONES too, a list or one number");
    if (!arguments.flag("show-secrets"))
        return refuse(exit_code::usage,
                      "a QR code with *** in the password's place is of no use: add --show-secrets. Whoever sees or keeps such a "
                      "code has the password");
    return {};
}

Outcome<std::vector<QrCode>> codes_of(const std::vector<Slip>& slips) {
    std::vector<QrCode> codes;
    for (const auto& slip : slips) {
        auto code = QrCode::encode(uri(slip));
        if (!code)
            return refuse(exit_code::usage, fmt::format("{}, message {}: {}", slip.phone, slip.number, code.error().detail));
        codes.push_back(std::move(*code));
    }
    return codes;
}

QrStyle style_of_output() {
    return {std::string_view(nl_langinfo(CODESET)) == "UTF-8", output_is_terminal() && !terminal_is_dumb()};
}

Outcome<void> check_width(const std::vector<QrCode>& codes, QrStyle style) {
    if (!output_is_terminal()) return {};
    std::size_t needed = 0;
    for (const auto& code : codes) needed = std::max(needed, columns(code, style));
    const auto there = terminal_width();
    if (there >= needed) return {};
    return refuse(exit_code::usage, fmt::format("the terminal has {} columns, these codes need {}: widen it, choose a smaller "
                                                "font, or write them to files with --qr-svg DIR",
                                                there, needed));
}

std::filesystem::path svg_path(const std::string& folder, const Slip& slip) {
    return std::filesystem::path(folder) / fmt::format("{}-{}-of-{}.svg", slip.phone.substr(1), slip.number, slip.of);
}

// All or nothing where a file is in the way.
Outcome<void> write_svgs(const std::string& folder, const std::vector<Slip>& slips, const std::vector<QrCode>& codes) {
    std::error_code failed;
    if (std::filesystem::create_directories(folder, failed))
        std::filesystem::permissions(folder, std::filesystem::perms::owner_all, failed);
    if (failed) return refuse(exit_code::usage, fmt::format("{}: {}", folder, failed.message()));
    for (const auto& slip : slips)
        if (std::filesystem::exists(svg_path(folder, slip)))
            return refuse(exit_code::usage,
                          fmt::format("{} is already there: nothing was written; remove it or name another folder",
                                      svg_path(folder, slip).string()));
    for (std::size_t i = 0; i < slips.size(); ++i) {
        const auto& slip = slips[i];
        const std::vector<std::string> caption{fmt::format("{} of {}  {}", slip.number, slip.of, slip.phone), slip.label,
                                               slip.serial.empty() ? "" : "serial " + slip.serial, slip.text};
        if (const auto written = base::write_file(svg_path(folder, slip), svg(codes[i], caption), 0600); !written)
            return refuse(exit_code::usage, written.error().message());
    }
    return {};
}

base::Json to_json(const Slip& slip, bool with_uri) {
    auto json = base::Json::object();
    json.set("text", slip.text).set("restarts", slip.restarts).set("number", slip.number).set("of", slip.of);
    if (slip.phone.empty()) return json;
    json.set("phone", slip.phone).set("serial", slip.serial).set("label", slip.label).set("credential", slip.credential);
    if (with_uri) json.set("uri", uri(slip));
    return json;
}

// `codes` is empty, or one for each.
void show(const Invocation& invocation, const std::vector<Slip>& slips, const std::vector<QrCode>& codes, QrStyle style) {
    for (std::size_t i = 0; i < slips.size(); ++i) {
        const auto& slip = slips[i];
        if (invocation.json()) {
            print_json(to_json(slip, !codes.empty()));
            continue;
        }
        const auto words = base::escape_control(meter_words(slip));
        if (!codes.empty()) print(fmt::format("{}# {} of {}  {}\n", i > 0 ? "\n" : "", slip.number, slip.of, words));
        else if (slip.number == 1 && !slip.phone.empty()) print(fmt::format("{}# {}\n", i > 0 ? "\n" : "", words));
        print(base::escape_control(slip.text) + "\n");
        if (!codes.empty()) print(drawn(codes[i], style));
    }
}

Outcome<int> run(Invocation& invocation) {
    if (auto possible = check_codes(invocation); !possible) return refuse(possible.error());
    const auto slips = invocation.arguments().positional().size() > 1 ? for_each_meter(invocation) : for_any_meter(invocation);
    if (!slips) return refuse(slips.error());
    const auto folder = invocation.arguments().value("qr-svg");
    const bool on_screen = invocation.arguments().flag("qr");
    std::vector<QrCode> codes;
    if (folder || on_screen) {
        auto made = codes_of(*slips);
        if (!made) return refuse(made.error());
        codes = std::move(*made);
    }
    const auto style = style_of_output();
    if (on_screen && !invocation.json())
        if (auto fits = check_width(codes, style); !fits) return refuse(fits.error());
    if (folder) {
        if (auto written = write_svgs(*folder, *slips, codes); !written) return refuse(written.error());
        remark(fmt::format("{} files in {}: each holds a password; delete them when the work is done", codes.size(), *folder));
    }
    if (!on_screen) codes.clear();
    show(invocation, *slips, codes, style);
    if (on_screen && !invocation.json() && !style.colours)
        remark("these codes are drawn for dark ink on a light ground; many phones can't read the reverse");
    return exit_code::as_wanted;
}

}  // namespace

Command messages_command() {
    return {"messages",
            "PROFILE [PHONES]",
            1,
            2,
            "Prints the message texts of a profile in sending order, to be sent by hand; with PHONES those of each meter.",
            "The password is shown as *** unless --show-secrets is given. --qr shows a code for each message (smsto:NUMBER:TEXT) "
            "that most phones turn into an SMS which only has to be sent; send them in order, and wait for each answer. Such a "
            "code holds the password in clear. --qr-svg writes the same codes as files for paper, one a message, mode 600; a "
            "file that is already there stops it.",
            "  gsmcfg messages profile.toml\n  gsmcfg messages profile.toml phones.csv --show-secrets --password-file admin.txt\n"
            "  gsmcfg messages profile.toml +99900100001 --show-secrets --qr",
            {{"show-secrets", "", "with the passwords in clear"},
             {"no-restart", "", "leave out what restarts the module"},
             {"qr", "", "a QR code for each message; wants PHONES and --show-secrets"},
             {"qr-svg", "DIR", "the same as SVG files in this folder"},
             {"settings", "NAMES", "only these, separated by commas"},
             {"column", "ROLE=HEADER", "which column of the list is what: phone=Number", true}},
            run};
}

}  // namespace gsmcfg::cli
