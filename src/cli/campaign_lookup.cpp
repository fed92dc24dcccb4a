#include "campaign_lookup.hpp"

#include "passwords.hpp"

#include "gsmcfg/meter/message.hpp"
#include "gsmcfg/service/campaign_options.hpp"
#include "gsmcfg/store/targets.hpp"

#include <fmt/format.h>

#include <charconv>
#include <set>

namespace gsmcfg::cli {

Outcome<store::Campaign> campaign_named(Invocation& invocation, store::Database& database) {
    const auto& word = invocation.positional(0);
    store::Id id = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), id);
    if (error != std::errc() || end != word.data() + word.size())
        return refuse(exit_code::usage, fmt::format("'{}' is no campaign's number; see: gsmcfg campaign list", word));
    auto found = store::Campaigns(database).find(id);
    if (!found) return refuse(exit_code::usage, fmt::format("there is no campaign {}; see: gsmcfg campaign list", id));
    return std::move(*found);
}

Outcome<meter::Dialect> dialect_of(const store::Campaign& campaign) {
    auto dialect = meter::Dialect::parse(campaign.dialect_text, campaign.dialect_name);
    if (!dialect) return refuse(exit_code::database, dialect.error().message());
    return std::move(*dialect);
}

Outcome<Means> means_of(Invocation& invocation, store::Database& database, const store::Campaign& campaign,
                        const meter::Dialect& dialect) {
    std::set<std::string> names;
    bool simulated = true;
    store::Targets(database).each(campaign.id, [&](const store::Target& target) {
        names.insert(target.credential.empty() ? default_credential : target.credential);
        simulated = simulated && target.phone.starts_with("+999");
    });
    const auto options = service::CampaignOptions::from_json(campaign.options);
    if (campaign.kind == store::CampaignKind::send && options && !meter::wants_credential(options->text)) names.clear();
    return means_for(invocation, dialect, simulated, {names.begin(), names.end()});
}

std::string tally_text(const store::Tally& tally) {
    std::string text;
    for (const auto& [outcome, count] : tally)
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, store::name(outcome));
    return text;
}

}  // namespace gsmcfg::cli
