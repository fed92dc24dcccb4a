// The files of gsmcfg master-sim write: its SIMs, and their PINs.
#pragma once

#include "invocation.hpp"

#include "gsmcfg/base/secret.hpp"
#include "gsmcfg/meter/profile.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::cli {

// A line of --sims.
struct SimEntry {
    std::string iccid;
    std::string phone;  // E.164
    std::string serial;
    std::string label;
    std::string credential;    // its name
    meter::Settings settings;  // the profile's with those of the line
};

// The list of --sims. Failure: exit 2 with every fault of the file.
[[nodiscard]] Outcome<std::vector<SimEntry>> load_sims(Invocation& invocation, const std::string& path,
                                                       const meter::Profile& profile);
// A column of --sims that nothing is known of: "did you mean …?" if it is nearly the name of one that is. `known` are those.
[[nodiscard]] std::optional<std::string> misspelt_column(const std::string& title, const std::vector<std::string>& known);

// The same SIM, one of them perhaps without its check digit.
[[nodiscard]] bool same_iccid(std::string_view a, std::string_view b);
// "iccid,pin" a line, with or without a heading. Errors: malformed with where "file:line", never with a PIN.
[[nodiscard]] base::Result<std::map<std::string, base::Secret>> parse_pins(std::string_view text, const std::string& source);

}  // namespace gsmcfg::cli
