#include "gsmcfg/service/campaign_options.hpp"

#include "gsmcfg/base/json.hpp"

#include <algorithm>

namespace gsmcfg::service {
namespace {

constexpr auto shortest_validity = std::chrono::minutes(5);
constexpr auto validity_when_waiting_forever = std::chrono::minutes(24 * 60);

}  // namespace

std::chrono::minutes CampaignOptions::validity_period() const {
    if (validity) return std::max(*validity, shortest_validity);
    if (!reply_timeout) return validity_when_waiting_forever;
    return std::max(std::chrono::ceil<std::chrono::minutes>(*reply_timeout), shortest_validity);
}

std::string CampaignOptions::to_json() const {
    auto names = base::Json::array();
    for (const auto& name : only) names.push(name);
    auto json = base::Json::object();
    json.set("reply_timeout_s", reply_timeout ? base::Json(reply_timeout->count()) : base::Json())
        .set("attempts", attempts)
        .set("validity_min", validity ? base::Json(validity->count()) : base::Json())
        .set("no_restart", no_restart)
        .set("status_reports", status_reports)
        .set("credential", credential)
        .set("only", std::move(names))
        .set("text", text)
        .set("read_first", read_first)
        .set("snapshot", snapshot)
        .set("verify", verify)
        .set("one_way", one_way)
        .set("undo", undo)
        .set("accept_swap", accept_swap)
        .set("price_out", price_out)
        .set("price_in", price_in)
        .set("currency", currency);
    limits.write(json);
    return json.dump();
}

base::Result<CampaignOptions> CampaignOptions::from_json(const std::string& text) {
    const auto json = base::Json::parse(text);
    if (!json) return base::fail(json.error());
    if (!json->is_object()) return base::fail(base::ErrorCode::malformed, "options", "not an object");
    CampaignOptions options;
    if (json->contains("reply_timeout_s")) {
        const auto timeout = json->at("reply_timeout_s");
        const auto seconds = timeout.integer();
        if (!seconds && !timeout.is_null())
            return base::fail(base::ErrorCode::malformed, "options.reply_timeout_s", "not a number");
        options.reply_timeout = seconds ? std::optional(std::chrono::seconds(*seconds)) : std::nullopt;
    }
    options.attempts = std::max<std::int64_t>(1, json->at("attempts").integer().value_or(options.attempts));
    if (const auto minutes = json->at("validity_min").integer()) options.validity = std::chrono::minutes(*minutes);
    options.no_restart = json->at("no_restart").boolean().value_or(options.no_restart);
    options.status_reports = json->at("status_reports").boolean().value_or(options.status_reports);
    options.credential = json->at("credential").string().value_or(options.credential);
    const auto names = json->at("only");
    for (std::size_t i = 0; names.is_array() && i < names.size(); ++i)
        if (auto name = names.at(i).string()) options.only.push_back(std::move(*name));
    options.text = json->at("text").string().value_or("");
    options.read_first = json->at("read_first").boolean().value_or(options.read_first);
    options.snapshot = json->at("snapshot").boolean().value_or(options.snapshot);
    options.verify = json->at("verify").boolean().value_or(options.verify);
    options.one_way = json->at("one_way").boolean().value_or(options.one_way);
    options.undo = json->at("undo").boolean().value_or(options.undo);
    options.accept_swap = json->at("accept_swap").boolean().value_or(options.accept_swap);
    options.price_out = json->at("price_out").number().value_or(options.price_out);
    options.price_in = json->at("price_in").number().value_or(options.price_in);
    options.currency = json->at("currency").string().value_or("");
    auto limits = Limits::read(*json);
    if (!limits) return base::fail(limits.error());
    options.limits = std::move(*limits);
    return options;
}

}  // namespace gsmcfg::service
