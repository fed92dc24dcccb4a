#include "hearing.hpp"

#include <algorithm>

namespace gsmcfg::service {

void Hearing::heard(base::UtcTime now) {
    heard_ = now;
    missing_.clear();
    threshold_ = at_first_;
}

void Hearing::cured(base::UtcTime now) {
    cured_ = now;
    missing_.clear();
    threshold_ *= 2;
}

Hearing::Verdict Hearing::missing(store::Id message, base::UtcTime accepted, base::UtcTime now, bool others_awaited) {
    const auto enough = std::min<std::chrono::milliseconds>(usual_reply_time, (now - accepted) / 2);
    if (heard_ && *heard_ >= accepted + enough) return Verdict::no_reply;
    if (cured_ && *cured_ >= accepted) return Verdict::no_reply;
    missing_.insert(message);
    if (missing_.size() >= threshold_) return Verdict::deaf;
    return others_awaited && !excused_.contains(message) ? Verdict::wait : Verdict::no_reply;
}

std::set<store::Id> Hearing::take_excused() {
    std::set<store::Id> excused;
    for (const auto message : missing_)
        if (excused_.insert(message).second) excused.insert(message);
    missing_.clear();
    return excused;
}

}  // namespace gsmcfg::service
