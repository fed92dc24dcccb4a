// The list of meters: text (one number a line, `#` comments) or CSV with a header (RFC 4180; `;`, comma or tab).
#pragma once

#include "gsmcfg/base/phone_number.hpp"
#include "gsmcfg/meter/dialect.hpp"
#include "gsmcfg/meter/profile.hpp"
#include "gsmcfg/meter/value.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::meter {

// One line of the list. Small: a list may have a million of them.
class Meter {
public:
    struct Details {
        std::string serial;
        std::string label;
        std::string credential;          // a credential's name, never a password
        Settings overrides;              // canonical
        std::vector<std::string> extra;  // by LoadedList::extra_columns
    };
    Meter(base::PhoneNumber phone, std::uint32_t line, std::shared_ptr<const Details> details = nullptr)
        : phone_(std::move(phone)), line_(line), details_(std::move(details)) {}

    [[nodiscard]] const base::PhoneNumber& phone() const { return phone_; }
    // 1-based line of the file.
    [[nodiscard]] std::uint32_t line() const { return line_; }
    [[nodiscard]] const std::string& serial() const { return details().serial; }
    [[nodiscard]] const std::string& label() const { return details().label; }
    [[nodiscard]] const std::string& credential() const { return details().credential; }
    [[nodiscard]] const Settings& overrides() const { return details().overrides; }
    [[nodiscard]] const std::vector<std::string>& extra() const { return details().extra; }

private:
    [[nodiscard]] const Details& details() const;
    base::PhoneNumber phone_;
    std::uint32_t line_;
    std::shared_ptr<const Details> details_;  // absent for a bare number
};

struct ListOptions {
    base::NumberingPlan numbering;
    std::vector<std::string> allow_prefixes;     // "+7912"; empty: all numbers
    std::map<std::string, std::string> columns;  // role or setting → the file's column: {"phone", "Номер"}
};

struct LoadedList {
    std::vector<Meter> meters;          // the good lines, in the order of the file; all distinct
    std::vector<base::Error> problems;  // every bad line; where is "file:line", detail names the column
    std::vector<Notice> warnings;
    std::vector<std::string> extra_columns;  // passed on to the reports
    std::string source;

    // The good lines in the form of the file, numbers as E.164, comments and blank lines left out.
    [[nodiscard]] std::string clean_text() const;
    // The bad lines as they were (UTF-8), each after a comment with its reasons.
    [[nodiscard]] std::string bad_text() const;

    std::string text;         // the file as UTF-8
    char separator = 0;       // 0: a text list, or a CSV of one column
    bool has_header = false;  // a CSV
    std::size_t phone_column = 0;
    std::vector<std::uint32_t> problem_lines;  // of `problems`, in their order; 0: the file as a whole
};

// `bytes` in any encoding of base::decode_text_file. Nothing is sent unless `problems` is empty.
[[nodiscard]] LoadedList parse_phone_list(std::string_view bytes, std::string source, const Dialect& dialect,
                                          const ListOptions& options);

// The same of a large file that is not needed any more.
[[nodiscard]] LoadedList take_phone_list(std::string bytes, std::string source, const Dialect& dialect,
                                         const ListOptions& options);

// What one meter gets: the profile with its overrides, in sending order.
[[nodiscard]] Settings settings_for(const Profile& profile, const Meter& meter);

}  // namespace gsmcfg::meter
