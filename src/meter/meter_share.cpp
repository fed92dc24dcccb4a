#include "meter/meter_share.hpp"

#include <algorithm>

namespace gsmcfg::meter {
namespace {

using Names = std::vector<std::string>;

bool contains_all(const Names& names, const Names& wanted) {
    return std::ranges::all_of(wanted, [&](const auto& name) { return std::ranges::find(names, name) != names.end(); });
}

const std::string* value_of(const Settings& settings, const std::string& name) {
    const auto found = std::ranges::find(settings, name, &Settings::value_type::first);
    return found == settings.end() ? nullptr : &found->second;
}

// What has a reply that shows its values, up to here.
void show(const PlannedMessage& message, Names& shown) {
    if (message.text.proof == ProofKind::value) shown.insert(shown.end(), message.text.proves.begin(), message.text.proves.end());
}

bool answers(const PlannedMessage& message) { return message.text.proof != ProofKind::none; }

// Of a meter whose values are all right, as its replies to the reading messages show.
void count_least(const Course& course, MeterShare& share) {
    Names shown;
    for (const auto& message : course)
        if (message.purpose == Purpose::read) show(message, shown);
    const auto needed = [&](const PlannedMessage& message) {
        return message.purpose == Purpose::work && !message.text.sets.empty() && !contains_all(shown, message.text.sets);
    };
    const bool changes = share.reads == 0 || std::ranges::any_of(course, needed);
    for (const auto& message : course) {
        const bool sent = share.reads == 0 || message.purpose == Purpose::read ||
                          (changes && (message.purpose == Purpose::verify || message.text.restarts || needed(message)));
        if (!sent) continue;
        ++share.least;
        if (answers(message)) ++share.least_replies;
    }
}

}  // namespace

MeterShare share_of(const Course& course, unsigned attempts) {
    MeterShare share;
    for (const auto& message : course) {
        ++share.messages;
        if (message.purpose == Purpose::read) ++share.reads;
        if (message.purpose == Purpose::verify) ++share.verifies;
        if (message.text.restarts) ++share.restarts;
        if (!answers(message)) {
            ++share.worst;
            continue;
        }
        ++share.replies;
        // What is not idempotent is asked for after each try that was not answered.
        share.worst += message.text.idempotent ? attempts : 2U * attempts;
    }
    count_least(course, share);
    return share;
}

std::size_t saved_by(const Dialect& dialect, const Course& course, const Settings& wanted, const Settings& known) {
    const auto right = [&](const std::string& name) {
        const auto* value = value_of(wanted, name);
        const auto* seen = value_of(known, name);
        return value != nullptr && seen != nullptr && same_value(dialect, name, *value, *seen);
    };
    Names shown;
    std::size_t saved = 0;
    std::size_t restarts = 0;
    bool changes = false;
    for (const auto& message : course) {
        const auto& sets = message.text.sets;
        if (message.text.restarts) {
            ++restarts;
            changes = changes || !contains_all(shown, sets) || !std::ranges::all_of(sets, right);
        } else if (message.purpose == Purpose::work && !sets.empty()) {
            if (contains_all(shown, sets) && std::ranges::all_of(sets, right)) {
                ++saved;
                continue;
            }
            changes = true;
        }
        show(message, shown);
    }
    if (changes) return saved;
    // Nothing has to be changed: no restart either, and nothing to verify after it.
    return saved + restarts + static_cast<std::size_t>(std::ranges::count(course, Purpose::verify, &PlannedMessage::purpose));
}

bool undo_known(const Course& course, const Settings& known) {
    return std::ranges::all_of(course, [&](const PlannedMessage& message) {
        return std::ranges::all_of(message.text.sets, [&](const auto& name) { return value_of(known, name) != nullptr; });
    });
}

}  // namespace gsmcfg::meter
