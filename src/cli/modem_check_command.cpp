#include "commands.hpp"
#include "interrupt.hpp"
#include "labelled_rows.hpp"
#include "line_view.hpp"
#include "lines.hpp"
#include "loopback.hpp"
#include "modem_loan.hpp"
#include "recap.hpp"
#include "storage_access.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/store/registers.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::cli {
namespace {

constexpr long default_timeout = 120;
constexpr long longest_timeout = 3600;

// One line of the check.
struct Finding {
    std::string name;
    bool good = false;
    std::string detail;  // with the next step where it is not good
};

Finding registration_finding(const modem::LineSurvey& survey) {
    const auto& info = survey.info;
    if (!info.registration) return {"registration", false, "unknown: the modem does not say whether it has a network"};
    const auto advice = survey.sim_ready() ? modem::registration_advice(*info.registration) : std::string_view();
    const bool good = modem::is_registered(*info.registration);
    auto words = info.registration_words + (info.operator_name.empty() ? "" : ", " + info.operator_name);
    if (!advice.empty()) words += fmt::format(": {}", advice);
    return {"registration", good, std::move(words)};
}

std::string smsc_text(const modem::LineSurvey& survey) {
    if (!survey.info.smsc.empty()) return survey.info.smsc;
    if (!survey.sim_ready()) return "unknown until the SIM is ready";
    return "none: ask the operator for its number and set it with AT+CSCA=\"+…\", or in a phone";
}

Finding storage_finding(const modem::LineSurvey& survey) {
    if (survey.stores.empty()) return {"storage", false, survey.stores_problem.empty() ? "unknown" : survey.stores_problem};
    Finding finding{"storage", true, ""};
    for (const auto& store : survey.stores) {
        finding.detail += (finding.detail.empty() ? "" : "; ") + store_words(store);
        if (store.full()) {
            finding.good = false;
            finding.detail += fmt::format(": gsmcfg storage clear --store {}", store.name);
        }
    }
    return finding;
}

std::vector<Finding> findings_of(const LineView& view) {
    const auto& survey = view.survey;
    const auto& info = survey.info;
    if (!view.identified) return {{"modem", false, problem_words(view)}};
    std::vector<Finding> findings;
    findings.push_back({"modem", true, fmt::format("{} {} answers", info.make, info.model)});
    findings.push_back({"SIM", survey.sim_ready(), sim_words(survey)});
    findings.push_back(registration_finding(survey));
    const auto signal = info.signal_dbm ? fmt::format("{} dBm, {}", *info.signal_dbm, signal_words(*info.signal_dbm))
                                        : std::string("unknown: check the antenna");
    findings.push_back({"signal", info.signal_dbm.has_value(), signal});
    findings.push_back({"SMSC", !info.smsc.empty(), smsc_text(survey)});
    findings.push_back(storage_finding(survey));
    if (view.ready) findings.push_back({"receiving", true, info.announces ? "messages are announced" : "messages are asked for"});
    else findings.push_back({"bring-up", false, problem_words(view)});
    return findings;
}

class Check {
public:
    Check(Invocation& invocation, modem::ModemChannel& channel, base::StopToken stop)
        : invocation_(invocation), channel_(channel), stop_(stop) {}

    Outcome<int> run(bool loopback, std::chrono::seconds timeout) {
        const auto view = look_at(channel_, stop_);
        if (stop_.requested()) return exit_code::interrupted;
        for (const auto& finding : findings_of(view)) tell(finding);
        if (loopback && view.ready) {
            if (auto done = run_loopback_check(view, timeout); !done) return refuse(done.error());
        } else if (loopback) {
            tell({"loopback", false, "not tried: the modem is not ready"});
        }
        if (stop_.requested()) return exit_code::interrupted;
        if (invocation_.json())
            print_json(base::Json::object()
                           .set("event", "result")
                           .set("modem", channel_.name())
                           .set("ready", good_)
                           .set("round_trip_ms", round_trip_ms_));
        return good_ ? exit_code::as_wanted : exit_code::modem;
    }

private:
    void tell(const Finding& finding) {
        good_ = good_ && finding.good;
        if (invocation_.json())
            print_json(base::Json::object()
                           .set("event", "check")
                           .set("modem", channel_.name())
                           .set("check", finding.name)
                           .set("ok", finding.good)
                           .set("detail", finding.detail));
        else
            print(hanging_row(fmt::format("{:<4}  {:<13} {:<13} ", finding.good ? "ok" : "FAIL",
                                          base::escape_control(channel_.name()), finding.name),
                              finding.detail, row_width()));
    }

    // Asked for, configured, or told by the SIM.
    Outcome<base::PhoneNumber> own_number() {
        const auto configured = invocation_.configuration();
        if (!configured) return refuse(configured.error());
        auto text = invocation_.arguments().value("own-number");
        if (!text)
            if (const auto* modem = (*configured)->find_modem(channel_.name()); modem != nullptr) text = modem->own_number;
        if (!text && channel_.dialogue() != nullptr) {
            auto told = modem::read_own_number(*channel_.dialogue(), stop_);
            if (!told) return refuse_modem(told.error());
            text = std::move(*told);
        }
        if (!text)
            return refuse(exit_code::usage,
                          "which number has this SIM? it does not tell: give --own-number, or own_number in the configuration");
        auto number = base::parse_phone_number(*text, (*configured)->numbers);
        if (!number)
            return refuse(exit_code::usage, fmt::format("the SIM's own number '{}': {}; give it with --own-number +…",
                                                        base::escape_control(*text), number.error().detail));
        if (!config::is_allowed(**configured, *number))
            return refuse(exit_code::usage,
                          fmt::format("{} begins with none of allow_prefixes in the configuration: add the SIM's prefix there",
                                      number->e164()));
        return std::move(*number);
    }

    base::Result<void> file(const std::vector<channel::Event>& events) {
        auto filed = file_events(invocation_, channel_.name(), channel_.info().imsi, events, channel_.clock().utc());
        if (filed) return {};
        filing_failure_ = std::move(filed.error());
        return base::fail(base::ErrorCode::database, "database", "messages could not be filed");
    }

    // It costs an SMS and may empty the SIM into the database: who did that is kept, and the SIM's count of the day.
    Outcome<void> account(const LineView& view) {
        const auto now = channel_.clock().utc();
        if (auto written = write_audit_row(invocation_, "loopback", now); !written) return written;
        const auto database = invocation_.database();
        if (!database) return refuse(database.error());
        if (view.survey.info.imsi.empty()) return {};
        store::Transaction transaction(**database);
        store::Registers registers(**database);
        registers.sim_seen(view.survey.info.imsi, view.survey.info.iccid, now);
        registers.sim_sent(view.survey.info.imsi, now, 1);
        transaction.commit();
        return {};
    }

    Outcome<void> run_loopback_check(const LineView& view, std::chrono::seconds timeout) {
        const auto number = own_number();
        if (!number) return refuse(number.error());
        if (auto accounted = account(view); !accounted) return accounted;
        const auto result = run_loopback(
            channel_, *number, random_token(), timeout,
            [this](const std::vector<channel::Event>& events) { return file(events); }, stop_);
        if (filing_failure_) return refuse(std::move(*filing_failure_));
        auto detail = result.received ? fmt::format("to {} and back in {:.1f} s", number->e164(),
                                                    static_cast<double>(result.round_trip.count()) / 1000)
                                      : result.problem;
        if (result.filed > 0) detail += fmt::format("; in the database now: {}", counted(result.filed, "other message"));
        if (result.received) round_trip_ms_ = result.round_trip.count();
        tell({"loopback", result.received, std::move(detail)});
        return {};
    }

    Invocation& invocation_;
    modem::ModemChannel& channel_;
    base::StopToken stop_;
    bool good_ = true;
    std::optional<Failure> filing_failure_;
    std::optional<std::int64_t> round_trip_ms_;
};

Outcome<int> run(Invocation& invocation) {
    const bool loopback = invocation.arguments().flag("loopback");
    const auto timeout = invocation.arguments().number("timeout", 1, longest_timeout);
    if (!timeout) return refuse(timeout.error());
    if (!loopback && (*timeout || invocation.arguments().value("own-number")))
        return refuse(exit_code::usage, "--own-number and --timeout belong to --loopback: add it");
    const auto choices = chosen_modems(invocation);
    if (!choices) return refuse(choices.error());
    if (choices->size() > 1 && invocation.arguments().value("own-number"))
        return refuse(exit_code::usage, "--own-number is of one SIM: say which modem with --modem");
    base::SystemClock clock;
    const Interrupt interrupt;
    const auto loan = ModemLoan::take(invocation, *choices, clock, interrupt.token());
    if (!loan) return refuse(loan.error());
    auto channels = make_channels(invocation, *choices, clock, Purpose::look);
    if (!channels) return refuse(channels.error());
    int exit = exit_code::as_wanted;
    for (auto& channel : *channels) {
        const auto checked = Check(invocation, *channel, interrupt.token())
                                 .run(loopback, std::chrono::seconds(timeout->value_or(default_timeout)));
        if (!checked) return refuse(checked.error());
        if (interrupt.requested()) return exit_code::interrupted;
        exit = std::max(exit, *checked);
    }
    return exit;
}

}  // namespace

Command modem_check_command() {
    return {
        "modem check",
        "",
        0,
        0,
        "Says whether the modems can send and receive now; exit code 0 only if all of them can.",
        "Checks the SIM, registration, signal, SMSC, room in the stores, and how messages are noticed; a line for each, which "
        "begins with ok or FAIL.\n"
        "--loopback sends one SMS (which costs) from the SIM to its own number and waits for it; it is recognised by a random "
        "word and deleted. Whatever else the modem keeps or receives meanwhile goes to the database first. The number is "
        "that of --own-number, else own_number of the modem in the configuration, else what the SIM says.",
        "  gsmcfg modem check\n  gsmcfg modem check --loopback --own-number +99900000001",
        {{"loopback", "", "with a message to its own number and back"},
         {"own-number", "NUMBER", "the SIM's number"},
         {"timeout", "SECONDS", "how long to wait for the message; 120 if not given"},
         {"reason", "TEXT", "why: kept in the audit, with --loopback"}},
        run};
}

}  // namespace gsmcfg::cli
