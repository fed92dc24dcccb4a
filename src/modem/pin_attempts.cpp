#include "modem/pin_attempts.hpp"

#include "gsmcfg/at/fields.hpp"

#include <array>
#include <string_view>
#include <utility>

namespace gsmcfg::modem {

namespace {

struct Question {
    std::string_view command;
    std::string_view answer;
    std::size_t field;        // which of the answer's fields
    std::string_view family;  // whose it is
};

constexpr std::array questions{
    Question{"AT+CPINR=\"SIM PIN\"", "+CPINR:", 1, "TS 27.007 §8.65"},  // +CPINR: SIM PIN,3,3
    Question{"AT^CPIN?", "^CPIN:", 3, "Huawei"},                        // ^CPIN: SIM PIN,3,10,3,10,3
    Question{"AT+SPIC", "+SPIC:", 0, "SIMCom"},                         // +SPIC: 3,10,3,10
    Question{"AT+QPINC=\"SC\"", "+QPINC:", 1, "Quectel"},               // +QPINC: "SC",3,10
    Question{"AT^SPIC", "^SPIC:", 0, "Cinterion"},                      // ^SPIC: 3
    Question{"AT#PCT", "#PCT:", 0, "Telit"},                            // #PCT: 3
    Question{"AT+UPINCNT", "+UPINCNT:", 0, "u-blox"},                   // +UPINCNT: 3,3,10,10
};

}  // namespace

base::Result<std::optional<int>> read_pin_attempts(Dialogue& dialogue, const ModemOptions& options, base::StopToken stop) {
    for (const Question& question : questions) {
        auto answer = dialogue.run_optional({.text = std::string(question.command), .answers = {question.answer}},
                                            options.answer_timeout, stop);
        if (!answer) return base::fail(std::move(answer.error()));
        const auto fields = at::split_fields(answer->parameters());
        const auto left = answer->ok() && fields.size() > question.field ? fields[question.field].number() : std::nullopt;
        if (left && *left >= 0 && *left <= 10) return left;
    }
    return std::nullopt;
}

}  // namespace gsmcfg::modem
