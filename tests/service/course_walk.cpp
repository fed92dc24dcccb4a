#include "course_walk.hpp"

#include <algorithm>
#include <stdexcept>

namespace gsmcfg::store {

std::ostream& operator<<(std::ostream& stream, MeterOutcome outcome) { return stream << name(outcome); }
std::ostream& operator<<(std::ostream& stream, Outcome outcome) { return stream << name(outcome); }

}  // namespace gsmcfg::store

namespace gsmcfg::service {

using store::Message;
using store::Outcome;
using store::Submission;

std::ostream& operator<<(std::ostream& stream, NextStep::Kind kind) {
    switch (kind) {
        case NextStep::Kind::wait: return stream << "wait";
        case NextStep::Kind::activate: return stream << "activate";
        case NextStep::Kind::skip: return stream << "skip";
        case NextStep::Kind::block: return stream << "block";
        case NextStep::Kind::finish: return stream << "finish";
    }
    return stream;
}

CourseWalk::CourseWalk(meter::Dialect dialect, store::CampaignKind kind, const Wanted& wanted, bool no_restart)
    : dialect_(std::move(dialect)), kind_(kind) {
    std::vector<std::string> names;
    meter::Settings values;
    for (const auto& [name, value] : wanted) {
        names.push_back(name);
        if (value) values.emplace_back(name, *value);
        const auto* known = dialect_.find(name);
        if (no_restart && known != nullptr && known->restarts) continue;
        settings.push_back({name, value, {}, {}, {}, {}, {}});
    }
    if (kind == store::CampaignKind::send) {
        messages.emplace_back().kind = "text";
        messages.back().proof = "ack";
        return;
    }
    const auto texts = kind == store::CampaignKind::status ? meter::compose_query(dialect_, names)
                                                           : meter::compose_set(dialect_, values, no_restart);
    for (const auto& text : texts) add(text);
}

Message& CourseWalk::add(const meter::MessageText& text) {
    auto& message = messages.emplace_back();
    message.kind = text.kind == meter::MessageKind::query ? "query" : "set";
    message.text = text.text;
    message.proof = std::string(meter::name(text.proof));
    message.idempotent = text.idempotent;
    message.restarts = text.restarts;
    message.sets = text.sets;
    message.proves = text.proves;
    return message;
}

NextStep CourseWalk::step() const { return next_step(dialect_, kind_, messages, settings); }

NextStep CourseWalk::judged() const { return judge_meter(dialect_, kind_, messages, settings); }

NextStep CourseWalk::advance() {
    // More steps than messages would be a loop without end.
    for (std::size_t count = 0; count <= messages.size(); ++count) {
        auto now = step();
        if (now.kind == NextStep::Kind::activate) active_ = now.index;
        if (now.kind != NextStep::Kind::skip && now.kind != NextStep::Kind::block) return now;
        auto& closed = messages.at(now.index);
        closed.outcome = now.kind == NextStep::Kind::skip ? Outcome::skipped : Outcome::blocked;
        closed.detail = now.detail;
    }
    throw std::logic_error("the course does not end");
}

std::string CourseWalk::next() {
    const auto now = advance();
    switch (now.kind) {
        case NextStep::Kind::wait: return "wait";
        case NextStep::Kind::finish: return std::string(store::name(now.outcome));
        case NextStep::Kind::activate: {
            const auto& message = messages.at(now.index);
            if (message.kind == "text") return "text";
            return message.kind == "query" ? "query " + message.proves.front() : message.sets.front();
        }
        case NextStep::Kind::skip:
        case NextStep::Kind::block: break;
    }
    return "?";
}

void CourseWalk::shows(const Wanted& values) {
    for (const auto& [name, value] : values) setting(name).seen = value;
}

void CourseWalk::ends(Outcome outcome) {
    auto& message = active();
    message.outcome = outcome;
    message.submission = Submission::accepted;
    message.attempts = 1;
    message.detail = std::string(store::name(outcome)) + " by test";
}

void CourseWalk::confirms(const Wanted& values) {
    shows(values);
    ends(Outcome::confirmed);
}

Message& CourseWalk::add_query(const std::string& name) {
    active_ = messages.size();
    return add(meter::compose_query(dialect_, {name}).at(0));
}

Message& CourseWalk::add_again(const std::string& name) {
    auto again = message(name);
    again.outcome = Outcome::open;
    again.submission = Submission::planned;
    again.delivery = store::Delivery::unknown;
    again.attempts = 0;
    active_ = messages.size();
    return messages.emplace_back(again);
}

Message& CourseWalk::message(const std::string& name) {
    for (auto& message : messages)
        if (message.kind == "set" && message.sets.front() == name) return message;
    for (auto& message : messages)
        if (std::ranges::find(message.proves, name) != message.proves.end()) return message;
    throw std::out_of_range(name);
}

store::TargetSetting& CourseWalk::setting(const std::string& name) {
    const auto found = std::ranges::find(settings, name, &store::TargetSetting::setting);
    if (found == settings.end()) throw std::out_of_range(name);
    return *found;
}

meter::Dialect meter_dialect() { return meter::find_embedded(meter::default_dialect).value(); }

meter::Dialect changed_dialect(const std::vector<std::pair<std::string, std::string>>& replacements) {
    auto text = meter_dialect().text();
    for (const auto& [from, to] : replacements) {
        const auto at = text.find(from);
        if (at == std::string::npos) throw std::out_of_range(from);
        text.replace(at, from.size(), to);
    }
    auto parsed = meter::Dialect::parse(text, "changed.toml");
    if (!parsed) throw std::invalid_argument(parsed.error().message());
    return *parsed;
}

meter::Dialect weak_dialect(std::string_view proof, bool restarts_with_value) {
    const std::string word(proof);
    const std::string shows = word == "count" ? "pattern = 'taken: (?P<count>[0-9]+)'\nexamples = [\"taken: 1\"]\n"
                                              : "pattern = 'ok'\nexamples = [\"ok\"]\n";
    std::string text = R"(
format = 1
name = "weak"
title = "weak"
source = "a test"
[command]
pattern = '(?P<before>)(?P<credential>\S+)(?P<after> (?:a|b|start)(?:=.*)?)'
[message]
characters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ={}:"
max_length = 160
[credential]
name = "factory"
factory = "0000"
[wait]
reply = 300
[[setting]]
name = "a"
kind = "text"
max_length = 10
set = "{credential} a={value}"
reply = "weak"
[[setting]]
name = "b"
kind = "text"
max_length = 10
set = "{credential} b={value}"
reply = "weak"
[[setting]]
name = "start"
kind = "text"
max_length = 10
set = "{credential} start={value}"
restarts = true
last = true
)";
    text += restarts_with_value ? "reply = \"start\"\nquery = \"{credential} start\"\n" : "reply = \"weak\"\n";
    text += "[[reply]]\nname = \"weak\"\nproof = \"" + word + "\"\n" + shows;
    if (restarts_with_value)
        text +=
            "[[reply]]\nname = \"start\"\nproof = \"value\"\nproves = [\"start\"]\npattern = 'start: "
            "(?P<start>[a-z]+)'\nexamples = [\"start: now\"]\n";
    auto parsed = meter::Dialect::parse(text, "weak.toml");
    if (!parsed) throw std::invalid_argument(parsed.error().message());
    return *parsed;
}

}  // namespace gsmcfg::service
