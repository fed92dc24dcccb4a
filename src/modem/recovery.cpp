#include "modem/recovery.hpp"

#include <array>

namespace gsmcfg::modem {

namespace {

constexpr std::array ladder{Cure::radio, Cure::reset, Cure::power_cycle};

}  // namespace

std::string_view name(Cure cure) {
    switch (cure) {
        case Cure::radio: return "radio off and on";
        case Cure::reset: return "reset";
        case Cure::power_cycle: return "power cycle";
    }
    return "";
}

void Recovery::healthy() noexcept {
    rung_ = 0;
    last_cure_.reset();
    gone_since_.reset();
}

bool Recovery::fits(Cure cure, Symptom symptom, base::MonoTime now) const {
    switch (cure) {
        case Cure::radio: return symptom == Symptom::unwilling;
        // Written blindly to a modem that no longer answers: some still hear.
        case Cure::reset: return symptom != Symptom::gone && has_worked_;
        case Cure::power_cycle:
            return has_power_cycle_ && (symptom != Symptom::gone || now - gone_since_.value_or(now) >= patience_with_absence);
    }
    return false;
}

std::optional<Cure> Recovery::next(Symptom symptom, base::MonoTime now) {
    if (symptom != Symptom::gone) gone_since_.reset();
    else if (!gone_since_) gone_since_ = now;
    // The whole ladder failed; later it may not.
    if (last_cure_ && now - *last_cure_ >= ladder_pause) rung_ = 0;
    for (auto rung = static_cast<std::size_t>(rung_); rung < ladder.size(); ++rung) {
        if (!fits(ladder[rung], symptom, now)) continue;
        rung_ = static_cast<int>(rung) + 1;
        last_cure_ = now;
        return ladder[rung];
    }
    return std::nullopt;
}

}  // namespace gsmcfg::modem
