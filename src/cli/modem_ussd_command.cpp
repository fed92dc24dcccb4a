#include "balance.hpp"
#include "commands.hpp"
#include "interrupt.hpp"
#include "lines.hpp"
#include "modem_loan.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/modem/ussd.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::cli {
namespace {

constexpr long default_timeout = 60;
constexpr long longest_timeout = 600;

struct Question {
    std::string code;
    std::chrono::seconds timeout{};
    const config::Balance* balance = nullptr;  // set if the code asks for the balance
};

Outcome<Question> question_of(Invocation& invocation) {
    const auto configured = invocation.configuration();
    if (!configured) return refuse(configured.error());
    const auto& balance = (*configured)->balance;
    const auto& given = invocation.arguments().positional();
    Question question;
    if (given.empty() && !balance.code)
        return refuse(exit_code::usage,
                      "which code? give one, such as '*100#', or add code = \"*100#\" under [balance] to the configuration");
    question.code = given.empty() ? *balance.code : given.front();
    if (!modem::is_ussd_code(question.code))
        return refuse(exit_code::usage, fmt::format("'{}' is no USSD code: it has only digits, * and #, such as '*100#'",
                                                    base::escape_control(question.code)));
    if (question.code == balance.code) question.balance = &balance;
    const auto timeout = invocation.arguments().number("timeout", 1, longest_timeout);
    if (!timeout) return refuse(timeout.error());
    question.timeout = std::chrono::seconds(timeout->value_or(default_timeout));
    return question;
}

// Each line escaped: the text is a stranger's.
std::string escaped_lines(std::string_view text) {
    std::string shown;
    for (const auto line : base::split(base::trim(text), '\n')) {
        const auto clean = base::escape_control(base::trim(line));
        if (!clean.empty()) shown += "  " + clean + "\n";
    }
    return shown;
}

int judge(const std::string& modem, const Question& question, const modem::UssdAnswer& answer, std::optional<double> amount) {
    if (!answer.answered()) {
        remark(fmt::format("{}: {} to {}: {}", modem, answer.text.empty() ? "no answer" : "an answer without success",
                           question.code, modem::ussd_status_words(answer.status)));
        return exit_code::modem;
    }
    if (question.balance == nullptr || !question.balance->pattern) return exit_code::as_wanted;
    if (!amount) {
        remark(fmt::format("{}: the answer has no amount by the pattern under [balance]: look at the text, then mend the pattern",
                           modem));
        return exit_code::not_all;
    }
    if (!question.balance->low || *amount >= *question.balance->low) return exit_code::as_wanted;
    remark(fmt::format("{}: the balance is low: {} is less than {}; top the SIM up", modem, *amount, *question.balance->low));
    return exit_code::not_all;
}

base::Json answer_json(const std::string& modem, const Question& question, const modem::UssdAnswer& answer,
                       std::optional<double> amount) {
    base::Json low;
    if (question.balance != nullptr && question.balance->low && amount) low = base::Json(*amount < *question.balance->low);
    auto json = base::Json::object();
    json.set("modem", modem)
        .set("code", question.code)
        .set("status", answer.status)
        .set("status_words", modem::ussd_status_words(answer.status))
        .set("text", answer.text)
        .set("balance", amount)
        .set("low", std::move(low))
        .set("problem", "");
    return json;
}

base::Json problem_json(const std::string& modem, const Question& question, const std::string& problem) {
    auto json = answer_json(modem, question, {}, std::nullopt);
    json.set("status", base::Json()).set("status_words", "").set("problem", problem);
    return json;
}

int ask(Invocation& invocation, modem::ModemChannel& channel, const Question& question, base::StopToken stop) {
    const auto fail = [&](const base::Error& error) {
        if (invocation.json()) print_json(problem_json(channel.name(), question, error.message()));
        remark(base::escape_control(error.message()));
        return exit_code::modem;
    };
    if (const auto opened = channel.open(stop); !opened) return fail(opened.error());
    const auto answer = modem::ask_ussd(*channel.dialogue(), question.code, modem::UssdForm::plain, question.timeout, stop);
    if (!answer) return fail(answer.error());
    const auto amount = question.balance != nullptr ? amount_in(*question.balance, answer->text) : std::nullopt;
    if (invocation.json()) print_json(answer_json(channel.name(), question, *answer, amount));
    else print(fmt::format("{}: {}\n{}", channel.name(), question.code, escaped_lines(answer->text)));
    if (answer->status == 1 && !invocation.json())
        remark(channel.name() + ": the network offers a choice; the dialogue was ended, since this command asks only once");
    return judge(channel.name(), question, *answer, amount);
}

Outcome<int> run(Invocation& invocation) {
    const auto question = question_of(invocation);
    if (!question) return refuse(question.error());
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
        exit = std::max(exit, ask(invocation, *channel, *question, interrupt.token()));
        if (interrupt.requested()) return exit_code::interrupted;
    }
    return exit;
}

}  // namespace

Command modem_ussd_command() {
    return {
        "modem ussd",
        "[CODE]",
        0,
        1,
        "Sends a USSD code to the network and shows the answer, such as the SIM's balance.",
        "Without CODE the one under [balance] in the configuration is sent; then the amount is found by its pattern, and less "
        "than its low is a warning on standard error and exit code 1, and so is an answer without an amount.\n"
        "Exit code 3 if the network does not answer. A menu is shown and then closed: nothing is chosen.",
        "  gsmcfg modem ussd '*100#'\n  gsmcfg modem ussd --json",
        {{"timeout", "SECONDS", "how long to wait for the answer; 60 if not given, at most 600"}},
        run};
}

}  // namespace gsmcfg::cli
