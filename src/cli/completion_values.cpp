#include "completion_values.hpp"

#include "health.hpp"

#include "gsmcfg/base/text.hpp"
#include "gsmcfg/meter/dialect.hpp"

#include <algorithm>
#include <array>

namespace gsmcfg::cli {
namespace {

struct Known {
    std::string_view option;
    std::string_view argument;
    std::string_view words;
};

constexpr std::array known{
    Known{"alert", "a,b", "drift swapped silent"},
    Known{"as", "OUTCOME", "confirmed rejected mismatch acknowledged"},
    Known{"kind", "KIND", "reply late unsolicited report undecodable incomplete"},
    Known{"status", "STATUS", "unread read"},
    Known{"store", "STORE", "SM ME SR"},
    Known{"via", "WAY", "cmgw crsm self-send"},
};

constexpr std::array<std::string_view, 5> files{"FILE", "PROFILE", "DIR", "URL", "DEVICE"};

}  // namespace

CompletionValues completion_values(const OptionSpec& option) {
    if (option.name == "dialect") return {true, meter::embedded_names()};
    CompletionValues values;
    if (option.argument == "AREA") values.words.assign(health_areas.begin(), health_areas.end());
    const auto found = std::ranges::find_if(
        known, [&](const Known& row) { return row.option == option.name && row.argument == option.argument; });
    if (found != known.end())
        for (const auto word : base::split(found->words, ' ')) values.words.emplace_back(word);
    values.files = std::ranges::find(files, option.argument) != files.end();
    return values;
}

}  // namespace gsmcfg::cli
