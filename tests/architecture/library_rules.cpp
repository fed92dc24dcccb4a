#include "rules.hpp"

#include <algorithm>
#include <array>

namespace gsmcfg::test {
namespace {

struct Library {
    std::string_view name;
    std::string_view include;  // how its headers' paths begin
    std::string_view word;     // a name of its own
    std::string_view home;     // the file or folder that may use it; "": none that is shipped
    bool only_qualified;       // the word is too common to stand for it without :: after it
};

constexpr std::array libraries{
    Library{"SOCI", "soci", "soci", "src/store/", false},
    Library{"libpq", "libpq", "PQexec", "src/store/", false},
    Library{"toml++", "toml", "toml", "src/base/toml_document.cpp", true},
    Library{"spdlog", "spdlog/", "spdlog", "src/base/log.cpp", false},
    Library{"nlohmann", "nlohmann/", "nlohmann", "src/base/json.cpp", false},
    Library{"RE2", "re2", "re2", "src/base/pattern.cpp", false},
    Library{"date", "date/", "date", "src/base/time_zone.cpp", true},
    Library{"libserialport", "libserialport", "sp_port", "src/link/", false},
    Library{"libudev", "libudev", "udev_new", "src/link/udev_devices.cpp", false},
    Library{"libsystemd", "systemd/", "sd_notify", "src/cli/service_notice.cpp", false},
    Library{"RapidCheck", "rapidcheck", "rc", "", true},
};

bool may_use(const SourceFile& file, const Library& library) {
    return !library.home.empty() && file.path.starts_with(library.home);
}

void report(const SourceFile& file, const Library& library, Violations& result) {
    const auto words = std::string(library.name) + " is not for this file";
    for (const auto& include : file.includes)
        if (include.path.starts_with(library.include)) result.push_back({file.path, include.line, words});
    for (const auto at : find_word(file.bare, library.word)) {
        const auto after = std::string_view(file.bare).substr(at + library.word.size());
        if (library.only_qualified && !after.starts_with("::")) continue;
        const auto line = line_of(file.bare, at);
        const bool in_include = std::ranges::any_of(file.includes, [&](const Include& include) { return include.line == line; });
        if (!in_include) result.push_back({file.path, line, words});
    }
}

}  // namespace

Violations exposed_libraries(const SourceTree& tree) {
    Violations result;
    for (const auto& file : tree.files)
        for (const auto& library : libraries)
            if (file.is_code() && file.is_shipped() && !may_use(file, library)) report(file, library, result);
    return result;
}

}  // namespace gsmcfg::test
