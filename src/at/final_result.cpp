#include "gsmcfg/at/final_result.hpp"

#include "at/letter_case.hpp"
#include "gsmcfg/at/error_table.hpp"
#include "gsmcfg/base/text.hpp"

#include <array>
#include <charconv>

namespace gsmcfg::at {

namespace {

using Kind = FinalResult::Kind;

struct Word {
    std::string_view text;
    Kind kind{};
};
constexpr std::array words{
    Word{"OK", Kind::ok},
    Word{"ERROR", Kind::error},
    Word{"COMMAND NOT SUPPORT", Kind::not_supported},
    Word{"COMMAND NOT SUPPORTED", Kind::not_supported},
    Word{"TOO MANY PARAMETERS", Kind::error},
    Word{"NO CARRIER", Kind::no_carrier},
    Word{"BUSY", Kind::no_carrier},
    Word{"NO ANSWER", Kind::no_carrier},
    Word{"NO DIALTONE", Kind::no_carrier},
    Word{"NO DIAL TONE", Kind::no_carrier},
};
constexpr std::array numeric_words{
    Word{"0", Kind::ok},         Word{"3", Kind::no_carrier}, Word{"4", Kind::error},
    Word{"6", Kind::no_carrier}, Word{"7", Kind::no_carrier}, Word{"8", Kind::no_carrier},
};
constexpr std::array coded{
    Word{"+CMS ERROR", Kind::cms_error},
    Word{"+CME ERROR", Kind::cme_error},
    Word{"MODEM ERROR", Kind::modem_error},
};

std::optional<int> code_of(Kind kind, std::string_view reason) {
    int number = 0;
    const char* end = reason.data() + reason.size();
    const auto [rest, error] = std::from_chars(reason.data(), end, number);
    if (error == std::errc{} && rest == end) return number;
    if (kind == Kind::cms_error) return cms_error_number(reason);
    if (kind == Kind::cme_error) return cme_error_number(reason);
    return std::nullopt;
}

}  // namespace

std::optional<FinalResult> parse_final_result(std::string_view line, bool numeric) {
    for (const Word& word : words) {
        if (same(line, word.text)) return FinalResult{word.kind, std::nullopt, std::string(line)};
    }
    if (numeric && line.size() == 1) {
        for (const Word& word : numeric_words) {
            if (line == word.text) return FinalResult{word.kind, std::nullopt, std::string(line)};
        }
    }
    for (const Word& word : coded) {
        if (!starts(line, word.text)) continue;
        std::string_view reason = base::trim(line.substr(word.text.size()));
        if (!reason.empty() && reason.front() == ':') reason = base::trim(reason.substr(1));
        return FinalResult{word.kind, code_of(word.kind, reason), std::string(line)};
    }
    return std::nullopt;
}

}  // namespace gsmcfg::at
