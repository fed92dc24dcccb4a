#include "gsmcfg/meter/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace gsmcfg::meter {
namespace {

constexpr std::size_t most_rule_problems = 1000;

Settings wanted_settings(const Profile& profile, const Meter& meter, const PlanOptions& options) {
    auto settings = settings_for(profile, meter);
    if (!options.only.empty())
        std::erase_if(settings,
                      [&](const auto& entry) { return std::ranges::find(options.only, entry.first) == options.only.end(); });
    return settings;
}

// What one meter adds to the totals.
struct Share {
    std::size_t messages = 0;
    std::size_t replies = 0;
    std::size_t worst = 0;
    bool restarts = false;
};

Share share_of(const std::vector<MessageText>& messages, unsigned attempts) {
    Share share;
    for (const auto& message : messages) {
        ++share.messages;
        if (message.proof != ProofKind::none) ++share.replies;
        // What is not idempotent is asked for after each try that was not answered.
        share.worst += message.idempotent ? attempts : 2U * attempts;
        share.restarts = share.restarts || message.restarts;
    }
    return share;
}

class Planner {
public:
    Planner(const Profile& profile, const LoadedList& list, const PlanOptions& options)
        : profile_(profile), list_(list), options_(options), attempts_(std::max(1U, options.attempts)) {}

    Plan run() {
        plan_.meters = list_.meters.size();
        if (options_.factory_credential && !options_.query_only)
            plan_.warnings.push_back({profile_.source(),
                                      "the meters keep the factory password: anyone who has their numbers can change "
                                      "their settings"});
        const auto common = check(profile_.settings(), profile_.source());
        const auto common_share = [&] {
            const Meter bare(list_.meters.empty() ? any_number() : list_.meters.front().phone(), 0);
            return share_of(plan_messages(profile_, bare, options_), attempts_);
        }();
        bool common_used = false;
        for (const auto& meter : list_.meters) {
            if (meter.overrides().empty()) {
                common_used = true;
                add(common_share);
                continue;
            }
            add(share_of(plan_messages(profile_, meter, options_), attempts_));
            if (options_.query_only) continue;
            note(check(settings_for(profile_, meter), fmt::format("{}:{}", list_.source, meter.line())), meter.line());
        }
        if (common_used && !options_.query_only) note(common, 0);
        hand_over();
        return std::move(plan_);
    }

private:
    struct Found {
        std::string where;
        Advice advice;
    };

    static base::PhoneNumber any_number() { return *base::PhoneNumber::from_e164("+9990000000"); }

    Found check(const Settings& settings, std::string where) const {
        return {std::move(where), advise(profile_.dialect(), settings)};
    }

    void note(const Found& found, std::uint32_t line) {
        for (const auto& text : found.advice.refusals)
            if (plan_.problems.size() < most_rule_problems)
                plan_.problems.push_back({base::ErrorCode::invalid_argument, found.where, text, std::nullopt});
        for (const auto& text : found.advice.warnings) {
            auto& said = said_[text];
            if (said.count == 0) said.where = found.where;
            said.common = said.common || line == 0;
            ++said.count;
        }
    }

    void add(const Share& share) {
        plan_.sms_out += share.messages;
        plan_.replies += share.replies;
        plan_.sms_out_worst += share.worst;
        if (share.restarts) ++plan_.restarts;
        longest_ =
            std::max(longest_, static_cast<double>(share.messages) * (options_.seconds_per_sms + options_.seconds_per_reply) +
                                   (share.restarts ? options_.seconds_per_restart : 0.0));
    }

    void hand_over() {
        for (const auto& [text, said] : said_) {
            if (said.common) plan_.warnings.push_back({profile_.source(), text});
            else if (said.count == 1) plan_.warnings.push_back({said.where, text});
            else plan_.warnings.push_back({said.where, fmt::format("{} (and {} more meters)", text, said.count - 1)});
        }
        plan_.warnings.insert(plan_.warnings.end(), list_.warnings.begin(), list_.warnings.end());
        const auto modems = static_cast<double>(std::max(1U, options_.modems));
        const auto radio = static_cast<double>(plan_.sms_out) * options_.seconds_per_sms / modems;
        plan_.duration = std::chrono::seconds(static_cast<std::int64_t>(std::ceil(std::max(radio, longest_))));
        plan_.cost = cost(plan_.sms_out, plan_.replies);
        plan_.cost_worst = cost(plan_.sms_out_worst, plan_.sms_out_worst);
    }

    [[nodiscard]] std::optional<double> cost(std::size_t sent, std::size_t received) const {
        if (!options_.price_sent && !options_.price_received) return std::nullopt;
        return static_cast<double>(sent) * options_.price_sent.value_or(0.0) +
               static_cast<double>(received) * options_.price_received.value_or(0.0);
    }

    struct Said {
        std::string where;
        std::size_t count = 0;
        bool common = false;
    };

    const Profile& profile_;
    const LoadedList& list_;
    const PlanOptions& options_;
    unsigned attempts_;
    double longest_ = 0.0;
    std::map<std::string, Said> said_;
    Plan plan_;
};

}  // namespace

std::vector<MessageText> plan_messages(const Profile& profile, const Meter& meter, const PlanOptions& options) {
    const auto settings = wanted_settings(profile, meter, options);
    if (!options.query_only) return compose_set(profile.dialect(), settings, options.no_restart);
    std::vector<std::string> names;
    for (const auto& [name, value] : settings) names.push_back(name);
    return compose_query(profile.dialect(), names);
}

Plan make_plan(const Profile& profile, const LoadedList& list, const PlanOptions& options) {
    return Planner(profile, list, options).run();
}

}  // namespace gsmcfg::meter
