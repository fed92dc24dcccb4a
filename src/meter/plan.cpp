#include "gsmcfg/meter/plan.hpp"

#include "meter/meter_share.hpp"

#include <fmt/format.h>

#include <algorithm>
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

// A meter's messages, and what they come to; the same for all meters without settings of their own.
struct Work {
    Settings wanted;
    Course course;
    MeterShare share;
};

class Planner {
public:
    Planner(const Profile& profile, const LoadedList& list, const PlanOptions& options)
        : profile_(profile), list_(list), options_(options) {}

    Plan run() {
        plan_.meters = list_.meters.size();
        if (options_.factory_credential && !options_.query_only)
            plan_.warnings.push_back({profile_.source(),
                                      "the meters keep the factory password: anyone who has their numbers can change "
                                      "their settings"});
        const auto common_advice = check(profile_.settings(), profile_.source());
        std::optional<Work> common;
        for (const auto& meter : list_.meters) {
            if (meter.overrides().empty()) {
                if (!common) common = work_of(meter);
                add(meter, *common);
                continue;
            }
            add(meter, work_of(meter));
            if (options_.query_only) continue;
            note(check(settings_for(profile_, meter), place_of(meter)), meter.line());
        }
        if (common && !options_.query_only) note(common_advice, 0);
        hand_over();
        return std::move(plan_);
    }

private:
    struct Found {
        std::string where;
        Advice advice;
    };
    struct Said {
        std::string where;
        std::size_t count = 0;
        bool common = false;
    };

    [[nodiscard]] std::string place_of(const Meter& meter) const { return fmt::format("{}:{}", list_.source, meter.line()); }

    [[nodiscard]] Work work_of(const Meter& meter) const {
        Work work;
        work.wanted = wanted_settings(profile_, meter, options_);
        work.course = plan_course(profile_, meter, options_);
        work.share = share_of(work.course, std::max(1U, options_.attempts));
        return work;
    }

    [[nodiscard]] Found check(const Settings& settings, std::string where) const {
        return {std::move(where), advise(profile_.dialect(), settings)};
    }

    void note(const Found& found, std::uint32_t line) {
        for (const auto& text : found.advice.refusals)
            if (plan_.problems.size() < most_rule_problems)
                plan_.problems.push_back({base::ErrorCode::invalid_argument, found.where, text, std::nullopt});
        for (const auto& text : found.advice.warnings) warn(text, found.where, line == 0);
    }

    void warn(const std::string& text, const std::string& where, bool common) {
        auto& said = said_[text];
        if (said.count == 0) said.where = where;
        said.common = said.common || common;
        ++said.count;
    }

    void add(const Meter& meter, const Work& work) {
        const auto& share = work.share;
        plan_.sms_out += share.messages;
        plan_.replies += share.replies;
        plan_.sms_out_least += share.least;
        plan_.replies_least += share.least_replies;
        plan_.sms_out_worst += share.worst;
        plan_.sms_read += share.reads;
        plan_.sms_verify += share.verifies;
        plan_.meter_messages = std::max(plan_.meter_messages, share.messages);
        if (share.restarts > 0) ++plan_.restarts;
        plan_.most_restarts = std::max(plan_.most_restarts, share.restarts);
        if (!options_.known || options_.query_only) return;
        const auto known = options_.known(meter.phone());
        plan_.sms_saved += saved_by(profile_.dialect(), work.course, work.wanted, known.values);
        if (undo_known(work.course, known.values)) ++plan_.undo_known;
        if (share.restarts > 0 && known.restarts >= many_restarts)
            warn(fmt::format("has been restarted {} times or more by earlier campaigns: each registration wears the SIM's "
                             "authentication counter, and in the end the SIM",
                             many_restarts),
                 place_of(meter), false);
    }

    void hand_over() {
        if (plan_.most_restarts > 1)
            plan_.warnings.push_back(
                {profile_.source(), fmt::format("a meter restarts {} times: each registration wears the SIM's authentication "
                                                "counter; fewer settings at once (--settings), or --no-restart, spare it",
                                                plan_.most_restarts)});
        for (const auto& [text, said] : said_) {
            if (said.common) plan_.warnings.push_back({profile_.source(), text});
            else if (said.count == 1) plan_.warnings.push_back({said.where, text});
            else plan_.warnings.push_back({said.where, fmt::format("{} (and {} more meters)", text, said.count - 1)});
        }
        plan_.warnings.insert(plan_.warnings.end(), list_.warnings.begin(), list_.warnings.end());
        plan_.cost = cost(plan_.sms_out, plan_.replies);
        plan_.cost_least = cost(plan_.sms_out_least, plan_.replies_least);
        plan_.cost_worst = cost(plan_.sms_out_worst, plan_.replies == 0 ? 0 : plan_.sms_out_worst);
    }

    [[nodiscard]] std::optional<Cost> cost(std::size_t sent, std::size_t received) const {
        if (!options_.price_sent && !options_.price_received) return std::nullopt;
        return Cost{static_cast<double>(sent) * options_.price_sent.value_or(0.0),
                    static_cast<double>(received) * options_.price_received.value_or(0.0)};
    }

    const Profile& profile_;
    const LoadedList& list_;
    const PlanOptions& options_;
    std::map<std::string, Said> said_;
    Plan plan_;
};

}  // namespace

std::vector<PlannedMessage> plan_course(const Profile& profile, const Meter& meter, const PlanOptions& options) {
    const auto settings = wanted_settings(profile, meter, options);
    if (!options.query_only) return compose_course(profile.dialect(), settings, options.course);
    std::vector<std::string> names;
    for (const auto& [name, value] : settings) names.push_back(name);
    std::vector<PlannedMessage> course;
    for (auto& query : compose_query(profile.dialect(), names)) course.push_back({std::move(query), Purpose::work});
    return course;
}

std::vector<MessageText> plan_messages(const Profile& profile, const Meter& meter, const PlanOptions& options) {
    std::vector<MessageText> texts;
    for (auto& message : plan_course(profile, meter, options)) texts.push_back(std::move(message.text));
    return texts;
}

Plan make_plan(const Profile& profile, const LoadedList& list, const PlanOptions& options) {
    return Planner(profile, list, options).run();
}

}  // namespace gsmcfg::meter
