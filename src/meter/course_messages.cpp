#include "gsmcfg/meter/course_messages.hpp"

namespace gsmcfg::meter {

std::string_view name(Purpose purpose) {
    switch (purpose) {
        case Purpose::work: return "work";
        case Purpose::read: return "read";
        case Purpose::verify: return "verify";
    }
    return "";
}

std::vector<PlannedMessage> compose_course(const Dialect& dialect, const Settings& wanted, const CourseOptions& options) {
    auto changes = compose_set(dialect, wanted, options.no_restart);
    std::vector<std::string> changed;
    for (const auto& message : changes) changed.insert(changed.end(), message.sets.begin(), message.sets.end());

    std::vector<PlannedMessage> course;
    const auto ask = [&](Purpose purpose) {
        if (options.one_way) return;
        for (auto& query : compose_query(dialect, changed)) course.push_back({std::move(query), purpose});
    };
    if (options.read_first) ask(Purpose::read);
    for (auto& message : changes) {
        if (options.one_way) {
            message.proof = ProofKind::none;
            message.proves.clear();
        }
        course.push_back({std::move(message), Purpose::work});
    }
    if (options.verify) ask(Purpose::verify);
    return course;
}

}  // namespace gsmcfg::meter
