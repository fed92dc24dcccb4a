// What gsmcfg check finds.
#pragma once

#include "invocation.hpp"

#include "gsmcfg/base/clock.hpp"
#include "gsmcfg/base/stop.hpp"
#include "gsmcfg/config/configuration.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::cli {

enum class Severity { ok, warning, critical };
[[nodiscard]] std::string_view name(Severity severity);

inline constexpr std::array<std::string_view, 8> health_areas{"configuration", "database", "files", "disk",
                                                              "clock",         "modems",   "work",  "hooks"};

struct Finding {
    Severity severity{};
    std::string_view area;  // one of health_areas
    std::string text;       // a sentence
    std::string cure;       // the next step; may be empty
};

struct HealthLimits {
    std::int64_t disk_warning = 500'000'000;                // octets
    std::int64_t disk_critical = 100'000'000;               // octets
    std::optional<std::chrono::milliseconds> longest_wait;  // of the oldest message that is due; nothing: not looked at
    bool full = false;                                      // of the database
    bool probe = false;                                     // of the modems
};

using Findings = std::vector<Finding>;

// `configuration` is null if it can't be read.
[[nodiscard]] Findings check_configuration(Invocation& invocation, const config::Configuration*& configuration);
// The database, and what it knows of work and modems.
[[nodiscard]] Findings check_database(const std::string& url, const HealthLimits& limits, base::Clock& machine);
// Who else can read or write what holds secrets.
[[nodiscard]] Findings check_files(const std::optional<std::filesystem::path>& database,
                                   const config::Configuration* configuration);
// Their programs; empty if there are no hooks.
[[nodiscard]] Findings check_hooks(const config::Configuration& configuration);
[[nodiscard]] Findings check_disk(const std::filesystem::path& database, const HealthLimits& limits);
[[nodiscard]] Findings check_clock(base::UtcTime now, std::optional<bool> synchronised);
// Failure: exit 2 for a --modem that can't be meant.
[[nodiscard]] Outcome<Findings> check_modems(Invocation& invocation, bool probe, base::Clock& clock, base::StopToken stop);

}  // namespace gsmcfg::cli
