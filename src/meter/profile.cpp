#include "gsmcfg/meter/profile.hpp"

#include "gsmcfg/base/digest.hpp"
#include "gsmcfg/base/text.hpp"
#include "gsmcfg/base/toml_document.hpp"
#include "meter/table_reader.hpp"

#include <fmt/format.h>

namespace gsmcfg::meter {
namespace {

using base::ErrorCode;

void read_value(const Dialect& dialect, const std::string& name, base::TomlNode node, LoadedProfile& loaded, Settings& settings,
                Settings& refused) {
    const auto written = node.boolean() ? std::nullopt : node.scalar_text();
    if (dialect.find(name) != nullptr && !written) {
        loaded.problems.push_back(
            {ErrorCode::malformed, node.where(), name + ": must be a text in quotes or a whole number", {}});
        return;
    }
    auto value = canonical_value(dialect, name, written.value_or(""));
    if (value) {
        settings.emplace_back(name, std::move(*value));
        return;
    }
    refused.emplace_back(name, written.value_or(""));
    if (value.error().code == ErrorCode::not_found)
        loaded.problems.push_back({ErrorCode::not_found, node.where(), value.error().detail, {}});
    else loaded.problems.push_back({value.error().code, node.where(), name + ": " + value.error().detail, {}});
}

std::optional<Dialect> read_dialect_name(TableReader& reader, const FindDialect& find, LoadedProfile& loaded) {
    const auto name = reader.text("dialect").value_or(std::string(default_dialect));
    auto dialect = find(name);
    if (dialect) return *dialect;
    loaded.problems.push_back({dialect.error().code, reader.where("dialect"), dialect.error().detail, {}});
    return std::nullopt;
}

void check_rules(const Dialect& dialect, const Settings& settings, const std::string& where, RuleCheck check,
                 LoadedProfile& loaded) {
    const auto advice = advise(dialect, settings);
    for (const auto& text : advice.warnings) loaded.warnings.push_back({where, text});
    if (check == RuleCheck::for_each_meter) return;
    for (const auto& text : advice.refusals) loaded.problems.push_back({ErrorCode::invalid_argument, where, text, {}});
}

}  // namespace

Profile::Profile(Dialect dialect, std::string source, std::string text, std::string title, Settings settings)
    : dialect_(std::move(dialect)),
      source_(std::move(source)),
      text_(std::move(text)),
      title_(std::move(title)),
      hash_(base::sha256(text_)),
      settings_(std::move(settings)) {}

LoadedProfile parse_profile(std::string_view text, std::string source, const FindDialect& find, RuleCheck check) {
    LoadedProfile loaded;
    const auto decoded = base::decode_text_file(text);
    const auto document = decoded ? base::TomlDocument::parse(*decoded, source) : tl::unexpected(decoded.error());
    if (!document) {
        loaded.problems.push_back(document.error());
        return loaded;
    }
    TableReader reader(document->root(), "the profile", loaded.problems);
    const auto title = reader.text("title").value_or("");
    const auto dialect = read_dialect_name(reader, find, loaded);
    const auto table = reader.table("settings");
    if (!table && loaded.problems.empty())
        loaded.problems.push_back({ErrorCode::malformed, source, "the table [settings] is missing", {}});
    reader.finish();
    if (!dialect || !table) return loaded;
    Settings settings;
    Settings refused;
    for (const auto& name : table->keys()) read_value(*dialect, name, *table->find(name), loaded, settings, refused);
    if (table->keys().empty()) loaded.problems.push_back({ErrorCode::malformed, table->where(), "[settings] is empty", {}});
    settings = in_sending_order(*dialect, settings);
    // A bad value is there all the same: "dns is missing" would mislead.
    auto written = settings;
    written.insert(written.end(), refused.begin(), refused.end());
    check_rules(*dialect, written, table->where(), check, loaded);
    if (loaded.problems.empty()) loaded.profile = Profile(*dialect, std::move(source), *decoded, title, std::move(settings));
    return loaded;
}

}  // namespace gsmcfg::meter
