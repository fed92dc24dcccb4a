// What the meters shall be set to: a TOML file with `dialect = "…"` and a table `[settings]`.
#pragma once

#include "gsmcfg/meter/dialect.hpp"
#include "gsmcfg/meter/value.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::meter {

// Something worth saying that stops nothing.
struct Notice {
    std::string where;  // "profile.toml:4", "meters.csv:12", or the file's name
    std::string text;
};

class Profile {
public:
    Profile(Dialect dialect, std::string source, std::string text, std::string title, Settings settings);

    [[nodiscard]] const Dialect& dialect() const { return dialect_; }
    // Canonical, in sending order.
    [[nodiscard]] const Settings& settings() const { return settings_; }
    [[nodiscard]] const std::string& title() const { return title_; }
    [[nodiscard]] const std::string& source() const { return source_; }
    // The file as it was (as UTF-8), for the snapshot; it may hold the APN password.
    [[nodiscard]] const std::string& text() const { return text_; }
    // SHA-256 of text().
    [[nodiscard]] const std::string& hash() const { return hash_; }

private:
    Dialect dialect_;
    std::string source_;
    std::string text_;
    std::string title_;
    std::string hash_;
    Settings settings_;
};

struct LoadedProfile {
    std::optional<Profile> profile;     // only without problems
    std::vector<base::Error> problems;  // all at once; where is "file:line"
    std::vector<Notice> warnings;
};

using FindDialect = std::function<base::Result<Dialect>(std::string_view name)>;

// `for_the_profile`: the settings must be complete in themselves. `for_each_meter`: a list may still complete them
// (a column `dns`); make_plan() then checks what each meter really gets.
enum class RuleCheck { for_the_profile, for_each_meter };

[[nodiscard]] LoadedProfile parse_profile(std::string_view text, std::string source, const FindDialect& find = find_embedded,
                                          RuleCheck check = RuleCheck::for_the_profile);

}  // namespace gsmcfg::meter
