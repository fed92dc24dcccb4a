#include "gsmcfg/report/standing.hpp"

#include "gsmcfg/base/json.hpp"

namespace gsmcfg::report {

Terms Terms::of(const store::Campaign& campaign) {
    Terms terms;
    const auto options = base::Json::parse(campaign.options);
    if (!options || !options->is_object()) return terms;
    terms.enough.stored = options->at("no_restart").boolean().value_or(false);
    terms.enough.delivered = options->at("one_way").boolean().value_or(false);
    terms.reports_asked = options->at("status_reports").boolean().value_or(true);
    terms.price_out = options->at("price_out").number().value_or(0);
    terms.price_in = options->at("price_in").number().value_or(0);
    terms.currency = options->at("currency").string().value_or("");
    return terms;
}

std::optional<double> Terms::cost(std::int64_t sent, std::int64_t received) const {
    if (price_out <= 0 && price_in <= 0) return std::nullopt;
    return static_cast<double>(sent) * price_out + static_cast<double>(received) * price_in;
}

Standing standing_of(store::CampaignKind kind, const Terms& terms, store::MeterOutcome outcome) {
    using enum store::MeterOutcome;
    if (store::as_wanted(kind, terms.enough, outcome)) return Standing::as_wanted;
    return outcome == pending || outcome == partial || outcome == cancelled ? Standing::unfinished : Standing::failed;
}

Progress progress_of(store::CampaignKind kind, bool compared, store::MeterOutcome outcome) {
    using enum store::MeterOutcome;
    const bool proven = outcome == confirmed || outcome == already_right;
    switch (kind) {
        case store::CampaignKind::apply: return {proven || outcome == stored, proven};
        case store::CampaignKind::status: return {compared ? std::optional(proven) : std::nullopt, std::nullopt};
        case store::CampaignKind::send: return {};
    }
    return {};
}

std::string_view outcome_words(store::CampaignKind kind, bool compared, store::MeterOutcome outcome) {
    const bool status = kind == store::CampaignKind::status;
    switch (outcome) {
        case store::MeterOutcome::confirmed:
            return status ? (compared ? "as expected" : "answered") : "all settings proven by replies";
        case store::MeterOutcome::already_right: return "nothing had to be changed";
        case store::MeterOutcome::stored: return "settings stored, module not restarted";
        case store::MeterOutcome::acknowledged: return "answered or sent, and no value is proven";
        case store::MeterOutcome::rejected: return "the meter refused a message";
        case store::MeterOutcome::mismatch: return status ? "differs from what is expected" : "the meter shows another value";
        case store::MeterOutcome::unrecognised: return "the reply could not be understood";
        case store::MeterOutcome::no_reply: return "no reply in time";
        case store::MeterOutcome::undeliverable: return "the network could not deliver it";
        case store::MeterOutcome::swapped: return "another meter answers on this number";
        case store::MeterOutcome::uncertain: return "not known whether it was sent";
        case store::MeterOutcome::failed: return "could not be sent";
        case store::MeterOutcome::partial: return "begun and not finished";
        case store::MeterOutcome::pending: return "not begun";
        case store::MeterOutcome::cancelled: return "given up";
    }
    return "";
}

}  // namespace gsmcfg::report
