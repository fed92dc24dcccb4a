// One meter's way in memory: its messages and settings as the store would hold them, and what next_step() makes of them.
#pragma once

#include "service/course.hpp"

#include "gsmcfg/meter/message.hpp"

#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gsmcfg::store {

std::ostream& operator<<(std::ostream& stream, MeterOutcome outcome);
std::ostream& operator<<(std::ostream& stream, Outcome outcome);

}  // namespace gsmcfg::store

namespace gsmcfg::service {

std::ostream& operator<<(std::ostream& stream, NextStep::Kind kind);

class CourseWalk {
public:
    using Wanted = std::vector<std::pair<std::string, std::optional<std::string>>>;

    CourseWalk(meter::Dialect dialect, store::CampaignKind kind, const Wanted& wanted, bool no_restart = false);

    // The next step as it is.
    [[nodiscard]] NextStep step() const;
    // Carries out skips and blocks up to the first other step.
    NextStep advance();
    // advance() expected to activate a message: which one, "MODE" or "query MODE"; else "wait" or the outcome's name.
    std::string next();

    // A reply showed these values.
    void shows(const Wanted& values);
    // The message that was activated last was sent and ended so.
    void ends(store::Outcome outcome);
    // ends(confirmed) with a reply that shows these values.
    void confirms(const Wanted& values);
    // The query that follows an unanswered message, or that message once more.
    store::Message& add_query(const std::string& setting);
    store::Message& add_again(const std::string& setting);

    [[nodiscard]] store::Message& message(const std::string& setting);
    [[nodiscard]] store::Message& active() { return messages.at(active_); }
    [[nodiscard]] store::TargetSetting& setting(const std::string& name);
    [[nodiscard]] NextStep judged() const;

    std::vector<store::Message> messages;
    std::vector<store::TargetSetting> settings;

private:
    store::Message& add(const meter::MessageText& text);

    meter::Dialect dialect_;
    store::CampaignKind kind_;
    std::size_t active_ = 0;
};

// The dialect of the program, and the same with other replies in some places.
[[nodiscard]] meter::Dialect meter_dialect();
[[nodiscard]] meter::Dialect changed_dialect(const std::vector<std::pair<std::string, std::string>>& replacements);
// A dialect of two settings whose replies are worth no more than `proof` ("ack" or "count"), and a restarting third.
[[nodiscard]] meter::Dialect weak_dialect(std::string_view proof, bool restarts_with_value);

}  // namespace gsmcfg::service
