#include "dialects.hpp"

#include "gsmcfg/base/file.hpp"
#include "gsmcfg/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace gsmcfg::cli {
namespace {

constexpr std::string_view extension = ".toml";

bool is_file_name(std::string_view word) { return word.find('/') != std::string_view::npos || word.ends_with(extension); }

// Who shows an error's detail alone, behind a place of its own, names the dialect's file all the same.
tl::unexpected<base::Error> with_path(const base::Error& error) {
    std::string detail;
    const auto message = error.message();
    for (const auto line : base::split(message, '\n'))
        detail += (detail.empty() ? "the dialect " : "\n") + base::escape_control(line);
    return base::fail(error.code, "", std::move(detail));
}

base::Result<meter::Dialect> read_dialect_file(const std::filesystem::path& path) {
    const auto text = base::read_file(path);
    if (!text) return with_path(text.error());
    auto dialect = meter::Dialect::parse(*text, path.string());
    if (!dialect) return with_path(dialect.error());
    return dialect;
}

// In the search path a file is known by its name alone: another name inside would be believed to be another dialect's.
base::Result<meter::Dialect> read_named_file(const std::filesystem::path& path, std::string_view name) {
    auto dialect = read_dialect_file(path);
    if (!dialect || dialect->name() == name) return dialect;
    return base::fail(
        base::ErrorCode::malformed, "",
        fmt::format("the dialect {}: the file is called '{}', but its name is '{}'", path.string(), name, dialect->name()));
}

}  // namespace

std::vector<DialectPlace> all_dialects(const config::Configuration& configuration) {
    std::vector<DialectPlace> places;
    const auto add = [&](DialectPlace place) {
        if (std::ranges::find(places, place.name, &DialectPlace::name) == places.end()) places.push_back(std::move(place));
    };
    for (const auto& folder : configuration.dialect_path) {
        std::error_code failure;
        std::filesystem::directory_iterator entries(folder, failure);
        if (failure) continue;
        for (const auto& entry : entries)
            if (entry.path().extension() == extension) add({entry.path().stem().string(), entry.path()});
    }
    for (auto& name : meter::embedded_names()) add({std::move(name), std::nullopt});
    std::ranges::sort(places, {}, &DialectPlace::name);
    return places;
}

base::Result<meter::Dialect> find_dialect(const config::Configuration& configuration, std::string_view name) {
    if (is_file_name(name)) return read_dialect_file(name);
    const auto places = all_dialects(configuration);
    const auto found = std::ranges::find(places, name, &DialectPlace::name);
    if (found != places.end()) return found->file ? read_named_file(*found->file, name) : meter::find_embedded(name);
    std::vector<std::string> known;
    for (const auto& place : places) known.push_back(place.name);
    const auto near = base::nearest_word(base::to_lower(name), known);
    return base::fail(base::ErrorCode::not_found, "",
                      fmt::format("there is no dialect '{}'{}", base::escape_control(name),
                                  near ? fmt::format("; did you mean '{}'?", *near)
                                       : fmt::format("; gsmcfg dialect list shows them: {}", fmt::join(known, ", "))));
}

void say_if_replaced(Invocation& invocation, std::string_view name) {
    static std::set<std::string, std::less<>> said;
    const auto configured = invocation.configuration();
    if (!invocation.verbose() || !configured || is_file_name(name)) return;
    const auto places = all_dialects(**configured);
    const auto found = std::ranges::find(places, name, &DialectPlace::name);
    const auto built_in = meter::embedded_names();
    if (found == places.end() || !found->file || std::ranges::find(built_in, name) == built_in.end()) return;
    if (said.emplace(name).second)
        remark(fmt::format("dialect: {} is used in place of the built-in {}", base::escape_control(found->file->string()), name));
}

base::Result<meter::Dialect> usable_dialect(Invocation& invocation, std::string_view name) {
    const auto configured = invocation.configuration();
    if (!configured)
        return base::fail(base::ErrorCode::invalid_argument, "", fmt::format("{}", fmt::join(configured.error().lines, "; ")));
    const auto chosen = invocation.arguments().value("dialect").value_or(std::string(name));
    auto dialect = find_dialect(**configured, chosen);
    say_if_replaced(invocation, chosen);
    if (!dialect || !dialect->experimental() || invocation.arguments().flag("experimental")) return dialect;
    return base::fail(base::ErrorCode::unsupported, "",
                      fmt::format("the dialect '{}' is experimental: it was never tried on a device. gsmcfg dialect show {} says "
                                  "what is not verified; --experimental uses it all the same",
                                  dialect->name(), dialect->name()));
}

meter::FindDialect dialect_finder(Invocation& invocation) {
    return [&invocation](std::string_view name) { return usable_dialect(invocation, name); };
}

Outcome<meter::Dialect> chosen_dialect(Invocation& invocation) {
    auto dialect = usable_dialect(invocation, meter::default_dialect);
    if (!dialect) return refuse(exit_code::usage, dialect.error().message());
    return std::move(*dialect);
}

}  // namespace gsmcfg::cli
