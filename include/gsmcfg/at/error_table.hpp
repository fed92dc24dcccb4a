// +CMS ERROR and +CME ERROR: what they mean and what to do about them.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace gsmcfg::at {

// The cure that an error asks for.
enum class ErrorClass {
    message,      // this message will never go
    line_alarm,   // the line needs a person: credit, service, SMSC
    network,      // later, with growing pauses
    unknown,      // it may have been sent
    done,         // it was sent already
    rebuild,      // once more without the validity period
    storage,      // the modem's storage is full or failing
    busy,         // in some seconds
    restart,      // bring the modem up again
    hold,         // SIM or PIN: nothing goes until a person has helped
    unsupported,  // this modem can't do that
};

// The class's name as it is shown ("line-alarm").
[[nodiscard]] std::string_view name(ErrorClass kind);

struct ErrorEntry {
    int number = 0;
    ErrorClass kind{};
    std::optional<int> max_retries;
    std::string_view meaning;
    std::string_view advice;  // the next step for a person
};

// TS 27.005 §3.2.5, which takes in TS 24.011 Annex E-2 (0–127) and TS 23.040 §9.2.3.22 (128–255).
[[nodiscard]] std::span<const ErrorEntry> cms_errors();
// TS 27.007 §9.2.
[[nodiscard]] std::span<const ErrorEntry> cme_errors();
// Null if the number is in no table.
[[nodiscard]] const ErrorEntry* find_cms_error(int number);
[[nodiscard]] const ErrorEntry* find_cme_error(int number);
// What to do about a number whether it is listed or not: unlisted ones get two retries.
[[nodiscard]] ErrorEntry describe_cms_error(int number);
[[nodiscard]] ErrorEntry describe_cme_error(int number);
// The same for a modem whose make (+CGMI) and model (+CGMM) are known: from 512 on the meaning is the vendor's.
[[nodiscard]] ErrorEntry describe_cms_error(int number, std::string_view make, std::string_view model);
// The number of an error in words (AT+CMEE=2), such as "SIM not inserted"; in either case.
[[nodiscard]] std::optional<int> cms_error_number(std::string_view text);
[[nodiscard]] std::optional<int> cme_error_number(std::string_view text);

}  // namespace gsmcfg::at
