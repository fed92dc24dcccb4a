#include "report/columns.hpp"

#include "gsmcfg/base/json.hpp"
#include "gsmcfg/base/text.hpp"

#include <algorithm>
#include <set>

namespace gsmcfg::report {
namespace {

std::vector<std::string> keys_of(const std::string& json) {
    const auto object = base::Json::parse(json);
    return object && object->is_object() ? object->keys() : std::vector<std::string>();
}

}  // namespace

std::vector<std::string> setting_columns(const Subject& subject) {
    const auto whole = keys_of(subject.campaign.settings);
    std::set<std::string> used(whole.begin(), whole.end());
    store::CampaignStatistics(subject.database).each_override(subject.campaign.id, [&](const std::string& overrides) {
        for (auto& key : keys_of(overrides)) used.insert(std::move(key));
    });
    std::vector<std::string> columns;
    for (const auto& name : subject.dialect.setting_names())
        if (used.erase(name) > 0) columns.push_back(name);
    columns.insert(columns.end(), used.begin(), used.end());
    return columns;
}

std::vector<ExtraColumn> extra_columns(const Subject& subject, const std::vector<std::string>& taken) {
    std::set<std::string> used;
    for (const auto& title : taken) used.insert(base::to_lower(title));
    std::vector<ExtraColumn> columns;
    for (const auto& key : keys_of(store::CampaignStatistics(subject.database).first_extra(subject.campaign.id))) {
        auto title = key;
        while (!used.insert(base::to_lower(title)).second) title.insert(0, "list: ");
        columns.push_back({key, title});
    }
    return columns;
}

std::string_view yes_or_no(const std::optional<bool>& known) { return !known ? "" : *known ? "yes" : "no"; }

}  // namespace gsmcfg::report
