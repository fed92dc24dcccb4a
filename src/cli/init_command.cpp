#include "commands.hpp"
#include "invocation.hpp"

#include "gsmcfg/base/file.hpp"
#include "gsmcfg/config/starter_files.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace gsmcfg::cli {
namespace {

struct Starter {
    const char* name;
    std::string_view (*text)();
    unsigned mode;
};

// The configuration may come to hold passwords: 0600 from the beginning.
constexpr Starter starters[] = {{"gsmcfg.toml", config::template_text, 0600},
                                {"profile.toml", config::profile_template, 0644},
                                {"phones.csv", config::phones_template, 0644}};

Outcome<int> run(Invocation& invocation) {
    const std::filesystem::path folder = invocation.arguments().positional().empty() ? "." : invocation.positional(0);
    for (const auto& starter : starters)
        if (std::filesystem::exists(folder / starter.name))
            return refuse(exit_code::usage,
                          fmt::format("{} is there already; nothing was written", (folder / starter.name).string()));
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    for (const auto& starter : starters) {
        const auto path = folder / starter.name;
        if (auto written = base::write_file(path, starter.text(), starter.mode); !written)
            return refuse(exit_code::usage, written.error().message());
        if (invocation.json()) print_json(base::Json::object().set("written", path.string()));
        else print(fmt::format("wrote {}\n", path.string()));
    }
    if (!invocation.json())
        print(fmt::format("Edit them, then: gsmcfg plan {} {} --config {}\n", (folder / "profile.toml").string(),
                          (folder / "phones.csv").string(), (folder / "gsmcfg.toml").string()));
    return exit_code::as_wanted;
}

}  // namespace

Command init_command() {
    return {"init",
            "[FOLDER]",
            0,
            1,
            "Writes a commented gsmcfg.toml, a profile and a list to start from.",
            "Nothing is overwritten.",
            "  gsmcfg init\n  gsmcfg init ~/meters",
            {},
            run};
}

}  // namespace gsmcfg::cli
