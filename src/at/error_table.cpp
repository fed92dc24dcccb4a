#include "gsmcfg/at/error_table.hpp"

#include "at/error_data.hpp"
#include "gsmcfg/base/text.hpp"

#include <algorithm>
#include <string>

namespace gsmcfg::at {

namespace {

constexpr int first_vendor_error = 512;
constexpr int retries_of_unlisted = 2;

const ErrorEntry* find(std::span<const ErrorEntry> table, int number) {
    const auto place = std::ranges::lower_bound(table, number, {}, &ErrorEntry::number);
    return place != table.end() && place->number == number ? &*place : nullptr;
}

// "(U)SIM not inserted", "USIM not inserted." and "SIM not inserted" are one.
std::string normalised(std::string_view text) {
    std::string plain;
    for (const char letter : base::to_lower(base::trim(text))) {
        if (letter != '(' && letter != ')' && letter != '.' && letter != '"' && letter != ',') plain.push_back(letter);
    }
    for (std::size_t at = plain.find("usim"); at != std::string::npos; at = plain.find("usim", at)) plain.erase(at, 1);
    return plain;
}

std::optional<int> number_of(std::span<const ErrorEntry> table, std::string_view text) {
    const std::string wanted = normalised(text);
    const auto place = std::ranges::find_if(table, [&](const ErrorEntry& entry) { return normalised(entry.meaning) == wanted; });
    if (place == table.end()) return std::nullopt;
    return place->number;
}

ErrorEntry unlisted(int number, ErrorClass kind) {
    const bool vendor = number >= first_vendor_error;
    return {number, kind, retries_of_unlisted, vendor ? "a vendor's own error" : "not in the standards' tables",
            "see the modem's manual"};
}

}  // namespace

std::string_view name(ErrorClass kind) {
    switch (kind) {
        case ErrorClass::message: return "message";
        case ErrorClass::line_alarm: return "line-alarm";
        case ErrorClass::network: return "network";
        case ErrorClass::unknown: return "unknown";
        case ErrorClass::done: return "done";
        case ErrorClass::rebuild: return "rebuild";
        case ErrorClass::storage: return "storage";
        case ErrorClass::busy: return "busy";
        case ErrorClass::restart: return "restart";
        case ErrorClass::hold: return "hold";
        case ErrorClass::unsupported: return "unsupported";
    }
    return "";
}

std::span<const ErrorEntry> cms_errors() { return cms_error_data(); }
std::span<const ErrorEntry> cme_errors() { return cme_error_data(); }

const ErrorEntry* find_cms_error(int number) { return find(cms_error_data(), number); }
const ErrorEntry* find_cme_error(int number) { return find(cme_error_data(), number); }

ErrorEntry describe_cms_error(int number) {
    const ErrorEntry* entry = find_cms_error(number);
    return entry != nullptr ? *entry : unlisted(number, ErrorClass::network);
}

ErrorEntry describe_cms_error(int number, std::string_view make, std::string_view model) {
    const ErrorEntry* entry = find(vendor_cms_error_data(make, model), number);
    return entry != nullptr ? *entry : describe_cms_error(number);
}

ErrorEntry describe_cme_error(int number) {
    const ErrorEntry* entry = find_cme_error(number);
    return entry != nullptr ? *entry : unlisted(number, ErrorClass::network);
}

std::optional<int> cms_error_number(std::string_view text) { return number_of(cms_error_data(), text); }
std::optional<int> cme_error_number(std::string_view text) { return number_of(cme_error_data(), text); }

}  // namespace gsmcfg::at
