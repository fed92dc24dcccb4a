// Dialects for tests.
#pragma once

#include "gsmcfg/meter/dialect.hpp"

#include <string>

namespace gsmcfg::meter::test {

inline const Dialect& gs04() {
    static const Dialect dialect = find_embedded("energomera-gs04").value();
    return dialect;
}

// A device that only says yes, counts, or says nothing; without header and secrets.
inline const std::string& curt_text() {
    static const std::string text = R"(format = 1
name = "curt"
source = "a test"
[message]
characters = " abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789=.:-"
double_characters = "{}"
max_length = 70
[credential]
name = "default"
factory = "0000"
[command]
pattern = '(?P<before>SET [A-Z]+=\S+ )(?P<credential>\S+)(?P<after>)'
[[setting]]
name = "host"
kind = "host"
max_length = 20
set = "SET HOST={value} {credential}"
reply = "ok"
[[setting]]
name = "rate"
kind = "number"
least = 1
greatest = 9
set = "SET RATE={value} {credential}"
reply = "taken"
[[setting]]
name = "beep"
kind = "number"
least = 0
greatest = 1
set = "SET BEEP={value} {credential}"
[[reply]]
name = "ok"
proof = "ack"
pattern = '(?i:OK)\n*'
examples = ["Ok"]
[[reply]]
name = "taken"
proof = "count"
pattern = 'TAKEN (?P<count>[0-9]+)\n*'
examples = ["TAKEN 1"]
[error_forms]
patterns = ['FAIL (?P<code>[0-9A-F]+)']
examples = ["FAIL 1"]
[[error]]
code = 1
words = "no"
class = "permanent"
)";
    return text;
}

inline const Dialect& curt() {
    static const Dialect dialect = Dialect::parse(curt_text(), "curt.toml").value();
    return dialect;
}

}  // namespace gsmcfg::meter::test
